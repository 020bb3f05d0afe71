import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('the environment', () => {
	it('may be empty', () => {
		expect(readConfig({ PUBLIC_URL: '' })).toEqual({
			ok: true,
			value: {
				host: '127.0.0.1',
				port: 3000,
				dataDir: resolve('data'),
				publicUrl: null,
				timeZone: 'Asia/Shanghai',
				sealDays: 45,
				backupDays: 90,
				raster: null,
				retained: { traces: 1095, refused: 180 },
				demo: true,
				log: 'info',
			},
		});
	});

	it('says all that is wrong at once, in words', () => {
		const read = readConfig({
			PORT: 'eighty',
			PUBLIC_URL: 'https://linli.example/app',
			TIME_ZONE: 'Mars',
			DEMO: 'no',
			LOG: 'loud',
		});
		expect(read.ok ? [] : read.error).toEqual([
			`PORT is 'eighty'; it must be a port number from 0 to 65535.`,
			`PUBLIC_URL is 'https://linli.example/app'; it must be an address such as https://linli.example, without a path.`,
			`TIME_ZONE is 'Mars'; it must be a time zone such as Asia/Shanghai.`,
			`DEMO is 'no'; it must be 1 or 0.`,
			`LOG is 'loud'; it must be one of debug, info, warn, error, silent.`,
		]);
	});

	it.each(['linli.example', 'ftp://linli.example', 'https://me:secret@linli.example'])(
		'takes no %s as an address',
		(text) => {
			expect(readConfig({ PUBLIC_URL: text }).ok).toBe(false);
		},
	);
});
