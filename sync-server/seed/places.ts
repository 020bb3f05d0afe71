/** Buildings, shops, 九小场所, facilities, streets and patrol routes of each grid. */
import { flatAround, pointFrom, rounded } from '#lib/ground/point.ts';
import type { Place } from '#lib/registers/register.ts';
import { blockOf, grids, pointAt, sizeOf, type Building, type Grid } from './buildings.ts';
import type { Register } from './homes.ts';
import { bodyOf, type Pen } from './pen.ts';
import { newPhone } from './phones.ts';
import type { Random } from './random.ts';

export interface SitedPlace {
	readonly id: string;
	readonly grid: Grid;
	readonly sort: Place['sort'];
	readonly name: string;
	readonly lat?: number;
	readonly lon?: number;
}

const shops = [
	'顺发便利店',
	'津味包子铺',
	'祥记面馆',
	'老味煎饼馃子',
	'康民药店',
	'美丽发屋',
	'利民菜店',
	'宏达五金',
	'新颜理发',
	'福满多超市',
	'家和馒头房',
	'金桥水果',
	'诚信修鞋配钥匙',
	'永明眼镜',
	'鲜又多海鲜',
	'洁丽洗衣',
	'益民粮油',
	'小宝文具',
];
const smallVenues = [
	'小海豚托管班',
	'悦来小旅馆',
	'阳光网吧',
	'永红小饭桌',
	'好邻居棋牌室',
	'康健推拿馆',
	'四季小餐馆',
	'晨曦小诊所',
	'七彩舞蹈室',
	'金鼎小浴室',
	'立群小作坊',
	'云顶歌厅',
];
const facilities = [
	'垃圾分类投放点',
	'电动车充电棚',
	'健身角',
	'消防栓',
	'微型消防站',
	'公共厕所',
	'快递柜',
	'社区公告栏',
];
/** Nothing stands nearer to a wall. */
const wallMetres = 3;
const streets = ['北侧里巷', '南侧里巷', '东甬道', '西甬道'];
const routes = ['晨巡：楼道和消防通道', '晚巡：沿街商铺和充电棚'];

/** Writes them and gives the ids of the buildings and all other places. */
export function newPlaces(random: Random, pen: Pen, register: Register, buildings: readonly Building[]) {
	const write = (
		grid: Grid,
		body: { readonly [Key in keyof Place]?: Place[Key] | undefined } & Pick<Place, 'sort' | 'name'>,
	): SitedPlace => {
		const draft = { kind: 'place', desk: grid.code, by: register.by, ms: register.nextMs() } as const;
		const { id } = pen.write({ ...draft, body: bodyOf(body) }).entry;
		return { id, grid, sort: body.sort, name: body.name, lat: body.lat, lon: body.lon };
	};
	const buildingIds = new Map(
		buildings.map((building) => {
			const { grid, number, units, floors, doors, lat, lon } = building;
			const address = `新兴街道朝阳里${number}号楼`;
			return [
				building,
				write(grid, { sort: 'building', name: `${number}号楼`, units, floors, doors, address, lat, lon }).id,
			];
		}),
	);
	const draw = { shop: bag(random, shops), venue: bag(random, smallVenues) };
	const places = grids.flatMap((grid) => {
		const inside = () => {
			const { east, north } = blockOf(grid);
			return clearOf(buildings, pointAt(east + random.int(8, 190), north + random.int(6, 240)));
		};
		const many = <T>(count: number, make: (index: number) => T) =>
			Array.from({ length: count }, (_, index) => make(index));
		return [
			...many(random.int(6, 8), (index) =>
				write(grid, {
					sort: 'shop',
					name: draw.shop(),
					address: `朝阳里底商${grid.number}-${index + 1}号`,
					phone: newPhone(random),
					...inside(),
				}),
			),
			...many(random.int(3, 5), () =>
				write(grid, { sort: 'small-venue', name: draw.venue(), phone: newPhone(random), ...inside() }),
			),
			...facilities.map((name) => write(grid, { sort: 'facility', name: `${grid.name}${name}`, ...inside() })),
			...streets.map((name) => write(grid, { sort: 'street', name: `${grid.name}${name}`, ...inside() })),
			...routes.map((name) => write(grid, { sort: 'route', name, note: '约40分钟' })),
		];
	});
	return { buildingIds, places };
}

/** Steps out of a house that stands there, to its south; the same point when none does. */
function clearOf(buildings: readonly Building[], point: { readonly lat: number; readonly lon: number }) {
	const flat = flatAround([point.lon, point.lat]);
	for (const building of buildings) {
		const { width, depth } = sizeOf(building);
		const [east, north] = flat([building.lon, building.lat]);
		if (Math.abs(east) > width / 2 + wallMetres || Math.abs(north) > depth / 2 + wallMetres) continue;
		const [lon, lat] = rounded(pointFrom([building.lon, building.lat], -east, -depth / 2 - 2 * wallMetres));
		return { lat, lon };
	}
	return point;
}

/** Draws each name once, then again with 二店, 三店. */
function bag(random: Random, names: readonly string[]): () => string {
	let round = 0;
	let left: string[] = [];
	return () => {
		if (left.length === 0) {
			left = random.shuffle(names);
			round++;
		}
		const name = left.pop()!;
		return round === 1 ? name : `${name}${['', '', '二', '三', '四', '五', '六'][round]}店`;
	};
}
