/**
 * `photos.sqlite`: for which entries of photos an upload was begun, and for which the bytes lie on the shelf. A line with
 * `arrived` is the server's receipt for a photo: it is on the disk, and so is what it speaks of. Rules BL8, BL10.
 */
import { DatabaseSync } from 'node:sqlite';

/** `migrations[n]` takes a file from version n to n+1; a step that was once released is never changed. */
const migrations: readonly string[] = [
	`CREATE TABLE photo (
		entry TEXT PRIMARY KEY,
		sha256 TEXT NOT NULL,
		by TEXT NOT NULL,
		day TEXT NOT NULL,
		bytes INTEGER NOT NULL,
		arrived INTEGER
	) STRICT, WITHOUT ROWID;
	CREATE INDEX photo_sha256 ON photo (sha256);
	CREATE INDEX photo_day ON photo (by, day);`,
];

export interface Begun {
	/** Id of the photo's entry. */
	readonly entry: string;
	readonly sha256: string;
	readonly by: string;
	/** `yyyy-mm-dd` on which its upload began. */
	readonly day: string;
	readonly bytes: number;
}

export interface Arrivals {
	/** Begun again, it keeps its first day. */
	readonly begin: (photo: Begun) => void;
	/** On the disk when it returns. @param at server time, unix ms */
	readonly arrive: (photo: Begun, at: number) => void;
	/** Of these entries those whose bytes have come. */
	readonly arrived: (entries: readonly string[]) => ReadonlyMap<string, Pick<Begun, 'sha256' | 'by'>>;
	/** What an author has begun on a day, without this entry. */
	readonly begunOn: (by: string, day: string, without: string) => { readonly photos: number; readonly bytes: number };
	/** Lets go of entries; gives the hashes for which none is left. */
	readonly remove: (entries: readonly string[]) => readonly string[];
	/** Entries in order, after the one named. */
	readonly entriesAfter: (entry: string, limit: number) => readonly string[];
	readonly isNeeded: (sha256: string) => boolean;
	readonly close: () => void;
}

/** @throws when the file cannot be opened, or was written by a newer version. */
export function openArrivals(path: string): Arrivals {
	const file = new DatabaseSync(path, { timeout: 5000 });
	file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
	const { user_version: version } = file.prepare('PRAGMA user_version').get() as { user_version: number };
	if (version > migrations.length)
		throw new Error(`photos.sqlite is of version ${version}; this program knows up to ${migrations.length}`);
	const steps = migrations.slice(version).join('');
	if (steps) file.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${migrations.length}; COMMIT`);
	const begin = file.prepare(
		'INSERT INTO photo (entry, sha256, by, day, bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT (entry) DO NOTHING',
	);
	const arrive = file.prepare('UPDATE photo SET arrived = ? WHERE entry = ? AND arrived IS NULL');
	const listed = 'IN (SELECT value FROM json_each(?))';
	const arrived = file.prepare(`SELECT entry, sha256, by FROM photo WHERE entry ${listed} AND arrived IS NOT NULL`);
	const begunOn = file.prepare(
		'SELECT count(*) AS photos, coalesce(sum(bytes), 0) AS bytes FROM photo WHERE by = ? AND day = ? AND entry <> ?',
	);
	const remove = file.prepare(`DELETE FROM photo WHERE entry ${listed} RETURNING sha256`);
	const after = file.prepare('SELECT entry FROM photo WHERE entry > ? ORDER BY entry LIMIT ?');
	const needing = file.prepare('SELECT 1 FROM photo WHERE sha256 = ? LIMIT 1');
	const isNeeded = (sha256: string) => needing.get(sha256) !== undefined;
	const insert = ({ entry, sha256, by, day, bytes }: Begun) => void begin.run(entry, sha256, by, day, bytes);
	return {
		begin: insert,
		arrive: (photo, at) => {
			insert(photo);
			arrive.run(at, photo.entry);
		},
		arrived: (entries) =>
			new Map(
				arrived
					.all(JSON.stringify(entries))
					.map(({ entry, sha256, by }) => [entry as string, { sha256: sha256 as string, by: by as string }]),
			),
		begunOn: (by, day, without) => begunOn.get(by, day, without) as { photos: number; bytes: number },
		remove: (entries) => {
			const gone = remove.all(JSON.stringify(entries)).map(({ sha256 }) => sha256 as string);
			return [...new Set(gone)].filter((sha256) => !isNeeded(sha256));
		},
		entriesAfter: (entry, limit) => after.all(entry, limit).map((row) => row.entry as string),
		isNeeded,
		close: () => file.close(),
	};
}
