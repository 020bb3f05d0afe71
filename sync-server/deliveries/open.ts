/** The record of deliveries as the command line opens it, also beside a running server. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createDeliveries } from './deliveries.ts';
import { openDeliveryFile } from './deliveries-sqlite.ts';
import { createOperatorRecord, type OperatorRecord } from './operator.ts';

/** @throws when the file cannot be opened. */
export function openOperatorRecord(dataDir: string): { readonly record: OperatorRecord; readonly close: () => void } {
	// What goes wrong is told to whoever asked: all that the command line shows is on the disk first.
	const file = openDeliveryFile(join(dataDir, 'deliveries.sqlite'));
	const deliveries = createDeliveries({ file, now: Date.now, onError: () => undefined });
	return { record: createOperatorRecord(deliveries, userInfo().username), close: deliveries.close };
}
