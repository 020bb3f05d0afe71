/**
 * `npm run bench` measures what the budgets promise, each against a floor taken in the same run; nothing is asserted.
 *   npm run bench                          everything
 *   npm run bench -- page-load accept      some of it
 *   npm run bench -- --sizes 1000,10000    other sizes
 */
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { accept } from './accept.ts';
import { app } from './browser/app.ts';
import { battery } from './browser/battery.ts';
import { finding } from './browser/finding.ts';
import { locked } from './browser/locked.ts';
import { map } from './browser/map.ts';
import { phone } from './browser/phone.ts';
import { deliveries } from './deliveries.ts';
import { pageLoad } from './page-load.ts';
import { trust } from './trust.ts';
import { isMet, printTable, ratioOf, type Row } from './table.ts';

/** Those that take one size each, and those that take all at once because they open a browser. */
const forSizes = (bench: (size: number) => Promise<Row[]>) => async (sizes: readonly number[]) => {
	const rows: Row[] = [];
	for (const size of sizes) rows.push(...(await bench(size)));
	return rows;
};
const benches: Record<string, (sizes: readonly number[]) => Promise<Row[]>> = {
	'page-load': forSizes(pageLoad),
	accept: forSizes(accept),
	phone,
	app,
	finding,
	trust,
	deliveries: forSizes(deliveries),
	locked,
	battery,
	map,
};

const { values, positionals } = parseArgs({ options: { sizes: { type: 'string' } }, allowPositionals: true });
const sizes = (values.sizes ?? '1000,10000,50000').split(',').map(Number);
const wanted = positionals.length > 0 ? positionals : Object.keys(benches);

const rows: Row[] = [];
for (const name of wanted) {
	const bench = benches[name];
	if (!bench) throw new Error(`no bench '${name}'; there are: ${Object.keys(benches).join(', ')}`);
	process.stderr.write(`${name} …\n`);
	try {
		rows.push(...(await bench(sizes)));
	} catch (error) {
		// What was measured so far is worth minutes; it is printed all the same.
		console.error(`${name} failed`, error);
		process.exitCode = 1;
	}
}
console.log(`\n${printTable(rows)}\n`);
const machine = {
	cpu: cpus()[0]?.model ?? '',
	cores: cpus().length,
	memoryGiB: Math.round(totalmem() / 2 ** 30),
	node: process.version,
	system: `${platform()} ${arch()}`,
};
const results = rows.map((row) => ({
	...row,
	ratio: row.floor ? ratioOf(row) : undefined,
	met: isMet(row) ?? undefined,
}));
writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify({ machine, rows: results }, null, '\t')}\n`);
