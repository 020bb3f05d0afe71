/**
 * One page's socket: y-websocket's provider on the page's Y.Doc, with the three messages of ours on the same wire.
 * Knows nothing of the database.
 */
import { WebsocketProvider } from 'y-websocket';
import type { PageId } from '#lib/ledger/page.ts';
import type { Refusal } from '#lib/ledger/refusal.ts';
import { applyToDoc, docToClocks, openDoc, watchDoc } from '#lib/replica/doc.ts';
import { askMessage, bytesToMessage, haveYouMessage, messageTypes, type Receipt } from '#lib/replica/messages.ts';

export interface LinkOptions {
	/** `ws://host` or `wss://host`. */
	readonly server: string;
	readonly page: PageId;
	readonly epoch: number;
	/** Besides `receipts` and `epoch`; the app itself needs none, since its cookie goes along. */
	readonly params?: { readonly [name: string]: string };
	/** The page's bytes. */
	readonly updates: readonly Uint8Array[];
}

export interface LinkEvents {
	readonly onRemote: (update: Uint8Array) => void;
	readonly onReceipts: (receipts: readonly Receipt[]) => void;
	readonly onRefusals: (refusals: readonly Refusal[]) => void;
	/** The server's answer to what we have is in: all of the page is here. */
	readonly onSynced: () => void;
	/** No socket any more, or none yet; it does not try again by itself. */
	readonly onBroken: () => void;
	/** Closed for a reason that trying again does not change: 4401, 4403, 4404, 4409, 4413, 4422. */
	readonly onClosed: (code: number) => void;
}

export interface Link {
	readonly isSynced: () => boolean;
	/** Own bytes; sent at once when connected, else with the next answer to the server's question. */
	readonly feed: (update: Uint8Array) => void;
	/** True once the server has dealt with all that this socket sent before; false when the socket broke first. */
	readonly barrier: () => Promise<boolean>;
	readonly haveYou: (ids: readonly string[]) => void;
	/** Connects unless it is; a socket that was silent for too long is given up for another. @param isSuspect also one that was not */
	readonly reconnect: (isSuspect: boolean) => void;
	/** Gives its socket up until `reconnect`. */
	readonly rest: () => void;
	readonly close: () => void;
}

/** The server speaks at least every 20 s; a socket silent for longer than this is not trusted. */
const silenceMs = 25_000;

export function openLink({ server, page, epoch, params, updates }: LinkOptions, events: LinkEvents): Link {
	const doc = openDoc(updates);
	const provider = new WebsocketProvider(`${server}/sync`, page, doc, {
		connect: false,
		// One tab syncs, and tabs share the database: a second channel between them would only double the work.
		disableBc: true,
		// Whoever runs the pages tries again, with one question for all of them: a browser makes an app wait for seconds whose
		// sockets kept failing, and each try wakes the phone.
		shouldReconnect: () => false,
		params: { receipts: '1', ...(epoch > 1 ? { epoch: String(epoch) } : {}), ...params },
	});
	// Nobody's presence is told, so nothing of it is watched and sent.
	provider.awareness.destroy();
	// Looks after its socket every 3 s; here that is done for all pages at once (`reconnect`).
	clearInterval(provider._checkInterval);
	const questions = createQuestions();

	listen(provider, questions, events);
	watchDoc(doc, (update, origin) => {
		if (origin === provider) events.onRemote(update);
	});
	provider.connect();
	const send = (bytes: Uint8Array): boolean => {
		if (!provider.wsconnected || provider.ws?.readyState !== 1) return false;
		provider.ws.send(bytes as Uint8Array<ArrayBuffer>);
		return true;
	};
	return {
		isSynced: () => provider.synced,
		feed: (update) => applyToDoc(doc, update, 'own'),
		barrier: () => (send(askMessage(docToClocks(doc))) ? questions.asked() : Promise.resolve(false)),
		haveYou: (ids) => void send(haveYouMessage(ids)),
		reconnect: (isSuspect) => {
			const isSilent = Date.now() - provider.wsLastMessageReceived > silenceMs;
			if (provider.wsconnected && (isSuspect || isSilent)) provider.disconnect();
			provider.connect();
		},
		rest: () => provider.disconnect(),
		close: () => {
			provider.destroy();
			questions.reset();
			doc.destroy();
		},
	};
}

type Questions = ReturnType<typeof createQuestions>;

/** Counts questions and answers of a socket: the server answers in order, so an answer says that all before is dealt with. */
function createQuestions() {
	let asked = 0;
	let answered = 0;
	let open: { readonly number: number; readonly done: (isAnswered: boolean) => void }[] = [];
	return {
		/** Another socket; the provider asks once by itself when it opens. */
		begin: () => {
			asked = 1;
			answered = 0;
		},
		asked: () => {
			const number = ++asked;
			return new Promise<boolean>((done) => open.push({ number, done }));
		},
		answered: () => {
			answered++;
			for (const { number, done } of open) if (number <= answered) done(true);
			open = open.filter(({ number }) => number > answered);
		},
		reset: () => {
			for (const { done } of open) done(false);
			open = [];
		},
	};
}

const answerStep = 1;

function listen(provider: WebsocketProvider, questions: Questions, events: LinkEvents): void {
	const handlers = provider.messageHandlers;
	const readSync = handlers[messageTypes.sync]!;
	handlers[messageTypes.sync] = (encoder, decoder, ...rest) => {
		const isAnswer = decoder.arr[decoder.pos] === answerStep;
		readSync(encoder, decoder, ...rest);
		if (isAnswer) questions.answered();
	};
	handlers[messageTypes.receipt] = (_encoder, decoder) => {
		const message = bytesToMessage(decoder.arr);
		if (message?.type === 'receipt') events.onReceipts(message.receipts);
	};
	handlers[messageTypes.refusal] = (_encoder, decoder) => {
		const message = bytesToMessage(decoder.arr);
		if (message?.type === 'refusal') events.onRefusals(message.refusals);
	};
	provider.on('status', ({ status }) => {
		if (status === 'connected') return questions.begin();
		questions.reset();
	});
	provider.on('sync', (isSynced: boolean) => {
		if (isSynced) events.onSynced();
	});
	provider.on('closed', ({ code }) => (code >= 4400 && code < 4500 ? events.onClosed(code) : events.onBroken()));
}
