import { expect, it } from 'vitest';
import type { Committed } from './fan-out.ts';
import { createFanOut } from './in-process.ts';

const committed: Committed = {
	page: '120101004010001/field/2026-11',
	desk: '120101004010001',
	book: 'field',
	update: new Uint8Array(),
	from: null,
	event: 1,
};

it('[S42] reaches those who listen to the subject or to an area above it, and nobody else', () => {
	const fanOut = createFanOut();
	const heard: string[] = [];
	for (const prefix of ['', '1201', '1201.01.004', '1201.01.004.010.001', '1201.01.004.010.002', '1201.0']) {
		fanOut.subscribe(prefix, () => heard.push(prefix));
	}
	fanOut.publish('1201.01.004.010.001', committed);
	expect(heard).toEqual(['', '1201', '1201.01.004', '1201.01.004.010.001']);
});

it('[S42] stops when told, without stopping the others', () => {
	const fanOut = createFanOut();
	const heard: string[] = [];
	const stop = fanOut.subscribe('1201', () => heard.push('first'));
	fanOut.subscribe('1201', () => heard.push('second'));
	stop();
	stop();
	fanOut.publish('1201.01', committed);
	expect(heard).toEqual(['second']);
});
