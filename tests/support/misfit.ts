/** An unsent record of a phone, made into what a phone of another make might have written. */
import type { Page } from '@playwright/test';

/** The visit with this note gets an outcome that nobody knows, in bytes that are otherwise right; the page is to be loaded anew. */
export const spoilVisit = (page: Page, note: string): Promise<void> =>
	page.evaluate(async (note) => {
		const open = indexedDB.open('linli-grid01');
		const db = await new Promise<IDBDatabase>((done) => (open.onsuccess = () => done(open.result)));
		const transaction = db.transaction(['outbox', 'updates'], 'readwrite');
		const all = <Row>(store: string) =>
			new Promise<Row[]>((done) => {
				const asked = transaction.objectStore(store).getAll();
				asked.onsuccess = () => done(asked.result as Row[]);
			});
		const swap = (bytes: Uint8Array): Uint8Array => {
			const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
			const at = new TextEncoder().encode(note);
			const key = Array.from(at, (byte) => String.fromCharCode(byte)).join('');
			if (!text.includes(key)) return bytes;
			return Uint8Array.from(text.replace('"met"', '"xxx"'), (character) => character.charCodeAt(0));
		};
		for (const row of await all<{ text: string; sha256: string }>('outbox')) {
			if (!row.text.includes(note)) continue;
			row.text = row.text.replace('"met"', '"xxx"');
			transaction.objectStore('outbox').put(row);
		}
		for (const row of await all<{ bytes: Uint8Array }>('updates')) {
			transaction.objectStore('updates').put({ ...row, bytes: swap(row.bytes) });
		}
		await new Promise((done) => (transaction.oncomplete = done));
		db.close();
	}, note);
