/** The accounts of the demonstration. Their password is public: they sign in on the machine itself only. */
import type { Grant } from '#lib/access/policy.ts';
import type { NewAccount } from '#server/auth/accounts.ts';
import { community, grids } from './buildings.ts';
import { addDays } from './calendar.ts';
import { cover } from './past.ts';

export const demoPassword = 'demo-2026';

const books = ['field', 'care'] as const;
const workerNames = ['王芳', '李国强', '赵敏', '刘洋', '孙丽', '陈志刚'];

/** @param today `yyyy-mm-dd`: the substitution of grid02 is reckoned from it. */
export function demoAccounts(today: string): NewAccount[] {
	const account = (id: string, name: string, ...grants: Grant[]): NewAccount => ({
		id,
		name,
		password: demoPassword,
		demo: true,
		grants,
	});
	const covering: Grant = {
		role: 'worker',
		desk: cover.grid.code,
		books,
		from: addDays(today, -cover.daysBack),
		to: addDays(today, cover.daysAhead),
	};
	return [
		...grids.map(({ code, worker }, index) => {
			const own: Grant = { role: 'worker', desk: code, books };
			return account(worker, workerNames[index]!, own, ...(worker === cover.account ? [covering] : []));
		}),
		account('super01', '张桂芬', { role: 'supervisor', desk: community, books }),
		account('street01', '马建平', { role: 'viewer', desk: '120101004', books: ['field'] }),
		account('district01', '周立新', { role: 'viewer', desk: '120101', books: ['field'] }),
		account('city01', '郭文静', { role: 'viewer', desk: '1201', books: ['field'] }),
		account('admin01', '韩晓东', { role: 'admin', desk: '120101', books: [] }),
	];
}
