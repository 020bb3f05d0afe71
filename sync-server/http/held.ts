/** 待放行 by HTTP: for those who review at the desk and open the book. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { may, type Grant } from '#lib/access/policy.ts';
import type { Entry } from '#lib/ledger/entry.ts';
import { books, dayOf } from '#lib/ledger/page.ts';
import { decline, letIn } from '#server/aside/held.ts';
import { addTo, joined } from '#server/deliveries/parts.ts';
import { idsOfTexts } from '#server/deliveries/subjects.ts';
import type { Held } from '#server/store/shelf.ts';
import * as asideSchemas from './aside-schemas.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import type { ListQuery } from './quarantine.ts';
import { createViews } from './record-view.ts';
import * as schemas from './schemas.ts';

const tags = ['aside'];

export function heldRoutes(app: FastifyInstance, deps: Deps): void {
	listRoute(app, deps);
	decisionRoute(app, deps);
}

function listRoute(app: FastifyInstance, deps: Deps): void {
	const { store, timeZone, now } = deps;
	const labels = createLabels(deps);
	app.get<{ Querystring: ListQuery }>(
		'/api/held',
		{
			onRequest: signedIn,
			schema: {
				summary: 'What was written after a grant had ended and waits for a word, of an area and below, latest first',
				tags,
				querystring: asideSchemas.asideQuery,
				response: { 200: asideSchemas.held, ...schemas.failing(400, 401, 403) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { area, open, cursor, limit } = request.query;
			const { grants } = sessionOf(request);
			const day = dayOf(now(), timeZone);
			if (!books.some((book) => may(grants, 'review', area, book, day))) return fail(reply, 'role');
			const asked = { area, open: open === '1', before: cursor, limit: limit + 1 };
			// One more than asked for tells whether there is a next page.
			const found = await store.shelf.held(asked);
			const shown = found.slice(0, limit);
			const own = shown.filter((held) => mayDecide(grants, held, day));
			const parts = new Map<string, string[]>();
			for (const { desk, text } of own) if (text !== null) addTo(parts, desk, idsOfTexts([text]));
			await putOnRecord(request, deps, { way: 'list', what: { list: 'held', area } }, joined(parts));
			return {
				held: await Promise.all(own.map(async (held) => view(held, await labels(held, grants), deps))),
				cursor: found.length > limit ? shown.at(-1)!.number : null,
			};
		},
	);
}

const mayDecide = (grants: readonly Grant[], { desk, book }: Held, day: string): boolean =>
	may(grants, 'review', desk, book, day);

function view({ text, sha256: _, device: _device, ...held }: Held, subject: string | null, { auth, areas }: Deps) {
	const { nameOf } = auth.accounts;
	return {
		...held,
		deskName: areas.name(held.desk),
		name: nameOf(held.account),
		entry: text === null ? null : (JSON.parse(text) as Entry),
		subject,
		lastDay: lastDay(auth.accounts.get(held.account)?.grants ?? [], held),
		decided: held.decided && { ...held.decided, byName: nameOf(held.decided.by) },
	};
}

/** The latest last day of a seat that the author had there. */
function lastDay(grants: readonly Grant[], { desk }: Pick<Held, 'desk'>): string | null {
	const days = grants
		.filter((grant) => grant.desk === desk)
		.flatMap(({ to, ended }) => [to, ended].filter((end) => end !== undefined).sort()[0] ?? []);
	return days.sort().at(-1) ?? null;
}

/** What the record, or the thing that it is about, is called; as far as the caller may read it. */
function createLabels(deps: Deps) {
	const views = createViews(deps);
	return async ({ text }: Held, grants: readonly Grant[]): Promise<string | null> => {
		const { about, re } = text === null ? {} : (JSON.parse(text) as Partial<Entry>);
		const target = re === undefined ? undefined : (await deps.store.reads.rows([re])).get(re);
		const subject = about ?? target?.projection.about;
		const row = subject === undefined ? target : (await deps.store.reads.rows([subject])).get(subject);
		if (!row) return null;
		const [seen] = await views([{ ...row, projection: { ...row.projection, about: row.projection.id } }], grants);
		return seen?.subject?.label ?? null;
	};
}

interface Decisions {
	ids: string[];
	verdict: 'released' | 'declined';
	why?: string;
}

function decisionRoute(app: FastifyInstance, { store, rooms, auth, timeZone, now }: Deps): void {
	const means = { store, rooms, now, grantsOf: (account: string) => auth.accounts.get(account)?.grants ?? [] };
	app.post<{ Body: Decisions }>(
		'/api/held/decisions',
		{
			onRequest: signedIn,
			schema: {
				summary: 'Let in what waits, or decline it with a reason; goes on record',
				tags,
				body: asideSchemas.decisions,
				response: { 200: asideSchemas.decided, ...schemas.failing(400, 401, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { ids, verdict, why = '' } = request.body;
			const { account, grants } = sessionOf(request);
			const day = dayOf(now(), timeZone);
			const found = await store.shelf.heldById(ids);
			const held = ids.map((id) => found.get(id)).filter((one) => one !== undefined);
			// What he may not decide is as unknown to him as what does not exist.
			if (held.length < ids.length || held.some((one) => !mayDecide(grants, one, day))) return fail(reply, 'not-found');
			if (verdict === 'released') return { ...(await letIn(means, held, account, why)), declined: [] };
			if (why.trim() === '') return fail(reply, 'request', { message: 'Say why it is declined' });
			await decline(means, ids, account, why.trim());
			return { released: [], declined: ids, refused: [] };
		},
	);
}
