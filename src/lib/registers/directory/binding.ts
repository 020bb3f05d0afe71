/** Binds a register step by step: all at once it would cost a phone some frames, a whole community even a desk. Pure. */
import { createBinder, type Bound } from './bound.ts';
import { compareHomes, type Home } from './fit.ts';

/** @param homes in any order */
export function* bindHomes(
	homes: Iterable<Home>,
): Generator<void, { readonly bound: Bound; readonly inOrder: readonly Home[] }> {
	// Sorted building by building, the mark behind it included: no step takes longer than one building.
	const homesByBuilding = new Map<string, Home[]>();
	for (const home of homes) {
		const building = home.order.slice(0, home.order.indexOf('|') + 1);
		const own = homesByBuilding.get(building);
		if (own) own.push(home);
		else homesByBuilding.set(building, [home]);
		yield;
	}
	const binder = createBinder();
	const inOrder: Home[] = [];
	for (const building of [...homesByBuilding.keys()].sort()) {
		for (const home of homesByBuilding.get(building)!.sort(compareHomes)) {
			binder.add(home);
			inOrder.push(home);
			yield;
		}
	}
	return { bound: yield* binder.finish(), inOrder };
}
