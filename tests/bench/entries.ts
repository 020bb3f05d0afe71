/** Entries as a community writes them, from a seed: the same ones in every run. */
import { v7 } from 'uuid';
import { createRandom } from '#tests/support/entries.ts';
import { hlcOf } from '#lib/ledger/clock.ts';
import { entryToText, type Body, type Entry } from '#lib/ledger/entry.ts';
import type { Run } from '#lib/replica/runs.ts';

/** Entries of one app session, as measured in the field of peers: 10,000 entries of 60 sessions. */
const perSession = 167;
const monthMs = 27 * 24 * 60 * 60 * 1000;

const notes = [
	'家中一切正常',
	'人口和电话已核对，信息无变化',
	'已提醒用气用电安全，发了防诈骗宣传页',
	'反映楼道灯不亮，已记下并联系物业',
	'老人在家，孩子上班，精神不错',
	'租户换了，登记了新租户，已留社区电话',
	'电动车推上楼充电，已劝下楼，下次再核对',
	'阳台堆物多，已提醒清理，住户很配合',
	'问养老助餐怎么办，已讲清办法',
	'暖气不热，已报供热站，约好明天再来看',
];

export interface Scene {
	readonly desk: string;
	/** First moment of the month, unix ms. */
	readonly from: number;
	readonly authors: readonly { readonly account: string; readonly device: string }[];
	readonly seed: number;
}

export interface Writer {
	readonly id: (ms: number) => string;
	readonly entry: (ms: number, part: Partial<Entry> & { readonly body: Body; readonly by: string }) => Entry;
	readonly below: (limit: number) => number;
	readonly visit: () => Body;
}

export function createWriter(seed: number, desk: string): Writer {
	const random = createRandom(seed);
	const below = (limit: number) => Math.floor(random() * limit);
	const id = (ms: number) => v7({ msecs: ms, random: Uint8Array.from({ length: 16 }, () => below(256)) });
	return {
		id,
		below,
		entry: (ms, part) => ({
			id: id(ms),
			v: 1,
			kind: 'visit',
			desk,
			at: `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`,
			hlc: hlcOf(ms),
			...part,
		}),
		visit: () => ({
			outcome: ['met', 'met', 'met', 'phone', 'no-answer'][below(5)]!,
			purposes: below(2) ? ['check'] : ['check', 'safety'],
			note: `${notes[below(notes.length)]}${below(3) ? '' : `，${notes[below(notes.length)]}`}`,
		}),
	};
}

/** A page of visits, a tenth of them amended, in runs of one app session each. */
export function createPage(count: number, { desk, from, authors, seed }: Scene): { entries: Entry[]; runs: Run[] } {
	const writer = createWriter(seed, desk);
	const households = Array.from({ length: 330 }, () => writer.id(from - monthMs));
	const entries: Entry[] = [];
	for (let index = 0; index < count; index++) {
		const { account, device } = authors[Math.floor(index / perSession) % authors.length]!;
		const ms = from + Math.floor((index / count) * monthMs);
		const target = entries.length > 0 && writer.below(10) === 0 ? entries[writer.below(entries.length)]! : null;
		const about = households[writer.below(households.length)]!;
		const part = { by: account, dev: device };
		const isAmend = target !== null && target.kind === 'visit';
		const body: Body = isAmend
			? { of: 'visit', base: [], set: { note: notes[writer.below(notes.length)]! } }
			: writer.visit();
		entries.push(
			writer.entry(ms, isAmend ? { ...part, kind: 'amend', re: target.id, body } : { ...part, about, body }),
		);
	}
	return { entries, runs: entriesToRuns(entries, writer) };
}

function entriesToRuns(entries: readonly Entry[], { below }: Writer): Run[] {
	const runs: Run[] = [];
	for (let index = 0; index < entries.length; index += perSession) {
		const texts = entries.slice(index, index + perSession).map(entryToText);
		runs.push({ client: 1 + below(0xffff_fffe), clock: 0, origin: null, texts });
	}
	return runs;
}

export const entriesToLines = (entries: readonly Entry[]): string => entries.map(entryToText).join('\n');

export const demoScene: Scene = {
	desk: '120101004010001',
	from: Date.UTC(2026, 9, 1),
	authors: [
		{ account: 'grid01', device: '5b0e6f5c-7b0d-4b6e-9a55-0d6a1b3c4d5e' },
		{ account: 'grid02', device: '0f4b7a11-2c3d-4e5f-8a6b-7c8d9e0f1a2b' },
	],
	seed: 20_261_123,
};
