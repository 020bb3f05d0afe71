/** Room on the phone, told honestly. What the system clears is lost, so persistence is asked for and shortage said early. */
export interface Room {
	/** Bytes; null when the browser does not say. */
	readonly used: number | null;
	readonly quota: number | null;
	/** The system may not clear it under pressure. */
	readonly persistent: boolean;
	readonly short: boolean;
}

const shortBytes = 50 * 1024 * 1024;
const shortShare = 0.9;

export async function room(storage: StorageManager | undefined = navigator.storage): Promise<Room> {
	const estimate = (await storage?.estimate?.()) ?? {};
	const { usage = null, quota = null } = estimate;
	const persistent = (await storage?.persisted?.()) ?? false;
	const left = usage === null || quota === null ? null : quota - usage;
	return {
		used: usage,
		quota,
		persistent,
		short: left !== null && (left < shortBytes || usage! / quota! > shortShare),
	};
}

/** Asks the system not to clear what is here; gives what it said. */
export async function askPersistence(storage: StorageManager | undefined = navigator.storage): Promise<boolean> {
	return (await storage?.persist?.()) ?? false;
}
