/** A list as the file that goes out: its rows gathered, counted, and written in the format that was asked for. */
import { setImmediate } from 'node:timers/promises';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { addTo } from '#server/deliveries/parts.ts';
import { placesToGeoJson } from './geojson.ts';
import { momentWriter, type Asked, type Cell, type Leave, type Means } from './list.ts';
import { lists, type Format, type ListName } from './lists.ts';
import { tableToCsv, tableToXlsx } from './sheet.ts';

export interface OutFile {
	readonly bytes: Buffer;
	/** Media type. */
	readonly type: string;
	readonly fileName: string;
	readonly rows: number;
	/** By desk: whom it shows, ids of records and of those they are about. */
	readonly shown: ReadonlyMap<string, string[]>;
}

/** 50,000 residents with all that the roster has room for: 1.3 million cells take 25 s of a core in their own process. */
export const cellLimit = 1_500_000;

export interface Order extends Asked {
	readonly list: ListName;
	readonly format: Format;
	/** Who asks, for the sheet that says what the file is. */
	readonly by: string;
	/** The filters as the address said them. */
	readonly said: Readonly<Record<string, string>>;
}

const types: Record<Format, string> = {
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	csv: 'text/csv; charset=utf-8',
	geojson: 'application/geo+json; charset=utf-8',
};

/** @param limit cells at most. */
export async function writeFile(
	order: Order,
	given: Means,
	limit: number = cellLimit,
): Promise<Result<OutFile, 'too-many'>> {
	const shown = new Map<string, string[]>();
	const means: Means = { ...given, show: (desk, ids) => addTo(shown, desk, ids) };
	const list = lists[order.list];
	const fileName = `${means.areas.name(order.area)}-${list.title}-${means.day}.${order.format}`;
	const type = types[order.format];
	if (order.format === 'geojson') {
		const places = await placesToGeoJson(order, means, limit);
		if (!places) return err('too-many');
		return ok({ bytes: Buffer.from(JSON.stringify(places)), type, fileName, rows: places.features.length, shown });
	}
	const columns = list.columns(order);
	const left = new Map<string, number>();
	const batches = await gather(order, means, limit / columns.length, (what, count = 1) => {
		if (count > 0) left.set(what, (left.get(what) ?? 0) + count);
	});
	if (!batches) return err('too-many');
	const rows = batches.reduce((sum, batch) => sum + batch.length, 0);
	const about = aboutOf(order, means, rows, left);
	const table = { title: list.title, columns, batches, about };
	const bytes = await (order.format === 'csv' ? tableToCsv(table) : tableToXlsx(table));
	return bytes ? ok({ bytes, type, fileName, rows, shown }) : err('too-many');
}

async function gather(order: Order, means: Means, rowLimit: number, leave: Leave) {
	const batches: (readonly (readonly Cell[])[])[] = [];
	let count = 0;
	for await (const batch of lists[order.list].rows(order, means, leave)) {
		batches.push(batch);
		await setImmediate();
		count += batch.length;
		if (count > rowLimit) return null;
	}
	return batches;
}

function aboutOf(
	{ list, area, by, said }: Order,
	{ areas, timeZone, nowMs }: Means,
	rows: number,
	left: ReadonlyMap<string, number>,
): [string, string][] {
	const filters = Object.entries(said).map(([name, value]) => `${name}=${value}`);
	return [
		['表', lists[list].title],
		[
			'范围',
			`${areas
				.path(area)
				.map(({ name }) => name)
				.join(' › ')} ${area}`,
		],
		['筛选', filters.length > 0 ? filters.join('，') : '无'],
		['行数', String(rows)],
		['导出时间', momentWriter(timeZone)(nowMs)],
		['导出人', by],
		...[...left].map(([what, count]): [string, string] => ['未列出', `${what}（${count}）`]),
		['提醒', '这次导出已记录。内有个人信息，请只用于工作，用完删除。'],
	];
}
