/** The accounts of the demonstration. Their password is public: they sign in on the machine itself only. */
import type { Grant } from '#lib/access/policy.ts';
import type { NewAccount } from '#server/auth/accounts.ts';
import type { NewCover } from '#server/auth/covers.ts';
import { community, grids } from './buildings.ts';
import { addDays } from './calendar.ts';
import { cover } from './past.ts';
import { supervisor } from './reviews.ts';

export const demoPassword = 'demo-2026';

const books = ['field', 'care'] as const;
const workerNames = ['王芳', '李国强', '赵敏', '刘洋', '孙丽', '陈志刚'];

export function demoAccounts(): NewAccount[] {
	const account = (id: string, name: string, ...grants: Grant[]): NewAccount => ({
		id,
		name,
		password: demoPassword,
		demo: true,
		grants,
	});
	return [
		...grids.map(({ code, worker }, index) => {
			return account(worker, workerNames[index]!, { role: 'worker', desk: code, books });
		}),
		account(supervisor, '张桂芬', { role: 'supervisor', desk: community, books }),
		account('street01', '马建平', { role: 'viewer', desk: '120101004', books: ['field'] }),
		account('district01', '周立新', { role: 'viewer', desk: '120101', books: ['field'] }),
		account('city01', '郭文静', { role: 'viewer', desk: '1201', books: ['field'] }),
		account('admin01', '韩晓东', { role: 'admin', desk: '120101', books: [] }),
	];
}

/** The substitution of grid02, set by the supervisor on its first day. @param today `yyyy-mm-dd` */
export function demoCover(today: string): NewCover {
	const from = addDays(today, -cover.daysBack);
	const to = addDays(today, cover.daysAhead);
	const made = Date.parse(`${from}T08:30:00+08:00`);
	return { account: cover.account, desk: cover.grid.code, books, from, to, by: supervisor, day: from, made };
}
