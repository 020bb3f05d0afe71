/** The `account` command: words in, words out; the accounts file and the area tree are given. */
import { parseArgs } from 'node:util';
import { areaLevel, parentOf } from '#lib/access/areas/area-tree.ts';
import { closingDay } from '#lib/access/areas/closing.ts';
import { isDay } from '#lib/access/cover.ts';
import { givenRoles, handOverDays, isSeat, type Grant, type Role } from '#lib/access/policy.ts';
import { isBook, type Book } from '#lib/ledger/page.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { Areas } from '#server/areas/areas.ts';
import type { Account, Accounts, NumberedGrant } from './accounts.ts';
import { longestPassword, newPassword, shortestPassword } from './password.ts';

export interface Said {
	readonly text: string;
	/** Exit code. */
	readonly code: 0 | 1;
}

const help = `Accounts of this data folder ($DATA_DIR, ./data by default). Works while the server runs.

  npm run account -- add <account> --name <name> --role <role> --desk <code> --books <books> [--from <day>] [--to <day>] [--password <password>]
  npm run account -- grant <account> --role <role> --desk <code> --books <books> [--from <day>] [--to <day>]
  npm run account -- revoke <account> <number>       ends the grant now; <number> stands before it in list
  npm run account -- take-back <account> <number>    a grant given by mistake: as if it had never been
  npm run account -- list
  npm run account -- password <account> [--password <password>]      also signs the account out everywhere
  npm run account -- sign-out <account>              ends all its sessions

  <role>   ${givenRoles.join(', ')}
  <code>   an area: 120101004010 is a community, 120101004010001 its first grid; a worker's desk is a grid
  <books>  field, care or field,care; admin needs none
  <day>    yyyy-mm-dd, the first and the last day (顶岗: a worker who stands in gets a grant with both)

Without --password one is made and printed. An argument can be read by other users of this machine while the command
runs, and stays in your shell's history: prefer the one that is made.`;

const options = {
	name: { type: 'string' },
	role: { type: 'string' },
	desk: { type: 'string' },
	books: { type: 'string' },
	from: { type: 'string' },
	to: { type: 'string' },
	password: { type: 'string' },
	help: { type: 'boolean', short: 'h' },
} as const;

type Values = { readonly [name in keyof typeof options]?: name extends 'help' ? boolean : string };

export async function run(args: readonly string[], accounts: Accounts, areas: Areas): Promise<Said> {
	const parsed = parse(args);
	if (!parsed.ok) return refuse(parsed.error);
	const { values, positionals } = parsed.value;
	const [command, id = '', number = ''] = positionals;
	if (values.help || command === undefined) return say(help);
	switch (command) {
		case 'add':
			return add(id, values, accounts, areas);
		case 'grant':
			return grant(id, values, accounts, areas);
		case 'revoke':
			return accounts.endGrant(id, Number(number)).ok
				? say(`Ended grant ${number} of ${id}. What was written before is still taken for ${handOverDays} days.`)
				: refuse(`${id} has no grant ${number} that stands. See: npm run account -- list`);
		case 'take-back':
			return accounts.takeBack(id, Number(number)).ok
				? say(`Took grant ${number} of ${id} back. What still comes under it is refused.`)
				: refuse(`${id} has no grant ${number}. See: npm run account -- list`);
		case 'list':
			return say(
				accounts
					.list()
					.map((account) => lineOf(account, areas))
					.join('\n') || 'There are no accounts yet.',
			);
		case 'password':
			return setPassword(id, values, accounts);
		case 'sign-out':
			return accounts.get(id) ? say(`Ended ${accounts.signOut(id)} sessions of ${id}.`) : refuse(unknown(id));
		default:
			return refuse(`There is no command '${command}'.\n\n${help}`);
	}
}

const say = (text: string): Said => ({ text, code: 0 });
const refuse = (text: string): Said => ({ text, code: 1 });
const unknown = (id: string): string => (id === '' ? 'Name an account.' : `There is no account ${id}.`);

function parse(args: readonly string[]): Result<{ values: Values; positionals: string[] }, string> {
	try {
		return ok(parseArgs({ args: [...args], options, allowPositionals: true }));
	} catch (error) {
		// parseArgs throws on what it does not know, with a sentence that says what.
		return err(`${(error as Error).message}\n\n${help}`);
	}
}

async function add(id: string, values: Values, accounts: Accounts, areas: Areas): Promise<Said> {
	const name = values.name?.trim();
	if (!name) return refuse("Say the person's name: --name 王芳");
	const first = toGrant(values, areas);
	if (!first.ok) return refuse(first.error);
	const password = toPassword(values);
	if (!password.ok) return refuse(password.error);
	const added = await accounts.add({ id, name, password: password.value, grants: [first.value] });
	if (added.ok)
		return say(`Added ${id} (${name}), ${grantText(first.value, areas)}.${passwordText(values, password.value)}`);
	return refuse(
		added.error === 'taken'
			? `There is an account ${id} already. Another seat: npm run account -- grant ${id} …`
			: `'${id}' cannot be an account: 2 to 40 of a-z, 0-9, '.', '_', '-', not the name of the server itself.`,
	);
}

function grant(id: string, values: Values, accounts: Accounts, areas: Areas): Said {
	const wanted = toGrant(values, areas);
	if (!wanted.ok) return refuse(wanted.error);
	const granted = accounts.grant(id, wanted.value);
	return granted.ok
		? say(`Granted ${id} ${grantText(wanted.value, areas)} (grant ${granted.value}).`)
		: refuse(unknown(id));
}

async function setPassword(id: string, values: Values, accounts: Accounts): Promise<Said> {
	const password = toPassword(values);
	if (!password.ok) return refuse(password.error);
	const set = await accounts.setPassword(id, password.value);
	return set.ok
		? say(`${id} has a new password and is signed out everywhere.${passwordText(values, password.value)}`)
		: refuse(unknown(id));
}

function toPassword({ password }: Values): Result<string, string> {
	if (password === undefined) return ok(newPassword());
	if (password.length < shortestPassword) return err(`A password has at least ${shortestPassword} characters.`);
	return password.length > longestPassword
		? err(`A password has at most ${longestPassword} characters.`)
		: ok(password);
}

const passwordText = ({ password }: Values, made: string): string =>
	password === undefined ? `\nPassword: ${made}   (shown this once)` : '';

function toGrant({ role, desk, books = '', from, to }: Values, areas: Areas): Result<Grant, string> {
	if (!isRole(role)) return err(`--role must be one of ${givenRoles.join(', ')}.`);
	const deskFault = faultOfDesk(desk, role, to, areas);
	if (deskFault) return err(deskFault);
	const names = books
		.split(',')
		.map((book) => book.trim())
		.filter(Boolean);
	const wrong = names.find((book) => !isBook(book));
	if (wrong !== undefined) return err(`There is no book '${wrong}': --books field,care`);
	if (names.length === 0 && role !== 'admin')
		return err('Say which books it opens: --books field or --books field,care');
	for (const day of [from, to])
		if (day !== undefined && !isDay(day)) return err(`'${day}' is no day: write 2026-11-23.`);
	if (from && to && from > to) return err('--from lies after --to.');
	return ok({ role, desk: desk!, books: [...new Set(names)] as Book[], ...(from && { from }), ...(to && { to }) });
}

const isRole = (text: string | undefined): text is Role =>
	(givenRoles as readonly (string | undefined)[]).includes(text);

/** A grid need not be in the tree yet, a community must: grids are made by import, and accounts may come before it. */
function faultOfDesk(desk: string | undefined, role: Role, to: string | undefined, areas: Areas): string | null {
	const level = desk === undefined ? null : areaLevel(desk);
	if (desk === undefined || level === null) return 'Say the desk by its area code: --desk 120101004010001';
	if (!isSeat(role, level)) return "A worker sits at a grid: 15 digits, the community's twelve and three for the grid.";
	const closing = areas.get(desk) && closingDay(areas.get(desk)!);
	if (closing && (to === undefined || to >= closing))
		return `That grid is closed from ${closing} on: nobody is seated there.`;
	const known = level === 'grid' ? parentOf(desk)! : desk;
	return areas.get(desk) || areas.get(known) ? null : `There is no area ${known} in the tree.`;
}

function lineOf({ id, name, demo, closed, passwordUntil, grants }: Account, areas: Areas): string {
	const seats = grants.map((grant) => `\n    ${numberOf(grant)} ${grantText(grant, areas)}`).join('');
	const notes = [demo && 'demonstration', closed !== null && 'closed', passwordUntil !== null && 'one-time password'];
	const note = notes.filter((one) => one !== false).map((one) => `  (${one})`);
	return `${id}  ${name}${note.join('')}${seats || '\n    no grants'}`;
}

const numberOf = ({ number }: NumberedGrant): string => String(number).padStart(3);

function grantText({ role, desk, books, from, to, cover, ended }: Grant, areas: Areas): string {
	const path = areas
		.path(desk)
		.slice(-2)
		.map(({ name }) => name);
	const term = from || to ? `, ${from ?? '…'} to ${to ?? '…'}` : '';
	const note = `${cover ? ', a cover' : ''}${ended ? `, ended ${ended}` : ''}`;
	return `${role} at ${desk} ${path.join(' ')} [${books.join(',')}]${term}${note}`;
}
