/**
 * Registers (人房底册): households, residents, elders and places. They are entries like all others, on the long-lived
 * pages; the id of a register's root entry is the subject id that visits and check-ins carry in `about`.
 * Names, phones and addresses live here and nowhere else.
 */
import * as v from 'valibot';
import type { Point } from '#lib/ground/point.ts';

const text = (max: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(max));
const id = v.pipe(v.string(), v.uuid());
const phone = v.pipe(v.string(), v.regex(/^(?=.*\d)[0-9+() -]{3,20}$/));
/** `yyyy`, `yyyy-mm` or `yyyy-mm-dd`: a roster often knows the year alone. */
const birth = v.pipe(v.string(), v.regex(/^(18|19|20)\d{2}(-\d{2}(-\d{2})?)?$/));

export const placeSorts = ['building', 'shop', 'small-venue', 'stairwell', 'street', 'facility', 'route'] as const;
export const tenures = ['owner', 'tenant', 'public', 'vacant', 'other'] as const;
export const tiers = ['high', 'key', 'general'] as const;
export const elderTypes = [
	'alone',
	'empty-nest',
	'left-behind',
	'disabled',
	'severely-disabled',
	'one-child-lost',
	'childless',
] as const;
export const contactRelations = [
	'spouse',
	'child',
	'relative',
	'neighbour',
	'friend',
	'carer',
	'doctor',
	'other',
] as const;

const day = v.pipe(v.string(), v.isoDate());
const clock = v.pipe(v.string(), v.regex(/^\d{15}-[0-9a-f]{4}$/));

/** Lists that an import may come from: 人房底册, 养老金, 残疾, 低保低收入, 其他; and 场所, which is about places. */
export const sourceLists = ['roster', 'pension', 'disability', 'low-income', 'other', 'places'] as const;
export type SourceList = (typeof sourceLists)[number];
/** Which import brought something in; absent: a person entered it. The day is that of the entry. */
export const sourceSchema = v.strictObject({ import: id, list: v.picklist(sourceLists) });
export type Source = v.InferOutput<typeof sourceSchema>;

/** 在住情况, when it is not that they live there: 暂离, 住院, 人户分离, 搬走, 去世. */
export const presences = ['away', 'hospital', 'registered-only', 'moved', 'died'] as const;
export type Presence = (typeof presences)[number];

/** What every register record may carry beside its own fields. */
const common = {
	source: v.optional(sourceSchema),
	/** The same thing under another id of this desk, which is the one to be shown. */
	sameAs: v.optional(id),
	/** Handed to another desk: where it goes on, and as what. */
	movedTo: v.optional(v.strictObject({ desk: v.pipe(v.string(), v.regex(/^\d{15}$/)), id, day })),
	/** The record of another desk that this one goes on from. */
	was: v.optional(v.strictObject({ desk: v.pipe(v.string(), v.regex(/^\d{15}$/)), id })),
	/** What the clerk counts for this one from the record it was, and from those that were folded into it. */
	carried: v.optional(
		v.strictObject({
			/** Clock of the latest contact that reached it there. */
			last: v.optional(clock),
			/** The latest check-in there that says an elder was not seen. */
			alarm: v.optional(v.strictObject({ id, hlc: clock })),
			/** Those of other ids that are the same. */
			same: v.optional(v.pipe(v.array(id), v.maxLength(50))),
		}),
	),
	/** Looked at by a person and found to be another one, however alike. */
	notSame: v.optional(v.pipe(v.array(id), v.maxLength(100))),
};

/** 楼栋、商铺、九小场所、楼道、街巷、设施、巡查路线. */
export const placeSchema = v.strictObject({
	sort: v.picklist(placeSorts),
	name: text(60),
	/** Buildings: 门 (stairwells), floors, doors on each floor of a stairwell. */
	units: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30))),
	floors: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(80))),
	doors: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(40))),
	address: v.optional(text(120)),
	phone: v.optional(phone),
	/** WGS-84. */
	lat: v.optional(v.pipe(v.number(), v.minValue(-90), v.maxValue(90))),
	lon: v.optional(v.pipe(v.number(), v.minValue(-180), v.maxValue(180))),
	note: v.optional(text(500)),
	...common,
});

/** Where a place lies; null when nobody has entered that. @param body of a place; any other lies nowhere */
export function pointOf(body: object): Point | null {
	const { lat, lon } = body as Partial<Place>;
	return lat === undefined || lon === undefined ? null : [lon, lat];
}

/** 住户: one door. `label` is how people write it: `3-2-501`. `about` is the building. */
export const householdSchema = v.strictObject({
	label: text(30),
	building: text(20),
	unit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99))),
	floor: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-3), v.maxValue(99))),
	door: text(10),
	tenure: v.optional(v.picklist(tenures)),
	phone: v.optional(phone),
	/** What to mind at this door: a dog, hard of hearing. */
	caution: v.optional(text(100)),
	note: v.optional(text(500)),
	/** The whole household is away for a time; `until` when that is known. */
	away: v.optional(v.strictObject({ from: day, until: v.optional(day) })),
	...common,
});

/** 居民. `about` is the household. */
export const residentSchema = v.strictObject({
	name: text(40),
	sex: v.optional(v.picklist(['f', 'm'])),
	birth: v.optional(birth),
	relation: v.optional(text(20)),
	phone: v.optional(phone),
	/** Absent: lives there. */
	presence: v.optional(v.picklist(presences)),
	/** Day from which that holds, and until when it will, as far as that is known. */
	since: v.optional(day),
	until: v.optional(day),
	note: v.optional(text(500)),
	...common,
});

/** 探访对象, in the `care` book. `about` is the resident. */
export const elderSchema = v.strictObject({
	household: id,
	tier: v.picklist(tiers),
	types: v.pipe(v.array(v.picklist(elderTypes)), v.maxLength(7)),
	health: v.optional(text(300)),
	hardship: v.optional(text(300)),
	contacts: v.pipe(
		v.array(v.strictObject({ relation: v.picklist(contactRelations), name: text(40), phone })),
		v.maxLength(6),
	),
	note: v.optional(text(500)),
	...common,
});

export type Place = v.InferOutput<typeof placeSchema>;
export type Household = v.InferOutput<typeof householdSchema>;
export type Resident = v.InferOutput<typeof residentSchema>;
export type Elder = v.InferOutput<typeof elderSchema>;
export type Tier = (typeof tiers)[number];
export type ElderType = (typeof elderTypes)[number];
