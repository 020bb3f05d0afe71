/** One import as a person goes through it; all that counts lies at the server, so a lost page loses a mapping at most. */
import type { SourceList } from '#lib/registers/register.ts';
import type { Answer, Failure } from '#lib/supervisor/api.ts';
import {
	importApi,
	type Decision,
	type Facts,
	type Job,
	type Mapping,
	type PastImport,
	type Preview,
	type Refused,
	type RowFault,
	type Uploaded,
} from './api.ts';

export type Step = 'file' | 'mapping' | 'preview' | 'facts' | 'run';
/** `gone`: the server no longer has the file. `busy`: another import is running. */
export type Trouble = Failure | 'gone' | 'busy' | 'too-large';

export const sizeLimit = 20 * 1024 * 1024;
/** How often a running import is asked how far it is. */
const pollMs = 700;

const isRefused = (answer: object): answer is Refused => 'errors' in answer && 'ok' in answer;
export const isRunning = ({ phase }: Job): boolean => phase === 'preparing' || phase === 'writing';

export type ImportFlow = ReturnType<typeof createImportFlow>;

interface Hearers {
	/** The ledger has changed. */
	readonly onWritten: () => void;
	/** How the last question went. */
	readonly note: (failure: Failure | null) => void;
}

export function createImportFlow(community: string, { onWritten, note }: Hearers) {
	let step = $state<Step>('file');
	let list = $state<SourceList>('roster');
	let busy = $state(false);
	let trouble = $state<Trouble | null>(null);
	let faults = $state.raw<readonly RowFault[]>([]);
	let uploaded = $state.raw<Uploaded | null>(null);
	let mapping = $state.raw<Mapping | null>(null);
	let preview = $state.raw<Preview | null>(null);
	let facts = $state.raw<Facts | null>(null);
	let reading = $state.raw<{ done: number; total: number } | null>(null);
	let job = $state.raw<Job | null>(null);
	let past = $state.raw<readonly PastImport[] | null>(null);
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isOver = false;

	/** Asks, says what went wrong, and lets nobody press twice. */
	async function asking<Value extends object>(
		question: () => Promise<Answer<Value>>,
	): Promise<Exclude<Value, Refused> | null> {
		busy = true;
		trouble = null;
		faults = [];
		const answer = await question();
		busy = false;
		note(answer.ok ? null : answer.error);
		if (!answer.ok) {
			trouble = answer.error === 'missing' ? 'gone' : answer.error;
			return null;
		}
		if (isRefused(answer.value)) {
			faults = answer.value.errors;
			return null;
		}
		return answer.value as Exclude<Value, Refused>;
	}

	async function choose(file: File): Promise<void> {
		if (file.size > sizeLimit) {
			trouble = 'too-large';
			return;
		}
		const answer = await asking(() => importApi.upload(file, community));
		if (!answer) return;
		uploaded = answer;
		list = answer.proposal.list ?? list;
		if (answer.facts) await compareFacts(answer.id);
		else step = 'mapping';
	}

	async function compareFacts(id: string): Promise<void> {
		const answer = await asking(() => importApi.facts(id));
		if (!answer) return;
		facts = answer;
		step = 'facts';
	}

	/** Reading and comparing take seconds for a large file: how far they are is asked meanwhile. */
	async function look(next: Mapping): Promise<void> {
		const id = uploaded!.id;
		mapping = next;
		reading = null;
		const ticking = setInterval(() => {
			void importApi.reading(id).then((answer) => {
				if (answer.ok && busy) reading = answer.value;
			});
		}, pollMs);
		const answer = await asking(() => importApi.map(id, next, list));
		clearInterval(ticking);
		if (!answer) return;
		preview = answer;
		step = 'preview';
	}

	async function decide(key: string, decision: Decision | null): Promise<void> {
		const answer = await asking(() => importApi.decide(preview!.id, key, decision));
		if (answer) preview = answer;
	}

	async function takeOver(key: string, isTaken: boolean): Promise<void> {
		const answer = await asking(() => importApi.takeOver(preview!.id, key, isTaken));
		if (answer) preview = answer;
	}

	async function run(question: () => ReturnType<typeof importApi.start>): Promise<void> {
		const answer = await asking(question);
		if (!answer) return;
		if ('code' in answer) {
			trouble = 'busy';
			return;
		}
		watch(answer);
	}

	function watch(next: Job): void {
		job = next;
		step = 'run';
		clearTimeout(timer);
		if (isOver) return;
		if (isRunning(next)) timer = setTimeout(() => void poll(next.id), pollMs);
		else {
			void loadPast();
			onWritten();
		}
	}

	async function poll(id: string): Promise<void> {
		const answer = await importApi.job(id);
		if (isOver || job?.id !== id) return;
		trouble = answer.ok ? null : answer.error;
		if (answer.ok) watch(answer.value);
		// The server is being restarted, or the network is away: it goes on there all the same.
		else timer = setTimeout(() => void poll(id), pollMs * 4);
	}

	async function loadPast(): Promise<void> {
		const answer = await importApi.past(community);
		if (isOver || !answer.ok) return;
		past = answer.value.imports;
		if (answer.value.running && !job) watch(answer.value.running);
	}

	function restart(): void {
		if (uploaded && !(job && isRunning(job))) void importApi.cancel(uploaded.id);
		clearTimeout(timer);
		[step, uploaded, mapping, preview, facts, job] = ['file', null, null, null, null, null];
		[trouble, faults] = [null, []];
	}

	return {
		get step() {
			return step;
		},
		get list() {
			return list;
		},
		set list(next: SourceList) {
			list = next;
		},
		get busy() {
			return busy;
		},
		get trouble() {
			return trouble;
		},
		/** What is wrong with the file as a whole, or with what it was to be. */
		get faults() {
			return faults;
		},
		get uploaded() {
			return uploaded;
		},
		get mapping() {
			return mapping;
		},
		get preview() {
			return preview;
		},
		get facts() {
			return facts;
		},
		get reading() {
			return reading;
		},
		get job() {
			return job;
		},
		get past() {
			return past;
		},
		choose,
		look,
		decide,
		takeOver,
		back: () => void (step = 'mapping'),
		restart,
		start: (withoutErrors: boolean) => run(() => importApi.start(preview!.id, withoutErrors)),
		takeBack: (id: string) => run(() => importApi.takeBack(id)),
		cancel: async () => {
			if (job) await importApi.cancel(job.id);
		},
		/** Begins; gives the way to end. What runs at the server goes on. */
		begin: () => {
			void loadPast();
			return () => {
				isOver = true;
				clearTimeout(timer);
			};
		},
	};
}
