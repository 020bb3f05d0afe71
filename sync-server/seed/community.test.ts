import { describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { isEntry, textToEntry, entryToText } from '#lib/ledger/entry.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import { dayOf, textToPage } from '#lib/ledger/page.ts';
import { belongsOn, entryFault } from '#lib/kinds/index.ts';
import { projectRecord, standingOf, type Projection } from '#lib/kinds/project.ts';
import { ageOn } from '#lib/registers/rounds.ts';
import { inventedNote } from './homes.ts';
import { inventedPrefix } from './phones.ts';
import { newCommunity } from './community.ts';

const now = Date.parse('2026-11-23T15:30:00+08:00');
const today = dayOf(now);
const community = newCommunity(now);
const pages = [...community.entriesByPage];
const entries = pages.flatMap(([, all]) => all);
const records = [...Map.groupBy(entries, (entry) => entry.re ?? entry.id).values()].map((about) =>
	projectRecord(about)!,
);
const recordsOf = (kind: string) => records.filter((record) => record.kind === kind);
const aboutOf = Map.groupBy(records, (record) => record.about ?? '');
const standings = new Map(recordsOf('elder').map((elder) => [elder, standingOf(elder, aboutOf.get(elder.id) ?? [])]));
const countBy = <T>(items: readonly T[], key: (item: T) => string) =>
	Object.fromEntries([...Map.groupBy(items, key)].map(([name, all]) => [name, all.length]));

describe('the community', () => {
	it('has 5,090 residents, some 1,300 of them 60 or older, in about 2,000 households of six grids', () => {
		const residents = recordsOf('resident');
		expect(residents).toHaveLength(5090);
		const old = residents.filter((resident) => ageOn(resident.body.birth as string, today)! >= 60).length;
		expect(old).toBeGreaterThanOrEqual(1280);
		expect(old).toBeLessThanOrEqual(1320);
		expect(recordsOf('household').length).toBeGreaterThan(1950);
		expect(recordsOf('household').length).toBeLessThan(2100);
		expect(new Set(records.map((record) => record.desk)).size).toBe(6);
		expect(recordsOf('place').filter((place) => place.body.sort === 'building')).toHaveLength(40);
	});

	it('has exactly 400 people of 70 or older on the visiting list, in three tiers, each grid with its share', () => {
		const elders = recordsOf('elder');
		expect(countBy(elders, (elder) => elder.body.tier as string)).toEqual({ high: 60, key: 180, general: 160 });
		const residents = new Map(recordsOf('resident').map((resident) => [resident.id, resident]));
		for (const elder of elders)
			expect(ageOn(residents.get(elder.about!)!.body.birth as string, today)).toBeGreaterThanOrEqual(70);
		for (const [grid, count] of Object.entries(countBy(elders, (elder) => elder.desk)))
			expect([grid, count > 40]).toEqual([grid, true]);
	});

	it('marks every person as invented, and calls nobody: no telephone number is one that a person can have', () => {
		expect(recordsOf('resident').every((resident) => resident.body.note === inventedNote)).toBe(true);
		const numbers = JSON.stringify(entries.map((entry) => entry.body)).match(/"phone":"[^"]*"/g) ?? [];
		expect(numbers.length).toBeGreaterThan(4000);
		expect(numbers.every((number) => number.startsWith(`"phone":"${inventedPrefix}`))).toBe(true);
	});

	it('lies near 和平区, with doors that are written once', () => {
		for (const { body } of recordsOf('place').filter((place) => place.body.lat !== undefined)) {
			expect(Math.hypot((body.lat as number) - 39.11, (body.lon as number) - 117.19)).toBeLessThan(0.01);
		}
		const labels = recordsOf('household').map((household) => household.body.label);
		expect(new Set(labels).size).toBe(labels.length);
		expect(labels).toContain('3-2-501');
	});
});

describe('the past', () => {
	it('is made of entries that the gate takes, on the pages where they belong, none of them from the future', () => {
		const faults = pages.flatMap(([id, all]) => {
			const page = textToPage(id);
			return all.filter(
				(entry) => !isSound(entry) || !page.ok || !belongsOn(entry.kind, page.value) || hlcToMs(entry.hlc) > now,
			);
		});
		expect(faults).toEqual([]);
		expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length);
	});

	it('names nobody outside the registers', () => {
		const names = new Set(
			recordsOf('resident')
				.map((resident) => resident.body.name as string)
				.filter((name) => name.length > 2),
		);
		const said = entries
			.filter((entry) => ['visit', 'check-in', 'patrol', 'problem', 'amend'].includes(entry.kind))
			.map((entry) => JSON.stringify(entry.body))
			.join('\n');
		expect([...names].filter((name) => said.includes(name))).toEqual([]);
	});

	it('follows the tiers, with some overdue, two not found yet, and others found again', () => {
		const all = [...standings.values()];
		expect(all.filter((standing) => standing.alarm)).toHaveLength(2);
		const overdue = all.filter((standing) => standing.due !== undefined && (standing.due ?? '') < today).length;
		expect(overdue).toBeGreaterThan(15);
		expect(overdue).toBeLessThan(80);
		expect(recordsOf('check-in').filter((record) => record.body.outcome === 'found').length).toBeGreaterThan(3);
		expect(recordsOf('check-in').length).toBeGreaterThan(1200);
	});

	it('has most of it seen, one record sent back to grid01, and work left for today', () => {
		const work = records.filter((record) => ['visit', 'check-in', 'patrol', 'problem'].includes(record.kind));
		const states = countBy(work, (record) => record.state);
		expect(states.seen! / work.length).toBeGreaterThan(0.85);
		expect(work.filter((record) => record.state === 'returned').map((record) => record.by)).toEqual(['grid01']);
		expect(states.open).toBeGreaterThan(100);
		const isSoon = (record: Projection) =>
			record.facts.due !== undefined && record.facts.due <= dayOf(now + 5 * 86_400_000);
		const byGrid = countBy(recordsOf('visit').filter(isSoon), (record) => record.desk);
		expect(Object.keys(byGrid)).toHaveLength(6);
		expect(recordsOf('problem').some((record) => record.facts.due !== undefined)).toBe(true);
		expect(new Set(work.map((record) => record.by)).size).toBe(6);
	});

	it('has changes at doors in every grid, with what they changed, and one death that waits to be confirmed', () => {
		const changes = recordsOf('change');
		expect(new Set(changes.map((record) => record.desk)).size).toBe(6);
		expect(new Set(changes.map((record) => record.body.what)).size).toBeGreaterThanOrEqual(5);
		const amended = new Set(records.flatMap((record) => record.amends));
		for (const { body } of changes) expect((body.did as string[]).every((id) => amended.has(id))).toBe(true);
		const died = changes.filter((record) => record.body.what === 'died');
		expect(died.map((record) => [record.state, record.facts.routine])).toEqual([['open', false]]);
		const gone = recordsOf('resident').filter((resident) => resident.body.presence === 'died');
		expect(gone.map(({ id }) => id)).toEqual(died[0]!.body.people);
		const listed = new Set(recordsOf('elder').map((elder) => elder.about));
		expect(changes.some(({ body }) => (body.people as string[]).some((id) => listed.has(id)))).toBe(false);
	});

	it('lets grid02 write in the first grid only while the substitution runs', () => {
		const days = entries
			.filter((entry) => entry.desk.endsWith('001') && entry.by === 'grid02')
			.map((entry) => dayOf(hlcToMs(entry.hlc)));
		expect(days.length).toBeGreaterThan(2);
		expect(days.every((day) => day >= dayOf(now - 3 * 86_400_000))).toBe(true);
	});

	it('is the same for the same moment, and holds at any hour and season', () => {
		expect([...newCommunity(now).entriesByPage]).toEqual(pages);
		for (const moment of ['2027-01-01T00:20:00+08:00', '2026-07-05T09:05:00+08:00', '2028-02-29T23:59:00+08:00']) {
			const other = newCommunity(Date.parse(moment));
			const alarms = Map.groupBy(
				[...other.entriesByPage.values()].flat().filter((entry) => entry.kind === 'check-in'),
				(entry) => entry.about,
			);
			const open = [...alarms.values()].filter(
				(about) => about.toSorted((a, b) => (a.hlc < b.hlc ? -1 : 1)).at(-1)!.body.outcome === 'not-seen',
			);
			expect([moment, open.length]).toEqual([moment, 2]);
			expect(
				[...other.entriesByPage.values()]
					.flat()
					.filter((entry) => hlcToMs(entry.hlc) > Date.parse(moment) || !isSound(entry)),
			).toEqual([]);
		}
	});
});

function isSound(entry: Entry): boolean {
	const read = textToEntry(entryToText(entry));
	return isEntry(entry) && read.ok && entryFault(entry) === null;
}
