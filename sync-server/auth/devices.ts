/**
 * Phones and browsers, each bound to the account that first signed in on it: which there are, when each was last heard
 * of, and their end. A revoked one opens nothing any more; it hands over what is unsent, and says that it has wiped itself.
 */
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { inTransaction, type AccountsFile } from './database.ts';
import type { Deeds, Doer } from './deeds.ts';

export interface Device {
	readonly id: string;
	readonly account: string;
	/** What it calls itself: `Android · Chrome`. */
	readonly name: string;
	/** Unix ms: first and last sign of it (to the hour), when it was revoked, and when it said that it is empty. */
	readonly made: number | null;
	readonly seen: number | null;
	readonly revoked: number | null;
	readonly wiped: number | null;
	/** Up to where it has heard what was erased, and let go of it: in which generation of the ledger, to which number. */
	readonly heardIn: string | null;
	readonly heardTo: number | null;
}

export interface Devices {
	get(id: string): Device | null;
	of(account: string): readonly Device[];
	/** It asks for what was erased after this number: what came before is gone from it. Lower than known, nothing changes. */
	hears(id: string, generation: string, number: number): void;
	/** Revoked already: nothing changes. Its sessions stay, for handing over alone. */
	revoke(id: string, doer: Doer): Result<void, 'unknown'>;
	/** It has handed over and is empty: its last sessions end. */
	wiped(id: string, doer: Doer): void;
}

/** A revoked phone may be out of reach for long; it can hand over with the session that it had. */
const handOverMs = 400 * 24 * 60 * 60 * 1000;

export function createDevices(file: AccountsFile, deeds: Deeds, now: () => number): Devices {
	const columns = 'id, account, name, made, seen, revoked, wiped, heard_in AS heardIn, heard_to AS heardTo';
	const byId = file.prepare(`SELECT ${columns} FROM device WHERE id = ?`);
	const ofAccount = file.prepare(
		`SELECT ${columns} FROM device WHERE account = ? ORDER BY coalesce(seen, made, 0) DESC, rowid DESC`,
	);
	const revoke = file.prepare('UPDATE device SET revoked = ? WHERE id = ? AND revoked IS NULL');
	const keepSessions = file.prepare('UPDATE session SET expires = ? WHERE device = ? AND expires > ?');
	const wipe = file.prepare('UPDATE device SET wiped = ? WHERE id = ? AND revoked IS NOT NULL AND wiped IS NULL');
	const hear = file.prepare('UPDATE device SET heard_in = ?, heard_to = ? WHERE id = ?');
	const endSessions = file.prepare('DELETE FROM session WHERE device = ?');
	const home = file.prepare('SELECT home FROM account WHERE id = ?');

	const get = (id: string) => (byId.get(id) as Device | undefined) ?? null;
	const homeOf = (account: string) => (home.get(account) as { home: string | null }).home;
	return {
		get,
		of: (account) => ofAccount.all(account) as unknown as Device[],
		hears: (id, generation, number) => {
			const device = get(id);
			// Asked at every contact, and nearly always nothing is new: reading should not cost a write.
			if (device && (device.heardIn !== generation || (device.heardTo ?? -1) < number))
				hear.run(generation, number, id);
		},
		revoke: (id, doer) =>
			inTransaction(file, () => {
				const device = get(id);
				if (!device) return err('unknown');
				if (revoke.run(now(), id).changes === 0) return ok(undefined);
				keepSessions.run(now() + handOverMs, id, now());
				deeds.note(doer, 'device-revoked', device.account, homeOf(device.account), { device: id, name: device.name });
				return ok(undefined);
			}),
		wiped: (id, doer) =>
			inTransaction(file, () => {
				const device = get(id);
				if (!device) return;
				endSessions.run(id);
				if (wipe.run(now(), id).changes === 0) return;
				deeds.note(doer, 'device-wiped', device.account, homeOf(device.account), { device: id, name: device.name });
			}),
	};
}
