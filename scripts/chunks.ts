/**
 * Which scripts lie together in one file. Left to itself the build makes a file of every module that two screens share:
 * 129 of them stood before 今日, each asked for by itself and compressed by itself. So all that the way in needs is one
 * file, and all that 今日 needs besides is another. Each holds whatever its modules need, so none waits for the other in a
 * circle; other screens take from both. Decision 0017.
 */
import type { Plugin } from 'vite';

/** In order: what the first needs is not in the second again. */
const ways = [
	{ name: 'shell', from: /\/src\/routes\/(\+layout\.(svelte|ts)|\+error\.svelte|sign-in\/\+page\.svelte)$/ },
	{ name: 'work', from: /\/src\/routes\/\(worker\)\/(\+layout\.(svelte|ts)|today\/\+page\.svelte)$/ },
] as const;

type Imports = (id: string) => readonly string[];

/** All that is loaded with these modules; what they load later is not among it. */
function reachedFrom(roots: readonly string[], importsOf: Imports): ReadonlySet<string> {
	const reached = new Set(roots);
	for (const id of reached) for (const imported of importsOf(id)) reached.add(imported);
	return reached;
}

export function chunks(): Plugin {
	const reached = new Map<string, ReadonlySet<string>>();
	return {
		name: 'chunks',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		buildEnd() {
			const ids = [...this.getModuleIds()];
			for (const { name, from } of ways) {
				const roots = ids.filter((id) => from.test(id));
				if (roots.length === 0) this.error(`no module of '${name}' is there any more: ${String(from)}`);
				reached.set(
					name,
					reachedFrom(roots, (id) => this.getModuleInfo(id)?.importedIds ?? []),
				);
			}
		},
		outputOptions: (options) => ({
			...options,
			codeSplitting: {
				groups: ways.map(({ name }, index) => ({
					name,
					priority: ways.length - index,
					test: (id: string) => reached.get(name)?.has(id),
				})),
			},
		}),
	};
}
