/**
 * Keeps the directory of a phone: made from `records` in slices once it is wanted, and kept in step with whatever any
 * tab writes. Until it stands there is none, and looking at all rows answers instead. Nothing of it is stored.
 */
import Dexie, { RangeSet, type ObservabilitySet } from 'dexie';
import { createSubscriber } from 'svelte/reactivity';
import { bindHomes } from '#lib/registers/directory/binding.ts';
import type { Bound } from '#lib/registers/directory/bound.ts';
import { search } from '#lib/registers/directory/directory.ts';
import type { Home, Match } from '#lib/registers/directory/fit.ts';
import { createAssembly, keptAs } from '#lib/registers/directory/assembly.ts';
import type { RecordRow } from './rows.ts';
import { createReader, createRest, inSlices, type Records } from './slices.ts';

export interface DirectoryKeeper {
	/** Begins to make it, unless that has begun. */
	readonly warm: () => void;
	/** null while there is none. Runes follow it: who asked is told when another answer may be had. */
	readonly search: (text: string, limit: number) => Match[] | null;
	/** Resolves when all that was written before is in it. */
	readonly settled: () => Promise<void>;
	readonly close: () => void;
}

/** So many households lie loose at most; beyond, all is bound anew. */
const mostLoose = 200;
/** Changes come in bursts: one is waited for so long, all of a page longer. */
const quietMs = { few: 100, many: 1000 };

type Later = (ms: number, work: () => void) => () => void;
const laterByTimer: Later = (ms, work) => {
	const timer = setTimeout(work, ms);
	return () => clearTimeout(timer);
};

export function createDirectoryKeeper(records: Records, later: Later = laterByTimer): DirectoryKeeper {
	const part = `idb://${records.db.name}/${records.name}/`;
	let bound: Bound | null = null;
	let doubles: ReadonlyMap<string, string> = new Map();
	let loose = new Map<string, Home | null>();
	/** Records written since it was last brought up to date; null: too many to be named. */
	let changed: Set<string> | null = new Set();
	let isWarm = false;
	let running: Promise<void> | null = null;
	let cancel = () => {};
	let tell = () => {};
	const follow = createSubscriber((update) => {
		tell = update;
		return () => (tell = () => {});
	});

	function onMutated(parts: ObservabilitySet): void {
		const written = parts[part];
		if (!isWarm || !written) return;
		for (const { from, to } of RangeSet(written)) {
			if (from === to && changed) changed.add(from as string);
			else if (from !== to) changed = null;
		}
		if (changed && changed.size > mostLoose) changed = null;
		if (changed === null && bound !== null) {
			// What came might be everything there is: it must be found at once, if slowly.
			bound = null;
			tell();
		}
		cancel();
		cancel = later(changed ? quietMs.few : quietMs.many, () => void settled());
	}

	/** One at a time; what is written meanwhile is taken up after it. */
	function settled(): Promise<void> {
		cancel();
		running ??= bringUp().finally(() => (running = null));
		return running;
	}

	async function bringUp(): Promise<void> {
		try {
			while (isWarm && (bound === null || changed === null || changed.size > 0)) {
				const ids = changed;
				changed = new Set();
				if (bound === null || ids === null || !(await loosen([...ids]))) await bindAnew();
				tell();
			}
		} catch (error) {
			// Looking at all rows answers without it, and the screens say what is wrong with the database.
			if (isWarm) console.error('directory', error);
			bound = null;
		}
	}

	async function bindAnew(): Promise<void> {
		const next = createAssembly();
		const rest = createRest();
		for (const kind of ['household', 'resident']) {
			const read = createReader(records, kind);
			for (let rows = await read(); rows; rows = await read()) {
				for (const row of rows) next.add(row);
				await rest();
			}
		}
		({ bound } = await inSlices(bindHomes(next.homes()), rest));
		[doubles, loose] = [next.doubles, new Map()];
		performance.mark('linli-directory', { detail: { homes: bound.size, people: bound.people, bytes: bound.bytes } });
	}

	/** Takes up a few changed records; false when they are such that all must be bound anew. */
	async function loosen(ids: readonly string[]): Promise<boolean> {
		const rows = await records.bulkGet([...ids]);
		if (rows.some((row) => row === undefined || row.body.sameAs !== undefined)) return false;
		const homes = [...new Set((rows as RecordRow[]).flatMap(homeIdOf))];
		if (loose.size + homes.length > mostLoose) return false;
		for (const [index, home] of (await loadHomes(homes)).entries()) loose.set(homes[index]!, home);
		return true;
	}

	const homeIdOf = ({ kind, id, about }: RecordRow): string[] => {
		if (kind === 'household') return [id];
		return kind === 'resident' && about !== undefined ? [keptAs(doubles, about)] : [];
	};

	async function loadHomes(ids: readonly string[]): Promise<(Home | null)[]> {
		if (ids.length === 0) return [];
		const all = [...ids, ...[...doubles.keys()].filter((id) => ids.includes(keptAs(doubles, id)))];
		const [households, about] = await Promise.all([records.bulkGet(all), records.where('about').anyOf(all).toArray()]);
		const own = createAssembly();
		for (const row of [...households, ...about]) if (row) own.add(row);
		const homes = new Map(Iterator.from(own.homes()).map((home) => [home.id, home]));
		return ids.map((id) => homes.get(id) ?? null);
	}

	Dexie.on.storagemutated.subscribe(onMutated);
	return {
		warm: () => {
			if (isWarm) return;
			isWarm = true;
			void settled();
		},
		search: (text, limit) => {
			follow();
			return bound && search({ bound, loose }, text, limit);
		},
		settled,
		close: () => {
			isWarm = false;
			cancel();
			Dexie.on.storagemutated.unsubscribe(onMutated);
		},
	};
}
