/** The cards of kinds, fetched when a list first shows one; until then a row shows its subject and mark alone. */
import { faces } from '#lib/kinds/faces.ts';
import type { CardProps } from '#lib/kinds/face.ts';
import type { KindName } from '#lib/kinds/index.ts';
import type { Component } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

const cards = new SvelteMap<KindName, Component<CardProps>>();
const asked: Partial<Record<KindName, boolean>> = {};

/** The card of a kind; undefined until it is here. */
export function cardOf(kind: KindName): Component<CardProps> | undefined {
	if (!asked[kind]) {
		asked[kind] = true;
		faces[kind].Card().then(
			(module) => cards.set(kind, module.default),
			// Not in the cache of the app and no network: the next row asks again.
			() => delete asked[kind],
		);
	}
	return cards.get(kind);
}
