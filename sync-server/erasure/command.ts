/** The `erase` command: words in, words out; the ledger is given. Rule E10. */
import { parseArgs } from 'node:util';
import { grounds, type Ground } from '#lib/kinds/erasure/kind.ts';
import { words } from '#lib/kinds/erasure/words.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { OperatorRecord } from '#server/deliveries/operator.ts';
import { partsOf } from '#server/deliveries/parts.ts';
import type { Store } from '#server/store/store.ts';
import type { Erasures } from './erasures.ts';
import type { LoggedErasure } from './log.ts';
import { isCalled, type Choice } from './plan.ts';
import { previewOf, shownBy, type BackupView, type Preview, type PreviewDeps } from './preview.ts';

export interface Said {
	readonly text: string;
	/** Exit code. */
	readonly code: 0 | 1;
}

export interface CommandDeps extends PreviewDeps {
	readonly store: Store;
	readonly erasures: Erasures;
	readonly newId: () => string;
	/** Backups that still hold what stood in the ledger until now. */
	readonly backups: () => readonly BackupView[];
	readonly record: OperatorRecord;
}

export const help = `Erases one person's data (清除个人信息) from this data folder ($DATA_DIR, ./data by default). Stop the server first.

  npm run erase -- find <name>      residents of that name, with their ids
  npm run erase -- show <id>        what will go, what has to be looked at, which phones and backups hold copies
  npm run erase -- do <id> --name <name> --ground <ground> --by <account> [--blank <id,id>] [--take <id,id>]
  npm run erase -- list             erasures that were made

  <ground>  ${grounds.map((ground) => `${ground} (${words[ground].zh})`).join(', ')}
  --name    the name once more, as it stands on the card
  --by      the account in whose name it is done
  --blank   entries of others in which the name is blanked; --take: those that go whole (see show)

It cannot be undone. Phones follow at their next contact. What find and show tell goes on record (查看记录).`;

const options = {
	name: { type: 'string' },
	ground: { type: 'string' },
	by: { type: 'string' },
	blank: { type: 'string' },
	take: { type: 'string' },
	help: { type: 'boolean', short: 'h' },
} as const;
type Values = { name?: string; ground?: string; by?: string; blank?: string; take?: string; help?: boolean };

export async function run(args: readonly string[], deps: CommandDeps): Promise<Said> {
	const order = parse(args);
	if (!order.ok) return refuse(order.error);
	const { command, about, values } = order.value;
	if (command === '' || values.help) return say(help);
	if (command === 'list') return list(deps);
	if (!['find', 'show', 'do'].includes(command)) return refuse(`There is no command '${command}'.\n\n${help}`);
	if (about === '') return refuse(command === 'find' ? 'Say whom: a name.' : 'Say whom: the id that find shows.');
	if (command === 'find') return find(deps, about);
	return command === 'show' ? show(deps, about) : erase(deps, about, values);
}

const say = (text: string): Said => ({ text, code: 0 });
const refuse = (text: string): Said => ({ text, code: 1 });

function parse(args: readonly string[]): Result<{ command: string; about: string; values: Values }, string> {
	try {
		const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
		const [command = '', about = ''] = positionals;
		return ok({ command, about, values });
	} catch (error) {
		// parseArgs throws on what it does not know, with a sentence that says what.
		return err(`${(error as Error).message}\n\n${help}`);
	}
}

async function find({ store, areas, record }: CommandDeps, name: string): Promise<Said> {
	const scopes = [{ desk: '', books: ['field'] as const }];
	const rows = await store.reads.records({ scopes, kinds: ['resident'], limit: 1_000_000 });
	const found = rows.filter(({ projection }) => projection.body.name === name);
	const homes = await store.reads.rows(found.flatMap(({ projection }) => projection.about ?? []));
	if (found.length === 0) return say(`There is no resident of the name ${name}.`);
	await record({ way: 'list', what: { list: 'erasure' } }, partsOf([...found, ...homes.values()]));
	return say(
		found
			.map(({ projection: { id, desk, about } }) =>
				[id, name, String(homes.get(about ?? '')?.projection.body.label ?? ''), areas.name(desk)].join('  '),
			)
			.join('\n'),
	);
}

async function show(deps: CommandDeps, id: string): Promise<Said> {
	const plan = await deps.erasures.preview(id);
	if (!plan) return refuse(`There is no resident ${id}.`);
	await deps.record({ way: 'card', what: { list: 'erasure' } }, shownBy(plan));
	return say(previewText(previewOf(plan, deps.backups(), deps)));
}

function previewText({ people, desks, kinds, pages, stripped, aside, looks, phones, backups }: Preview): string {
	const lines = [
		...people.map(({ id, name, door, desk }) => `${id}  ${name}  ${door}  ${desk}`),
		`Will go: ${kinds.map(({ kind, entries }) => `${entries} of ${kind}`).join(', ')}; on ${pages} pages at ${desks.length} desks.`,
		`Stand on without what is the person's: ${stripped}. Beside the ledger: ${aside}.`,
		...(looks.length > 0 ? ['Of others, to be looked at:'] : []),
		...looks.map(({ id, kind, by, at, body }) => `  ${id}  ${kind}  ${by}  ${at}  ${JSON.stringify(body)}`),
		...(phones.length > 0 ? ['Phones that may hold copies until their next contact:'] : []),
		...phones.map(({ name, account, seen }) => `  ${account}  ${name}  last heard of ${timeText(seen)}`),
		...backupLines(backups),
	];
	return lines.join('\n');
}

const backupLines = (backups: readonly BackupView[]): string[] => [
	backups.length > 0 ? 'Backups that still hold it:' : 'No backup that is kept still holds it.',
	...backups.map(({ at, folder, until }) => `  ${timeText(at)}  ${folder}  until ${timeText(until)}`),
];

const timeText = (ms: number | null): string => (ms === null ? 'never' : new Date(ms).toISOString());

async function erase(deps: CommandDeps, subject: string, values: Values): Promise<Said> {
	const { erasures, auth } = deps;
	const { name, ground, by } = values;
	const plan = await erasures.preview(subject);
	if (!plan) return refuse(`There is no resident ${subject}.`);
	if (!isCalled(plan, name)) return refuse('Say the name as it stands on the card: --name <name>.');
	if (!isGround(ground)) return refuse(`Say why: --ground ${grounds.join(' | ')}.`);
	if (by === undefined || !auth.accounts.get(by)) return refuse('Say in whose name: --by <account>.');
	const choices = [...chosen(values.blank, 'blanked'), ...chosen(values.take, 'gone')];
	const left = backupLines(deps.backups());
	const made = await erasures.erase({ id: deps.newId(), by, ground, subject, choices });
	return made ? say([`Erased. ${madeText(made)}`, ...left].join('\n')) : refuse(`There is no resident ${subject}.`);
}

const isGround = (ground: string | undefined): ground is Ground =>
	(grounds as readonly string[]).includes(ground ?? '');

const chosen = (ids: string | undefined, as: Choice['as']): Choice[] =>
	(ids ?? '')
		.split(',')
		.map((id) => id.trim())
		.filter(Boolean)
		.map((id) => ({ id, as }));

function list({ erasures }: CommandDeps): Said {
	const made = erasures.list();
	return say(made.length === 0 ? 'Nothing was erased.' : made.map(madeText).join('\n'));
}

function madeText({ id, at, by, ground, desk, done }: LoggedErasure): string {
	const entries = done?.summary.reduce((sum, one) => sum + one.entries, 0);
	return `${timeText(at)}  ${by}  ${ground}  ${desk}  ${entries === undefined ? 'under way' : `${entries} entries`}  ${id}`;
}
