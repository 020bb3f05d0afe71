import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

// SPEC.md files hold numbered rules (`- **L1** An entry …`), and tests quote them in their titles (`it('[L1] …')`).
// A rule that no test quotes is a wish, and a test that quotes no rule has lost its reason: both fail here.

const root = join(import.meta.dirname, '..', '..');
const SPECS = ['src/lib/**/SPEC.md', 'sync-server/**/SPEC.md'];
const TESTS = [
	'src/**/*.{test,contract}.ts',
	'sync-server/**/*.{test,contract}.ts',
	'tests/**/*.{test,contract,spec}.ts',
];

interface Quote {
	readonly id: string;
	readonly where: string;
}

describe('rules and tests', () => {
	const rules = filesLike(SPECS).flatMap((file) => rulesIn(read(file), file));
	const quotes = filesLike(TESTS).flatMap((file) => quotesIn(read(file), file));

	it('gives every rule an id of its own', () => {
		const doubled = [...Map.groupBy(rules, ({ id }) => id).values()].filter((same) => same.length > 1).flat();
		expectNone(doubled, 'The same id stands at two rules');
	});

	it('has a test for every rule', () => {
		const quoted = new Set(quotes.map(({ id }) => id));
		const untested = rules.filter(({ id }) => !quoted.has(id));
		expectNone(untested, 'No test quotes');
	});

	it('has a rule for every test that quotes one', () => {
		const known = new Set(rules.map(({ id }) => id));
		const unknown = quotes.filter(({ id }) => !known.has(id));
		expectNone(unknown, 'No SPEC.md holds');
	});

	function expectNone(wrong: readonly Quote[], what: string): void {
		const list = wrong.map(({ id, where }) => `${id} (${where})`);
		expect(list, `${what}: ${list.join(', ')}`).toEqual([]);
	}
});

describe('reading rules and titles', () => {
	it('finds a rule at the head of a list item, and no mention of it elsewhere', () => {
		const text =
			'# Spec\n- **L1** Once written…\n  - **AB12** (see **L9**)\n* **C3**: third\nAs **L7** says, **L8**.\n';
		expect(rulesIn(text, 'SPEC.md').map(({ id }) => id)).toEqual(['L1', 'AB12', 'C3']);
	});

	it('finds every tag in a title, of plain, parameterised and property tests', () => {
		const text = `
			it('[L1] one', () => {});
			test("[L2, L3] two", () => {});
			it.each([1])('[L4][L5] %s', () => {});
			it.only.for([1])(\`[L6] \${name}\`, () => {});
			test.prop([fc.nat()])('[L7] holds', () => {});
			test.describe('[P1] in a browser', () => {});
		`;
		expect(quotesIn(text, 'x.test.ts').map(({ id }) => id)).toEqual(['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'P1']);
	});

	it('does not count a test that does not run, or a tag outside of a title', () => {
		const text = `
			it.skip('[L1] later', () => {});
			it.todo('[L2] later');
			// it('[L3] gone', () => {});
			it('plain', () => expect(words('[L4]')).toBe(1));
		`;
		expect(quotesIn(text, 'x.test.ts')).toEqual([]);
	});
});

function rulesIn(text: string, where: string): Quote[] {
	return [...text.matchAll(/^\s*[-*]\s+\*\*([A-Z]{1,3}\d+)\*\*/gm)].map(([, id]) => ({ id, where }));
}

function quotesIn(text: string, where: string): Quote[] {
	const quotes: Quote[] = [];
	const visit = (node: ts.Node): void => {
		const title = ts.isCallExpression(node) && isTest(node.expression) ? titleOf(node) : undefined;
		for (const [, ids] of title?.matchAll(/\[([A-Z]{1,3}\d+(?:,\s*[A-Z]{1,3}\d+)*)\]/g) ?? []) {
			quotes.push(...ids.split(/,\s*/).map((id) => ({ id, where })));
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(where, text, ts.ScriptTarget.Latest));
	return quotes;
}

// `it`, `test` or `describe`, through `.each(…)`, `.only` and the like; a skipped one proves nothing.
function isTest(node: ts.Expression): boolean {
	if (ts.isIdentifier(node)) return ['it', 'test', 'describe'].includes(node.text);
	if (ts.isPropertyAccessExpression(node)) {
		return !['skip', 'todo', 'fixme'].includes(node.name.text) && isTest(node.expression);
	}
	return (
		(ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node)) &&
		isTest(ts.isCallExpression(node) ? node.expression : node.tag)
	);
}

function titleOf({ arguments: [title] }: ts.CallExpression): string | undefined {
	if (!title) return undefined;
	if (ts.isStringLiteralLike(title)) return title.text;
	if (ts.isTemplateExpression(title)) {
		return [title.head.text, ...title.templateSpans.map(({ literal }) => literal.text)].join('…');
	}
	return undefined;
}

function filesLike(patterns: readonly string[]): string[] {
	return globSync(patterns, { cwd: root }).sort();
}

function read(file: string): string {
	return readFileSync(join(root, file), 'utf8');
}
