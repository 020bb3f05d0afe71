/**
 * 社区底图 on this phone: kept beside the pages, so that the map opens without a network, and fetched again when the
 * server has a later one. It holds nothing of people. Rule D160.
 */
import { emptyDrawing, type Drawing } from '#lib/ground/drawing.ts';
import type { Ledger, Space } from './database.ts';
import type { NumberedDrawing, Remote } from './remote.ts';

const keyOf = (community: string): string => `drawing:${community}`;
const communityDigits = 12;

const kept = async (db: Ledger, community: string): Promise<NumberedDrawing | undefined> =>
	(await db.meta.get(keyOf(community)))?.value as NumberedDrawing | undefined;

/** Fetches what is older here than there; what fails is fetched at a later contact. @param numbers by community; absent from an older server */
export async function takeDrawings(
	{ downloads }: Pick<Space, 'downloads'>,
	remote: Pick<Remote, 'drawing'>,
	numbers: Readonly<Record<string, number>> = {},
): Promise<void> {
	for (const [community, number] of Object.entries(numbers)) {
		// Another number, not a higher one: a backup that was put back may have an older drawing.
		if (number === ((await kept(downloads, community))?.n ?? 0)) continue;
		const answer = await remote.drawing(community);
		if (!answer.ok) continue;
		await keepDrawing({ downloads }, community, answer.value);
	}
}

/** @param area a desk, or its community */
export async function keepDrawing(
	{ downloads }: Pick<Space, 'downloads'>,
	area: string,
	{ n, drawing }: NumberedDrawing,
): Promise<void> {
	const key = keyOf(area.slice(0, communityDigits));
	await downloads.meta.put({ key, value: { n, drawing } satisfies NumberedDrawing });
}

/** Of the communities of these desks, as one; empty while none has come. */
export async function drawingOf({ db }: Pick<Space, 'db'>, desks: readonly string[]): Promise<Drawing> {
	const communities = [...new Set(desks.map((desk) => desk.slice(0, communityDigits)))];
	const drawings = await Promise.all(communities.map((community) => kept(db, community)));
	const features = drawings.flatMap((one) => one?.drawing.features ?? []);
	return features.length === 0 ? emptyDrawing : { type: 'FeatureCollection', features };
}
