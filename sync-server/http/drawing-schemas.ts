/** JSON Schemas of the map's addresses. */
import { faultWords } from '#lib/ground/faults.ts';
import { ways } from '#server/drawing/drawings.ts';
import { accountId, failure, integer, list, ms, nullable, object, text } from './schemas.ts';

export const community = text('Code of a community', { pattern: '^\\d{12}$' });
const geojson = { type: 'object', additionalProperties: true, description: 'GeoJSON FeatureCollection, WGS-84' };
const number = integer('Number of the version; 0: none yet', { minimum: 0 });
const point = { type: 'array', items: { type: 'number' }, description: 'Longitude, latitude' };
const fault = object({
	code: text('What is wrong', { enum: Object.keys(faultWords) }),
	feature: nullable(text('Id of the feature')),
	name: text('What a person calls it'),
	at: nullable(point),
});

export const drawing = object({ community, n: number, at: ms, drawing: geojson });
export const versions = object({
	versions: list(
		object({
			n: number,
			at: ms,
			account: accountId,
			name: text('Name of the account'),
			way: text('How it came', { enum: ways }),
			added: integer('Features'),
			changed: integer('Features'),
			removed: integer('Features'),
		}),
	),
});
export const given = { ...object({ drawing: geojson }), additionalProperties: false };
export const judged = object({ drawing: geojson, faults: list(fault) });
export const saving = {
	...object({ drawing: geojson, base: number, way: text('How it came', { enum: ['file', 'map'] }) }),
	additionalProperties: false,
};
export const saved = object({ n: number, doubts: list(fault) });
export const faulty = { ...failure, properties: { ...failure.properties, faults: list(fault) } };
