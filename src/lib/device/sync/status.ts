/** How synchronisation stands, as every tab shows it. */
export type SyncState = 'offline' | 'connecting' | 'live' | 'signed-out';

/** Bytes of first copies. */
export interface SyncProgress {
	readonly done: number;
	readonly total: number;
}
export interface SyncStatus {
	readonly state: SyncState;
	readonly progress?: SyncProgress;
}
