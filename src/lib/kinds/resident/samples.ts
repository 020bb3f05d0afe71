import type { Resident } from '#lib/registers/register.ts';

/** Bodies as people write them; the first is the shortest that is taken. */
export const samples = [
	{ name: '张桂兰' },
	{ name: '欧阳·阿依古丽', sex: 'f', birth: '1948-02-29', relation: '户主', phone: '13800000000', note: '听力不好' },
	{ name: '王大爷', birth: '1939' },
] as const satisfies readonly Resident[];
