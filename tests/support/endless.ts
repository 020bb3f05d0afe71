/** The inputs of yjs#687, each of which makes Yjs loop without end or fill the memory, and the same lengths in the encoding of ours. */
export const endlessInputs: readonly Uint8Array[] = [
	'00010000000001000100010200001602000001fdffffffff7f0000',
	'0001ffffffffffffff7f',
	'01ffffffffffffff0f0500',
	'0101050008010765',
	'010105000801076500ffffffffffffff0f',
	'010105000affffffffffffff0f',
	'0101050000ffffffffffffff0f',
	'010105080107656e7472696573ffffffffffffff0f77',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));
