/** Runs in a thread of its own: reads the file that it was given, and answers with the table. */
import { parentPort, workerData } from 'node:worker_threads';
import { readTable } from './table.ts';

const { bytes, fileName } = workerData as { bytes: Uint8Array; fileName: string };
parentPort!.postMessage(await readTable(bytes, fileName));
