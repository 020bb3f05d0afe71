import { describe, expect, it } from 'vitest';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { recordIdOf } from '#lib/ledger/fold.ts';
import { originsOf } from '#lib/ledger/origins.ts';
import { projectRecord } from '#lib/kinds/project.ts';
import { createEntries, idOf } from '#tests/support/entries.ts';
import { runAtOnce } from './steps.ts';
import { toRegisterRecord } from './register.ts';
import { takeBackSteps, type StandingRecord } from './take-back.ts';

const entries = createEntries(0x1000);
const source = { import: idOf(1), list: 'roster' };
const earlier = { import: idOf(2), list: 'pension' };
const later = { import: idOf(3), list: 'roster' };
const make = (kind: string, body: Body, about?: string, from: Body | null = source) =>
	entries.make({ kind, about, by: 'super01', body: { ...body, ...(from && { source: from }) } });
const amend = (target: Entry, base: readonly Entry[], set: Body, from: Body | null, by = 'super01') => {
	const entry = entries.amend(target, base, set, { by });
	return { ...entry, body: { ...entry.body, ...(from && { source: from }) } };
};

function takeBack(all: readonly Entry[], workedOn: readonly string[] = []) {
	const records = [...Map.groupBy(all, recordIdOf).values()].map((own): StandingRecord => {
		const projection = projectRecord(own)!;
		const isAmended = projection.amends.length > 0;
		const record = toRegisterRecord(projection, isAmended ? originsOf(own) : null);
		return { ...record, entries: isAmended ? own : null, isReviewed: own.some(({ kind }) => kind === 'review') };
	});
	const { withdrawals, restorations, kept } = runAtOnce(takeBackSteps(source.import, records, new Set(workedOn)));
	return {
		withdrawn: withdrawals.map(({ record }) => record.id),
		restored: restorations.map(({ record, set, source }) => [record.id, set, source]),
		kept: kept.map(({ record, field }) => (field === null ? record.id : `${record.id} ${field}`)),
	};
}

const building = make('place', { sort: 'building', name: '3号楼' });
const home = make('household', { label: '3-501', building: '3', door: '501' }, building.id);
const other = make('household', { label: '3-502', building: '3', door: '502' }, building.id);
const zhang = make('resident', { name: '张桂兰' }, home.id);
const elder = make('elder', { household: home.id, tier: 'key', types: [], contacts: [] }, zhang.id);
const all = [building, home, other, zhang, elder];
const ids = (...of: readonly Entry[]) => of.map(({ id }) => id);

describe('what an import made', () => {
	it('[RC11] is withdrawn, and nothing of another import is', () => {
		const foreign = make('household', { label: '4-101', building: '4', door: '101' }, undefined, earlier);
		expect(takeBack([...all, foreign])).toEqual({ withdrawn: ids(...all), restored: [], kept: [] });
	});

	it('[RC11] stays where people have worked on it, with all that it stands on', () => {
		expect(takeBack(all, [elder.id])).toEqual({
			withdrawn: ids(other),
			restored: [],
			kept: ids(elder, zhang, home, building),
		});
		expect(takeBack(all, [other.id])).toMatchObject({ withdrawn: ids(home, zhang, elder), kept: ids(other, building) });
	});

	it('[RC11] stays where somebody corrected it, read it, or wrote something that hangs on it', () => {
		const corrected = amend(zhang, [], { phone: '022-1' }, null, 'grid01');
		expect(takeBack([...all, corrected]).kept).toEqual(ids(zhang, home, building));
		expect(takeBack([...all, amend(zhang, [], { phone: '022-1' }, later)]).kept).toEqual(ids(zhang, home, building));
		expect(takeBack([...all, entries.seen(other)]).kept).toEqual(ids(other, building));
		const son = make('resident', { name: '王浩' }, home.id, null);
		expect(takeBack([...all, son])).toMatchObject({ kept: ids(home, building), withdrawn: ids(other, zhang, elder) });
	});
});

describe('what an import changed', () => {
	const root = make('resident', { name: '李强', phone: '022-1', birth: '1950' }, undefined, earlier);
	const byHand = amend(root, [], { relation: '户主' }, null, 'grid01');
	const change = amend(root, [byHand], { phone: '022-2', relation: '子', sex: 'm' }, source);

	it('[RC12] is put back, with where the values came from; what nobody ever said is open again', () => {
		expect(takeBack([root, byHand, change]).restored).toEqual([
			[root.id, { phone: '022-1' }, earlier],
			[root.id, { relation: '户主' }, null],
			[root.id, { sex: null }, source],
		]);
	});

	it('[RC12] stays where somebody changed it since, which is said', () => {
		const since = amend(root, [change], { phone: '022-3' }, null, 'grid01');
		const { restored, kept } = takeBack([root, byHand, change, since]);
		expect(kept).toEqual([`${root.id} phone`]);
		expect(restored.map(([, set]) => set)).toEqual([{ relation: '户主' }, { sex: null }]);
	});

	it('[RC12] gives the value of who wrote at the same time, when there is one', () => {
		const beside = amend(root, [byHand], { phone: '022-9' }, null, 'grid02');
		const after = { ...change, hlc: entries.make().hlc };
		expect(takeBack([root, byHand, beside, after]).restored).toContainEqual([
			root.id,
			{ phone: '022-9', relation: '户主' },
			null,
		]);
	});
});
