/** What a supervisor is asked to confirm (请确认去世), until it was read or sent back; null otherwise. */
import type { Change } from '#lib/kinds/change/kind.ts';
import { confirmWord } from '#lib/kinds/change/text.ts';
import type { RecordView } from './api.ts';

export const confirmOf = ({ kind, state, body, unreadable }: RecordView) =>
	kind === 'change' && state === 'open' && !unreadable ? confirmWord(body as unknown as Change) : null;
