import { expect, it } from 'vitest';
import { newCommunity } from '#server/seed/community.ts';
import { run, type CommandEffects } from './command.ts';
import { createDrawings } from './drawings.ts';
import { openDrawingFile } from './drawings-sqlite.ts';

const community = '120101004010';
const { drawing } = newCommunity(Date.parse('2026-11-23T15:30:00+08:00'));

function folder() {
	const files = new Map([['good.geojson', JSON.stringify(drawing)]]);
	const file = openDrawingFile(':memory:');
	const drawings = createDrawings({ file, registered: async () => [], now: () => 0, newId: () => 'new' });
	const effects: CommandEffects = {
		drawings,
		read: (name) => files.get(name) ?? JSON.parse('no such file'),
		write: (name, text) => void files.set(name, text),
		account: 'operator:root',
	};
	return { files, drawings, tell: (...args: string[]) => run(args, effects) };
}

it('[MP1] imports, lists and exports what it imported', async () => {
	const { files, drawings, tell } = folder();
	const imported = await tell('import', 'good.geojson', '--community', community);
	expect(imported).toMatchObject({ code: 0, text: expect.stringContaining('Saved as version 1') });
	// The register of this folder is empty: each building is a doubt, told in both languages.
	expect(imported.text).toContain('? 1号楼: 底册里没有这栋楼 The register has no such building (117.');
	expect((await tell('list', '--community', community)).text).toContain('operator:root  command');
	await tell('export', 'out.geojson', '--community', community);
	expect(JSON.parse(files.get('out.geojson')!)).toEqual(drawing);
	expect((await tell('import', 'out.geojson', '--community', community)).text).toContain(
		'0 added, 0 changed, 0 removed',
	);
	expect(drawings.numberOf(community)).toBe(2);
});

it('[MP2] names what is wrong, and changes nothing then, or when it is only asked to check', async () => {
	const { files, drawings, tell } = folder();
	files.set('gcj.geojson', JSON.stringify({ ...drawing, datum: 'GCJ-02' }));
	files.set('broken.geojson', '{');
	const refused = await tell('import', 'gcj.geojson', '--community', community);
	expect(refused).toMatchObject({ code: 1, text: expect.stringContaining('WGS-84') });
	expect((await tell('import', 'broken.geojson', '--community', community)).code).toBe(1);
	expect((await tell('import', 'nothing.geojson', '--community', community)).code).toBe(1);
	expect((await tell('import', 'good.geojson', '--community', community, '--dry')).code).toBe(0);
	expect(drawings.latest(community)).toBeNull();
});

it('tells how it is used', async () => {
	const { tell } = folder();
	expect((await tell()).text).toContain('import <file>');
	for (const wrong of [
		['import', 'good.geojson'],
		['fly', 'x', '--community', community],
		['import', '--community', community],
		['--what'],
	])
		expect((await tell(...wrong)).code).toBe(1);
	expect((await tell('export', 'x', '--community', community)).code).toBe(1);
});
