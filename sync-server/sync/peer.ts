/** One socket of one page: y-websocket's protocol, with receipts for those who ask. */
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
import type { Snapshots } from './snapshots.ts';

export interface Peer {
	/** Sends bytes of somebody else's update; hangs up on one who does not read. */
	readonly send: (message: Uint8Array) => void;
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

export function createPeer(socket: WebSocket, id: PageId, page: Page, connection: Connection, deps: PeerDeps): Peer {
	let quiet = 0;
	let waiting = 0;
	let isHeard = true;
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
		waiting += update.length;
		if (waiting > limits.waitingHere) socket.pause();
		then(async () => {
			try {
				tell(await verdict);
			} finally {
				waiting -= update.length;
				if (waiting <= limits.waitingHere) socket.resume();
			}
		});
	};

	const tell = ({ accepted, refused }: Verdict) => {
		if (!connection.receipts) return refused.length > 0 ? close(brokenRules(refused)) : undefined;
		if (accepted.length > 0) send(receiptMessage(accepted));
		if (refused.length > 0) send(refusalMessage(refused));
	};

	const handle = (message: Message, author: Author) => {
		switch (message.type) {
			case 'ask':
				return then(async () => send(answerMessage(await deps.snapshots.beyond(id, message.clocks))));
			case 'update':
				return take(message.update, author);
			case 'have-you':
				return then(async () => send(receiptMessage(await deps.held(id, message.ids))));
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
		if (data.length > frameLimit) return close(closes.tooLarge);
		const message = bytesToMessage(data);
		if (!message) return close(closes.unreadable);
		const author = admitted();
		if (author) handle(message, author);
	});
	socket.on('pong', () => {
		isHeard = true;
	});
	// The close event follows, and tells all there is to do.
	socket.on('error', () => undefined);

	then(async () => send(askMessage(await deps.intake.clocksOf(id))));
	return {
		send,
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
