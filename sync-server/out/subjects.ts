/** What the subjects of records are called: door, name, telephone; only as far as whoever asks may carry them out. */
import type { Elder, Household, Place, Resident } from '#lib/registers/register.ts';
import { idsOfRecord } from '#server/deliveries/subjects.ts';
import type { RecordRow } from '#server/store/store.ts';
import { liesWithin, type Asked, type Means } from './list.ts';

export interface Subject {
	readonly door: string;
	/** An elder's or resident's; of a household the head's, or whoever stands first. */
	readonly name: string;
	readonly phone: string;
	/** Of a place. */
	readonly place: string;
}

export const nobody: Subject = { door: '', name: '', phone: '', place: '' };

/** By id of the subject; what may not be told is absent. Whoever is told is shown. */
export async function subjectsOf(
	ids: readonly (string | undefined)[],
	asked: Asked,
	{ reads, show = () => undefined }: Pick<Means, 'reads' | 'show'>,
): Promise<ReadonlyMap<string, Subject>> {
	const rowsOf = async (wanted: readonly (string | undefined)[]) => {
		const rows = await reads.rows([...new Set(wanted.filter((id) => id !== undefined))]);
		return new Map([...rows].filter(([, row]) => liesWithin(asked, row)));
	};
	const subjects = await rowsOf(ids);
	const people = new Map([...subjects, ...(await rowsOf([...subjects.values()].map(personOf)))]);
	const homes = await rowsOf([...people.values()].map(homeOf));
	const heads = await headsOf([...homes.keys()], asked, reads);
	for (const { projection } of [...people.values(), ...homes.values(), ...heads.values()])
		show(projection.desk, idsOfRecord(projection));
	return new Map(
		[...subjects].map(([id, row]) => {
			const { kind, body } = row.projection;
			const person = kind === 'elder' ? people.get(row.projection.about ?? '') : kind === 'resident' ? row : undefined;
			const home = homes.get(homeOf(row) ?? '');
			const resident = (person ?? (home && heads.get(home.projection.id)))?.projection.body as Resident | undefined;
			const household = home?.projection.body as unknown as Household | undefined;
			return [
				id,
				{
					door: household?.label ?? '',
					name: resident?.name ?? '',
					phone: resident?.phone ?? household?.phone ?? '',
					place: kind === 'place' ? (body as unknown as Place).name : '',
				},
			];
		}),
	);
}

const personOf = ({ projection: { kind, about } }: RecordRow) => (kind === 'elder' ? about : undefined);

const homeOf = ({ projection: { id, kind, about, body } }: RecordRow): string | undefined =>
	kind === 'household' ? id : kind === 'elder' ? (body as unknown as Elder).household : about;

async function headsOf(homes: readonly string[], asked: Asked, reads: Means['reads']) {
	const people = (await reads.rowsAbout(homes, ['resident'])).filter((row) => liesWithin(asked, row));
	const heads = new Map<string, RecordRow>();
	for (const row of people) {
		const home = row.projection.about!;
		if (!heads.has(home) || row.projection.body.relation === '户主') heads.set(home, row);
	}
	return heads;
}
