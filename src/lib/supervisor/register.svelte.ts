/** The households of an area with who lives there, held in memory while the desk is open, so that a search answers at once. */
import { api, type Failure, type RecordView } from './api.ts';
import { gather } from './gather.ts';
import { homesOf, type Homes } from './homes.ts';
import { createRest, inSlices } from '#lib/device/slices.ts';
import { spellAll } from '#lib/device/spelling.ts';

/** Beyond a community there are too many doors to hold. */
export const isSearchable = (area: string): boolean => area.length >= 12;

export function createRegister() {
	let area = '';
	let homes = $state.raw<Homes | null>(null);
	let loaded = $state(0);
	let total = $state<number | null>(null);
	let isReady = $state(false);

	/** Something came in since: the list is asked again when it is next looked at, and stands as it was until then. */
	let isStale = false;
	/** Only the latest load may write: an area may be chosen while another is on its way. */
	let asked = 0;

	/** Loads the area unless it is here already. Gives why it broke off, null when all is here. */
	async function load(code: string): Promise<Failure | null> {
		if (code === area && isReady && !isStale) return null;
		const load = ++asked;
		if (code !== area) {
			homes = null;
			isReady = false;
		}
		area = code;
		loaded = 0;
		total = null;
		isStale = false;
		const all: RecordView[] = [];
		const answer = await gather(api, { area: code, kind: 'household,resident' }, (records, count) => {
			if (load !== asked) return false;
			all.push(...records);
			loaded = all.length;
			total = count;
			return true;
		});
		if (load !== asked) return null;
		if (!answer.ok) {
			isStale = true;
			return answer.error;
		}
		const rest = createRest();
		const made = await inSlices(homesOf(all), rest);
		if (load !== asked) return null;
		homes = made;
		isReady = true;
		void spellNames(all, load);
		return null;
	}

	/** Doors and names are found at once; pinyin as soon as the dictionary has come. */
	async function spellNames(records: readonly RecordView[], load: number): Promise<void> {
		const rest = createRest();
		const names = records.flatMap(({ kind, body }) => (kind === 'resident' ? [String(body.name)] : []));
		const spelt = await inSlices(homesOf(records, await spellAll(names, rest)), rest);
		if (load === asked) homes = spelt;
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
		touch: () => void (isStale = true),
	};
}
