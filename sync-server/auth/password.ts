/**
 * Passwords as argon2id in PHC form (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`), so that stronger settings can come later
 * without a migration: each hash says how it was made.
 */
import { argon2, randomBytes, randomInt, timingSafeEqual, type Argon2Parameters } from 'node:crypto';

/** OWASP's first choice for argon2id: 19 MiB, two passes. About 60 ms on a small machine. */
const settings = { memory: 19 * 1024, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;
const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Shortest password that the `account` command takes, in characters. */
export const shortestPassword = 8;
/** Longest password that is hashed at all, in UTF-16 units. */
export const longestPassword = 200;

export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(saltBytes);
	const hash = await derive(password, salt, settings, hashBytes);
	const { memory, passes, parallelism } = settings;
	return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${toText(salt)}$${toText(hash)}`;
}

/** @throws when `stored` is not what `hashPassword` writes. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
	const parts = phc.exec(stored);
	if (!parts) throw new Error('Unreadable password hash');
	const [memory, passes, parallelism] = parts.slice(1, 4).map(Number) as [number, number, number];
	const [salt, hash] = parts.slice(4).map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer];
	return timingSafeEqual(await derive(password, salt, { memory, passes, parallelism }, hash.length), hash);
}

/** A password to hand to someone: 12 characters that are not mistaken for each other, some 59 bits. */
export function newPassword(): string {
	const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
	const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
	return [group(), group(), group()].join('-');
}

const toText = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

type Settings = Pick<Argon2Parameters, 'memory' | 'passes' | 'parallelism'>;

function derive(
	password: string,
	nonce: Buffer,
	{ memory, passes, parallelism }: Settings,
	tagLength: number,
): Promise<Buffer> {
	// One spelling for what different keyboards send as the same characters.
	const message = password.normalize('NFKC');
	return new Promise((resolve, reject) => {
		argon2('argon2id', { message, nonce, memory, passes, parallelism, tagLength }, (error, key) =>
			error ? reject(error) : resolve(key),
		);
	});
}
