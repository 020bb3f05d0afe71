/** Valid bodies of every kind, as people write them: for the workbench and for tests. */
import type { Body } from '#lib/ledger/entry.ts';
import type { KindName } from './index.ts';
import { samples as change } from './change/samples.ts';
import { samples as checkIn } from './check-in/samples.ts';
import { samples as elder } from './elder/samples.ts';
import { samples as errand } from './errand/samples.ts';
import { samples as erasure } from './erasure/samples.ts';
import { samples as household } from './household/samples.ts';
import { samples as importing } from './import/samples.ts';
import { samples as matter } from './matter/samples.ts';
import { samples as patrol } from './patrol/samples.ts';
import { samples as place } from './place/samples.ts';
import { samples as problem } from './problem/samples.ts';
import { samples as resident } from './resident/samples.ts';
import { samples as rounds } from './rounds/samples.ts';
import { samples as transfer } from './transfer/samples.ts';
import { samples as visit } from './visit/samples.ts';

export const samplesByKind: Record<KindName, readonly Body[]> = {
	visit,
	'check-in': checkIn,
	problem,
	patrol,
	change,
	errand,
	household,
	resident,
	elder,
	place,
	rounds,
	import: importing,
	matter,
	transfer,
	erasure,
};
