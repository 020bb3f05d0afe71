/** The `drawing` command: words in, words out; files and drawings are given. Rules MP1, MP2. */
import { parseArgs } from 'node:util';
import { faultWords, isGrave, type Fault } from '#lib/ground/faults.ts';
import type { Drawings } from './drawings.ts';

export interface Said {
	readonly text: string;
	/** Exit code. */
	readonly code: 0 | 1;
}

export interface CommandEffects {
	readonly drawings: Pick<Drawings, 'save' | 'judge' | 'latest' | 'versions'>;
	/** @throws when it cannot be read or written. */
	readonly read: (file: string) => string;
	readonly write: (file: string, text: string) => void;
	/** Who does it, as the versions say it. */
	readonly account: string;
}

const help = `社区底图: the drawing of a community, in this data folder ($DATA_DIR, ./data by default). Works while the server runs.

  npm run drawing -- import <file> --community <code> [--dry]     a GeoJSON file becomes the next version; --dry only checks it
  npm run drawing -- export <file> --community <code>             writes the latest version as GeoJSON
  npm run drawing -- list --community <code>                      who changed it when

  <code>   a community: twelve digits, 120101004010

What the file must hold stands in docs/operate.md. Positions are WGS-84, longitude first. A file with a fault changes
nothing; doubts are told and taken.`;

const options = {
	community: { type: 'string' },
	dry: { type: 'boolean' },
	help: { type: 'boolean', short: 'h' },
} as const;

const say = (text: string): Said => ({ text, code: 0 });
const refuse = (text: string): Said => ({ text, code: 1 });
const versionsShown = 50;

export async function run(args: readonly string[], effects: CommandEffects): Promise<Said> {
	let parsed;
	try {
		parsed = parseArgs({ args: [...args], options, allowPositionals: true });
	} catch (error) {
		return refuse(`${(error as Error).message}\n\n${help}`);
	}
	const { values, positionals } = parsed;
	const [command, file] = positionals;
	if (values.help || command === undefined) return say(help);
	const { community = '' } = values;
	if (!/^\d{12}$/.test(community)) return refuse('--community takes the twelve digits of a community.');
	if (command === 'list') return list(community, effects);
	if (!file) return refuse(`Which file? See: npm run drawing -- --help`);
	if (command === 'import') return importFile(file, community, values.dry ?? false, effects);
	if (command === 'export') return exportFile(file, community, effects);
	return refuse(`There is no command '${command}'.\n\n${help}`);
}

async function importFile(
	file: string,
	community: string,
	isDry: boolean,
	{ drawings, read, account }: CommandEffects,
): Promise<Said> {
	let given: unknown;
	try {
		given = JSON.parse(read(file));
	} catch (error) {
		return refuse(`${file} cannot be read as JSON: ${(error as Error).message}`);
	}
	const { drawing, faults } = await drawings.judge(community, given);
	const told = faults.map(lineOf).join('\n');
	if (faults.some(isGrave)) return refuse(`${told}\n\nNothing was changed.`);
	const checked = [told, `${drawing.features.length} features, nothing grave.`].filter(Boolean).join('\n');
	if (isDry) return say(checked);
	const saved = await drawings.save(community, { given, account, way: 'command', base: null });
	if (!saved.ok) return refuse('It was changed by somebody else just now. Try again.');
	const { n, added, changed, removed } = saved.value.version;
	return say(`${checked}\nSaved as version ${n}: ${added} added, ${changed} changed, ${removed} removed.`);
}

const lineOf = (fault: Fault): string => {
	const { code, name, at } = fault;
	const where = at ? ` (${at[0].toFixed(6)}, ${at[1].toFixed(6)})` : '';
	return `${isGrave(fault) ? '✗' : '?'} ${name || 'file'}: ${faultWords[code].zh} ${faultWords[code].en}${where}`;
};

function exportFile(file: string, community: string, { drawings, write }: CommandEffects): Said {
	const kept = drawings.latest(community);
	if (!kept) return refuse(`${community} has no drawing yet.`);
	write(file, `${JSON.stringify(kept.drawing, null, '\t')}\n`);
	return say(`Version ${kept.n}, ${kept.drawing.features.length} features, in ${file}.`);
}

function list(community: string, { drawings }: CommandEffects): Said {
	const lines = drawings
		.versions(community, versionsShown)
		.map(
			({ n, at, account, way, added, changed, removed }) =>
				`${n}  ${new Date(at).toISOString()}  ${account}  ${way}  +${added} ~${changed} -${removed}`,
		);
	return say(lines.length > 0 ? lines.join('\n') : `${community} has no drawing yet.`);
}
