/** What the routes of the import have in common: who asks, whether he may, and what is said when it cannot be done. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { denialOf } from '#lib/access/policy.ts';
import { dayOf } from '#lib/ledger/page.ts';
import type { RowError } from '#server/roster/errors.ts';
import type { StepFault } from '#server/roster/imports.ts';
import type { Preparation } from '#server/roster/preparations.ts';
import type { Author } from '#server/sync/rooms.ts';
import { putOnRecord } from './delivering.ts';
import type { Deps } from './deps.ts';
import { fail, type FailureCode } from './errors.ts';
import { sessionOf } from './guard.ts';
import { previewedIds, previewView } from './import-view.ts';

export type WithId = { Params: { id: string } };

export function authorOf(request: FastifyRequest): Author {
	const { account, grants } = sessionOf(request);
	return { account, grants, device: null };
}

/** What an import would do, beside what the ledger says now: on record as a list. */
export async function answerPreview(deps: Deps, request: FastifyRequest, preparation: Preparation): Promise<object> {
	const view = previewView(preparation, deps.auth.accounts.nameOf);
	const what = { list: 'import', import: preparation.id };
	await putOnRecord(request, deps, { way: 'list', what }, new Map([[preparation.community, previewedIds(view)]]));
	return view;
}

export const denialIn = ({ now, timeZone }: Deps, request: FastifyRequest, community: string) =>
	denialOf(sessionOf(request).grants, 'administer', community, 'field', dayOf(now(), timeZone), 'import');

const codes: Record<StepFault, FailureCode> = {
	'not-found': 'not-found',
	busy: 'busy',
	superseded: 'superseded',
	unmapped: 'request',
	rows: 'request',
};

export function refuse(reply: FastifyReply, fault: StepFault | readonly RowError[]): FastifyReply {
	if (typeof fault !== 'string') return reply.code(422).send({ ok: false, errors: fault });
	return fail(reply, codes[fault], fault === 'unmapped' || fault === 'rows' ? { message: messages[fault] } : {});
}
const messages = {
	unmapped: 'Say first what the columns mean',
	rows: 'Rows have errors: correct the file, or say that they are left out',
};
