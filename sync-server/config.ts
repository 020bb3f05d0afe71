/** The only reader of the environment. */
import { resolve } from 'node:path';
import { defaultTimeZone } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { datums, type RasterConfig } from './maps/raster.ts';
import { retainedByDefault, retainedRange, type Retained } from './retention/periods.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Config {
	readonly host: string;
	readonly port: number;
	/** Absolute; holds everything that must be backed up. */
	readonly dataDir: string;
	/** The address that people use; null while there is none but the machine's own. */
	readonly publicUrl: URL | null;
	/** Zone of days and months. */
	readonly timeZone: string;
	/** Days after the end of its month for which a page still takes entries; then it is sealed. */
	readonly sealDays: number;
	/** Days for which a backup is kept: until then it still holds what was erased since. */
	readonly backupDays: number;
	/** Days for which what is not the ledger is kept. */
	readonly retained: Retained;
	/** A raster service beneath the drawing; null where none is configured. */
	readonly raster: RasterConfig | null;
	/** Whether an empty data folder gets the demonstration community. */
	readonly demo: boolean;
	readonly log: LogLevel;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong, one sentence each, when something is; an empty variable counts as absent. */
export function readConfig(env: Environment): Result<Config, readonly string[]> {
	const faults: string[] = [];
	const take = <Value>(
		name: string,
		fallback: string,
		parse: (text: string) => Value | undefined,
		wanted: string,
	): Value => {
		const text = env[name]?.trim() || fallback;
		const value = parse(text);
		if (value === undefined) faults.push(`${name} is '${text}'; it must be ${wanted}.`);
		return value as Value;
	};
	const config: Config = {
		host: take('HOST', '127.0.0.1', (text) => text, ''),
		port: take('PORT', '3000', parsePort, 'a port number from 0 to 65535'),
		dataDir: resolve(take('DATA_DIR', './data', (text) => text, '')),
		publicUrl: take('PUBLIC_URL', '', parsePublicUrl, 'an address such as https://linli.example, without a path'),
		timeZone: take('TIME_ZONE', defaultTimeZone, parseTimeZone, 'a time zone such as Asia/Shanghai'),
		sealDays: take('SEAL_DAYS', '45', parseDays, 'a number of days from 1 to 366'),
		backupDays: take('BACKUP_DAYS', '90', parseManyDays, 'a number of days from 1 to 3660'),
		retained: {
			traces: take('RETAIN_TRACES_DAYS', String(retainedByDefault.traces), parseRetained, retainedWords),
			refused: take('RETAIN_REFUSED_DAYS', String(retainedByDefault.refused), parseRetained, retainedWords),
		},
		raster: take(
			'MAP_RASTER_URL',
			'',
			(url) => readRaster(url, env),
			'an address with {z}, {x} and {y}, beside MAP_RASTER_DATUM=WGS-84 or GCJ-02',
		),
		demo: take('DEMO', '1', parseSwitch, '1 or 0'),
		log: take('LOG', 'info', (text) => logLevels.find((level) => level === text), `one of ${logLevels.join(', ')}`),
	};
	return faults.length === 0 ? ok(config) : err(faults);
}

const parsePort = (text: string): number | undefined =>
	/^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;

const parseDays = (text: string): number | undefined =>
	/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 366 ? Number(text) : undefined;

const parseManyDays = (text: string): number | undefined =>
	/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 3660 ? Number(text) : undefined;
const { least, most } = retainedRange;
const retainedWords = `a number of days from ${least} to ${most}`;
const parseRetained = (text: string): number | undefined =>
	/^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;

const parseSwitch = (text: string): boolean | undefined => (text === '1' || text === '0' ? text === '1' : undefined);

/** The datum must be said: a base drawn in the wrong one shows everything half a kilometre off. */
function readRaster(url: string, env: Environment): RasterConfig | null | undefined {
	if (url === '') return null;
	const datum = datums.find((name) => name === env.MAP_RASTER_DATUM?.trim());
	const maxZoom = Number(env.MAP_RASTER_MAX_ZOOM?.trim() || 18);
	const isTemplate = /^https?:\/\//.test(url) && ['{z}', '{x}', '{y}'].every((part) => url.includes(part));
	if (!datum || !isTemplate || !Number.isInteger(maxZoom) || maxZoom < 1 || maxZoom > 24) return undefined;
	return { url, datum, maxZoom, credit: env.MAP_RASTER_CREDIT?.trim() ?? '' };
}

function parsePublicUrl(text: string): URL | null | undefined {
	if (text === '') return null;
	if (!URL.canParse(text)) return undefined;
	const url = new URL(text);
	const isBare = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
	return isBare && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
}

function parseTimeZone(text: string): string | undefined {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
	} catch {
		// RangeError: no such zone.
		return undefined;
	}
}
