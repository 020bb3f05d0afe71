/**
 * The air between phones and a server: sockets and questions by HTTP that are slow, break, and lose what is under way.
 * Within one connection bytes keep their order; across connections nothing does: what an old one still carried may arrive
 * behind what a new one brought.
 */
import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import type { Time } from './time.ts';

/** How one phone's network is. */
export interface Network {
	state: 'up' | 'down' | 'mute';
	/** Longest way of a message, ms. */
	slow: number;
	/** Share of HTTP questions whose request, or whose answer, is lost. */
	loss: number;
}

export interface Question {
	readonly method: string;
	readonly url: string;
	readonly headers: Record<string, string>;
	readonly body: string | undefined;
}
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, unknown>>;
	readonly body: Uint8Array;
}

export interface WireDeps {
	readonly time: Time;
	readonly random: () => number;
	/** Whether a message comes twice: drawn by itself, so that a world without it stays the same world. */
	readonly isTwice: () => boolean;
	readonly networkOf: (host: string) => Network;
	/** Takes a socket at the server; false when nobody listens. */
	readonly accept: (socket: WebSocket, url: URL) => boolean;
	/** Answers a question by HTTP; null when nobody listens. */
	readonly answer: (question: Question) => Promise<Answer> | null;
	/** Hears what the server says, as it says it. */
	readonly said: (host: string, url: URL, bytes: Uint8Array) => void;
	readonly note: (what: string, host: string, bytes?: Uint8Array) => void;
}

export type Wire = ReturnType<typeof createWire>;

export function createWire({ time, random, isTwice, networkOf, accept, answer, said, note }: WireDeps) {
	const lines = new Set<Line>();
	const counts = { sent: 0, lost: 0, late: 0, twice: 0, cut: 0, asked: 0, unanswered: 0 };
	const way = (host: string) => 1 + Math.floor(random() * networkOf(host).slow);

	class Line {
		readonly near: Near;
		readonly far: Far;
		readonly host: string;
		readonly url: URL;
		/** When the last message of each direction arrives. */
		readonly arrivals = { toFar: 0, toNear: 0 };
		readonly underWay = new Set<{ readonly cancel: () => void; readonly to: 'near' | 'far' }>();
		isOpen = false;
		constructor(near: Near, url: URL) {
			this.near = near;
			this.host = url.hostname;
			this.url = url;
			this.far = new Far(this);
			lines.add(this);
			time.later(way(this.host), () => {
				const isThere =
					networkOf(this.host).state !== 'down' && this.near.readyState === 0 && accept(this.far as never, url);
				if (!isThere) return this.cut('refused');
				this.isOpen = true;
				note('open', this.host);
				this.near.opened();
			});
		}
		carry(to: 'near' | 'far', bytes: Uint8Array | null, arrive: () => void) {
			const key = to === 'far' ? 'toFar' : 'toNear';
			counts.sent++;
			if (to === 'near' && networkOf(this.host).state === 'mute') return void counts.lost++;
			this.arrivals[key] = Math.max(time.now() + way(this.host), this.arrivals[key]);
			const parcel = { to, cancel: () => {} };
			parcel.cancel = time.later(this.arrivals[key] - time.now(), () => {
				this.underWay.delete(parcel);
				for (let times = bytes && isTwice() ? 2 : 1; times > 0; times--) {
					if (bytes) note(to === 'far' ? 'to server' : 'to phone', this.host, bytes);
					arrive();
					if (times > 1) counts.twice++;
				}
			});
			this.underWay.add(parcel);
		}
		/** Breaks in the middle: some of what is under way still arrives, the rest never does. */
		cut(why: string) {
			if (!lines.delete(this)) return;
			counts.cut++;
			note(`cut (${why})`, this.host);
			let isLosing = false;
			for (const parcel of this.underWay) {
				isLosing ||= random() < 0.5;
				if (parcel.to === 'far' && !isLosing) counts.late++;
				else {
					parcel.cancel();
					counts.lost++;
				}
			}
			// The server learns late that nobody is there any more.
			time.later(Math.max(0, this.arrivals.toFar - time.now()) + Math.floor(random() * 20_000), () =>
				this.far.end(1006, ''),
			);
			this.near.end(1006, '');
		}
	}

	/** What a browser has. */
	class Near {
		static readonly OPEN = 1;
		readonly OPEN = 1;
		readonly url: string;
		binaryType = '';
		readyState = 0;
		onopen: (() => void) | null = null;
		onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
		onclose: ((event: { code: number; reason: string }) => void) | null = null;
		onerror: ((event: unknown) => void) | null = null;
		readonly line: Line;
		constructor(url: string) {
			this.url = url;
			this.line = new Line(this, new URL(url));
		}
		opened() {
			this.readyState = 1;
			this.onopen?.();
		}
		send(data: Uint8Array) {
			if (this.readyState !== 1) return;
			const bytes = new Uint8Array(data);
			this.line.carry('far', bytes, () => this.line.far.heard(bytes));
		}
		heard(bytes: Uint8Array) {
			if (this.readyState === 1) this.onmessage?.({ data: new Uint8Array(bytes).buffer });
		}
		/** Closed by the phone itself: what it sent before still goes out. */
		close() {
			if (this.readyState > 1) return;
			this.readyState = 2;
			lines.delete(this.line);
			for (const parcel of this.line.underWay) if (parcel.to === 'near') parcel.cancel();
			this.line.carry('far', null, () => this.line.far.end(1005, ''));
			this.end(1005, '');
		}
		end(code: number, reason: string) {
			if (this.readyState === 3) return;
			this.readyState = 3;
			this.onclose?.({ code, reason });
		}
	}

	/** What the server has: as much of ws as it uses. */
	class Far extends EventEmitter {
		readonly OPEN = 1;
		readonly CLOSED = 3;
		readyState = 1;
		readonly bufferedAmount = 0;
		readonly line: Line;
		private isPaused = false;
		private waiting: Uint8Array[] = [];
		constructor(line: Line) {
			super();
			this.line = line;
		}
		send(data: Uint8Array, done?: () => void) {
			if (this.readyState === 1) {
				const bytes = new Uint8Array(data);
				said(this.line.host, this.line.url, bytes);
				this.line.carry('near', bytes, () => this.line.near.heard(bytes));
			}
			if (done) time.later(0, done);
		}
		ping() {
			this.line.carry('near', null, () => {
				if (this.line.near.readyState === 1) this.line.carry('far', null, () => this.emit('pong'));
			});
		}
		pause() {
			this.isPaused = true;
		}
		resume() {
			this.isPaused = false;
			for (const bytes of this.waiting.splice(0)) this.heard(bytes);
		}
		heard(bytes: Uint8Array) {
			if (this.readyState !== 1) return;
			if (this.isPaused) this.waiting.push(bytes);
			else this.emit('message', Buffer.from(bytes));
		}
		close(code = 1005, reason = '') {
			if (this.readyState !== 1) return;
			this.readyState = 2;
			note(`closed ${code}`, this.line.host);
			this.line.carry('near', null, () => {
				lines.delete(this.line);
				this.line.near.end(code, reason);
			});
			this.end(code, reason);
		}
		terminate() {
			this.line.cut('silence');
			this.end(1006, '');
		}
		end(code: number, reason: string) {
			if (this.readyState === 3) return;
			this.readyState = 3;
			this.emit('close', code, Buffer.from(reason));
		}
	}

	const fetcher =
		(host: string, token: () => string): typeof fetch =>
		async (input, init = {}) => {
			const url = new URL(String(input));
			const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token()}` };
			const question = {
				method: init.method ?? 'GET',
				url: url.pathname + url.search,
				headers,
				body: init.body as string,
			};
			const isLost = () => networkOf(host).state === 'down' || random() < networkOf(host).loss;
			counts.asked++;
			await wait(way(host));
			const answered = isLost() ? null : answer(question);
			if (!answered) throw broken();
			let given = await time.during(answered);
			// What stands between may ask once more by itself, and give the later answer.
			const again = isTwice() ? answer(question) : null;
			if (again) {
				counts.twice++;
				given = await time.during(again);
			}
			note(`${question.method} ${url.pathname} ${given.status}`, host);
			await wait(way(host));
			if (networkOf(host).state === 'up' && !isLost()) return responseOf(given);
			counts.unanswered++;
			throw broken();
		};
	const wait = (ms: number) => new Promise<void>((resolve) => void time.later(ms, resolve));

	return {
		counts,
		Socket: Near,
		fetcher,
		/** Breaks all sockets of a phone, or of all. */
		cut: (host: string | null, why: string) => {
			for (const line of [...lines]) if (host === null || line.host === host) line.cut(why);
		},
	};
}

const broken = () => new TypeError('the network failed');

/** As much of a response as a phone reads. */
function responseOf({ status, headers, body }: Answer): Response {
	return {
		ok: status >= 200 && status < 300,
		status,
		headers: { get: (name: string) => (name in headers ? String(headers[name]) : null) },
		json: async () => JSON.parse(new TextDecoder().decode(body)) as unknown,
		arrayBuffer: async () => new Uint8Array(body).buffer,
	} as unknown as Response;
}
