/** Keeps the roll: what the server says of all its chains, at its start, every hour and at its end. */
import { rollText, type RollFault } from '#lib/proof/roll.ts';
import type { Proofs } from '#server/store/proofs.ts';
import { adoptSealed } from './headings.ts';
import { adopt } from './prove.ts';
import { isSignedBy, sha256, type KeyOfFolder, type Signer } from './signer.ts';

/** The first thing that is wrong with the roll. `isDue`: there must be one. */
export async function rollFaultOf(
	proofs: Proofs,
	isSigned: (text: string, signature: string) => boolean,
	isDue: boolean,
): Promise<RollFault | null> {
	const roll = await proofs.roll();
	if (!roll) return isDue ? { code: 'roll-missing' } : null;
	if (!isSigned(rollText(roll, sha256), roll.signature)) return { code: 'roll-signature' };
	for (const end of roll.ends) if (!(await proofs.has(end))) return { code: 'chain-cut', end };
	return null;
}

/** Signs anew where the chains stand; a ledger that lacks what was signed before keeps the roll that shows it. */
export async function renewRoll(proofs: Proofs, signer: Signer, at: number): Promise<RollFault | null> {
	const isOwn = (text: string, signature: string) => isSignedBy(signer.publicKey, text, signature);
	const fault = await rollFaultOf(proofs, isOwn, true);
	if (!fault) await signRoll(proofs, signer, at);
	return fault;
}

async function signRoll(proofs: Proofs, signer: Signer, at: number): Promise<void> {
	const ends = await proofs.ends();
	await proofs.keepRoll({ at, ends, signature: signer.sign(rollText({ at, ends }, sha256)) });
}

/**
 * Once for each key: what a ledger held before there were proofs is receipted, headed and listed as it is. That this was
 * done stands beside the key, where nobody writes who cannot sign: never again is anything receipted that came in
 * behind the gate's back.
 */
export async function settleProofs(proofs: Proofs, key: KeyOfFolder, now: () => number): Promise<void> {
	if (key.isSettled()) return;
	await adopt(proofs, key, now);
	await adoptSealed(proofs, key, now);
	await signRoll(proofs, key, now());
	key.settle();
}
