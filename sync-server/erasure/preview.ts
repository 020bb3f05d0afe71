/** What an erasure will do, as the person sees it who has to say yes. Rules E3, E10, E12 and E13. */
import { isFieldGrant } from '#lib/access/policy.ts';
import type { Body } from '#lib/ledger/entry.ts';
import { deskOf } from '#lib/ledger/page.ts';
import type { Areas } from '#server/areas/areas.ts';
import type { Auth } from '#server/auth/auth.ts';
import type { Device } from '#server/auth/devices.ts';
import type { MadeBackup } from '#server/backups/log.ts';
import { addTo, joined } from '#server/deliveries/parts.ts';
import { idsOfEntry } from '#server/deliveries/subjects.ts';
import { saidBy } from '#lib/registers/erased.ts';
import { mayGoWhole, type Plan } from './plan.ts';

export interface PhoneView {
	readonly device: string;
	/** What it calls itself. */
	readonly name: string;
	readonly account: string;
	readonly accountName: string;
	/** Last sign of it, unix ms, to the hour. */
	readonly seen: number | null;
}
export type BackupView = MadeBackup & { readonly until: number };

export interface Preview {
	/** Under each of the person's ids. */
	readonly people: readonly {
		readonly id: string;
		readonly name: string;
		readonly door: string;
		readonly desk: string;
	}[];
	readonly desks: readonly { readonly code: string; readonly name: string }[];
	readonly pages: number;
	/** Entries that go, by the kind of their record. */
	readonly kinds: readonly { readonly kind: string; readonly entries: number }[];
	/** Entries that stand on without what is the person's. */
	readonly stripped: number;
	/** What waits for somebody's word, and packets in quarantine. */
	readonly aside: number;
	readonly looks: readonly {
		readonly id: string;
		readonly kind: string;
		readonly desk: string;
		readonly by: string;
		readonly byName: string;
		readonly at: string;
		readonly body: Body;
		readonly near: boolean;
		/** It may go as a whole; otherwise the name alone. */
		readonly single: boolean;
	}[];
	readonly phones: readonly PhoneView[];
	readonly backups: readonly BackupView[];
}

export interface PreviewDeps {
	readonly auth: Pick<Auth, 'accounts' | 'devices'>;
	readonly areas: Pick<Areas, 'name'>;
}

export function previewOf(plan: Plan, backups: readonly BackupView[], { auth, areas }: PreviewDeps): Preview {
	const { person, gone, stripped, looks } = plan;
	const touched = [...gone.values(), ...stripped.values()];
	const desks = [...new Set(touched.map(({ page }) => deskOf(page)))].sort();
	const kindById = new Map([...gone.values()].map(({ entry }) => [entry.id, entry.kind]));
	const kindOf = (id: string, kind: string, re?: string) => (re === undefined ? kind : (kindById.get(re) ?? kind));
	const byKind = Map.groupBy([...gone.values()], ({ entry }) => kindOf(entry.id, entry.kind, entry.re));
	const doors = new Map(person.homes.map(({ projection }) => [projection.id, String(projection.body.label ?? '')]));
	return {
		people: person.residents.map(({ projection: { id, body, about, desk } }) => ({
			id,
			name: String(body.name ?? ''),
			door: doors.get(about ?? '') ?? '',
			desk: areas.name(desk),
		})),
		desks: desks.map((code) => ({ code, name: areas.name(code) })),
		pages: new Set(touched.map(({ page }) => page)).size,
		kinds: [...byKind].map(([kind, entries]) => ({ kind, entries: entries.length })),
		stripped: stripped.size,
		aside: plan.held.length + plan.packets.length,
		looks: looks.map(({ id, entry, near }) => ({
			id,
			kind: entry.kind === 'amend' ? String(entry.body.of) : entry.kind,
			desk: areas.name(entry.desk),
			by: entry.by,
			byName: auth.accounts.nameOf(entry.by),
			at: entry.at,
			body: saidBy(entry),
			near,
			single: mayGoWhole(entry),
		})),
		phones: phonesAt(desks, auth),
		backups,
	};
}

/** By desk: whoever looks at what would go sees all of it. */
export function shownBy({ gone, looks }: Plan): Map<string, string[]> {
	const parts = new Map<string, string[]>();
	for (const { entry, page } of gone.values()) addTo(parts, deskOf(page), idsOfEntry(entry));
	for (const { entry } of looks) addTo(parts, entry.desk, idsOfEntry(entry));
	return joined(parts);
}

export interface CarriedOut {
	readonly generation: string;
	/** The last of its numbers in that ledger; null while it is under way. */
	readonly last: number | null;
	/** When it was done, unix ms; null while it is under way. */
	readonly at: number | null;
}

/**
 * Whether a phone may still hold what was erased. Being in contact does not tell. Only one that asks on from there has let
 * go of it, or one that was first seen afterwards. Rule E13.
 */
export const mayHold =
	({ generation, last, at }: CarriedOut) =>
	({ made, heardIn, heardTo }: Device): boolean =>
		(at === null || (made ?? 0) <= at) && (last === null || heardIn !== generation || (heardTo ?? 0) < last);

/** Phones of those who work or ever worked at these desks, but for those that said they are empty. */
export function phonesAt(
	desks: readonly string[],
	{ accounts, devices }: PreviewDeps['auth'],
	holds: (device: Device) => boolean = () => true,
): PhoneView[] {
	const workers = accounts
		.list()
		.filter(({ grants }) => grants.some((grant) => isFieldGrant(grant) && desks.includes(grant.desk)));
	return workers.flatMap((account) =>
		devices
			.of(account.id)
			.filter((device) => device.wiped === null && holds(device))
			.map(({ id, name, seen }) => ({ device: id, name, account: account.id, accountName: account.name, seen })),
	);
}
