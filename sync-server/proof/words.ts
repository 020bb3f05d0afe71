/** What is wrong, in one sentence for an operator. */
import type { HeadingFlaw } from '#lib/proof/heading.ts';
import type { PageFault } from '#lib/proof/page.ts';
import type { EndFault } from '#lib/proof/page-end.ts';
import type { RollFault } from '#lib/proof/roll.ts';
import type { SealFault } from '#lib/proof/seal.ts';
import type { Wrong } from './verify.ts';

export function wrongWords(wrong: Wrong): string {
	if ('page' in wrong) return pageWrongWords(wrong.page, wrong.fault);
	if ('roll' in wrong) return rollWords(wrong.roll);
	if ('table' in wrong) return `A page is gone, and something of it still stands in ${wrong.table}`;
	return `The list row of record ${wrong.record} is ${wrong.list}: npm run ledger -- rebuild writes it anew`;
}

export const pageWrongWords = (page: string, fault: PageFault | EndFault): string =>
	`Page ${page}: ${pageWords(fault)}`;

export function rollWords(fault: RollFault): string {
	if (fault.code === 'roll-missing') return 'The signed roll of all pages is gone';
	if (fault.code === 'roll-signature') return `The roll of all pages is not signed by the server's key`;
	const { page, device, n } = fault.end;
	const what = device === null ? `receipt ${n}` : `seal ${n} of device ${device}`;
	return `Page ${page}: ${what} was there when the server last signed its roll, and is gone or another`;
}

function pageWords(fault: PageFault | EndFault): string {
	switch (fault.code) {
		case 'end-signature':
			return `where it ends is not signed by the server's key`;
		case 'end-other':
			return `its ${fault.what} are not all that the server exported`;
		case 'page-differs':
			return `the page and the log say different things of entry ${fault.id}`;
		case 'receipt-missing':
			return `receipt ${fault.n} is missing`;
		case 'entry-missing':
			return `entry ${fault.id} was receipted (receipt ${fault.n}) and is gone`;
		case 'entry-changed':
			return `an entry of receipt ${fault.n} is not what was receipted`;
		case 'receipt-signature':
			return `receipt ${fault.n} is not signed by the server's key`;
		case 'entry-unreceipted':
			return `entry ${fault.id} came in without a receipt`;
		case 'heading':
			return `its heading of epoch ${fault.epoch}: ${flaws[fault.flaw]}`;
		case 'erasure-unsaid':
			return `the text of entry ${fault.id} is gone, and no heading says that it was erased`;
		case 'key':
			return `device ${fault.device} has no key, or it is another account's`;
		case 'seal':
			return `seal ${fault.n} of device ${fault.device}: ${sealWords(fault.fault)}`;
	}
}

const flaws: Readonly<Record<HeadingFlaw, string>> = {
	missing: 'the server signed none',
	signature: `it is not signed by the server's key`,
	before: 'it stands behind another one',
	head: 'the chain of receipts is not the one that it names',
	ids: 'the entries are not the ones that it names',
};

function sealWords(fault: SealFault): string {
	switch (fault.code) {
		case 'seal-missing':
			return 'one before it is missing';
		case 'seal-signature':
			return 'it is not signed by the key of the device';
		case 'seal-changed':
			return 'an entry is not what was sealed';
		case 'entry-missing':
			return `entry ${fault.id} was sealed and is gone`;
		case 'author':
			return `entry ${fault.id} says another author or device`;
		case 'back-dated':
			return `entry ${fault.id} is dated before the last contact that it names`;
		case 'contact':
			return 'the contacts that it names run backwards, or lie ahead';
	}
}
