import { describe, expect, it } from 'vitest';
import { envelopeOf, openForServer, sealForServer } from './envelope.ts';

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const whose = envelopeOf('grid01', 'device-1');

async function serverKeys() {
	const pair = await crypto.subtle.generateKey(curve, true, ['deriveBits']);
	return { open: pair.privateKey, seal: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)) };
}

describe('a key sealed for the server', () => {
	it('[K13] is opened by the server alone, for the account and device that sealed it', async () => {
		const [server, other] = [await serverKeys(), await serverKeys()];
		const key = crypto.getRandomValues(new Uint8Array(32));
		const envelope = await sealForServer(key, server.seal, whose);
		expect(await openForServer(envelope, server.open, whose)).toEqual(key);
		expect(await openForServer(envelope, other.open, whose)).toBeNull();
		expect(await openForServer(envelope, server.open, envelopeOf('grid02', 'device-1'))).toBeNull();
		expect(await sealForServer(key, server.seal, whose)).not.toEqual(envelope);
	});

	it('[K13] opens to nothing when it was changed, cut, or is none', async () => {
		const server = await serverKeys();
		const envelope = await sealForServer(new Uint8Array(32), server.seal, whose);
		for (const place of [0, 1, 64, 65, 76, 77, envelope.length - 1]) {
			const changed = envelope.slice();
			changed[place]! ^= 1;
			expect(await openForServer(changed, server.open, whose)).toBeNull();
		}
		for (const length of [0, 64, 65, 77, envelope.length - 1])
			expect(await openForServer(envelope.slice(0, length), server.open, whose)).toBeNull();
	});
});
