import { afterEach, expect, it } from 'vitest';
import type { Fate } from '#tests/support/apart-job.ts';
import { openApart, type Apart } from './apart.ts';

let apart: Apart | null = null;
afterEach(() => apart?.end());

async function meet(fate: Fate['fate'], onProgress?: (done: number, total: number) => void) {
	apart = openApart(new URL(import.meta.resolve('#tests/support/apart-job.ts')), 64, onProgress);
	await apart.tell({ fate } satisfies Fate);
	return apart.answered;
}

it('gives the answer, and how far it was before', async () => {
	const heard: number[][] = [];
	expect(await meet('answer', (...said) => heard.push(said))).toEqual({ ok: true, value: 'answer' });
	expect(heard).toEqual([[1, 2]]);
});

it('says that the memory did not suffice', async () => {
	expect(await meet('memory')).toEqual({ ok: false, error: 'memory' });
});

it('fails alone when the work fails, or is struck down', async () => {
	await expect(meet('fail')).rejects.toThrow('the work failed');
	await expect(meet('crash')).rejects.toThrow('SIGSEGV');
});

it('can be ended before it answered', async () => {
	apart = openApart(new URL(import.meta.resolve('#tests/support/apart-job.ts')), 64);
	apart.end();
	await expect(apart.answered).rejects.toThrow('SIGKILL');
});
