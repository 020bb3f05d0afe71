/** The locked space, as people open it, and what of it lies on the phone in the clear. */
import { expect, type Page } from '@playwright/test';

/** On the keys of the screen, as a thumb does. */
export async function tapPin(page: Page, pin: string): Promise<void> {
	for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click();
}

/** Chooses a PIN where one is asked for. */
export async function choosePin(page: Page, pin: string): Promise<void> {
	await expect(page.getByText('六位数字', { exact: true }).last()).toBeVisible();
	await tapPin(page, pin);
	await expect(page.getByText('再输一遍', { exact: true }).last()).toBeVisible();
	await tapPin(page, pin);
}

/** All that lies on the phone under this origin, as one text: strings as they are, bytes read as UTF-8. */
export const everythingOn = (page: Page): Promise<string> =>
	page.evaluate(async () => {
		const parts: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
		const text = (_key: string, value: unknown) =>
			value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
		for (const { name } of await indexedDB.databases()) {
			const opening = indexedDB.open(name!);
			const db = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
			for (const store of db.objectStoreNames) {
				const asking = db.transaction(store).objectStore(store).getAll();
				const rows = await new Promise<unknown[]>((done) => (asking.onsuccess = () => done(asking.result)));
				parts.push(JSON.stringify(rows, text));
			}
			db.close();
		}
		return parts.join('\n');
	});
