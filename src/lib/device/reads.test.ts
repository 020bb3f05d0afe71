import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import { ok, err } from '#lib/ledger/result.ts';
import { idOf, morning } from '#tests/support/entries.ts';
import { openTestSpace } from '#tests/support/space.ts';
import type { Space } from './database.ts';
import { noteRead, readsAtOnce, readsKept, sendReads, type Read } from './reads.ts';
import type { Remote } from './remote.ts';

const kept = async (space: Space) => ((await space.downloads.meta.get('reads'))?.value ?? []) as readonly Read[];
const remoteOf = (reads: Remote['reads']) => ({ reads }) as Remote;
function spaceAt(account: string) {
	const clock = { ms: morning };
	return { clock, space: openTestSpace(account, { now: () => clock.ms }) };
}

it('[D120] keeps what was shown once for each act, subject and hour', async () => {
	const { clock, space } = spaceAt('reads1');
	await noteRead(space, 'card', idOf(1));
	await noteRead(space, 'card', idOf(1));
	await noteRead(space, 'call', idOf(1));
	await Promise.all([noteRead(space, 'card', idOf(2)), noteRead(space, 'card', idOf(2))]);
	clock.ms += 3_600_000;
	await noteRead(space, 'card', idOf(1));
	expect((await kept(space)).map(({ act, subject }) => [act, subject])).toEqual([
		['card', idOf(1)],
		['call', idOf(1)],
		['card', idOf(2)],
		['card', idOf(1)],
	]);
});

it('[D121] keeps no more than so many, and never stands in the way', async () => {
	const { space } = spaceAt('reads2');
	const many = Array.from({ length: readsKept }, (_, n) => ({ id: `${n}`, act: 'card', subject: idOf(n), at: 1 }));
	await space.downloads.meta.put({ key: 'reads', value: many });
	await noteRead(space, 'call', idOf(7));
	const reads = await kept(space);
	expect([reads.length, reads[0]!.subject, reads.at(-1)!.act]).toEqual([readsKept, idOf(1), 'call']);
	const shown = vi.spyOn(console, 'error').mockReturnValue();
	space.downloads.close();
	await expect(noteRead(space, 'card', idOf(9))).resolves.toBeUndefined();
	expect(shown).toHaveBeenCalled();
});

it('[D122] sends it at the next contact, lets go of what the server has, and sends again what broke off', async () => {
	const { space } = spaceAt('reads3');
	const many = Array.from({ length: readsAtOnce + 5 }, (_, n) => ({
		id: `${n}`,
		act: 'card',
		subject: idOf(n),
		at: 1,
	}));
	await space.downloads.meta.put({ key: 'reads', value: many });
	const taken: string[][] = [];
	const answers = [err({ code: 'offline', status: 0 }), ok(undefined), err({ code: 'request', status: 400 })];
	const remote = remoteOf(async (reads) => {
		taken.push(reads.map(({ id }) => id));
		// Opened while it was under way: it stays.
		if (taken.length === 2) await noteRead(space, 'call', idOf(1));
		return answers[taken.length - 1] ?? ok(undefined);
	});
	await sendReads(space, remote);
	expect([taken.length, (await kept(space)).length]).toEqual([1, readsAtOnce + 5]);
	await sendReads(space, remote);
	expect(taken.map((ids) => ids.length)).toEqual([readsAtOnce, readsAtOnce, 6]);
	expect(taken[1]).toEqual(taken[0]);
	expect(await kept(space)).toEqual([]);
});
