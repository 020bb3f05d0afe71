import { describe, expect, it } from 'vitest';
import { testCiphers } from '#tests/support/space.ts';
import { createKeeping, halfFilledKey, readHalfFilled, sealHalfFilled, writeHalfFilled } from './half-filled.ts';

const key = halfFilledKey('grid01', 'visit', 'door');
const body = { outcome: 'met', note: '写到一半' };
const hourMs = 3_600_000;

function openStorage() {
	const own: Record<string, string> = {};
	const methods = {
		getItem: (name: string) => own[name] ?? null,
		setItem: (name: string, text: string) => void (own[name] = text),
		removeItem: (name: string) => void delete own[name],
	};
	for (const [name, value] of Object.entries(methods)) Object.defineProperty(own, name, { value, enumerable: false });
	return own as unknown as Storage;
}

describe('a half-filled form', () => {
	it('[K11] comes back as it was for half a day, sealed where there is a PIN', () => {
		for (const cipher of [null, testCiphers().drafts]) {
			const drafts = { storage: openStorage(), cipher };
			writeHalfFilled(drafts, key, body, 0);
			expect(readHalfFilled(drafts, key, 11 * hourMs)).toEqual(body);
			expect(String(drafts.storage.getItem(key)).includes('写到一半')).toBe(cipher === null);
			expect(readHalfFilled(drafts, key, 12 * hourMs)).toBeNull();
			expect(drafts.storage.getItem(key)).toBeNull();
		}
	});

	it('[K11] is sealed when a PIN is set later, and is that of its account alone', () => {
		const storage = openStorage();
		const { drafts: cipher, ...others } = testCiphers();
		const theirs = halfFilledKey('grid02', 'visit', 'door');
		writeHalfFilled({ storage, cipher: null }, key, body, 0);
		writeHalfFilled({ storage, cipher: null }, theirs, body, 0);
		sealHalfFilled(storage, { account: 'grid01', ciphers: { drafts: cipher, ...others } });
		expect(storage.getItem(key)).toMatch(/^sealed:/);
		expect(readHalfFilled({ storage, cipher }, key, 0)).toEqual(body);
		expect(readHalfFilled({ storage, cipher: null }, theirs, 0)).toEqual(body);
	});

	it('[K11] is kept once a person has changed something, and gone once it is saved', () => {
		const storage = openStorage();
		const open = () => createKeeping({ storage, cipher: testCiphers().drafts }, key, () => 0);
		const form = open();
		form.keep({ outcome: 'met' });
		expect(open().begun).toBeNull();
		form.keep(body);
		expect(open().begun).toEqual(body);
		form.forget();
		expect(open().begun).toBeNull();
	});

	it('[K11] under a key that is no more, or moved to another form, is as good as nothing begun', () => {
		const storage = openStorage();
		const cipher = testCiphers().drafts;
		writeHalfFilled({ storage, cipher }, key, body, 0);
		storage.setItem('elsewhere', storage.getItem(key)!);
		expect(readHalfFilled({ storage, cipher }, 'elsewhere', 0)).toBeNull();
		expect(readHalfFilled({ storage, cipher: null }, key, 0)).toBeNull();
	});
});
