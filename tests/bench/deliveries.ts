/** What it costs to put on record whom an answer shows: a list of fifty, and a card, each against the same answer unrecorded. */
import { community, openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, morning, type EntryPart } from '#tests/support/entries.ts';
import type { Deliveries } from '#server/deliveries/deliveries.ts';
import { byTurns, timed } from './rounds.ts';
import type { Row } from './table.ts';

const answersAtOnce = 40;

export async function deliveries(size: number): Promise<Row[]> {
	const app = await openApp();
	try {
		const home = await fill(app, size);
		const token = await app.signIn('super01');
		const ask = (url: string) => app.ask(token, url);
		const list = `/api/records?area=${community}&kind=visit&limit=50`;
		return [
			await against(app, `list of 50 on record, against unrecorded`, size, () => ask(list)),
			await against(app, `card on record before its first byte, against unrecorded`, size, () =>
				ask(`/api/records/${home}`),
			),
		];
	} finally {
		await app.close();
	}
}

async function against(app: App, what: string, size: number, ask: () => Promise<unknown>): Promise<Row> {
	const kept = app.deliveries as { -readonly [Name in keyof Deliveries]: Deliveries[Name] };
	const { note, write } = kept;
	const many = async () => {
		for (let answer = 0; answer < answersAtOnce; answer++) await ask();
		// What waits for company counts as well.
		kept.idsOf(0);
	};
	const { ours, floor } = await byTurns(
		{
			ours: () => {
				Object.assign(kept, { note, write });
				return timed(many);
			},
			floor: () => {
				Object.assign(kept, { note: () => true, write: async () => {} });
				return timed(many);
			},
		},
		7,
	);
	Object.assign(kept, { note, write });
	return { what, size, unit: 'ms', ours: each(ours), floor: each(floor), note: `${answersAtOnce} answers in a row` };
}

const each = ({ median, lowest, highest }: { median: number; lowest: number; highest: number }) => ({
	median: median / answersAtOnce,
	lowest: lowest / answersAtOnce,
	highest: highest / answersAtOnce,
});

/** Visits behind doors with two people each; tells the id of one household. */
async function fill(app: App, size: number): Promise<string> {
	const { make: makeLater } = createEntries();
	// All at one moment: thousands of seconds on would lie ahead of the server's clock.
	const make = (part: EntryPart) => makeLater({ ms: morning, ...part });
	const homes = Array.from({ length: Math.max(1, size / 10) }, (_, door) =>
		make({ kind: 'household', body: { label: `1-${door}`, building: '1', door: String(door) } }),
	);
	const people = homes.flatMap((home) =>
		[1, 2].map((n) => make({ kind: 'resident', about: home.id, body: { name: `甲${n}` } })),
	);
	const visits = Array.from({ length: size }, (_, index) => make({ about: homes[index % homes.length]!.id }));
	await app.write(`${grid}/field/register`, ...homes, ...people);
	await app.write(`${grid}/field/2026-11`, ...visits);
	return homes[0]!.id;
}
