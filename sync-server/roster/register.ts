/** The register of a community as an import is compared with it: buildings, doors, people, and who set each value. */
import type { Projection } from '#lib/kinds/project.ts';
import type { Body } from '#lib/ledger/entry.ts';
import type { ImportSource, Origin, Origins } from '#lib/ledger/origins.ts';
import { doorToLabel } from '#lib/registers/door.ts';
import { isCurrent } from '#lib/registers/leads.ts';
import type { Household } from '#lib/registers/register.ts';

export const registerKinds = ['place', 'household', 'resident', 'elder'] as const;
export type RegisterKind = (typeof registerKinds)[number];

export interface RegisterRecord {
	readonly id: string;
	readonly kind: RegisterKind;
	readonly desk: string;
	readonly about?: string;
	readonly body: Body;
	/** What an amendment made now names as its base. */
	readonly heads: readonly string[];
	/** How many amendments it has. */
	readonly amends: number;
	/** Of all fields, while nobody has amended it. */
	readonly root: Origin;
	/** By field, once somebody has. */
	readonly origins: Origins | null;
}

export interface Register {
	/** By `<grid>/<name>`. */
	readonly buildings: ReadonlyMap<string, RegisterRecord>;
	/** By label, in whatever grid. */
	readonly households: ReadonlyMap<string, readonly RegisterRecord[]>;
	readonly residentsByHome: ReadonlyMap<string, readonly RegisterRecord[]>;
	readonly residentsByName: ReadonlyMap<string, readonly RegisterRecord[]>;
	/** By resident. */
	readonly elders: ReadonlyMap<string, RegisterRecord>;
	readonly byId: ReadonlyMap<string, RegisterRecord>;
	/** The resident of a keyed hash of an ID-card number. */
	readonly identities: ReadonlyMap<string, string>;
}

/** A record from its row. @param origins of its fields, when it was amended */
export function toRegisterRecord(projection: Projection, origins: Origins | null): RegisterRecord {
	const { id, kind, desk, about, body, heads, amends, by, at, hlc } = projection;
	const source = body.source as unknown as ImportSource | undefined;
	return {
		id,
		kind: kind as RegisterKind,
		desk,
		...(about !== undefined && { about }),
		body,
		// A return (打回) among the heads is for a person to answer.
		heads: heads.filter((head) => amends.includes(head)),
		amends: amends.length,
		root: { entry: id, by, at, hlc, ...(source && { source }) },
		origins,
	};
}

/** The label that a household's parts give, however its own was written. */
export const labelOf = ({ body }: RegisterRecord): string => doorToLabel(body as unknown as Household);

export function indexRegister(
	records: Iterable<RegisterRecord>,
	identities: ReadonlyMap<string, string> = new Map(),
): Register {
	const here = [...records].filter(({ body }) => isCurrent(body));
	const of = (kind: RegisterKind) => here.filter((record) => record.kind === kind);
	const residents = of('resident');
	return {
		buildings: new Map(
			of('place')
				.filter(({ body }) => body.sort === 'building')
				.map((place) => [`${place.desk}/${String(place.body.name)}`, place]),
		),
		households: Map.groupBy(of('household'), labelOf),
		residentsByHome: Map.groupBy(residents, ({ about }) => about ?? ''),
		residentsByName: Map.groupBy(residents, ({ body }) => String(body.name)),
		elders: new Map(of('elder').map((elder) => [elder.about ?? '', elder])),
		byId: new Map(here.map((record) => [record.id, record])),
		identities,
	};
}

/** Origins of one field: of the value that shows, then of its rivals. None: nobody has ever said it. */
export function fieldOrigins(record: RegisterRecord, field: string): readonly Origin[] {
	if (record.origins) return record.origins[field] ?? [];
	return record.body[field] === undefined ? [] : [record.root];
}
