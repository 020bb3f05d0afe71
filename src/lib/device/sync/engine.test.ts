import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { grid } from '#tests/support/entries.ts';
import { openHarbour, startPhone, type Harbour, type TestPhone } from '#tests/support/harbour.ts';
import { record } from '#lib/device/save.ts';

let harbour: Harbour;
const phones: TestPhone[] = [];
beforeEach(async () => {
	harbour = await openHarbour();
});
afterEach(async () => {
	for (const phone of phones.splice(0)) await phone.stop();
	await harbour.close();
});

let storages = 0;
/** A phone with empty storage, whatever its account. */
async function phoneOf(account: string, options: Parameters<typeof startPhone>[2] = {}): Promise<TestPhone> {
	const phone = await startPhone(harbour, account, options);
	phones.push(phone);
	return phone;
}
const until = (condition: () => unknown) =>
	vi.waitFor(async () => expect(await condition()).toBeTruthy(), { timeout: 10_000, interval: 10 });
const visit = async ({ space }: TestPhone, body = { outcome: 'met' }) => {
	const saved = await record(space, { kind: 'visit', desk: grid, body });
	if (!saved.ok) throw new Error(JSON.stringify(saved.error));
	return saved.value.id;
};
const markOf = async ({ space }: TestPhone, id: string) => (await space.db.records.get(id))?.mark;

describe('the way to the server and to the others', () => {
	it('[D5] sends what was written, believes the receipt, and shows it on the other phone', async () => {
		const one = await phoneOf('grid01');
		const two = await phoneOf('grid02');
		await until(() => one.status().state === 'live' && two.status().state === 'live');
		const id = await visit(one);
		expect(await markOf(one, id)).toBe('phone');
		await until(async () => (await markOf(one, id)) === 'server');
		await until(async () => (await markOf(two, id)) === 'server');
		expect(await one.space.db.outbox.get(id)).toMatchObject({ state: 'received' });
		void storages;
	});
});
