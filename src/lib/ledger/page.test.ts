import { describe, expect, it } from 'vitest';
import { dayOf, pageToId, periodOf, textToPage } from './page.ts';

describe('page ids', () => {
	it.each(['120101004010001/field/2026-11', '120101004010001/care/register', '1201/field/0000-12'])(
		'[L4] %s reads and writes as itself',
		(id) => {
			const page = textToPage(id);
			expect(page.ok && pageToId(page.value)).toBe(id);
		},
	);

	it.each([
		'',
		'120101004010001',
		'120101004010001/field',
		'120101004010001/field/2026-00',
		'120101004010001/field/2026-13',
		'120101004010001/field/2026-1',
		'120101004010001/field/register/',
		'120101004010001/field/2026-11\n',
		'/field/2026-11',
		'grid/field/2026-11',
		'120101004010001/Field/2026-11',
		'../field/2026-11',
		'1201010040100010/field/2026-11',
	])('[L4] %j is no page id', (id) => expect(textToPage(id)).toEqual({ ok: false, error: 'page-id' }));

	it.each(['mediation', 'constructor'])('[L4] there is no book %s', (book) =>
		expect(textToPage(`120101004010001/${book}/2026-11`)).toEqual({ ok: false, error: 'book' }),
	);
});

describe('months', () => {
	it('[L4] begin at midnight in Shanghai, eight hours before they do in Greenwich', () => {
		const midnight = Date.UTC(2026, 10, 30, 16);
		expect(periodOf(midnight - 1)).toBe('2026-11');
		expect(periodOf(midnight)).toBe('2026-12');
	});

	it('[L4] turn the year at midnight in the zone that is configured', () => {
		const newYear = Date.UTC(2026, 11, 31, 18);
		expect([periodOf(newYear), periodOf(newYear, 'UTC'), periodOf(newYear, 'Asia/Urumqi')]).toEqual([
			'2027-01',
			'2026-12',
			'2027-01',
		]);
		expect(dayOf(newYear - 1, 'Asia/Urumqi')).toBe('2026-12-31');
	});

	it('[L4] know leap days', () => {
		expect(dayOf(Date.UTC(2028, 1, 28, 16))).toBe('2028-02-29');
		expect(dayOf(Date.UTC(2027, 1, 28, 16))).toBe('2027-03-01');
	});
});
