/** A WebP without what a browser wraps around the picture: a colour profile takes as many bytes as a thumbnail. Pure. */

/** The bare picture; as it came when it is not the plain lossy sort. */
export function bareWebp(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const nameAt = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
	for (let at = 12; at + 8 <= bytes.length;) {
		const padded = view.getUint32(at + 4, true) + (view.getUint32(at + 4, true) % 2);
		if (nameAt(at) === 'ALPH') return bytes;
		if (nameAt(at) === 'VP8 ') return alone(bytes.subarray(at, at + 8 + padded));
		at += 8 + padded;
	}
	return bytes;
}

function alone(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(12 + chunk.length);
	whole.set(new TextEncoder().encode('RIFF    WEBP'));
	new DataView(whole.buffer).setUint32(4, 4 + chunk.length, true);
	whole.set(chunk, 12);
	return whole;
}
