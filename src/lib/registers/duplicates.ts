/**
 * Records of the registers that look like one and the same: a person behind two doors, a door under two ids. A hint for a
 * person to decide, never a verdict. Rules U1, U2 and U5 of SPEC.md.
 */
import type { Body } from '#lib/ledger/entry.ts';
import { isHere, leadsOf } from './leads.ts';
import { isFormer } from './presence.ts';
import type { Household, Resident } from './register.ts';

export interface RegisterRecord {
	readonly id: string;
	readonly kind: string;
	readonly about?: string;
	readonly state: string;
	readonly body: Body;
}

/** `door`: the same door; `birth`: the same name and day of birth; `phone`: the same name and telephone. */
export type Likeness = 'door' | 'birth' | 'phone';
export interface Pair {
	readonly why: Likeness;
	/** The smaller id first. */
	readonly ids: readonly [string, string];
}

/** In a group of more than this only the first is set against each other one. */
const fullGroup = 6;

/** @param records households and residents, in any order */
export function duplicatesOf(records: readonly RegisterRecord[]): Pair[] {
	const byId = new Map(records.map((record) => [record.id, record]));
	const homes = records.filter((record) => record.kind === 'household' && isHere(record));
	const people = records.filter(
		(record) => record.kind === 'resident' && isHere(record) && livesSomewhere(record, byId),
	);
	const pairs = new Map<string, Pair>();
	const note = (why: Likeness, these: readonly RegisterRecord[], keyOf: (record: RegisterRecord) => string | null) => {
		for (const [key, group] of Map.groupBy(these, keyOf)) {
			if (key === null || group.length < 2) continue;
			for (const [a, b] of pairsOf(group)) {
				const [first, second] = a.id < b.id ? [a, b] : [b, a];
				const both = `${first.id} ${second.id}`;
				if (!pairs.has(both) && !isKnownApart(first, second)) pairs.set(both, { why, ids: [first.id, second.id] });
			}
		}
	};
	note('door', homes, doorKey);
	note('birth', people, birthKey);
	note('phone', people, phoneKey);
	return [...pairs.values()].sort((a, b) => (a.ids.join() < b.ids.join() ? -1 : 1));
}

function* pairsOf(group: readonly RegisterRecord[]): Generator<[RegisterRecord, RegisterRecord]> {
	const sorted = [...group].sort((a, b) => (a.id < b.id ? -1 : 1));
	const firsts = sorted.length > fullGroup ? sorted.slice(0, 1) : sorted;
	for (const [index, a] of firsts.entries()) for (const b of sorted.slice(index + 1)) yield [a, b];
}

const isKnownApart = (a: RegisterRecord, b: RegisterRecord): boolean =>
	knowsApart(a, b) || knowsApart(b, a) || isRegisteredElsewhere(a, b);
const knowsApart = ({ body }: RegisterRecord, { id }: RegisterRecord): boolean =>
	leadsOf(body).notSame?.includes(id) ?? false;

/** 人户分离: on the register at one door and living behind another is one person in two places, and right. */
const isRegisteredElsewhere = (a: RegisterRecord, b: RegisterRecord): boolean =>
	(a.body.presence === 'registered-only') !== (b.body.presence === 'registered-only');

/** Who died or moved away is not counted twice, and a house that went took its people along. */
function livesSomewhere({ about, body }: RegisterRecord, byId: ReadonlyMap<string, RegisterRecord>): boolean {
	if (isFormer(body as Partial<Resident>)) return false;
	const home = byId.get(about ?? '');
	return home === undefined || (home.state !== 'withdrawn' && leadsOf(home.body).movedTo === undefined);
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

/** `3-2-501`, `3号楼2门501室` and `3栋2单元0501` are one door. */
function doorKey({ body }: RegisterRecord): string | null {
	const { label } = body as unknown as Household;
	const parts = plain(label)
		.replace(/号楼|单元|[号楼栋幢座门室户\-–—－_#./、,，]/g, ' ')
		.trim()
		.split(/\s+/)
		.map((part) => part.replace(/^0+(?=.)/, ''));
	return parts.length < 2 ? null : parts.join('-');
}

/** A year alone says too little: many share a name and a year. */
function birthKey({ body }: RegisterRecord): string | null {
	const { name, birth } = body as unknown as Resident;
	return birth?.length === 10 ? `${plain(name)} ${birth}` : null;
}

function phoneKey({ body }: RegisterRecord): string | null {
	const { name, phone } = body as unknown as Resident;
	const digits = phone?.replace(/\D/g, '');
	return digits ? `${plain(name)} ${digits}` : null;
}

/** The smallest id of the circle that one is part of; null when it leads to an end. @param sameAs where each leads */
export function smallestOfCircle(id: string, sameAs: (id: string) => string | undefined): string | null {
	const path = [id];
	for (;;) {
		const next = sameAs(path.at(-1)!);
		if (next === undefined) return null;
		if (next === id) return path.reduce((a, b) => (a < b ? a : b));
		if (path.includes(next)) return null;
		path.push(next);
	}
}
