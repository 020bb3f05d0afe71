/** 导出: lists as XLSX, CSV or GeoJSON; and who exported what. An export is on record before its first byte leaves. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { denialOf, seatDenial, type Grant } from '#lib/access/policy.ts';
import type { RecordState } from '#lib/ledger/fold.ts';
import { books, dayOf } from '#lib/ledger/page.ts';
import { createTurns } from '#server/auth/throttle.ts';
import { joined } from '#server/deliveries/parts.ts';
import { writeFile } from '#server/out/file.ts';
import { booksOut, type Filters, type List, type Means } from '#server/out/list.ts';
import { comesAs, lists, type Format, type ListName } from '#server/out/lists.ts';
import type { Export } from '#server/out/trace.ts';
import { gzipped } from './compression.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import { fail, type FailureCode } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import { progressOf } from './progress.ts';
import * as schemas from './schemas.ts';

const tags = ['out'];

export function outRoutes(app: FastifyInstance, deps: Deps): void {
	traceRoute(app, deps);
	listRoute(app, deps);
}

interface Query {
	area: string;
	format: Format;
	kind?: string;
	state?: string;
	by?: string;
	from?: string;
	to?: string;
	worth?: '0' | '1';
	find?: string;
	missing?: '0' | '1';
	token?: string;
}

function listRoute(app: FastifyInstance, deps: Deps): void {
	// One at a time: each may take much memory.
	const inTurn = createTurns();
	app.get<{ Params: { list: ListName }; Querystring: Query }>(
		'/api/out/:list',
		{
			onRequest: signedIn,
			// Asking for the head alone would put an export on record that never took place.
			exposeHeadRoute: false,
			schema: {
				summary: 'A list of an area as a file: XLSX, CSV, or GeoJSON for places. Goes on record',
				tags,
				params: schemas.outParams,
				querystring: schemas.outQuery,
				response: schemas.failing(400, 401, 403, 404, 413),
			},
		},
		async (request, reply) => {
			const { list } = request.params;
			const { area, format, token: _token, ...said } = request.query;
			const { account, grants } = sessionOf(request);
			if (!comesAs(list, format)) return fail(reply, 'request', { message: 'This list does not come as GeoJSON' });
			if (!deps.areas.get(area)) return fail(reply, 'not-found');
			const means = meansOf(deps);
			const denial = outDenial(list, grants, area, means.day);
			if (denial) return fail(reply, denial);
			const name = deps.auth.accounts.nameOf(account);
			const asked = { area, books: booksOut(grants, area, means.day), filters: toFilters(said) };
			const order = { ...asked, list, format, by: `${name}（${account}）`, said };
			const file = await inTurn(['out'], () => writeFile(order, means));
			if (!file.ok) return fail(reply, 'too-large', { message: 'Too many rows: choose a smaller area or fewer days' });
			const { rows, bytes, type, fileName, shown } = file.value;
			await putOnRecord(request, deps, { way: 'exported', what: { list, format, rows } }, joined(shown));
			deps.trace.write({
				at: means.nowMs,
				account,
				name,
				list,
				area,
				filters: said,
				rows,
				format,
				address: request.ip,
			});
			return send(request, reply, { bytes, type, rows, fileName, plainName: `${list}.${format}` });
		},
	);
}

export function meansOf(deps: Deps): Means {
	const nowMs = deps.now();
	return {
		reads: deps.store.reads,
		progress: (area, seesCare) => progressOf(deps, area, seesCare),
		areas: deps.areas,
		accounts: deps.auth.accounts,
		timeZone: deps.timeZone,
		nowMs,
		day: dayOf(nowMs, deps.timeZone),
	};
}

/** Why these grants do not let the list out of the area; null when they do. */
function outDenial(name: ListName, grants: readonly Grant[], area: string, day: string): FailureCode | null {
	const { needs, administered = false }: List = lists[name];
	const denials = (needs.length > 0 ? needs : books).map((book) => denialOf(grants, 'export', area, book, day));
	// A list that needs no book in particular can do with any.
	const denial = needs.length > 0 || !denials.includes(null) ? denials.find((one) => one !== null) : null;
	if (denial || !administered) return denial ?? null;
	return seatDenial(grants, 'read', 'people', area, day);
}

function toFilters({ kind, state, by, from, to, worth, find, missing }: Omit<Query, 'area' | 'format'>): Filters {
	return {
		kinds: kind?.split(','),
		states: state?.split(',') as RecordState[] | undefined,
		by,
		from,
		to,
		worth: worth === '1' || undefined,
		find,
		missing: missing === '1' || undefined,
	};
}

interface Sent {
	readonly bytes: Buffer;
	readonly type: string;
	readonly rows: number;
	readonly fileName: string;
	readonly plainName: string;
}

async function send(request: FastifyRequest, reply: FastifyReply, file: Sent): Promise<FastifyReply> {
	// The name is Chinese: RFC 6266 wants it encoded, beside a plain one for old clients.
	const disposition = `attachment; filename="${file.plainName}"; filename*=UTF-8''${encodeURIComponent(file.fileName)}`;
	reply.type(file.type).header('content-disposition', disposition).header('linli-rows', file.rows);
	// A workbook is packed already.
	return reply.send(file.plainName.endsWith('.xlsx') ? file.bytes : await gzipped(request, reply, file.bytes));
}

/** That something was searched for, and not what: it may be a name, and this list says of nobody to whom it was shown. */
const withoutSearched = ({ find, ...filters }: Export['filters']): Export['filters'] =>
	find === undefined ? filters : { ...filters, find: '…' };

function traceRoute(app: FastifyInstance, { auth, areas, trace, timeZone, now }: Deps): void {
	app.get<{ Querystring: { area: string; cursor?: number; limit: number } }>(
		'/api/out/trace',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Who exported what of an area and below, latest first; for those who administer it',
				tags,
				querystring: schemas.traceQuery,
				response: { 200: schemas.trace, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { area, cursor, limit } = request.query;
			const denial = seatDenial(sessionOf(request).grants, 'read', 'exports', area, dayOf(now(), timeZone));
			if (denial) return fail(reply, denial);
			// One more than asked for tells whether there is a next page.
			const found = trace.list({ area, before: cursor, limit: limit + 1 });
			const shown = found.slice(0, limit);
			return {
				exports: shown.map((made) => ({
					...made,
					filters: withoutSearched(made.filters),
					title: lists[made.list]?.title ?? made.list,
					areaName: areas.name(made.area),
					byName: auth.accounts.nameOf(made.account),
				})),
				cursor: found.length > limit ? shown.at(-1)!.number : null,
			};
		},
	);
}
