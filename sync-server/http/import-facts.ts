/** A list of facts that was put in: what the ledger says of each row now. Nothing is written. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { denialOf } from '#lib/access/policy.ts';
import { books } from '#lib/ledger/page.ts';
import { compareFacts, findFacts } from '#server/out/facts.ts';
import type { Imports } from '#server/roster/imports.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import { fail } from './errors.ts';
import { sessionOf, signedIn } from './guard.ts';
import { denialIn, type WithId } from './import-answers.ts';
import * as bodies from './import-schemas.ts';
import { meansOf } from './out.ts';
import * as schemas from './schemas.ts';

/** As many as a person looks through. */
const shownAtMost = 200;
const part = <Item>(items: readonly Item[]) => ({ total: items.length, shown: items.slice(0, shownAtMost) });

export function factsRoute(app: FastifyInstance, imports: Imports, deps: Deps): void {
	app.get<WithId>(
		'/api/imports/:id/facts',
		{
			onRequest: signedIn,
			schema: {
				summary: 'A list of records or figures that was put in, row by row against the ledger; nothing is written',
				tags: ['roster'],
				params: bodies.params,
				response: { 200: bodies.facts, ...schemas.failing(401, 403, 404) },
			},
		},
		async (request, reply): Promise<FastifyReply | object> => {
			const { account, grants } = sessionOf(request);
			const preparation = imports.preparation(request.params.id, account);
			const sheet = preparation && findFacts(preparation.workbook);
			if (!sheet) return fail(reply, 'not-found');
			const { community: area } = preparation;
			const denial = denialIn(deps, request, area);
			if (denial) return fail(reply, denial);
			const means = meansOf(deps);
			const readable = books.filter((book) => denialOf(grants, 'read', area, book, means.day) === null);
			const { same, other, differences, missing } = await compareFacts(
				sheet,
				{ area, books: readable, filters: {} },
				means,
			);
			// It names rows of the file; which records these are, the comparison does not tell.
			const what = { list: 'facts', import: preparation.id, title: sheet.title };
			await putOnRecord(request, deps, { way: 'list', what }, new Map([[area, []]]));
			const { title, rows } = sheet;
			return { title, rows: rows.length, same, other, differences: part(differences), missing: part(missing) };
		},
	);
}
