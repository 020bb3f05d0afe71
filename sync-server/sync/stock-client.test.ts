import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { entryToText } from '#lib/ledger/entry.ts';
import { createEntries } from '#tests/support/entries.ts';
import { fieldPage, openHall, type Hall } from '#tests/support/rooms.ts';
import { rootOf, textsOf } from '#tests/support/pages.ts';

let hall: Hall;
const providers: WebsocketProvider[] = [];
beforeEach(async () => {
	hall = await openHall();
});
afterEach(async () => {
	for (const provider of providers.splice(0)) provider.destroy();
	await hall.close();
});

function connect(account: string, doc = new Y.Doc()) {
	const provider = new WebsocketProvider(hall.url, fieldPage, doc, {
		params: { token: hall.signIn(account) },
		WebSocketPolyfill: WebSocket as never,
		disableBc: true,
	});
	providers.push(provider);
	return { doc, provider, synced: new Promise<void>((resolve) => provider.once('sync', () => resolve())) };
}

const updated = async (doc: Y.Doc, count: number) => {
	while (textsOf(doc).length < count) await new Promise<void>((resolve) => doc.once('update', () => resolve()));
};

it('[S13] reads and appends, before and after it is connected', async () => {
	const { make } = createEntries();
	const text = (by: string) => entryToText(make({ by, dev: undefined }));
	const before = new Y.Doc();
	rootOf(before).push([text('grid01'), text('grid01')]);
	const one = connect('grid01', before);
	await one.synced;
	const two = connect('grid02');
	await two.synced;
	await updated(two.doc, 2);
	rootOf(two.doc).push([text('grid02')]);
	await updated(one.doc, 3);
	rootOf(one.doc).push([text('grid01')]);
	await updated(two.doc, 4);
	expect(textsOf(one.doc)).toEqual(textsOf(two.doc));
	expect((await hall.store.reads.pages([fieldPage.split('/')[0]!]))[0]).toMatchObject({ entries: 4 });
});

it('[S8, S13] is closed for good when it breaks a rule, and the page stays clean', async () => {
	const { make } = createEntries();
	const { doc, provider, synced } = connect('grid01');
	await synced;
	const closed = new Promise<{ code: number }>((resolve) =>
		provider.once('connection-close', (event) => resolve(event!)),
	);
	rootOf(doc).push([entryToText(make({ by: 'grid02' }))]);
	expect((await closed).code).toBe(4422);
	expect((await hall.rooms.snapshot(fieldPage)).update).toEqual(new Uint8Array([0, 0]));
});

it('[S8, S13] is closed when it deletes', async () => {
	const { make } = createEntries();
	const { doc, provider, synced } = connect('grid01');
	await synced;
	rootOf(doc).push([entryToText(make({ dev: undefined }))]);
	const closed = new Promise<{ code: number }>((resolve) =>
		provider.once('connection-close', (event) => resolve(event!)),
	);
	rootOf(doc).delete(0);
	expect((await closed).code).toBe(4422);
	expect((await hall.store.reads.pages([fieldPage.split('/')[0]!]))[0]).toMatchObject({ entries: 1 });
});
