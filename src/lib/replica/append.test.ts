import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createDoc, docOf, isWhole, rootOf, textsOf, updatesOf } from '#tests/support/pages.ts';
import * as Y from 'yjs';
import { createAppender, newClientId } from './append.ts';
import { snapshotToTexts } from './doc.ts';
import { runLimit } from './limits.ts';
import { runsToUpdate, snapshotToRuns } from './runs.ts';

// Properties take their time on a busy machine; how long is nobody's claim here.
vi.setConfig({ testTimeout: 60_000 });

const client = fc.integer({ min: 1, max: 0xffff_ffff });
const batches = fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 });

describe('appending blind', () => {
	it('[R3] sends byte for byte what a Y.Doc that holds only this run sends', () => {
		fc.assert(
			fc.property(client, batches, (id, texts) => {
				const doc = createDoc(id);
				const appender = createAppender(id);
				for (const batch of texts) {
					const [update] = updatesOf(doc, () => rootOf(doc).push(batch));
					expect(appender.append(batch)).toEqual(update);
				}
			}),
		);
	});

	it('[R3] gives the same page, byte for byte, when its updates are put together', () => {
		fc.assert(
			fc.property(client, batches, (id, texts) => {
				const doc = createDoc(id);
				const appender = createAppender(id);
				const updates = texts.map((batch) => {
					rootOf(doc).push(batch);
					return appender.append(batch);
				});
				expect(runsToUpdate(updates.flatMap(snapshotToRuns))).toEqual(Y.encodeStateAsUpdate(doc));
				expect(Y.encodeStateAsUpdate(docOf(...updates))).toEqual(Y.encodeStateAsUpdate(doc));
			}),
		);
	});

	it('[R3] of several sessions at once loses nothing on a page that stands already', () => {
		const page = createDoc(50);
		rootOf(page).push(['old']);
		for (const id of [7, 90, 3]) {
			const appender = createAppender(id);
			for (const batch of [['a', 'b'], ['c']])
				Y.applyUpdate(page, appender.append(batch.map((text) => `${id}${text}`)));
		}
		expect([...textsOf(page)].sort()).toEqual(['old', '3a', '3b', '3c', '7a', '7b', '7c', '90a', '90b', '90c'].sort());
		expect(isWhole(page)).toBe(true);
	});

	it('[R3] stops at 500 entries', () => {
		const appender = createAppender(1);
		expect(appender.room()).toBe(500);
		appender.append(Array.from({ length: 499 }, (_, index) => `${index}`));
		expect(appender.room()).toBe(1);
		expect(() => appender.append(['a', 'b'])).toThrow(RangeError);
		expect(snapshotToTexts(appender.append(['last']))).toEqual(['last']);
		expect(appender.room()).toBe(0);
		expect(() => appender.append(['more'])).toThrow(RangeError);
		expect(runLimit).toBe(500);
	});

	it('[R3] takes no empty append, and says so before it has counted it', () => {
		const appender = createAppender(1);
		expect(() => appender.append([])).toThrow(RangeError);
		expect(appender.room()).toBe(500);
	});

	it('never takes 0 for a client id', () => {
		expect(newClientId(() => 0)).toBe(1);
		expect(newClientId(() => 0xffff_ffff)).toBe(0xffff_ffff);
	});
});
