import type { IconName } from '#lib/ui/icons.ts';

const icons: { readonly [kind: string]: IconName } = {
	visit: 'door',
	'check-in': 'heart',
	patrol: 'walk',
	problem: 'flag',
	change: 'edit',
	errand: 'promise',
	household: 'door',
	resident: 'person',
	elder: 'heart',
	place: 'place',
	rounds: 'calendar',
	matter: 'promise',
	transfer: 'return',
	erasure: 'minus',
};

export const kindIcon = (kind: string): IconName => icons[kind] ?? 'ledger';
