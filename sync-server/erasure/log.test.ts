import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { idOf, morning } from '#tests/support/entries.ts';
import { erasuresName, mergedErasures, openErasureLog, type Begun, type Done } from './log.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'erasures-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const begun = (number: number): Begun => ({
	type: 'begun',
	id: idOf(number),
	at: morning + number,
	by: 'admin01',
	ground: 'consent',
	desk: '120101004010001',
	subject: idOf(0x900 + number),
	choices: [],
	remembered: [],
});
const done = (number: number): Done => ({
	type: 'done',
	id: idOf(number),
	at: morning + number + 1,
	summary: [],
	remembered: [],
});
const file = () => join(folder, erasuresName);

it('[E7] forgets a line that was cut off, and goes on behind the others', () => {
	const log = openErasureLog(folder);
	log.add(begun(1));
	log.add(done(1));
	appendFileSync(file(), '{"type":"begun","id":"0');
	const again = openErasureLog(folder);
	expect(again.all()).toMatchObject([{ id: idOf(1), done: { type: 'done' } }]);
	again.add(begun(2));
	expect(openErasureLog(folder).all()).toMatchObject([{ id: idOf(1) }, { id: idOf(2), done: null }]);
	expect(readFileSync(file(), 'utf8').split('\n')).toHaveLength(4);
});

it('[E7] stops the start when a whole line cannot be read', () => {
	openErasureLog(folder).add(begun(1));
	appendFileSync(file(), 'damaged\n');
	openErasureLog(join(folder, 'elsewhere'));
	expect(() => openErasureLog(folder)).toThrow();
});

it('[E11] joins the logs of several folders: each line once, in order of time, also beside a damaged one', () => {
	const other = join(folder, 'other');
	mkdirSync(other);
	const [one, two] = [openErasureLog(folder), openErasureLog(other)];
	one.add(begun(1));
	two.add(begun(1));
	two.add(begun(3));
	two.add(done(3));
	one.add(begun(2));
	appendFileSync(file(), 'damaged\n');
	const missing = join(folder, 'missing', erasuresName);
	const lines = mergedErasures([file(), join(other, erasuresName), missing])
		.trim()
		.split('\n');
	expect(lines.map((line) => JSON.parse(line) as object)).toEqual([begun(1), begun(2), begun(3), done(3)]);
});
