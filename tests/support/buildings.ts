/** Buildings of any shape, written into a grid's register by HTTP as a roster's import would write them. */
import { hlcOf } from '#lib/ledger/clock.ts';
import type { Body } from '#lib/ledger/entry.ts';
import { v7 } from 'uuid';
import { signInByHttp } from './server.ts';

export interface Block {
	readonly name: string;
	/** Body of each household; the building's name is its own. */
	readonly homes: readonly Body[];
}

/** 33 floors of 12 doors, or any other tower. */
export const tower = (name: string, floors: number, doors: number): Block => ({
	name,
	homes: Array.from({ length: floors * doors }, (_, index) => {
		const door = `${1 + Math.floor(index / doors)}${String(1 + (index % doors)).padStart(2, '0')}`;
		return { label: `${name}-${door}`, door, floor: 1 + Math.floor(index / doors), tenure: 'owner' };
	}),
});

export const block = (name: string, doors: readonly string[]): Block => ({
	name,
	homes: doors.map((door) => ({ label: `${name}-${door}`, door })),
});

const batch = 300;

/** Gives the id of each building. */
export async function putBuildings(
	url: string,
	desk: string,
	account: string,
	blocks: readonly Block[],
): Promise<string[]> {
	const { token } = await signInByHttp(url, account);
	let ms = Date.now() - 60_000;
	const make = (kind: string, body: Body, about?: string) => {
		ms += 1;
		return {
			id: v7({ msecs: ms }),
			v: 1,
			kind,
			desk,
			by: account,
			at: new Date(ms).toISOString(),
			hlc: hlcOf(ms),
			about,
			body,
		};
	};
	const entries = blocks.flatMap(({ name, homes }) => {
		const place = make('place', { sort: 'building', name });
		return [place, ...homes.map((home) => make('household', { building: name, ...home }, place.id))];
	});
	for (let from = 0; from < entries.length; from += batch) {
		const answer = await fetch(`${url}/api/pages/${desk}/field/register/entries`, {
			method: 'POST',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: JSON.stringify(entries.slice(from, from + batch)),
		});
		const { refused } = (await answer.json()) as { refused?: unknown[] };
		if (refused?.length !== 0)
			throw new Error(`the buildings were not taken: ${answer.status} ${JSON.stringify(refused?.[0])}`);
	}
	return entries.filter(({ kind }) => kind === 'place').map(({ id }) => id);
}
