/** 走访, 探访, 上报, 巡查 as they were written down, newest first; and the reports that still wait for others. */
import { setImmediate } from 'node:timers/promises';
import { recordKinds } from '#lib/kinds/index.ts';
import { bodyLine, fieldText, kindLabel } from '#lib/kinds/record-words.ts';
import type { Problem } from '#lib/kinds/problem/kind.ts';
import { hlcToMs } from '#lib/ledger/clock.ts';
import type { RecordState } from '#lib/ledger/fold.ts';
import { idsOfRecord } from '#server/deliveries/subjects.ts';
import type { RecordRow } from '#server/store/store.ts';
import {
	daysBetween,
	gridNameIn,
	liesWithin,
	momentWriter,
	recordBatches,
	scopesOf,
	slices,
	type Asked,
	type Cell,
	type List,
	type Means,
} from './list.ts';
import { nobody, subjectsOf, type Subject } from './subjects.ts';

const stateWords: Record<RecordState, string> = { open: '未阅', seen: '已阅', returned: '打回', withdrawn: '已撤回' };

export const recordList: List = {
	title: '记录',
	needs: [],
	columns: () => [
		'类型',
		'网格',
		'门号',
		'姓名',
		'地点',
		'情况',
		'记录人',
		'账号',
		'时间',
		'状态',
		'打回原因',
		'请再看看',
		'编号',
	],
	rows: async function* (asked, means) {
		const { worth, kinds = recordKinds, ...conditions } = asked.filters;
		const query = {
			scopes: scopesOf(asked),
			// A register is a list of its own, with columns of its own.
			kinds: kinds.filter((kind) => (recordKinds as readonly string[]).includes(kind)),
			states: conditions.states,
			by: conditions.by,
			from: conditions.from,
			to: conditions.to,
			worth,
		};
		const toCells = recordWriter(asked, means);
		for await (const rows of recordBatches(means.reads, query))
			yield await eachWithSubject(rows, asked, means, toCells);
	},
	rowsOf: (ids, asked, means) => rowsByNumber(ids, recordKinds, asked, means, recordWriter(asked, means)),
};

const hintWords: Readonly<Record<string, string>> = { clock: '手机时间不准' };

function recordWriter(asked: Asked, { areas, accounts, timeZone }: Means) {
	const moment = momentWriter(timeZone);
	return ({ projection, hints }: RecordRow, subject: Subject): Cell[] => {
		const { kind, body, desk, by, hlc, state, returned, id } = projection;
		return [
			kindLabel(kind, 'zh'),
			gridNameIn(areas, asked.area, desk),
			subject.door,
			subject.name,
			subject.place || String(body.where ?? body.route ?? ''),
			bodyLine(kind, body, 'zh'),
			accounts.nameOf(by),
			by,
			moment(hlcToMs(hlc)),
			stateWords[state],
			returned?.reason ?? '',
			hints.map((hint) => hintWords[hint] ?? hint).join('、'),
			id,
		];
	};
}

export const problemList: List = {
	title: '未解决的上报',
	needs: ['field'],
	columns: () => [
		'网格',
		'类别',
		'问题',
		'地点',
		'门号',
		'紧急程度',
		'情况',
		'上报人',
		'上报时间',
		'已过天数',
		'回头再看',
		'编号',
	],
	rows: async function* (asked, means) {
		const toCells = problemWriter(asked, means);
		for await (const rows of recordBatches(means.reads, { scopes: scopesOf(asked), kinds: ['problem'], open: true }))
			yield await eachWithSubject(rows, asked, means, toCells);
	},
	rowsOf: (ids, asked, means) => rowsByNumber(ids, ['problem'], asked, means, problemWriter(asked, means)),
};

function problemWriter(asked: Asked, means: Means) {
	const moment = momentWriter(means.timeZone);
	return ({ projection, day }: RecordRow, subject: Subject): Cell[] => {
		const { body, desk, by, hlc, id } = projection;
		const problem = body as unknown as Problem;
		const word = (field: string) => fieldText('problem', field, body[field], 'zh');
		return [
			gridNameIn(means.areas, asked.area, desk),
			word('category'),
			problem.item ?? '',
			problem.where,
			subject.door,
			word('severity'),
			problem.note ?? '',
			means.accounts.nameOf(by),
			moment(hlcToMs(hlc)),
			daysBetween(day, means.day),
			problem.again ?? '',
			id,
		];
	};
}

async function* rowsByNumber(
	ids: readonly string[],
	kinds: readonly string[],
	asked: Asked,
	means: Means,
	toCells: (row: RecordRow, subject: Subject) => Cell[],
): AsyncGenerator<Cell[][]> {
	for (const some of slices(ids)) {
		const rows = [...(await means.reads.rows(some)).values()];
		const own = rows.filter((row) => kinds.includes(row.projection.kind) && liesWithin(asked, row));
		yield await eachWithSubject(own, asked, means, toCells);
		await setImmediate();
	}
}

async function eachWithSubject(
	rows: readonly RecordRow[],
	asked: Asked,
	means: Means,
	toCells: (row: RecordRow, subject: Subject) => Cell[],
): Promise<Cell[][]> {
	const subjects = await subjectsOf(
		rows.map(({ projection }) => projection.about),
		asked,
		means,
	);
	for (const { projection } of rows) means.show?.(projection.desk, idsOfRecord(projection));
	return rows.map((row) => toCells(row, subjects.get(row.projection.about ?? '') ?? nobody));
}
