/** Attacks by their number and by their slowness, on a server of which an honest phone asks something all along. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entryToText } from '#lib/ledger/entry.ts';
import { answerMessage, haveYouMessage, updateMessage } from '#lib/replica/messages.ts';
import { runsToUpdate } from '#lib/replica/runs.ts';
import { endlessInputs } from '#tests/support/endless.ts';
import { createRandom, idOf } from '#tests/support/entries.ts';
import { besiege, damaged, memoryShare, type Besieged } from '#tests/support/hostile.ts';
import { openClient, type Client } from '#tests/support/rooms.ts';

const attackers = 8;
const socketsOfEach = 300;
let siege: Besieged;
beforeAll(async () => {
	siege = await besiege(attackers);
}, 240_000);
afterAll(() => siege.dispose());

it('[S99] damaged frames by the thousand leave nothing in its memory', { timeout: 240_000 }, async () => {
	const random = createRandom(20_261_127);
	const send = async (count: number) => {
		const client = await siege.open(siege.tokens[0]!);
		for (let sent = 0; sent < count; sent++)
			client.send(updateMessage(damaged([siege.visit(0), siege.visit(0)].map(entryToText), random)));
		client.send(haveYouMessage([]));
		for (let isDone = false; !isDone;) isDone = (await client.next('receipt')).receipts.length === 0;
		await client.close();
	};
	for (let round = 0; round < 10; round++) await send(100);
	const before = await siege.memory();
	for (let round = 0; round < 30; round++) {
		await send(100);
		await siege.serveHonest();
	}
	expect((await siege.memory()) / before).toBeLessThan(memoryShare);
});

it('[S99] thousands of sockets are held, more are sent away, and all are forgotten', { timeout: 240_000 }, async () => {
	await siege.serveHonest();
	const before = await siege.memory();
	const sockets: Client[] = [];
	for (const token of siege.tokens.slice(0, attackers)) {
		const own = await Promise.all(Array.from({ length: socketsOfEach }, () => siege.open(token)));
		sockets.push(...own);
		expect((await (await siege.open(token)).closed).code).toBe(4529);
		await siege.serveHonest();
	}
	const url = `ws://127.0.0.1:${siege.server.port}/sync/${siege.page}`;
	for (let round = 0; round < 10; round++) {
		const strangers = await Promise.all(Array.from({ length: 100 }, () => openClient(url)));
		expect(new Set((await Promise.all(strangers.map(({ closed }) => closed))).map(({ code }) => code))).toEqual(
			new Set([4401]),
		);
		await siege.serveHonest();
	}
	for (const { socket } of sockets) socket.terminate();
	await Promise.all(sockets.map(({ closed }) => closed));
	// Seats are free again once the server has seen it.
	for (let isFree = false; !isFree;) {
		const client = await siege.open(siege.tokens[0]!);
		isFree = await Promise.race([
			client.closed.then(() => false),
			client.next('ask').then(
				() => true,
				() => false,
			),
		]);
		client.socket.terminate();
	}
	expect((await siege.memory()) / before).toBeLessThan(memoryShare);
});

it('[S99] frames that are too large are not kept', { timeout: 240_000 }, async () => {
	// The room says no to the first; the socket itself never takes the second in.
	const sizes = [
		{ bytes: 1024 * 1024 + 100, code: 4413 },
		{ bytes: 3 * 1024 * 1024, code: 1009 },
	];
	const send = async (rounds: number) => {
		for (let round = 0; round < rounds; round++) {
			for (const { bytes, code } of sizes) {
				const client = await siege.open(siege.tokens[round % attackers]!);
				client.send(answerMessage(new Uint8Array(bytes)));
				expect((await client.closed).code).toBe(code);
			}
			await siege.serveHonest();
		}
	};
	// Measured before the first: what is still on its way out would make room for a leak.
	for (let round = 0; round < 20; round++) await siege.serveHonest();
	const before = await siege.memory();
	await send(50);
	for (let round = 0; round < 20; round++) await siege.serveHonest();
	expect((await siege.memory()) / before).toBeLessThan(memoryShare);
});

it('[S99] updates that explode leave nothing in its memory', { timeout: 240_000 }, async () => {
	const runs = Array.from({ length: 1000 }, (_, index) => ({
		client: 5_000_000 + index,
		clock: 0,
		origin: null,
		texts: Array<string>(500).fill(''),
	}));
	// Just long enough to name an id, and none can be parsed: what costs a reader most.
	const unread = Array.from({ length: 21_000 }, (_, index) => `{"id":"${idOf(index)}" `);
	const crowded = runsToUpdate([{ client: 5_000_000, clock: 0, origin: null, texts: unread }]);
	const exploding = [...endlessInputs, runsToUpdate(runs), crowded];
	const send = async (rounds: number) => {
		for (let round = 0; round < rounds; round++) {
			const client = await siege.open(siege.tokens[round % attackers]!);
			for (const update of exploding) {
				client.send(updateMessage(update));
				expect((await client.next('refusal')).refusals).toMatchObject([
					{ id: null, code: expect.stringMatching(/^(frame|structure)$/) as string },
				]);
			}
			await client.close();
			await siege.serveHonest();
		}
	};
	await send(5);
	const before = await siege.memory();
	await send(30);
	expect((await siege.memory()) / before).toBeLessThan(memoryShare);
});

it('[S99] guesses of passwords are forgotten', { timeout: 240_000 }, async () => {
	const guess = async (round: number) => {
		const asked = Array.from({ length: 100 }, (_, index) =>
			fetch(`${siege.server.url}/api/session`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({
					account: index % 2 ? `guess-${round}-${index}` : 'attacker-1',
					password: `wrong-${index}`,
				}),
			}),
		);
		const answers = await Promise.all(asked);
		await Promise.all(answers.map((answer) => answer.arrayBuffer()));
		for (const { status } of answers) expect([401, 429]).toContain(status);
		await siege.serveHonest();
	};
	for (let round = 0; round < 3; round++) await guess(round);
	const before = await siege.memory();
	for (let round = 3; round < 20; round++) await guess(round);
	expect((await siege.memory()) / before).toBeLessThan(memoryShare);
});

it('[S99] frames and bodies that come byte by byte keep nobody waiting', { timeout: 240_000 }, async () => {
	const before = await siege.memory();
	const dripping = [
		...(await Promise.all(Array.from({ length: 60 }, (_, index) => beginFrame(siege.tokens[index % attackers]!)))),
		...(await Promise.all(Array.from({ length: 60 }, (_, index) => beginBody(siege.tokens[index % attackers]!)))),
	];
	for (let round = 0; round < 100; round++) {
		for (const stream of dripping) stream.write(Buffer.from([0x5b]));
		await siege.serveHonest();
	}
	expect((await siege.memory()) / before).toBeLessThan(memoryShare);
	for (const stream of dripping) stream.destroy();
	await siege.serveHonest();
	expect((await siege.memory()) / before).toBeLessThan(memoryShare);
});

async function stream(head: readonly string[]): Promise<Socket> {
	const socket = connect(siege.server.port, '127.0.0.1');
	socket.on('error', () => undefined);
	await once(socket, 'connect');
	socket.write(`${head.join('\r\n')}\r\n\r\n`);
	return socket;
}

/** A websocket on which a frame of a megabyte has begun. */
async function beginFrame(token: string): Promise<Socket> {
	const socket = await stream([
		`GET /sync/${siege.page}?receipts=1&token=${token} HTTP/1.1`,
		'Host: 127.0.0.1',
		'Connection: Upgrade',
		'Upgrade: websocket',
		'Sec-WebSocket-Version: 13',
		'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
	]);
	await once(socket, 'data');
	socket.resume();
	// Binary, final; masked, with a length of eight bytes; a mask of zeros.
	socket.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0x0f, 0xff, 0xff, 0, 0, 0, 0]));
	return socket;
}

/** A request whose body of four megabytes has begun. */
const beginBody = (token: string): Promise<Socket> =>
	stream([
		`POST /api/pages/${siege.page}/entries HTTP/1.1`,
		'Host: 127.0.0.1',
		`Authorization: Bearer ${token}`,
		'Content-Type: application/json',
		'Content-Length: 4000000',
	]);
