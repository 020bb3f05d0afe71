/** No screen is forgotten by those that look at every screen. */
import { readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, it } from 'vitest';
import {
	adminScreens,
	lookedAtElsewhere,
	strangerScreens,
	supervisorScreens,
	workerScreens,
} from '#tests/support/screens.ts';

const routes = resolve(import.meta.dirname, '../../src/routes');

it('every route is looked at on every width, or in a journey that is named', () => {
	const files = readdirSync(routes, { recursive: true, encoding: 'utf8' });
	const there = files.filter((file) => file.endsWith('+page.svelte')).map(routeOf);
	const shown = [...workerScreens, ...supervisorScreens, ...adminScreens, ...strangerScreens].map(({ route }) => route);
	const known = new Set([...shown, ...Object.keys(lookedAtElsewhere)]);
	expect(there.filter((route) => !known.has(route))).toEqual([]);
});

it('no two screens share the name of their pictures', () => {
	const names = [...workerScreens, ...supervisorScreens, ...adminScreens, ...strangerScreens].map(({ name }) => name);
	expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

/** `(worker)/household/[id]/+page.svelte` is `/household/[id]`. */
const routeOf = (file: string): string => `/${dirname(file)}`.replace(/\/\([^)]*\)/g, '').replace(/^\/\.$/, '/') || '/';
