/** The `quarantine` command: words in, words out; the ledger is given. */
import { parseArgs } from 'node:util';
import { deskOf } from '#lib/ledger/page.ts';
import { isWaivable, waivable } from '#lib/ledger/refusal.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import type { OperatorRecord } from '#server/deliveries/operator.ts';
import { idsOfTexts } from '#server/deliveries/subjects.ts';
import type { Dealing, RefusedPacket } from '#server/store/shelf.ts';
import { discard, readPacket, release, type QuarantineDeps } from './quarantine.ts';
import { readRescue, type RescueMeans } from './rescue.ts';

export interface Said {
	readonly text: string;
	/** Exit code. */
	readonly code: 0 | 1;
}

export const help = `What the gate did not take, of this data folder ($DATA_DIR, ./data by default).

  npm run quarantine -- list [--all]           what nobody has dealt with; --all also the rest
  npm run quarantine -- show <number>          its reasons, its texts, and what was done with it
  npm run quarantine -- release <number> --why <words> [--waive <check,check>]
  npm run quarantine -- discard <number> --why <words>
  npm run quarantine -- take <file>            puts what a phone's rescue file holds in quarantine, to be looked at

  <check>  ${waivable.join(', ')}

A release passes the gate again: only the checks that are named are passed over, and what it takes goes to its page
under its author's name. Discarding throws the bytes away. Who did what, when and why stays,
and so does who had a packet shown (查看记录).
list and show work beside a running server; the others do not: stop it first, or use 人员 › 隔离 in the app.`;

const options = {
	all: { type: 'boolean' },
	why: { type: 'string' },
	waive: { type: 'string' },
	help: { type: 'boolean', short: 'h' },
} as const;

type Values = { all?: boolean; why?: string; waive?: string; help?: boolean };
type Ordered = { readonly command: string; readonly name: string; readonly values: Values };

const shownAtOnce = 500;
const everywhere = '';

export const isWriting = (args: readonly string[]): boolean => ['release', 'discard', 'take'].includes(args[0] ?? '');

export interface CommandDeps extends QuarantineDeps, Pick<RescueMeans, 'key'> {
	/** A file's text; null when it cannot be read. */
	readonly read: (file: string) => string | null;
	readonly record: OperatorRecord;
}

/** @param operator who sits at the command line */
export async function run(args: readonly string[], deps: CommandDeps, operator: string): Promise<Said> {
	const order = parse(args);
	if (!order.ok) return refuse(order.error);
	const { command, name, values } = order.value;
	const number = Number(name || Number.NaN);
	if (command === '' || values.help) return say(help);
	if (command === 'list') return list(deps, values);
	if (command === 'take') return take(deps, name);
	if (!['show', 'release', 'discard'].includes(command)) return refuse(`There is no command '${command}'.\n\n${help}`);
	if (!Number.isInteger(number) || number < 1) return refuse('Say which: the number that list shows.');
	if (command === 'show') return show(deps, number);
	const why = values.why?.trim();
	if (!why) return refuse("Say why: --why 'spoke with the worker'");
	const waive = (values.waive ?? '')
		.split(',')
		.map((code) => code.trim())
		.filter(Boolean);
	const wrong = waive.find((code) => !isWaivable(code));
	if (wrong !== undefined) return refuse(`'${wrong}' cannot be waived; these can: ${waivable.join(', ')}.`);
	const told = { by: operator, why, waive: waive.filter(isWaivable) };
	const done = command === 'release' ? await release(deps, number, told) : await discard(deps, number, told);
	if (done.ok) return say(dealingText(done.value));
	const words = {
		unknown: `There is no packet ${number}. See: npm run quarantine -- list --all`,
		settled: `Packet ${number} was dealt with before. See: npm run quarantine -- show ${number}`,
		unreadable: `Packet ${number} shows no entry: it can only be discarded.`,
	};
	return refuse(words[done.error]);
}

const say = (text: string): Said => ({ text, code: 0 });
const refuse = (text: string): Said => ({ text, code: 1 });

function parse(args: readonly string[]): Result<Ordered, string> {
	try {
		const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
		const [command = '', name = ''] = positionals;
		return ok({ command, name, values });
	} catch (error) {
		// parseArgs throws on what it does not know, with a sentence that says what.
		return err(`${(error as Error).message}\n\n${help}`);
	}
}

async function list({ store }: QuarantineDeps, { all = false }: Values): Promise<Said> {
	const packets = await store.shelf.packets({ area: everywhere, open: !all, limit: shownAtOnce });
	if (packets.length === 0) return say('There is nothing in quarantine.');
	return say(packets.map(packetLine).join('\n'));
}

async function show({ store, record }: CommandDeps, number: number): Promise<Said> {
	const found = await readPacket(store, number);
	if (!found) return refuse(`There is no packet ${number}.`);
	const { packet, texts } = found;
	const what = { list: 'quarantine', packet: packet.number };
	await record({ way: 'card', what }, new Map([[deskOf(packet.page), idsOfTexts(texts ?? [])]]));
	const reasons = packet.refusals.map(({ id, code, detail }) => `  ${code}  ${id ?? '-'}  ${detail ?? ''}`.trimEnd());
	const content = texts === null ? ['  (discarded)'] : texts.length === 0 ? ['  (no text can be read)'] : texts;
	return say(
		[
			packetLine(packet),
			'Refused:',
			...reasons,
			'Texts:',
			...content,
			...(packet.dealings.length > 0 ? ['Done:', ...packet.dealings.map(dealingText)] : []),
		].join('\n'),
	);
}

async function take(deps: CommandDeps, name: string): Promise<Said> {
	const text = deps.read(name);
	if (text === null) return refuse(`The file '${name}' cannot be read.`);
	const read = await readRescue(text, deps);
	if (!read.ok)
		return refuse(
			read.error === 'later-version'
				? 'A later version of the app wrote this file: upgrade the server first.'
				: `'${name}' is no rescue file, or not a whole one. Nothing was taken.`,
		);
	const { packets, account, closed, erased } = read.value;
	await deps.store.quarantine(packets);
	const count = packets.reduce((sum, { refusals }) => sum + refusals.length, 0);
	return say(
		[
			`${count} entries of ${account} lie in quarantine now, in ${packets.length} packets. See: npm run quarantine -- list`,
			...(closed > 0
				? [
						`${closed} cannot be opened here: refused before (then they lie in quarantine already), sealed for another server, or damaged.`,
					]
				: []),
			...(erased > 0 ? [`${erased} are about people who were erased, and were left out.`] : []),
		].join('\n'),
	);
}

function packetLine({ number, at, account, device, page, refusals, size, settled }: RefusedPacket): string {
	const codes = [...new Set(refusals.map(({ code }) => code))].join(',');
	const when = new Date(at).toISOString();
	return `${String(number).padStart(6)}  ${when}  ${account}${device ? `/${device}` : ''}  ${page}  ${codes}  ${refusals.length} entries, ${size} bytes${settled ? `  ${settled}` : ''}`;
}

function dealingText({ at, by, act, waived, why, taken, refused }: Dealing): string {
	const head = `${act} by ${by} at ${new Date(at).toISOString()}: ${why}`;
	const parts = [
		...(waived.length > 0 ? [`waived ${waived.join(',')}`] : []),
		...(act === 'released' ? [`${taken.length} on the ledger`] : []),
		...(refused.length > 0
			? [`${refused.length} still refused: ${[...new Set(refused.map(({ code }) => code))].join(',')}`]
			: []),
	];
	return [head, ...parts.map((part) => `  ${part}`)].join('\n');
}
