import { describe, expect, it } from 'vitest';
import { isRefusalCode, refusals } from './refusal.ts';

describe('refusals', () => {
	it.each(Object.entries(refusals))('%s has words in both languages and says who mends it', (_, { zh, en, remedy }) => {
		expect(zh).toMatch(/[\u4e00-\u9fff]/);
		expect(en).toMatch(/^[A-Z]/);
		expect(['silently', 'author', 'update', 'forget']).toContain(remedy);
	});

	it('knows its own codes, and nothing that every object has', () => {
		expect(Object.keys(refusals).every(isRefusalCode)).toBe(true);
		expect(['constructor', 'toString', '__proto__', '', null, 7].some(isRefusalCode)).toBe(false);
	});
});
