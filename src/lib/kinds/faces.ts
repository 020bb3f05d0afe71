/** The forms and cards of all kinds, each loaded when first asked for. Only the browser loads this file. */
import type { Component } from 'svelte';
import type { CardProps, FormProps } from './face.ts';
import type { KindName } from './index.ts';

export interface Faces {
	readonly Form: () => Promise<{ readonly default: Component<FormProps> }>;
	readonly Card: () => Promise<{ readonly default: Component<CardProps> }>;
}

export const faces: Record<KindName, Faces> = {
	visit: { Form: () => import('./visit/Form.svelte'), Card: () => import('./visit/Card.svelte') },
	'check-in': { Form: () => import('./check-in/Form.svelte'), Card: () => import('./check-in/Card.svelte') },
	problem: { Form: () => import('./problem/Form.svelte'), Card: () => import('./problem/Card.svelte') },
	patrol: { Form: () => import('./patrol/Form.svelte'), Card: () => import('./patrol/Card.svelte') },
	change: { Form: () => import('./change/Form.svelte'), Card: () => import('./change/Card.svelte') },
	errand: { Form: () => import('./errand/Form.svelte'), Card: () => import('./errand/Card.svelte') },
	household: { Form: () => import('./household/Form.svelte'), Card: () => import('./household/Card.svelte') },
	resident: { Form: () => import('./resident/Form.svelte'), Card: () => import('./resident/Card.svelte') },
	elder: { Form: () => import('./elder/Form.svelte'), Card: () => import('./elder/Card.svelte') },
	place: { Form: () => import('./place/Form.svelte'), Card: () => import('./place/Card.svelte') },
	rounds: { Form: () => import('./rounds/Form.svelte'), Card: () => import('./rounds/Card.svelte') },
	import: { Form: () => import('./import/Form.svelte'), Card: () => import('./import/Card.svelte') },
	matter: { Form: () => import('./matter/Form.svelte'), Card: () => import('./matter/Card.svelte') },
	transfer: { Form: () => import('./transfer/Form.svelte'), Card: () => import('./transfer/Card.svelte') },
	erasure: { Form: () => import('./erasure/Form.svelte'), Card: () => import('./erasure/Card.svelte') },
};
