import type { KindName } from '#lib/kinds/index.ts';
import type { IconName } from '#lib/ui/icons.ts';

/** The sign of each kind. */
export const kindIcons: Record<KindName, IconName> = {
	visit: 'door',
	'check-in': 'heart',
	problem: 'flag',
	patrol: 'walk',
	change: 'edit',
	errand: 'promise',
	household: 'door',
	resident: 'person',
	elder: 'heart',
	place: 'place',
	rounds: 'calendar',
	import: 'ledger',
	matter: 'promise',
	transfer: 'return',
	erasure: 'minus',
};
