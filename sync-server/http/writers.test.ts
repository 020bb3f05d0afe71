/** An import and a transfer of one community at the same time, stopped in the middle of their writing. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { proposedToMapping } from '#server/roster/mapping.ts';
import { community, openApp, type App } from '#tests/support/app.ts';
import { grid, idOf, otherGrid } from '#tests/support/entries.ts';

let server: App;
let token: string;
let homes: readonly string[];
beforeEach(async () => {
	server = await openApp();
	token = await server.signIn('super01');
	expect((await started(await looked(roster('张桂兰')))).phase).toBe('done');
	homes = (await records()).map(({ id }) => id);
	expect(homes).toHaveLength(2);
});
afterEach(() => server.close());

const roster = (name: string, more = '') =>
	`网格,楼栋,门,门号,姓名\n第一网格,3,2,501,${name}\n第一网格,3,2,502,李国强\n${more}`;
interface Row {
	readonly id: string;
	readonly desk: string;
	readonly body: { readonly label: string; readonly movedTo?: object };
}
const records = async (kind = 'household'): Promise<readonly Row[]> =>
	(await server.ask(token, `/api/records?kind=${kind}`)).body.records;

async function looked(text: string): Promise<string> {
	const uploaded = await server.ask(token, {
		method: 'POST',
		url: `/api/imports?community=${community}&name=a.csv`,
		payload: text,
		headers: { 'content-type': 'application/octet-stream' },
	});
	const { id, proposal } = uploaded.body;
	const payload = { mapping: proposedToMapping(proposal.sheets[0]), list: 'roster' };
	expect((await server.ask(token, { method: 'PUT', url: `/api/imports/${id}/mapping`, payload })).status).toBe(200);
	return id;
}
const start = (id: string) =>
	server.ask(token, { method: 'POST', url: `/api/imports/${id}/start`, payload: { withoutErrors: false } });
const phaseOf = async (id: string) => (await server.ask(token, `/api/imports/${id}`)).body.phase;
async function ended(id: string) {
	await expect.poll(() => phaseOf(id), { timeout: 20_000 }).not.toMatch(/preparing|writing/);
	return (await server.ask(token, `/api/imports/${id}`)).body;
}
async function started(id: string) {
	expect((await start(id)).status).toBe(202);
	return ended(id);
}
const transfer = (more: object = {}) =>
	server.ask(token, {
		method: 'POST',
		url: '/api/transfers',
		payload: {
			id: idOf(0x900),
			from: grid,
			to: otherGrid,
			households: [homes[0]],
			day: '2026-11-23',
			dry: false,
			...more,
		},
	});

/** Holds the next writing of a whole before its first page. */
function holdWriting() {
	const { add } = server.rooms;
	const reached = Promise.withResolvers<void>();
	const gate = Promise.withResolvers<void>();
	let isHeld = false;
	Object.assign(server.rooms, {
		add: async (...call: Parameters<typeof add>) => {
			if (!isHeld) {
				isHeld = true;
				reached.resolve();
				await gate.promise;
			}
			return add(...call);
		},
	});
	return { reached: reached.promise, release: gate.resolve };
}

it('[RC17] tells a transfer that an import is running, and lets it be done afterwards', async () => {
	const id = await looked(roster('张桂兰', '第一网格,3,2,503,王芳\n'));
	const { reached, release } = holdWriting();
	expect((await start(id)).status).toBe(202);
	await reached;
	expect(await transfer({ dry: true })).toMatchObject({ status: 409, body: { code: 'busy' } });
	expect(await transfer()).toMatchObject({ status: 409, body: { code: 'busy' } });
	release();
	expect(await ended(id)).toMatchObject({ phase: 'done', counts: { households: 1 } });
	expect(await transfer()).toMatchObject({ status: 200, body: { doors: 1 } });
});

it('[RC17] lets an import wait for the transfer that is under way, and compare with what it left', async () => {
	const text = roster('张桂兰')
		.replace('第一网格,3,2,501', '第二网格,3,2,501')
		.replace('第一网格,3,2,502', '第二网格,3,2,502');
	const id = await looked(text);
	const { reached, release } = holdWriting();
	const handing = transfer({ households: homes });
	await reached;
	expect((await start(id)).status).toBe(202);
	// It has been asked for, so no other transfer goes before it.
	expect((await transfer({ id: idOf(0x901), dry: true })).status).toBe(409);
	expect(await phaseOf(id)).toBe('preparing');
	release();
	expect((await handing).status).toBe(200);
	expect(await ended(id)).toMatchObject({ phase: 'done', counts: { households: 0, residents: 0 } });
	const here = (await records()).filter(({ body }) => body.movedTo === undefined);
	expect(here.map(({ desk, body }) => `${desk} ${body.label}`).sort()).toEqual([
		`${otherGrid} 3-2-501`,
		`${otherGrid} 3-2-502`,
	]);
});

it('[RC17] lets an import that waits be ended', async () => {
	const id = await looked(roster('张桂兰', '第一网格,3,2,503,王芳\n'));
	const { reached, release } = holdWriting();
	const handing = transfer();
	await reached;
	await start(id);
	expect((await server.ask(token, { method: 'DELETE', url: `/api/imports/${id}` })).body).toEqual({ cancelled: true });
	release();
	expect((await handing).status).toBe(200);
	expect(await ended(id)).toMatchObject({ phase: 'cancelled' });
	expect((await transfer({ id: idOf(0x902), households: [homes[1]] })).status).toBe(200);
});
