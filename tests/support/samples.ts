/** Valid bodies of every kind. */
import type { Body } from '#lib/ledger/entry.ts';
import type { KindName } from '#lib/kinds/index.ts';
import { samples as change } from '#lib/kinds/change/samples.ts';
import { samples as checkIn } from '#lib/kinds/check-in/samples.ts';
import { samples as elder } from '#lib/kinds/elder/samples.ts';
import { samples as household } from '#lib/kinds/household/samples.ts';
import { samples as importing } from '#lib/kinds/import/samples.ts';
import { samples as matter } from '#lib/kinds/matter/samples.ts';
import { samples as patrol } from '#lib/kinds/patrol/samples.ts';
import { samples as place } from '#lib/kinds/place/samples.ts';
import { samples as problem } from '#lib/kinds/problem/samples.ts';
import { samples as resident } from '#lib/kinds/resident/samples.ts';
import { samples as rounds } from '#lib/kinds/rounds/samples.ts';
import { samples as transfer } from '#lib/kinds/transfer/samples.ts';
import { samples as visit } from '#lib/kinds/visit/samples.ts';

export const samplesByKind: Record<KindName, readonly Body[]> = {
	visit,
	patrol,
	problem,
	'check-in': checkIn,
	change,
	household,
	resident,
	elder,
	place,
	rounds,
	import: importing,
	matter,
	transfer,
};
