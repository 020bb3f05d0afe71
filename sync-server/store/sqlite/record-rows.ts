/** How a projection row lies in its table, both ways. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Projection, Standing } from '#lib/kinds/project.ts';
import { textToPage } from '#lib/ledger/page.ts';
import type { Contact, Hint, RecordRow } from '#server/store/store.ts';

export type Row = Record<string, SQLOutputValue>;
export const contacts = { none: 0, reached: 1, alarm: 2 } as const;

const columns = [
	'id',
	'page',
	'desk',
	'book',
	'kind',
	'about',
	'by',
	'hlc',
	'state',
	'routine',
	'contact',
	'open',
	'hints',
	'day',
	'arrived',
	'subject',
	'last',
	'alarm',
	'due',
	'json',
] as const;

export function recordWriter(db: DatabaseSync): (row: RecordRow) => void {
	const places = columns.map(() => '?').join(', ');
	const changes = columns.filter((name) => name !== 'id').map((name) => `${name} = excluded.${name}`);
	const statement = db.prepare(
		`INSERT INTO records (${columns.join(', ')}) VALUES (${places}) ON CONFLICT (id) DO UPDATE SET ${changes.join(', ')}`,
	);
	return ({ projection, page, arrived, day, open, hints, standing }) => {
		const { facts } = projection;
		statement.run(
			projection.id,
			page,
			projection.desk,
			bookOf(page),
			projection.kind,
			projection.about ?? null,
			projection.by,
			projection.hlc,
			projection.state,
			facts.routine ? 1 : 0,
			facts.alarm ? contacts.alarm : facts.reached ? contacts.reached : contacts.none,
			open ? 1 : 0,
			hints.join(' '),
			day,
			arrived,
			standing ? 1 : 0,
			standing?.last ?? null,
			standing?.alarm ?? null,
			standing?.due === undefined ? null : (standing.due ?? ''),
			JSON.stringify(projection),
		);
	};
}

export function toRecordRow(row: Row): RecordRow {
	return {
		projection: JSON.parse(row.json as string) as Projection,
		page: row.page as string,
		arrived: row.arrived as number,
		day: row.day as string,
		open: row.open === 1,
		hints: row.hints === '' ? [] : ((row.hints as string).split(' ') as Hint[]),
		standing: row.subject === 1 ? toStanding(row) : null,
	};
}

function toStanding({ last, alarm, due }: Row): Standing {
	const standing = { last: last as number | null, alarm: alarm as string | null };
	return due === null ? standing : { ...standing, due: due === '' ? null : (due as string) };
}

export function toContact(row: Row): Contact {
	const facts = row.contact === contacts.alarm ? { alarm: true } : { reached: true };
	return { id: row.id as string, kind: row.kind as string, desk: row.desk as string, hlc: row.hlc as string, facts };
}

function bookOf(page: string): string {
	const parsed = textToPage(page);
	if (!parsed.ok) throw new Error(`not a page: ${page}`);
	return parsed.value.book;
}
