/** What was written under a grant that has ended is handed over by HTTP, since no socket is opened for it. Rules D26 and D57. */
import { dayOf, deskOf, type PageId } from '#lib/ledger/page.ts';
import { correctedNow } from '#lib/device/clock.ts';
import type { Ledger, OutboxRow, Space } from '#lib/device/database.ts';
import { noteEnd } from '#lib/device/endings.ts';
import type { Remote } from '#lib/device/remote.ts';
import { packsOf } from '#lib/device/packs.ts';
import { handBackPages } from './hand-back.ts';
import { hold, receive, refuse } from './receipts.ts';

export async function settleEnded(space: Space, remote: Remote, page: PageId): Promise<void> {
	const db = space.downloads;
	const waiting = await waitingOf(db, page);
	if (waiting.length === 0) return;
	// More than one request holds goes in several; where one has no answer, or must wait, the rest comes again later.
	for (const pack of packsOf(waiting))
		if (!(await settlePack(space, remote, page, pack))) return void (await db.pages.update(page, { closed: 4403 }));
	if ((await waitingOf(db, page)).length === 0) await handBackPages(space, [page]);
}

async function settlePack(space: Space, remote: Remote, page: PageId, pack: readonly OutboxRow[]): Promise<boolean> {
	const db = space.downloads;
	const answer = await remote.post(
		page,
		pack.map(({ text }) => JSON.parse(text) as unknown),
	);
	if (!answer.ok) return false;
	const { accepted, refused, held = [] } = answer.value;
	await receive(db, accepted);
	await hold(db, held);
	if (refused.length > 0) await refuse(space, page, refused);
	const sent = await actsSent(
		db,
		pack.filter(({ id }) => accepted.includes(id)),
	);
	const day = dayOf(await correctedNow(db, space.now()));
	await db.transaction('rw', db.meta, async () => noteEnd(db, deskOf(page), day, sent));
	return true;
}

const waitingOf = (db: Ledger, page: PageId): Promise<OutboxRow[]> =>
	db.outbox.where('[page+state]').equals([page, 'waiting']).toArray();

/** How many acts of these have nothing left to send, here or on another page. */
async function actsSent(db: Ledger, taken: readonly OutboxRow[]): Promise<number> {
	const acts = [...new Set(taken.map(({ act }) => act))];
	const left = db.outbox.where('[state+act]').anyOf(acts.map((act) => ['waiting', act]));
	return acts.length - (await left.uniqueKeys()).length;
}
