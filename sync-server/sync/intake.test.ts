import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entryToText, textToEntry, type Entry } from '#lib/ledger/entry.ts';
import { runsToUpdate, type Run } from '#lib/replica/runs.ts';
import type { Committed } from '#server/fan-out/fan-out.ts';
import { createEntries, grid, morning, otherGrid } from '#tests/support/entries.ts';
import { docOf, isWhole, textsOf } from '#tests/support/pages.ts';
import { carePage, fieldPage, grantsOf, openHall, type Hall } from '#tests/support/rooms.ts';
import { defaultRules } from './gate.ts';
import { createIntake, type Intake } from './intake.ts';
import type { Packet } from './packet.ts';
import { createProve } from '#server/proof/prove.ts';
import { createSigner } from '#server/proof/signer.ts';

let hall: Hall;
let intake: Intake;
let entries: ReturnType<typeof createEntries>;
let heard: Committed[];
beforeEach(async () => {
	hall = await openHall();
	entries = createEntries();
	heard = [];
	hall.fanOut.subscribe('', (committed) => heard.push(committed));
	const timeZone = 'Asia/Shanghai';
	const rules = { ...defaultRules, timeZone };
	let random = 1000;
	const random32 = () => random++;
	intake = createIntake({
		store: hall.store,
		fanOut: hall.fanOut,
		rules,
		calendar: { timeZone },
		random32,
		prove: createProve(createSigner()),
	});
});
afterEach(() => hall.close());

const run = (client: number, clock: number, ...own: readonly Entry[]): Run => ({
	client,
	clock,
	origin: clock === 0 ? null : { client, clock: clock - 1 },
	texts: own.map(entryToText),
});

function packet(
	runs: readonly Run[],
	{ page = fieldPage, account = 'grid01', from = null as object | null } = {},
): Packet {
	const author = { account, grants: grantsOf[account]!, device: null };
	return { page, author, now: morning + 3_600_000, content: { type: 'update', bytes: runsToUpdate(runs) }, from };
}

const codesOf = async (verdicts: readonly ReturnType<Intake['submit']>[]) =>
	(await Promise.all(verdicts)).map(({ accepted, refused }) => (refused[0] ? refused[0].code : accepted.length));

it('[S1] writes what arrives together at once, and announces nothing before', async () => {
	let commits = 0;
	const store = {
		...hall.store,
		append: (batch: Parameters<typeof hall.store.append>[0]) => (commits++, hall.store.append(batch)),
	};
	const timeZone = 'Asia/Shanghai';
	const deps = {
		store,
		fanOut: hall.fanOut,
		rules: { ...defaultRules, timeZone },
		calendar: { timeZone },
	};
	const counting = createIntake({ ...deps, random32: () => 1, prove: createProve(createSigner()) });
	const verdicts = Array.from({ length: 40 }, (_, index) =>
		counting.submit(packet([run(index + 1, 0, entries.make({ dev: undefined }))])),
	);
	expect(heard).toEqual([]);
	expect(await codesOf(verdicts)).toEqual(Array.from({ length: 40 }, () => 1));
	expect(commits).toBe(1);
});

it('[S14] judges a packet by what is there, when the one it builds on was refused in the same batch', async () => {
	const [bad, next, behind, free] = [entries.make({ desk: otherGrid }), entries.make(), entries.make(), entries.make()];
	const verdicts = [
		packet([run(5, 0, bad)]),
		packet([run(5, 1, next)]),
		packet([{ ...run(6, 0, behind), origin: { client: 5, clock: 0 } }]),
		packet([run(7, 0, free)]),
		// The same client id on another page is another's matter.
		packet([run(5, 0, entries.make({ kind: 'check-in' }))], { page: carePage }),
	].map(intake.submit);
	expect(await codesOf(verdicts)).toEqual(['desk', 'gap', 'origin', 1, 1]);
});

it('[S1, S14] lets no packet that the store cannot take cost the others', async () => {
	const [one, poison, two] = [entries.make(), entries.make(), entries.make()];
	hall.file.exec(
		`CREATE TRIGGER poison BEFORE INSERT ON entries WHEN NEW.id = '${poison.id}' BEGIN SELECT RAISE(ABORT, 'cannot'); END`,
	);
	const verdicts = [one, poison, two].map((entry, index) => intake.submit(packet([run(index + 1, 0, entry)])));
	const settled = await Promise.allSettled(verdicts);
	expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	expect(textsOf(docOf((await hall.rooms.snapshot(fieldPage)).update))).toHaveLength(2);
	expect(intake.waiting()).toBe(0);
	hall.file.exec('DROP TRIGGER poison');
	expect(await codesOf([intake.submit(packet([run(2, 0, poison)]))])).toEqual([1]);
});

it('[S2] sees twins within a batch', async () => {
	const entry = entries.make();
	const verdicts = [
		packet([run(5, 0, entry, entry)]),
		packet([run(6, 0, entry)]),
		packet([run(7, 0, { ...entry, at: '2026-11-23T02:00:00Z' })]),
	].map(intake.submit);
	expect(await codesOf(verdicts)).toEqual([2, 1, 'id-conflict']);
	expect((await hall.store.reads.pages([grid]))[0]).toMatchObject({ entries: 1 });
});

it('[S10] announces a sender’s packets of one batch as one, and apart when another’s lie between', async () => {
	const [phone, twin, other] = [{}, {}, {}];
	await Promise.all(
		[
			packet([run(5, 0, entries.make())], { from: phone }),
			packet([run(9, 0, entries.make({ by: 'grid02', dev: undefined }))], { from: other, account: 'grid02' }),
			packet([run(5, 1, entries.make())], { from: phone }),
			packet([run(6, 0, entries.make())], { from: phone }),
		].map(intake.submit),
	);
	expect(heard.map(({ from }) => from)).toEqual([phone, other]);
	expect(textsOf(docOf(heard[0]!.update))).toHaveLength(3);
	heard.length = 0;
	await Promise.all([
		intake.submit(packet([run(5, 2, entries.make())], { from: phone })),
		intake.submit(packet([run(5, 3, entries.make())], { from: twin })),
		intake.submit(packet([run(5, 4, entries.make())], { from: phone })),
	]);
	expect(heard.map(({ from }) => from)).toEqual([phone, phone, twin]);
});

it('[S3, S27] lets nothing onto a page but whole entries of the author, whatever the bytes', async () => {
	const honest = [run(5, 0, entries.make(), entries.make()), run(6, 0, entries.make())];
	await intake.submit(packet(honest));
	const sound = packet([run(5, 2, entries.make()), { ...run(7, 0, entries.make()), origin: { client: 6, clock: 0 } }]);
	const bytes = sound.content.type === 'update' ? sound.content.bytes : new Uint8Array();
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
			async (flips) => {
				const damaged = Uint8Array.from(bytes);
				for (const [index, value] of flips) damaged[index] = value;
				const before = textsOf(docOf((await hall.rooms.snapshot(fieldPage)).update));
				await intake.submit({ ...sound, content: { type: 'update', bytes: damaged } });
				const doc = docOf((await hall.rooms.snapshot(fieldPage)).update);
				expect(isWhole(doc)).toBe(true);
				const after = textsOf(doc);
				expect(after).toEqual(expect.arrayContaining(before));
				for (const text of after)
					expect(textToEntry(text)).toMatchObject({ ok: true, value: { by: 'grid01', desk: grid } });
			},
		),
		{ numRuns: 300 },
	);
});
