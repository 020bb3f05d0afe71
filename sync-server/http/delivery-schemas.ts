/** What is asked and answered about deliveries. */
import { ways } from '#server/deliveries/deliveries.ts';
import * as schemas from './schemas.ts';

const { text, integer, list, nullable, object, ms, day, areaCode, accountId } = schemas;
const page = {
	cursor: integer('What the page before gave', { minimum: 1 }),
	limit: integer('How many', { minimum: 1, maximum: 200, default: 50 }),
};

export const deliveryQuery = schemas.query(
	{ area: areaCode, account: accountId, way: text('Ways, by commas', { maxLength: 60 }), from: day, to: day, ...page },
	['area'],
);
export const seenQuery = schemas.query(page);

const delivery = object(
	{
		number: integer('Number of the line'),
		at: ms,
		account: accountId,
		byName: text('Name of who was shown it; empty for the command line'),
		device: nullable(text('Device')),
		deviceName: text('What the device calls itself; empty when there is none'),
		address: text('Network address; empty for the command line'),
		way: text('How', { enum: ways }),
		area: areaCode,
		areaName: text('Name of the area'),
		page: text('Page, of a page or a part'),
		what: { type: 'object', additionalProperties: true },
		count: integer('How many records'),
		subjects: list(
			object({
				id: schemas.entryId,
				kind: text('Kind'),
				label: text('Who or what it is, as far as the caller may read it'),
			}),
		),
	},
	['page'],
);
export const deliveries = object({
	deliveries: list(delivery),
	cursor: nullable(integer('For the next page; null at the end')),
});
