import { afterEach, beforeEach, expect, it } from 'vitest';
import { openApp, type App } from '#tests/support/app.ts';
import { createEntries, grid, idOf, morning } from '#tests/support/entries.ts';
import { periodsOf, retainedByDefault, swept, type Swept } from './periods.ts';
import { createRetention, type Run, type Sweep } from './retention.ts';

const dayMs = 86_400_000;
let server: App;
beforeEach(async () => {
	server = await openApp();
});
afterEach(() => server.close());

const run = () => server.retention.runDue();
const passes = (days: number) => (server.clock.ms += days * dayMs);
/** With a run on each day of the last week, so that the clock is believed. */
async function passesWatched(days: number): Promise<void> {
	passes(days - 8);
	for (let day = 0; day < 8; day++) {
		await run();
		passes(1);
	}
}
const exported = {
	at: morning,
	account: 'super01',
	name: '张桂芬',
	list: 'roster',
	area: grid,
	filters: {},
	rows: 1,
	format: 'csv',
	address: '127.0.0.1',
} as const;
const nothing = { deliveries: 0, exports: 0, quarantine: 0, held: 0, sessions: 0, photos: 0 };

it('[DL20] says of every sort of data how long, why, and what removes it', () => {
	const periods = periodsOf(retainedByDefault);
	for (const data of swept) expect(periods.find((period) => period.data === data)?.days).toBeGreaterThan(0);
	expect(new Set(periods.map(({ data }) => data)).size).toBe(periods.length);
	for (const { title, why, by } of periods)
		for (const words of [title, why, by]) {
			expect([words.zh, words.en].every((text) => text.length > 1)).toBe(true);
			// What is not known for certain is never told as an official rule.
			expect(words.zh).not.toMatch(/法|条例|规定要求|国标|GB/);
		}
	expect(periods.filter(({ days }) => days === null).every(({ why }) => why.zh !== '')).toBe(true);
});

it('[DL21] takes away who looked and who exported when their period is over, and not a day before', async () => {
	const token = await server.signIn('super01');
	await server.write(
		`${grid}/field/register`,
		createEntries().make({ kind: 'household', body: { label: '1-1', building: '1', door: '1' } }),
	);
	await server.ask(token, '/api/records?kind=household');
	server.trace.write(exported);
	expect(await run()).toMatchObject({ took: nothing });
	await passesWatched(retainedByDefault.traces);
	expect(await run()).toMatchObject({ took: nothing });
	passes(1);
	expect(await run()).toMatchObject({ took: { ...nothing, deliveries: 1, exports: 1 } });
	expect([server.deliveries.list({ area: '12', limit: 9 }), server.trace.list({ area: '12', limit: 9 })]).toEqual([
		[],
		[],
	]);
});

it('[DL21] runs once on each day, also when days were missed', async () => {
	expect(await run()).not.toBeNull();
	expect(await run()).toBeNull();
	passes(0.5);
	expect(await run()).toBeNull();
	passes(40);
	expect(await run()).not.toBeNull();
	expect(server.retention.runs(9).map(({ at }) => at)).toEqual([morning + 40.5 * dayMs, morning]);
});

it('[DL25] takes nothing by a clock that leapt, until it has gone on for a week from there', async () => {
	server.trace.write(exported);
	const took = async () => (await run())?.took.exports;
	const leap = retainedByDefault.traces + 100;
	expect(await took()).toBe(0);
	passes(leap);
	expect(await took()).toBe(0);
	passes(6);
	expect(await took()).toBe(0);
	passes(-leap - 5);
	expect(await took()).toBe(0);
	passes(leap);
	for (let day = 0; day < 7; day++) {
		expect(await took()).toBe(0);
		passes(1);
	}
	expect(await took()).toBe(1);
});

it('[DL23] throws away refused bytes and what was let in; what waits stays, and what was done is known', async () => {
	const { make } = createEntries();
	const entry = make();
	const packet = { page: `${grid}/field/2026-11`, account: 'grid01', device: null, at: morning, refusals: [] };
	await server.store.quarantine([{ ...packet, bytes: new Uint8Array([1, 2]) }]);
	const held = {
		page: packet.page,
		desk: grid,
		book: 'field',
		account: 'grid01',
		device: null,
		at: morning,
		sha256: 'x',
	} as const;
	await server.store.shelf.hold(
		[idOf(1), idOf(2)].map((id) => ({ ...held, id, text: JSON.stringify({ ...entry, id }) })),
	);
	await server.store.shelf.decide([idOf(1)], { verdict: 'released', at: morning, by: 'super01', why: '' });
	await passesWatched(retainedByDefault.refused + 1);
	expect(await run()).toMatchObject({ took: { quarantine: 1, held: 1 } });
	const found = await server.store.shelf.packet(1);
	expect([found?.bytes, found?.packet.settled, found?.packet.dealings]).toMatchObject([
		null,
		'discarded',
		[{ act: 'discarded', why: '保存期限到了' }],
	]);
	const texts = (await server.store.shelf.held({ area: grid, open: false, limit: 9 })).map(({ id, text, decided }) => [
		id,
		text === null,
		decided?.by,
	]);
	expect(texts).toEqual([
		[idOf(2), false, undefined],
		[idOf(1), true, 'super01'],
	]);
	passes(1);
	expect(await run()).toMatchObject({ took: { quarantine: 0, held: 0 } });
});

it('[DL22] one part that fails keeps none of the others, stands there, and is tried again the same day', async () => {
	const rows: Run[] = [];
	let isBroken = true;
	const asked: Swept[] = [];
	const sweep =
		(data: Swept): Sweep =>
		() => {
			asked.push(data);
			if (data === 'exports' && isBroken) throw new Error('disk');
			return 2;
		};
	const errors: unknown[] = [];
	const retention = createRetention({
		retained: retainedByDefault,
		sweeps: Object.fromEntries(swept.map((data) => [data, sweep(data)])) as Record<Swept, Sweep>,
		log: { write: (one) => void rows.unshift(one), list: (limit) => rows.slice(0, limit), close: () => {} },
		timeZone: 'Asia/Shanghai',
		now: () => server.clock.ms,
		onError: (error) => errors.push(error),
	});
	expect((await retention.runDue())?.took).toEqual({
		deliveries: 2,
		exports: null,
		quarantine: 2,
		held: 2,
		sessions: 2,
		photos: 2,
	});
	isBroken = false;
	asked.length = 0;
	expect((await retention.runDue())?.took).toEqual({ ...nothing, exports: 2 });
	expect([asked, errors.length, await retention.runDue()]).toEqual([['exports'], 1, null]);
});

it('[DL24] shows the periods and the last runs to those who see who looked', async () => {
	await run();
	const { status, body } = await server.ask(await server.signIn('admin01'), '/api/retention');
	expect([status, body.runs[0].took, body.periods.length]).toEqual([200, nothing, periodsOf(retainedByDefault).length]);
	expect((await server.ask(await server.signIn('grid01'), '/api/retention')).status).toBe(403);
});
