/** How many connections an account holds open at once: each costs memory, so nobody may hold any number of them. */
export type Connections = (account: string) => (() => void) | null;

/** @returns takes a place and gives the way to leave it; null when the account has taken all of its places. */
export function createConnections(limit: number): Connections {
	const counts = new Map<string, number>();
	return (account) => {
		const count = counts.get(account) ?? 0;
		if (count >= limit) return null;
		counts.set(account, count + 1);
		return () => {
			const left = counts.get(account)! - 1;
			if (left === 0) counts.delete(account);
			else counts.set(account, left);
		};
	};
}
