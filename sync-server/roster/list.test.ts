import { describe, expect, it } from 'vitest';
import type { Body, Entry } from '#lib/ledger/entry.ts';
import { createEntries, idOf } from '#tests/support/entries.ts';
import { carriedOut, idsFrom, registerOf } from '#tests/support/register.ts';
import { planList } from './list.ts';
import type { ListedPerson } from './mapping.ts';
import { isEmpty, type Decisions } from './plan.ts';

const entries = createEntries(0x700000);
const source = { import: idOf(1), list: 'roster' };
const register = (kind: string, body: Body, about?: string) => entries.make({ kind, about, body: { ...body, source } });
const home = register('household', { label: '3-2-501', building: '3', unit: 2, door: '501' });
const other = register('household', { label: '3-2-502', building: '3', unit: 2, door: '502' });
const zhang = register('resident', { name: '张桂兰', birth: '1946-05-03' }, home.id);
const wang = register('resident', { name: '王芳', birth: '1950' }, home.id);
const wangTwo = register('resident', { name: '王芳' }, other.id);
const elder = register(
	'elder',
	{ household: home.id, tier: 'key', types: ['alone'], hardship: '住五楼', contacts: [] },
	zhang.id,
);
const ledger = [home, other, zhang, wang, wangTwo, elder];

let row = 1;
const listed = (name: string, more: Partial<ListedPerson> = {}): ListedPerson => ({
	row: ++row,
	name,
	fields: {},
	...more,
});
interface Said {
	readonly entries?: readonly Entry[];
	readonly identities?: ReadonlyMap<string, string>;
	readonly decisions?: Decisions;
	readonly list?: string;
}
const plan = (
	people: readonly ListedPerson[],
	{ entries: known = ledger, identities, decisions = new Map(), list = 'disability' }: Said = {},
) =>
	planList(people, {
		register: registerOf(known, identities),
		decisions,
		newId: idsFrom(0x800000),
		list,
		hashOf: (card) => `hash ${card}`,
	});
const changes = (people: readonly ListedPerson[], said?: Said) =>
	plan(people, said).changes.map(({ id, field, after }) => [id, field, after]);
const disabled: ListedPerson['fields'] = { types: ['disabled'], hardship: '肢体二级' };

describe('[RC8] a list', () => {
	it('[RC8] adds to an elder, known by day of birth, and makes an elder of who was none', () => {
		const people = [
			listed('张桂兰', { birth: '1946-05-03', fields: disabled }),
			listed('王芳', { birth: '1950', door: { building: '3', unit: 2, door: '501' }, fields: disabled }),
		];
		const { changes: added, creations } = plan(people);
		expect(added.map(({ id, field, after }) => [id, field, after])).toEqual([
			[elder.id, 'types', ['alone', 'disabled']],
			[elder.id, 'hardship', '住五楼；肢体二级'],
		]);
		expect(creations).toMatchObject([
			{
				kind: 'elder',
				about: wang.id,
				body: { household: home.id, tier: 'general', types: ['disabled'], hardship: '肢体二级' },
			},
		]);
	});

	it('[RC8] that came before has nothing to say, and may correct what it said itself', () => {
		const people = [
			listed('张桂兰', { birth: '1946-05-03', fields: disabled }),
			listed('张桂兰', { birth: '1946-05-03', fields: { hardship: '低保' } }),
		];
		const written = [...ledger, ...carriedOut(plan(people), { source: idOf(2), list: 'disability', start: 0x900000 })];
		expect(isEmpty(plan(people, { entries: written }))).toBe(true);
		const corrected = [listed('张桂兰', { birth: '1946-05-03', fields: { hardship: '肢体一级' } })];
		expect(changes(corrected, { entries: written })).toEqual([[elder.id, 'hardship', '肢体一级']]);
		expect(changes(corrected, { entries: written, list: 'pension' })).toEqual([
			[elder.id, 'hardship', '住五楼；肢体二级；低保；肢体一级'],
		]);
	});

	it('[RC8] knows a person by the ID card, whatever else it says', () => {
		const people = [listed('章桂兰', { idCard: 'A', fields: { tier: 'high' } })];
		expect(changes(people, { identities: new Map([['hash A', zhang.id]]) })).toEqual([[elder.id, 'tier', 'high']]);
	});

	it('[RC8] asks where a name has several bearers, no birth to tell by, or nobody', () => {
		const people = [
			listed('王芳', { fields: disabled }),
			listed('王芳', { birth: '1950', fields: disabled }),
			listed('赵六', { fields: disabled }),
		];
		const { doubts, creations } = plan(people);
		expect(doubts.map(({ reason, candidates }) => [reason, ...candidates.map(({ id }) => id)])).toEqual([
			['no-birth', wang.id, wangTwo.id],
			['no-birth', wang.id, wangTwo.id],
			['nobody'],
		]);
		expect(creations).toEqual([]);
		const decisions = new Map([[`${people[0]!.row} 王芳`, { type: 'same', id: wangTwo.id } as const]]);
		expect(plan(people, { decisions }).creations).toMatchObject([{ about: wangTwo.id }]);
	});

	it('[RC6, RC8] overrides nothing that a person entered', () => {
		const byHand = entries.amend(elder, [], { hardship: '已搬到一楼', tier: 'general' });
		const people = [listed('张桂兰', { birth: '1946-05-03', fields: { ...disabled, tier: 'high' } })];
		const { changes: added, conflicts } = plan(people, { entries: [...ledger, byHand] });
		expect([added.map(({ field }) => field), conflicts.map(({ field }) => field)]).toEqual([
			['types'],
			['tier', 'hardship'],
		]);
	});
});
