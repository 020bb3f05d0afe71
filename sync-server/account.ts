/** `npm run account -- …`: accounts and grants at the command line, also while the server runs. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './auth/command.ts';
import { openAuth } from './auth/auth.ts';
import { openAreas } from './areas/areas.ts';
import { readConfig } from './config.ts';

// As in main.ts: what is made here is for the owner alone.
process.umask(0o077);

const config = readConfig(process.env);
if (!config.ok) {
	console.error(config.error.join('\n'));
	process.exit(1);
}
const { dataDir } = config.value;
mkdirSync(dataDir, { recursive: true });
const auth = await openAuth(join(dataDir, 'accounts.sqlite'));
try {
	const { text, code } = await run(process.argv.slice(2), auth.accounts, openAreas(join(dataDir, 'areas.json')));
	(code === 0 ? console.log : console.error)(text);
	process.exitCode = code;
} finally {
	auth.close();
}
