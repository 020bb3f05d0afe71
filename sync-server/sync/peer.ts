/** One socket of one page: y-websocket's protocol, with receipts for those who ask. */
import { setImmediate as turn } from 'node:timers/promises';
import { denialOf } from '#lib/access/policy.ts';
import { dayOf, type Page, type PageId } from '#lib/ledger/page.ts';
import type { Refusal } from '#lib/ledger/refusal.ts';
import { updateSizeLimit } from '#lib/replica/limits.ts';
import {
	answerMessage,
	askMessage,
	bytesToMessage,
	keepAliveMessage,
	receiptMessage,
	refusalMessage,
	type Message,
} from '#lib/replica/messages.ts';
import type { WebSocket } from 'ws';
import { closes, type Close } from './closes.ts';
import type { Verdict } from './packet.ts';
import type { Intake } from './intake.ts';
import type { Author, Connection } from './rooms.ts';
import { createAllowance } from './allowance.ts';
import type { Lacking, Snapshots } from './snapshots.ts';

export interface Peer {
	/** Sends bytes of somebody else's update that holds these texts; hangs up on one who does not read, or may no longer. */
	readonly send: (message: Uint8Array, texts: readonly string[]) => void;
	/** Called every few seconds: keeps the socket alive, and ends it when the session or the grant has ended. */
	readonly tick: () => void;
	readonly close: (close: Close) => void;
}

export interface PeerDeps {
	readonly intake: Intake;
	readonly snapshots: Snapshots;
	/** Receipts of those of the ids that lie on the page. */
	readonly held: (page: PageId, ids: readonly string[]) => Promise<Verdict['accepted']>;
	readonly timeZone: string;
	readonly now: () => number;
	readonly onError: (error: unknown) => void;
}

/** Ticks are five seconds apart: y-websocket hangs up after 30 s of silence, so we speak after 20. */
const quietTicks = 4;
/** The head of a message is some bytes. */
const frameLimit = updateSizeLimit + 64;
const limits = { waitingInAll: 64 * 1024 * 1024, waitingHere: 4 * 1024 * 1024, unread: 32 * 1024 * 1024 } as const;
/** Far above a phone that sends a day's work entry by entry because one of them came back. */
export const messageRate = { burst: 3000, perSecond: 100 } as const;
/** What a question counts for among what is waiting, in bytes: it is small, and its answer may be a whole page. */
const questionWeight = 64 * 1024;

export function createPeer(socket: WebSocket, id: PageId, page: Page, connection: Connection, deps: PeerDeps): Peer {
	let quiet = 0;
	let waiting = 0;
	let isHeard = true;
	const allowance = createAllowance(messageRate, deps.now);
	// What is answered goes out in the order in which it was asked.
	let last: Promise<void> = Promise.resolve();

	const close = ({ code, reason }: Close) => socket.close(code, reason);
	const send = (message: Uint8Array) => {
		if (socket.readyState !== socket.OPEN) return;
		if (socket.bufferedAmount > limits.unread) return close(closes.overload);
		quiet = 0;
		socket.send(message);
	};
	const then = (answer: () => Promise<void>) => {
		last = last.then(answer).catch((error: unknown) => {
			deps.onError(error);
			close(closes.failed);
		});
	};

	/** The author as the session is now, when it still may read here; otherwise the socket is closed. */
	const admitted = (): Author | null => {
		const author = connection.author();
		if (!author) {
			close(closes.session);
			return null;
		}
		const denial = denialOf(author.grants, 'read', page.desk, page.book, dayOf(deps.now(), deps.timeZone));
		if (denial) close(closes.denied);
		return denial ? null : author;
	};

	/** Counts what waits for its turn, and reads no further while that is much. */
	const queue = (weight: number, work: () => Promise<void>) => {
		waiting += weight;
		if (waiting > limits.waitingHere) socket.pause();
		then(async () => {
			try {
				await work();
			} finally {
				waiting -= weight;
				if (waiting <= limits.waitingHere) socket.resume();
			}
		});
	};

	const take = (update: Uint8Array, author: Author) => {
		// Somebody with nothing new answers with an empty update.
		if (update.length === 2 && update[0] === 0 && update[1] === 0) return;
		if (deps.intake.waiting() > limits.waitingInAll) return close(closes.overload);
		const verdict = deps.intake.submit({
			page: id,
			author,
			now: deps.now(),
			content: { type: 'update', bytes: update },
			from: socket,
		});
		// Told where it is awaited, in its turn.
		verdict.catch(() => undefined);
		queue(update.length, async () => tell(await verdict));
	};

	/** Answers one question at a time, each when the answer before has gone out, and lets others have their turn between. */
	const answer = (toAnswer: () => Promise<Uint8Array>) =>
		queue(questionWeight, async () => {
			if (socket.readyState !== socket.OPEN || !admitted()) return;
			quiet = 0;
			const message = await toAnswer();
			await new Promise<void>((resolve) => socket.send(message, () => resolve()));
			await turn();
		});

	/** What shows nobody is no delivery. */
	const record = async (lacking: Lacking) => {
		if (lacking.way === 'page' ? lacking.seq === 0 : lacking.texts.length === 0) return;
		await connection.recorder?.write(lacking);
	};

	const tell = ({ accepted, refused }: Verdict) => {
		if (!connection.receipts) return refused.length > 0 ? close(brokenRules(refused)) : undefined;
		if (accepted.length > 0) send(receiptMessage(accepted));
		if (refused.length > 0) send(refusalMessage(refused));
	};

	const handle = (message: Message, author: Author) => {
		switch (message.type) {
			case 'ask':
				return answer(async () => {
					const lacking = await deps.snapshots.beyond(id, message.clocks);
					await record(lacking);
					return answerMessage(lacking.update);
				});
			case 'update':
				return take(message.update, author);
			case 'have-you':
				return answer(async () => receiptMessage(await deps.held(id, message.ids)));
			case 'awareness':
			case 'receipt':
			case 'refusal':
				// Awareness is not relayed; the other two are ours to say.
				return undefined;
		}
	};

	socket.on('message', (data: Buffer) => {
		isHeard = true;
		if (socket.readyState !== socket.OPEN) return;
		if (!allowance.take()) return close(closes.overload);
		if (data.length > frameLimit) return close(closes.tooLarge);
		const message = bytesToMessage(data);
		if (!message) return close(closes.unreadable);
		const author = admitted();
		if (author) handle(message, author);
	});
	socket.on('pong', () => {
		isHeard = true;
	});
	// Each ping is answered by itself; one who pings and does not read would fill the memory.
	socket.on('ping', () => {
		if (socket.bufferedAmount > limits.unread) socket.terminate();
	});
	// The close event follows, and tells all there is to do.
	socket.on('error', () => undefined);

	// A seat or a device that has ended closes the socket at once, and not with the next message.
	socket.once('close', connection.watch?.(() => void admitted()) ?? (() => undefined));

	then(async () => send(askMessage(await deps.intake.clocksOf(id))));
	return {
		send: (message, texts) => {
			if (socket.readyState !== socket.OPEN || !admitted()) return;
			if (connection.recorder?.note({ way: 'part', texts }) === false) return close(closes.failed);
			send(message);
		},
		close,
		tick: () => {
			if (++quiet < quietTicks) return;
			// Nothing, not even an answer to the last ping: nobody is there.
			if (!isHeard) return socket.terminate();
			if (!admitted()) return;
			isHeard = false;
			socket.ping();
			send(keepAliveMessage());
		},
	};
}

const brokenRules = (refused: readonly Refusal[]): Close => ({
	code: closes.rules.code,
	reason: `${closes.rules.reason}: ${[...new Set(refused.map(({ code }) => code))].slice(0, 5).join(', ')}`,
});
