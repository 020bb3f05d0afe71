/** What a phone must know before it can hand anything over: the server's public key, and the server its own. Rule HO8. */
import type { Space } from '#lib/device/database.ts';
import { register } from '#lib/device/proof/seal-page.ts';
import { signingKey } from '#lib/device/proof/signing-key.ts';
import type { Remote } from '#lib/device/remote.ts';

export interface ServerKey {
	readonly id: string;
	/** An uncompressed point, base64. */
	readonly key: string;
}

const row = 'server-key';

export const serverKey = async ({ downloads: db }: Pick<Space, 'downloads'>): Promise<ServerKey | null> =>
	((await db.meta.get(row))?.value as ServerKey | undefined) ?? null;

/** At a contact. What fails is tried again at the next. */
export async function becomeReady(
	space: Space,
	remote: Pick<Remote, 'sealingKey' | 'putKey'>,
	onServer: (id: string) => void = () => {},
): Promise<void> {
	const { downloads: db } = space;
	const [asked, kept, own] = await Promise.all([
		remote.sealingKey(),
		serverKey(space),
		signingKey(db, globalThis.crypto?.subtle),
	]);
	if (asked.ok && asked.value.id !== kept?.id) await db.meta.put({ key: row, value: asked.value });
	if (asked.ok) onServer(asked.value.id);
	if (own && own.known === undefined) await register(db, remote, own);
}
