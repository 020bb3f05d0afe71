import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '#lib/ledger/entry.ts';
import { createEntries, grid, otherGrid } from '#tests/support/entries.ts';
import { carriedOut, idsFrom, registerOf } from '#tests/support/register.ts';
import { planPlaces } from './compare-places.ts';
import type { ListedPlace } from './places.ts';
import type { Decision, Decisions, Plan } from './plan.ts';

// Beyond what carriedOut counts from, however many turns a property takes.
let nextId = 0x10000000;
const gridName = (code: string) => (code === grid ? '第一网格' : '第二网格');
const against = (places: readonly ListedPlace[], entries: readonly Entry[] = [], decisions: Decisions = new Map()) =>
	planPlaces(places, {
		register: registerOf(entries),
		decisions,
		newId: idsFrom((nextId += 0x10000)),
		gridOf: ({ grid: code }) => code,
		gridName,
	});

let row = 1;
const listed = (
	name: string,
	more: Partial<ListedPlace['place']> = {},
	rest: Partial<ListedPlace> = {},
): ListedPlace => ({
	row: ++row,
	grid,
	isSortSaid: true,
	place: { sort: 'shop', name, ...more },
	...rest,
});
const summary = ({ creations, changes, conflicts, doubts }: Plan) => ({
	new: creations.map(({ label, desk }) => `${label} ${gridName(desk)}`),
	changed: changes.map(({ label, field, before, after }) => [label, field, before, after]),
	kept: conflicts.map(({ label, field, before, after }) => [label, field, before, after]),
	asked: doubts.map(({ name, reason, candidates }) => [name, reason, ...candidates.map(({ label }) => label)]),
});
const nothing = { new: [], changed: [], kept: [], asked: [] };
const market = listed('便民超市', { address: '新兴路12号', phone: '12900220001' });
const noodles = listed('老味道面馆', { address: '新兴路14号' });
const list = [market, noodles];
const first = carriedOut(against(list), { list: 'places', start: 0x110000 });
const idOfPlace = (name: string) => first.find(({ body }) => body.name === name)!.id;

describe('[RC15] a list of places and the ledger', () => {
	it('makes what is new, in its grid, and has nothing to say the second time', () => {
		expect(summary(against(list))).toEqual({ ...nothing, new: ['便民超市 第一网格', '老味道面馆 第一网格'] });
		expect(first.map(({ body }) => body.source)).toMatchObject([{ list: 'places' }, { list: 'places' }]);
		expect(summary(against(list, first))).toEqual(nothing);
	});

	it('knows a place by its number, whatever it is called now; and leaves the grid to a transfer', () => {
		const renamed = listed('便民生活超市', {}, { id: idOfPlace('便民超市'), grid: otherGrid });
		expect(summary(against([renamed], first))).toEqual({
			...nothing,
			changed: [['便民超市 商铺', 'name', '便民超市', '便民生活超市']],
			kept: [['便民超市 商铺', 'grid', '第一网格', '第二网格']],
		});
	});

	it('knows it by name and address, however spaced, in whatever grid', () => {
		const spaced = listed('便民 超市', { address: '新兴路 12号', phone: '129 0022 0001' }, { grid: otherGrid });
		expect(summary(against([spaced], first))).toMatchObject({
			new: [],
			asked: [],
			kept: [['便民超市 商铺', 'grid', '第一网格', '第二网格']],
		});
	});

	it('knows it by name alone where only one in the grid bears it', () => {
		expect(summary(against([listed('便民超市', { address: '新兴路10号' })], first))).toEqual({
			...nothing,
			changed: [['便民超市 商铺', 'address', '新兴路12号', '新兴路10号']],
		});
		expect(summary(against([listed('便民超市')], first))).toEqual(nothing);
	});

	it('changes a sort only when the list says one of ours', () => {
		expect(summary(against([listed('便民超市', { sort: 'facility' }, { isSortSaid: false })], first))).toEqual(nothing);
		expect(summary(against([listed('便民超市', { sort: 'facility' })], first)).changed).toEqual([
			['便民超市 商铺', 'sort', 'shop', 'facility'],
		]);
	});

	it('[RC6] lists what a person entered, and leaves it', () => {
		const root = first.find(({ body }) => body.name === '便民超市')!;
		const byHand = createEntries(0x9000).amend(root, [root], { phone: '022-1' });
		expect(summary(against([listed('便民超市', { phone: '12900220009' })], [...first, byHand]))).toEqual({
			...nothing,
			kept: [['便民超市 商铺', 'phone', '022-1', '12900220009']],
		});
	});
});

describe('[RC16] what only a person can tell', () => {
	const elsewhere = listed('便民超市', { address: '和平路3号' }, { grid: otherGrid });

	it('asks about a name that the ledger has in another grid', () => {
		const { key } = against([elsewhere], first).doubts[0]!;
		expect(summary(against([elsewhere], first))).toEqual({
			...nothing,
			asked: [['便民超市', 'same-name', '第一网格 新兴路12号']],
		});
		const answered = (decision: Decision) => summary(against([elsewhere], first, new Map([[key, decision]])));
		expect(answered({ type: 'new' }).new).toEqual(['便民超市 第二网格']);
		expect(answered({ type: 'same', id: idOfPlace('便民超市') }).changed).toEqual([
			['便民超市 商铺', 'address', '新兴路12号', '和平路3号'],
		]);
		expect(answered({ type: 'skip' })).toMatchObject({ new: [], changed: [] });
	});

	it('asks about two of one name in a grid where neither address is known', () => {
		const two = [listed('便民超市', { address: '甲' }), listed('便民超市', { address: '乙' })];
		expect(summary(against(two, first)).asked).toHaveLength(2);
	});

	it('[RC3] once carried out, the same list has nothing more to say', () => {
		const name = fc.constantFrom('便民超市', '面馆', '药店');
		const address = fc.constantFrom(undefined, '甲', '乙', '丙');
		const someplace = fc.record({ name, address, at: fc.constantFrom(grid, otherGrid) });
		const places = fc.uniqueArray(someplace, {
			maxLength: 8,
			selector: ({ name: own, address: where, at }) => `${own} ${where} ${at}`,
		});
		fc.assert(
			fc.property(places, places, (before, after) => {
				const toListed = ({ name: own, address: where, at }: (typeof before)[number]) =>
					listed(own, where === undefined ? {} : { address: where }, { grid: at });
				const known = carriedOut(against(before.map(toListed)), { list: 'places', start: 0x300000 });
				const rows = after.map(toListed);
				const plan = against(rows, known);
				const written = carriedOut(plan, { list: 'places', start: 0x400000 });
				const again = against(rows, [...known, ...written]);
				const open = new Set(plan.doubts.map(({ row: of }) => of));
				expect([...again.creations, ...again.changes].filter(({ row: of }) => !open.has(of))).toEqual([]);
			}),
		);
	});
});
