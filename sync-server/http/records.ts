/** Records by HTTP: what supervisors and viewers read of their areas, and workers of their own desks. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { hlcPattern } from '#lib/ledger/clock.ts';
import { isEntryId } from '#lib/ledger/entry.ts';
import type { RecordState } from '#lib/ledger/fold.ts';
import { dayOf } from '#lib/ledger/page.ts';
import { isCurrent, leadsOf } from '#lib/registers/leads.ts';
import type { Elder } from '#lib/registers/register.ts';
import { partsOf } from '#server/deliveries/parts.ts';
import type { RecordQuery } from '#server/store/reads.ts';
import type { RecordRow } from '#server/store/store.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import { createViews } from './record-view.ts';
import * as schemas from './schemas.ts';
import { mayReadPage, scopesOf, touches } from './scopes.ts';

const tags = ['records'];

export function recordRoutes(app: FastifyInstance, deps: Deps): void {
	listRoute(app, deps);
	recordRoute(app, deps);
}

type Flag = '0' | '1';
interface Query {
	area?: string;
	kind?: string;
	state?: string;
	by?: string;
	about?: string;
	from?: string;
	to?: string;
	alarm?: Flag;
	routine?: Flag;
	worth?: Flag;
	open?: Flag;
	cursor?: string;
	limit: number;
}

function listRoute(app: FastifyInstance, deps: Deps): void {
	const { store, timeZone, now } = deps;
	const views = createViews(deps);
	app.get<{ Querystring: Query }>(
		'/api/records',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Records of an area and below, newest first',
				tags,
				querystring: schemas.recordQuery,
				response: { 200: schemas.records, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { grants } = sessionOf(request);
			const scopes = scopesOf(grants, dayOf(now(), timeZone));
			const { area, cursor, limit } = request.query;
			if (scopes.length === 0) return fail(reply, 'role');
			if (area !== undefined && !touches(scopes, area)) return fail(reply, 'desk');
			const before = cursor === undefined ? undefined : textToCursor(cursor);
			if (before === null) return fail(reply, 'request', { message: 'The cursor is none of ours' });
			const query: RecordQuery = { ...toConditions(request.query), scopes, limit };
			const [rows, total] = await Promise.all([
				// One more than asked for tells whether there is a next page.
				store.reads.records({ ...query, before, limit: limit + 1 }),
				store.reads.count(query),
			]);
			const shown = rows.slice(0, limit);
			await putOnRecord(request, deps, { way: 'list', what: toWhat(request.query) }, partsOf(shown));
			return {
				records: await views(shown, grants),
				cursor: rows.length > limit ? cursorOf(shown.at(-1)!) : null,
				total,
			};
		},
	);
}

/** The conditions of a list as they were asked for; a token is none. */
function toWhat({ limit: _limit, cursor, ...asked }: Query & { readonly token?: string }): Record<string, string> {
	const { token: _token, ...conditions } = asked;
	return { ...conditions, list: 'records', ...(cursor === undefined ? {} : { beyond: cursor }) };
}

const isOn = (flag: Flag | undefined): boolean | undefined => (flag === undefined ? undefined : flag === '1');

function toConditions({ area, kind, state, by, about, from, to, alarm, routine, worth, open }: Query) {
	return {
		area,
		kinds: kind?.split(','),
		states: state?.split(',') as RecordState[] | undefined,
		by,
		about,
		from,
		to,
		// Of these two only the affirmative asks for something.
		alarm: alarm === '1' || undefined,
		worth: worth === '1' || undefined,
		routine: isOn(routine),
		open: isOn(open),
	};
}

const cursorOf = ({ projection: { hlc, id } }: RecordRow): string => `${hlc}~${id}`;

function textToCursor(text: string): { hlc: string; id: string } | null {
	const [hlc = '', id = ''] = text.split('~', 2);
	return hlcPattern.test(hlc) && isEntryId(id) ? { hlc, id } : null;
}

function recordRoute(app: FastifyInstance, deps: Deps): void {
	const { store, auth, timeZone, now } = deps;
	const views = createViews(deps);
	app.get<{ Params: { id: string } }>(
		'/api/records/:id',
		{
			onRequest: signedIn,
			schema: {
				summary: 'One record with its history, its subject, and who lives there',
				tags,
				params: schemas.object({ id: schemas.entryId }),
				response: { 200: schemas.recordWithHistory, ...schemas.failing(400, 401, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { grants } = sessionOf(request);
			const day = dayOf(now(), timeZone);
			const readable = (row: RecordRow | undefined) => (row && mayReadPage(grants, row.page, day) ? row : null);
			const find = async (id: string | undefined) =>
				id === undefined ? null : readable((await store.reads.rows([id])).get(id));
			const row = await find(request.params.id);
			// A record that he may not read is as unknown to him as one that does not exist.
			if (!row) return fail(reply, 'not-found');
			const subject = await find(row.projection.about);
			const home = homeOf(row) ?? (subject && homeOf(subject));
			const homeRow = home === null ? undefined : await find(home);
			const { movedTo } = leadsOf(homeRow?.projection.body ?? {});
			const doors = home ? [home, ...idsOf(await store.reads.foldedInto([home]))] : [];
			const all = await store.reads.rowsAbout(doors, ['resident']);
			// Of a household that went to another grid, all are shown as they were.
			const people = all.filter(({ projection }) => movedTo !== undefined || isCurrent(projection.body));
			const doubles = await Promise.all(people.map(async (row) => store.reads.foldedInto(idsOf([row]))));
			const also = new Map(people.map((row, index) => [row.projection.id, idsOf(doubles[index]!.filter(readable))]));
			const lives = people.filter(readable);
			await putOnRecord(
				request,
				deps,
				{ way: 'card', what: { kind: row.projection.kind } },
				partsOf([row, subject, ...lives]),
			);
			const [record, ...others] = await views([row, ...(subject ? [subject] : []), ...lives], grants);
			// Before its root came, anything could be written about an id, in any book.
			const history = (await store.reads.entries(row.projection.id)).filter(({ page }) =>
				mayReadPage(grants, page, day),
			);
			return {
				record,
				entries: history.map(({ entry, arrived }) => ({ ...entry, arrived, byName: auth.accounts.nameOf(entry.by) })),
				subject: subject ? others.shift() : null,
				people: others.map((person) => ({ ...person, also: also.get(person.id) ?? [] })),
			};
		},
	);
}

const idsOf = (rows: readonly RecordRow[]): string[] => rows.map(({ projection }) => projection.id);

/** The household that a register record speaks of. */
function homeOf({ projection: { id, kind, about, body } }: RecordRow): string | null {
	if (kind === 'household') return id;
	if (kind === 'elder') return (body as unknown as Elder).household;
	return kind === 'resident' ? (about ?? null) : null;
}
