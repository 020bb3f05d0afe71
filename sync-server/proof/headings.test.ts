import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryToText, type Entry } from '#lib/ledger/entry.ts';
import { withoutTexts } from '#lib/proof/chain.ts';
import { rewritePage } from '#server/sync/rewriting.ts';
import { createEntries, morning } from '#tests/support/entries.ts';
import { fieldPage, grantsOf, openHall, type Hall } from '#tests/support/rooms.ts';
import { exportedPageFault, exportPage, readExportedPage, type ExportedPage } from './exported-page.ts';
import { adoptSealed } from './headings.ts';
import { createSigner, sha256 } from './signer.ts';
import { verifyLedger } from './verify.ts';
import { wrongWords } from './words.ts';

const signer = createSigner();
/** 45 days after the end of November, and a day. */
const closed = Date.UTC(2027, 0, 16);
const page = fieldPage;

let hall: Hall;
let written: readonly Entry[];
const { make } = createEntries();
beforeEach(async () => {
	hall = await openHall({ signer });
	written = [make(), make(), make()];
	await write(written[0]!);
	await write(written[1]!, written[2]!);
});
afterEach(() => hall.close());

const write = async (...entries: Entry[]) => {
	const outcome = await hall.rooms.add(page, entries, { account: 'grid01', grants: grantsOf.grid01!, device: null });
	expect(outcome.refused).toEqual([]);
};
const seal = async () => {
	hall.clock.now = closed;
	expect(await hall.rooms.sealDue()).toEqual([page]);
};
const headings = () => hall.store.proofs.headings(page);
const verified = () => verifyLedger(hall.store, signer.publicKey, { timeZone: 'Asia/Shanghai' });
const wrong = async () => (await verified()).wrong;

/** As an erasure does it: the text goes, its bare commitment stays. */
async function erase(entry: Entry): Promise<void> {
	const texts = new Map((await hall.store.proofs.texts(page)).map(({ id, text }) => [id, text]));
	for (const receipt of await hall.store.proofs.receipts(page)) {
		const { ids, seed, salts, bare } = withoutTexts(receipt, new Set([entry.id]), (id) => texts.get(id), sha256);
		const links = JSON.stringify({ ids, seed, salts, bare });
		hall.file.prepare('UPDATE receipts SET links = ? WHERE n = ?').run(links, receipt.n);
	}
	const means = { store: hall.store, signer, random32: () => 4242 };
	const what = { page, why: 'erased', dropped: [entry.id], rows: [], gone: [entry.id] } as const;
	await rewritePage(means, { ...what, at: hall.clock.now, day: '2026-11-23' });
}

it('[P14] signs what a sealed page holds, with the epoch that begins', async () => {
	await seal();
	expect(await headings()).toMatchObject([
		{ epoch: 2, entries: 3, n: 2, gone: [], at: closed, why: 'sealed', before: '' },
	]);
	expect(await verified()).toMatchObject({ entries: 3, headings: 1, wrong: null });
});

it('[P15] signs anew after an erasure, before the seal and after it, and what was signed before still adds up', async () => {
	await erase(written[1]!);
	const [first] = await headings();
	expect(first).toMatchObject({ epoch: 2, entries: 2, n: 2, gone: [written[1]!.id], why: 'erased' });
	await write(make({ at: new Date(morning).toISOString() }));
	await seal();
	await erase(written[0]!);
	const [, second, third] = await headings();
	expect([second, third]).toMatchObject([
		{ epoch: 3, entries: 3, n: 3, gone: [], why: 'sealed', before: first!.signature },
		{ epoch: 4, entries: 2, n: 3, gone: [written[0]!.id], why: 'erased', before: second!.signature },
	]);
	expect(await verified()).toMatchObject({ entries: 2, headings: 3, wrong: null });
	expect(await hall.rooms.epochOf(page)).toBe(4);
});

it('[P15] names a text that is gone without a word', async () => {
	await seal();
	await erase(written[1]!);
	hall.file.exec('DELETE FROM headings WHERE epoch = 3; UPDATE pages SET epoch = 2');
	expect(await wrong()).toEqual({ page, fault: { code: 'erasure-unsaid', id: written[1]!.id } });
});

describe('[P16] finds', () => {
	beforeEach(async () => {
		await seal();
		await erase(written[2]!);
	});
	const change = (sql: string) => hall.file.exec(`UPDATE headings SET ${sql}`);

	it.each([
		['another count', 'entries = 3 WHERE epoch = 3', 3, 'signature'],
		['another time', 'at = at + 1 WHERE epoch = 2', 2, 'signature'],
		['other ids that went', `gone = '[]' WHERE epoch = 3`, 3, 'signature'],
	])('%s', async (_, sql, epoch, flaw) => {
		expect(await wrong()).toBeNull();
		change(sql);
		expect(await wrong()).toEqual({ page, fault: { code: 'heading', epoch, flaw } });
	});

	it.each([
		['one that is missing, the last or another', 'DELETE FROM headings WHERE epoch = 3', 3, 'missing'],
		['the first of them gone', 'DELETE FROM headings WHERE epoch = 2', 3, 'before'],
	])('%s', async (_, sql, epoch, flaw) => {
		hall.file.exec(sql);
		expect(await wrong()).toEqual({ page, fault: { code: 'heading', epoch, flaw } });
	});

	it('a page that was put back as it was, with a key that is right', async () => {
		const [first, second] = await headings();
		const { signHeading } = await import('./headings.ts');
		const chain = { n: second!.n, head: second!.head };
		const ids = written.map(({ id }) => id);
		const forged = {
			page,
			epoch: 3,
			ids,
			gone: [],
			changed: [],
			why: 'erased',
			at: closed,
			chain,
			before: first!,
		} as const;
		hall.file.exec('DELETE FROM headings WHERE epoch = 3');
		await hall.store.proofs.keepHeading(signHeading(signer, forged));
		// The text is not there any more, whatever the heading says.
		expect(await wrong()).toMatchObject({ fault: { code: 'erasure-unsaid', id: written[2]!.id } });
		hall.file.exec('DELETE FROM headings WHERE epoch = 3');
		const shorter = { ...forged, ids: [written[0]!.id], gone: [written[2]!.id] };
		await hall.store.proofs.keepHeading(signHeading(signer, shorter));
		expect(await wrong()).toMatchObject({ fault: { code: 'heading', epoch: 3, flaw: 'ids' } });
	});
});

it('[P16] takes what the server itself carries over to a sealed page, and names the flaw in words', async () => {
	await seal();
	const steward = { account: 'super01', grants: grantsOf.super01!, device: null, steward: true } as const;
	expect((await hall.rooms.add(page, [make()], steward)).refused).toEqual([]);
	expect(await verified()).toMatchObject({ entries: 4, headings: 1, wrong: null });
	hall.file.exec('UPDATE headings SET n = 1');
	expect(wrongWords((await wrong())!)).toContain(`of epoch 2: it is not signed by the server's key`);
});

it('[P14] heads the pages of an older ledger, sealed and not yet headed, once', async () => {
	await seal();
	hall.file.exec('DELETE FROM headings');
	expect(await wrong()).toMatchObject({ fault: { code: 'heading', epoch: 2, flaw: 'missing' } });
	expect([
		await adoptSealed(hall.store.proofs, signer, () => closed),
		await adoptSealed(hall.store.proofs, signer, () => closed),
	]).toEqual([1, 0]);
	expect(await wrong()).toBeNull();
});

it('[P14] goes with a page that is exported, and an older export is still read', async () => {
	await seal();
	await erase(written[0]!);
	const exported = await exportPage(hall.store, page, signer, closed);
	const read = (given: object) => {
		const back = readExportedPage(JSON.stringify(given));
		if (!back.ok) throw new Error(back.error);
		return exportedPageFault(back.value, signer.publicKey);
	};
	expect(exported).toMatchObject({ version: 3, epoch: 3, headings: [{ epoch: 2 }, { epoch: 3 }] });
	expect(read(exported)).toBeNull();
	expect(read({ ...exported, headings: exported.headings.slice(0, 1) })).toMatchObject({ flaw: 'missing' });
	const fewer = { ...exported, entries: exported.entries.slice(1) };
	expect(read(fewer)).toMatchObject({ code: 'entry-missing' });
	const { headings: _headings, epoch: _epoch, end: _end, ...old } = exported satisfies ExportedPage;
	// The headings cannot be left out by calling it an older file.
	expect(read({ ...old, version: 1 })).toMatchObject({ code: 'erasure-unsaid' });
	expect(readExportedPage(JSON.stringify({ ...exported, headings: undefined })).ok).toBe(false);
});

it('[P14] writes nothing when the heading is of another epoch', async () => {
	const texts = (await hall.store.proofs.texts(page)).length;
	const store = { ...hall.store, openPages: async () => new Map([[page, { epoch: 7, chain: null } as never]]) };
	const means = { store, signer, random32: () => 9 };
	const what = { page, why: 'erased', dropped: [written[0]!.id], rows: [], gone: [], at: closed, day: '' } as const;
	await expect(rewritePage(means, what)).rejects.toThrow('its heading of 8');
	expect([(await hall.store.proofs.texts(page)).length, await headings()]).toEqual([texts, []]);
	expect(entryToText(written[0]!)).toBe((await hall.store.proofs.textsOf(page, [written[0]!.id])).get(written[0]!.id));
});

it('[P20] an exported page cannot be cut short, and one from before says that nobody vouches for its end', async () => {
	const exported = await exportPage(hall.store, page, signer, closed);
	const read = (given: object) => {
		const back = readExportedPage(JSON.stringify(given));
		if (!back.ok) throw new Error(back.error);
		return exportedPageFault(back.value, signer.publicKey);
	};
	expect(read(exported)).toBeNull();
	const gone = new Set(exported.receipts.at(-1)!.ids);
	const idOfText = (text: string) => (JSON.parse(text) as { id: string }).id;
	const cut = {
		...exported,
		receipts: exported.receipts.slice(0, -1),
		entries: exported.entries.filter((text) => !gone.has(idOfText(text))),
		seals: exported.seals.filter(({ ids }) => !ids.some((id) => gone.has(id))),
	};
	expect(cut.entries.length).toBeLessThan(exported.entries.length);
	expect(read(cut)).toEqual({ code: 'end-other', what: 'entries' });
	const end = { ...exported.end!, entries: cut.entries.length };
	expect(read({ ...cut, end })).toEqual({ code: 'end-signature' });
	// Called an older file, it holds; that its end is unsaid is told.
	const { end: _end, ...older } = cut;
	expect(read({ ...older, version: 2 })).toBeNull();
	expect(readExportedPage(JSON.stringify({ ...older, version: 2 }))).toMatchObject({ value: { end: null } });
	expect(readExportedPage(JSON.stringify({ ...older, version: 3 })).ok).toBe(false);
});
