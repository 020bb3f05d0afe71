/** The households of an area with who lives there, held in memory while the desk is open, so that a search answers at once. */
import { doorOrder } from '#lib/registers/door.ts';
import type { Household, Resident } from '#lib/registers/register.ts';
import { api, type Failure, type RecordView } from './api.ts';
import { gather } from './gather.ts';

export interface Home {
	readonly record: RecordView;
	readonly label: string;
	readonly people: readonly Resident[];
	readonly order: string;
}

/** Beyond a community there are too many doors to hold. */
export const isSearchable = (area: string): boolean => area.length >= 12;

export function createRegister() {
	let area = '';
	let homes = $state.raw<readonly Home[]>([]);
	let loaded = $state(0);
	let total = $state<number | null>(null);
	let isReady = $state(false);

	/** Loads the area unless it is here already. Gives why it broke off, null when all is here. */
	async function load(code: string): Promise<Failure | null> {
		if (code === area && isReady) return null;
		area = code;
		homes = [];
		loaded = 0;
		total = null;
		isReady = false;
		const households: RecordView[] = [];
		const people = new Map<string, Resident[]>();
		const answer = await gather(api, { area: code, kind: 'household,resident' }, (records, all) => {
			for (const record of records) {
				if (record.kind === 'household') households.push(record);
				else if (record.about) people.set(record.about, [...(people.get(record.about) ?? []), record.body as unknown as Resident]);
			}
			if (code !== area) return false;
			loaded += records.length;
			total = all;
			return true;
		});
		if (code !== area) return null;
		if (!answer.ok) return answer.error;
		homes = households.map((record) => homeOf(record, people.get(record.id) ?? [])).sort((a, b) => (a.order < b.order ? -1 : 1));
		isReady = true;
		return null;
	}

	return {
		get homes() {
			return homes;
		},
		get loaded() {
			return loaded;
		},
		get total() {
			return total;
		},
		get isReady() {
			return isReady;
		},
		load,
	};
}

function homeOf(record: RecordView, people: readonly Resident[]): Home {
	const household = record.body as unknown as Household;
	return { record, people, label: household.label, order: doorOrder(household) };
}

/** Every word of the text must stand in the door, a name or a phone number. */
export function findHomes(homes: readonly Home[], text: string): readonly Home[] {
	const parts = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
	if (parts.length === 0) return homes;
	return homes.filter(({ label, people, record }) => {
		const texts = [label, String(record.body.phone ?? ''), ...people.flatMap(({ name, phone }) => [name, phone ?? ''])].map((part) => part.toLowerCase());
		return parts.every((part) => texts.some((own) => own.includes(part)));
	});
}
