/** Runs in a process of its own: does the one piece of work that it was given, says how far it is, and answers. */
import type { Said } from '#server/apart/apart.ts';
import { fileToWorkbook } from './file.ts';
import { buildingsOf, workbookToPeople, workbookToPlaces, workbookToRoster, type Mapping } from './mapping.ts';
import type { Workbook } from './workbook.ts';

export type Job =
	| { readonly job: 'read'; readonly bytes: Uint8Array; readonly fileName: string }
	| {
			readonly job: 'roster' | 'people' | 'places';
			readonly workbook: Workbook;
			readonly mapping: Mapping;
			readonly today: string;
	  }
	| { readonly job: 'buildings'; readonly workbook: Workbook; readonly mapping: Mapping };

const say = (said: Said, then = () => {}) => process.send!(said, then);
const watch = { onProgress: (done: number, total: number) => void say({ done, total }) };

process.once('message', async (job: Job) => {
	say({ answer: await answerTo(job) }, () => process.disconnect());
});

function answerTo(job: Job): unknown {
	if (job.job === 'read') return fileToWorkbook(job.bytes, job.fileName);
	if (job.job === 'buildings') return buildingsOf(job.workbook, job.mapping);
	if (job.job === 'places') return workbookToPlaces(job.workbook, job.mapping, watch);
	const list = job.job === 'roster' ? workbookToRoster : workbookToPeople;
	return list(job.workbook, job.mapping, job.today, watch);
}
