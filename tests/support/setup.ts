/** Before the journeys: one seeded data folder, copied by every server of the run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './server.ts';

export default async function setup(): Promise<() => void> {
	const dataDir = mkdtempSync(join(tmpdir(), 'linli-seeded-'));
	const server = await startServer({ dataDir });
	await server.stop();
	process.env.LINLI_SEEDED = dataDir;
	return () => rmSync(dataDir, { recursive: true, force: true });
}
