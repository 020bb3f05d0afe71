import { describe, expect, it } from 'vitest';
import { areaLevel, areaPath, isWithin, parentOf, parseAreas, pathNames } from './area-tree.ts';
import { TIANJIN_AREAS } from './tianjin.ts';

const areas = parseAreas(TIANJIN_AREAS);
const byCode = new Map(areas.map((area) => [area.code, area]));

function nameOf(code: string): string | undefined {
	return byCode.get(code)?.name;
}

function namesBelow(parent: string): string[] {
	return areas.filter((area) => area.parent === parent).map(({ code, name }) => `${code.slice(parent.length)} ${name}`);
}

describe('the areas of Tianjin', () => {
	it('number 1 city, 16 districts, 299 streets and 5617 communities', () => {
		const counts = Object.groupBy(areas, ({ level }) => level);
		expect(counts.city).toEqual([{ code: '1201', name: '天津市', level: 'city', parent: null }]);
		expect(counts.district).toHaveLength(16);
		expect(counts.street).toHaveLength(299);
		expect(counts.community).toHaveLength(5617);
		expect(counts.grid).toBeUndefined();
	});

	it('have each one code, a parent in the tree and the level of their code', () => {
		expect(byCode.size).toBe(areas.length);
		for (const { code, level, parent } of areas) {
			expect(areaLevel(code)).toBe(level);
			expect(parent).toBe(parentOf(code));
			if (parent !== null) expect(byCode.has(parent)).toBe(true);
		}
	});

	it('leave no street without a community and no path twice', () => {
		const parents = new Set(areas.map(({ parent }) => parent));
		expect(areas.filter(({ level, code }) => level !== 'community' && !parents.has(code))).toEqual([]);
		expect(new Set(areas.map(({ code }) => pathNames(code, byCode).join('›'))).size).toBe(areas.length);
	});

	it('have their districts under 1201', () => {
		expect(namesBelow('1201')).toEqual([
			'01 和平区',
			'02 河东区',
			'03 河西区',
			'04 南开区',
			'05 河北区',
			'06 红桥区',
			'10 东丽区',
			'11 西青区',
			'12 津南区',
			'13 北辰区',
			'14 武清区',
			'15 宝坻区',
			'16 滨海新区',
			'17 宁河区',
			'18 静海区',
			'19 蓟州区',
		]);
	});

	it.each([
		['120101', '001劝业场 002小白楼 003五大道 004新兴 005南营门 006南市'],
		[
			'120103',
			'001大营门 002下瓦房 003桃园 004挂甲寺 005马场 006越秀路 007友谊路 008天塔 009尖山 010陈塘庄 011柳林 012东海 013梅江 014太湖路',
		],
		[
			'120104',
			'001长虹 002鼓楼 003兴南 004广开 005万兴 006学府 007向阳路 008嘉陵道 009王顶堤 010水上公园 011体育中心 012华苑',
		],
	])('have these streets in %s', (district, expected) => {
		expect(namesBelow(district)).toEqual(expected.split(' ').map((item) => `${item.slice(0, 3)} ${item.slice(3)}街道`));
	});

	it.each([
		[
			'120101004',
			'新兴街道',
			'002新兴南里 003新兴北里 004永丰里 006土山花园 008金泉里 009犀地 010朝阳里 012兴河里 013卫华里 014卫津路 024西康路',
		],
		[
			'120102005',
			'二号桥街道',
			'001金地紫乐名轩 002龙峰嘉园 003地毯路 004红旗巷 007建新东里第一 009建新东里第二 010福天里 011福东里 012福东北里 014黄岩里 016安吉花园 017宁月花园 018陶然庭苑 019明家庄园 020靓东花园 021东泰家园',
		],
	])('have these communities in %s %s', (street, name, expected) => {
		expect(nameOf(street)).toBe(name);
		expect(namesBelow(street)).toEqual(expected.split(' ').map((item) => `${item.slice(0, 3)} ${item.slice(3)}社区`));
	});

	it('have 13 streets in 河东区 and 22 communities in 万兴街道', () => {
		expect(namesBelow('120102')).toHaveLength(13);
		expect(namesBelow('120104005')).toHaveLength(22);
	});

	it.each([
		['120101004010', ['和平区', '新兴街道', '朝阳里社区']],
		['120102005012', ['河东区', '二号桥街道', '福东北里社区']],
		['120104005035', ['南开区', '万兴街道', '天大北五村社区']],
		['120104006015', ['南开区', '学府街道', '天大六村社区']],
		['120104005022', ['南开区', '万兴街道', '南丰里社区']],
		['120104005014', ['南开区', '万兴街道', '三潭东里社区']],
		['120104005036', ['南开区', '万兴街道', '苏堤路社区']],
	])('have %s at its known place', (code, names) => {
		expect(pathNames(code, byCode)).toEqual(names);
	});

	it('repeat names, so that only the path tells them apart', () => {
		const namesakes = areas.filter(({ name }) => name === '朝阳里社区').map(({ code }) => code);
		expect(namesakes).toEqual(['120101004010', '120113001009', '120114122401']);
		expect(areas.filter(({ name }) => name === '向阳里社区').map(({ code }) => code)).toEqual(['120116013005']);
		// Seven 三街村委会 in the source, and one 三街村村委会.
		expect(areas.filter(({ name }) => name === '三街村')).toHaveLength(8);
	});

	it('name the area, not its committee, and keep irregular names as they are', () => {
		const communities = areas.filter(({ level }) => level === 'community').map(({ name }) => name);
		const regular = communities.filter((name) => /(社区|村)$/.test(name));
		expect(regular.filter((name) => name.includes('委会'))).toEqual([]);
		expect(communities.length - regular.length).toBe(26);
		expect(nameOf('120103012012')).toBe('华江里社区第一居委会');
		expect(nameOf('120103012013')).toBe('华江里社区第二居委会');
		expect(nameOf('120113106201')).toBe('第一街委员会');
		expect(nameOf('120115106252')).toBe('（氵甸）沽村');
	});
});

describe('parseAreas', () => {
	const small = '1201天津市 1 2 2\n01和平区\n004新兴街道 009犀地社区 010朝阳里社区\n005南营门街道\n';

	it('reads lines into areas, parents first', () => {
		expect(parseAreas(small)).toEqual([
			{ code: '1201', name: '天津市', level: 'city', parent: null },
			{ code: '120101', name: '和平区', level: 'district', parent: '1201' },
			{ code: '120101004', name: '新兴街道', level: 'street', parent: '120101' },
			{ code: '120101004009', name: '犀地社区', level: 'community', parent: '120101004' },
			{ code: '120101004010', name: '朝阳里社区', level: 'community', parent: '120101004' },
			{ code: '120101005', name: '南营门街道', level: 'street', parent: '120101' },
		]);
		expect(parseAreas(small.replaceAll('\n', '\r\n'))).toEqual(parseAreas(small));
	});

	it.each([
		['nothing', '', "line 1: expected '<city code><name> <districts> <streets> <communities>', found ''"],
		['no counts', small.replace(' 1 2 2', ''), 'line 1: expected'],
		['a street before any district', small.replace('01和平区\n', ''), 'line 2: expected a district first'],
		['a district with more on its line', small.replace('01和平区\n', '01和平区 '), 'line 2: a district stands alone'],
		[
			'a community without a name',
			small.replace('009犀地社区', '009'),
			"line 3: expected 3 digits and a name, found '009'",
		],
		[
			'a community without a code',
			small.replace('009犀', '犀'),
			"line 3: expected 3 digits and a name, found '犀地社区'",
		],
		[
			'a code of four digits',
			small.replace('009犀', '0091犀'),
			"line 3: expected 3 digits and a name, found '0091犀地社区'",
		],
		['two spaces', small.replace(' 010', '  010'), "line 3: expected 3 digits and a name, found ''"],
		['bytes that were not UTF-8', small.replace('犀', '\uFFFD'), 'line 3: expected 3 digits and a name'],
		['a code twice', small.replace('009', '010'), 'line 3: 120101004010 cannot follow 120101004010'],
		['lines out of order', small.replace('005南', '003南'), 'line 4: 120101003 cannot follow 120101004010'],
		['an empty line', small.replace('\n005', '\n\n005'), 'line 4: expected 3 digits and a name'],
		['a lost line', small.replace('005南营门街道\n', ''), 'promises 2 areas of level street, found 1'],
		['a lost end', small.slice(0, small.indexOf(' 010')), 'promises 2 areas of level street, found 1'],
		['a lost community', small.replace(' 009犀地社区', ''), 'promises 2 areas of level community, found 1'],
	])('says where the text is damaged: %s', (_, text, message) => {
		expect(() => parseAreas(text)).toThrow(message);
	});
});

describe('codes', () => {
	const lineage = ['1201', '120101', '120101004', '120101004010', '120101004010001'];
	const notAreas = ['', '12', '12010', '1201010040100011', '1201a1', ' 1201', '1201\n', '1201.1', '１２０１', 'unit-7'];

	it('tell their level by their length', () => {
		expect(lineage.map(areaLevel)).toEqual(['city', 'district', 'street', 'community', 'grid']);
		expect(notAreas.map(areaLevel)).toEqual(notAreas.map(() => null));
	});

	it('tell their parent', () => {
		expect(lineage.map(parentOf)).toEqual([null, ...lineage.slice(0, -1)]);
	});

	it('lie within themselves and all above, and in nothing else', () => {
		for (const [depth, code] of lineage.entries()) {
			expect(lineage.map((ancestor) => isWithin(code, ancestor))).toEqual(lineage.map((_, index) => index <= depth));
		}
		expect(isWithin('120102005012', '120101')).toBe(false);
	});

	it('are within nothing when they are no area codes', () => {
		for (const code of notAreas) {
			expect(isWithin(code, '1201')).toBe(false);
			expect(isWithin('120101004010001', code)).toBe(false);
			expect(isWithin(code, code)).toBe(false);
		}
	});

	it('give a dotted path', () => {
		expect(areaPath('1201')).toBe('1201');
		expect(areaPath('120101004010001')).toBe('1201.01.004.010.001');
	});

	it('give the names from the district down, and the code for what is not known', () => {
		expect(pathNames('1201', byCode)).toEqual(['天津市']);
		expect(pathNames('120101', byCode)).toEqual(['和平区']);
		expect(pathNames('120101004010001', byCode)).toEqual(['和平区', '新兴街道', '朝阳里社区', '120101004010001']);
		expect(pathNames('3301', byCode)).toEqual(['3301']);
	});

	it.each(notAreas)('are refused where an answer would be wrong: %j', (code) => {
		expect(() => parentOf(code)).toThrow(RangeError);
		expect(() => areaPath(code)).toThrow(RangeError);
		expect(() => pathNames(code, byCode)).toThrow(RangeError);
	});
});
