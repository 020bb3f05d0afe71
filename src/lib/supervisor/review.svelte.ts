/**
 * 待看: the list of records under a filter, the one that is open beside it, and what the supervisor says to it.
 * New records come in by themselves and never move or take away what is being read.
 */
import { isFieldGrant, type Grant } from '#lib/access/policy.ts';
import { SvelteSet } from 'svelte/reactivity';
import {
	api,
	type Answer,
	type Failure,
	type RecordDetail,
	type RecordPage,
	type RecordQuery,
	type RecordView,
} from './api.ts';
import type { Desk } from './desk.svelte.ts';
import type { Arrival } from './events.ts';
import { emptyFilter, type Filter } from './filter.ts';
import { mergeRows, nextOpenRow, nextRow } from './rows.ts';
import { reviewEntry, type Verdict } from './verdict.ts';

const pageSize = '50';
/** Arrivals that touch at most so many known rows are fetched one by one; more, and the list is asked as a whole. */
const singleFetchLimit = 10;

export type Review = ReturnType<typeof createReview>;

export function filterToQuery(filter: Filter, area: string): RecordQuery {
	return {
		area: filter.grid || area,
		kind: filter.kind || undefined,
		by: filter.by || undefined,
		state: filter.tab === 'all' ? undefined : filter.tab,
		from: filter.from || undefined,
		to: filter.to || undefined,
		worth: filter.worth ? '1' : undefined,
	};
}

export function createReview(desk: Desk) {
	let filter = $state.raw<Filter>(emptyFilter);
	let rows = $state.raw<readonly RecordView[]>([]);
	let cursor = $state<string | null>(null);
	let total = $state<number | null>(null);
	let routineCount = $state<number | null>(null);
	let alarms = $state.raw<readonly RecordDetail[]>([]);
	let selectedId = $state<string | null>(null);
	let detail = $state.raw<RecordDetail | null>(null);
	let detailFailure = $state<Failure | null>(null);
	let isLoading = $state(false);
	const fresh = new SvelteSet<string>();
	const sending = new SvelteSet<string>();
	/** Counts the questions asked: an answer to an older one is thrown away. */
	let asked = 0;

	const query = (): RecordQuery => filterToQuery(filter, desk.area);

	async function load(): Promise<void> {
		const question = ++asked;
		isLoading = true;
		const answer = await api.records({ ...query(), limit: pageSize });
		if (question !== asked) return;
		isLoading = false;
		desk.note(answer.ok ? null : answer.error);
		if (!answer.ok) return;
		fresh.clear();
		takePage(answer.value, answer.value.records);
	}

	async function more(): Promise<void> {
		if (cursor === null || isLoading) return;
		const question = ++asked;
		isLoading = true;
		const answer = await api.records({ ...query(), limit: pageSize, cursor });
		if (question !== asked) return;
		isLoading = false;
		desk.note(answer.ok ? null : answer.error);
		if (answer.ok) takePage(answer.value, mergeRows(rows, answer.value.records));
	}

	/** How many of the filter could be marked together: the routine ones without a reason to look again. */
	async function countRoutine(): Promise<void> {
		const asked: RecordQuery = { ...query(), state: 'open', routine: '1', limit: '1' };
		const [routine, worth] = await Promise.all([api.records(asked), api.records({ ...asked, worth: '1' })]);
		if (routine.ok && worth.ok) routineCount = filter.worth ? 0 : routine.value.total - worth.value.total;
	}

	function takePage(page: RecordPage, next: readonly RecordView[]): void {
		rows = next;
		cursor = page.cursor;
		total = page.total;
	}

	async function loadAlarms(): Promise<void> {
		const answer = await api.records({ area: desk.area, alarm: '1', limit: '100' });
		if (!answer.ok) return;
		// Whom to call lies with the elder, so each is fetched whole; there are few, or there is a greater emergency.
		const details = await Promise.all(answer.value.records.map((record) => api.record(record.id)));
		alarms = details.flatMap((one) => (one.ok ? [one.value] : []));
	}

	/** What came in meanwhile: the newest page again, and the known rows that changed. */
	async function refresh(ids: readonly string[]): Promise<void> {
		const question = asked;
		const known = ids.filter((id) => rows.some((row) => row.id === id));
		const answer = await api.records({ ...query(), limit: pageSize });
		if (question !== asked || !answer.ok) return;
		const singles = known
			.filter((id) => !answer.value.records.some((record) => record.id === id))
			.slice(0, singleFetchLimit);
		const details = await Promise.all(singles.map((id) => api.record(id)));
		if (question !== asked) return;
		for (const record of answer.value.records) if (!rows.some((row) => row.id === record.id)) fresh.add(record.id);
		rows = mergeRows(rows, [...answer.value.records, ...details.flatMap((one) => (one.ok ? [one.value.record] : []))]);
		total = answer.value.total;
		if (cursor === null && rows.length < answer.value.total) cursor = answer.value.cursor;
		if (selectedId !== null && ids.includes(selectedId)) await loadDetail(selectedId);
	}

	let pending: readonly string[] = [];
	let refreshing = false;
	/** Arrivals that come while an answer is under way are taken together by the next one. */
	async function onArrival(arrival: Arrival): Promise<void> {
		if (!arrival.desk.startsWith(desk.area)) return;
		pending = [...pending, ...arrival.records.map(({ id }) => id)];
		if (refreshing) return;
		refreshing = true;
		try {
			while (pending.length > 0) {
				const ids = pending;
				pending = [];
				await Promise.all([refresh(ids), loadAlarms(), countRoutine()]);
			}
		} finally {
			refreshing = false;
		}
	}

	async function loadDetail(id: string): Promise<void> {
		const answer = await api.record(id);
		if (selectedId !== id) return;
		detailFailure = answer.ok ? null : answer.error;
		if (answer.ok) detail = answer.value;
	}

	function select(id: string | null): void {
		selectedId = id;
		detailFailure = null;
		if (id === null) return void (detail = null);
		if (detail?.record.id !== id) detail = null;
		fresh.delete(id);
		void loadDetail(id);
	}

	/** Posts the verdict and shows what the server then says of the record. */
	async function give(record: RecordView, verdict: Verdict): Promise<Answer<null> | { ok: false; error: 'refused' }> {
		sending.add(record.id);
		const answer = await api.post(record.page, [reviewEntry(record, verdict, desk.account, desk.now())]);
		const outcome = !answer.ok
			? answer
			: answer.value.refused.length > 0
				? { ok: false as const, error: 'refused' as const }
				: { ok: true as const, value: null };
		if (outcome.ok) {
			const after = await api.record(record.id);
			if (after.ok) {
				rows = mergeRows(rows, [after.value.record]);
				if (selectedId === record.id) detail = after.value;
			}
			if (total !== null && filter.tab !== 'all') total = Math.max(0, total - 1);
		}
		sending.delete(record.id);
		return outcome;
	}

	return {
		get filter() {
			return filter;
		},
		set filter(next: Filter) {
			filter = next;
			rows = [];
			total = null;
			void load();
			void countRoutine();
		},
		get rows() {
			return rows;
		},
		get total() {
			return total;
		},
		get routineCount() {
			return routineCount;
		},
		get hasMore() {
			return cursor !== null;
		},
		get isLoading() {
			return isLoading;
		},
		get alarms() {
			return alarms;
		},
		get selectedId() {
			return selectedId;
		},
		get detail() {
			return detail;
		},
		get detailFailure() {
			return detailFailure;
		},
		/** Ids of rows that came in while the list was open. */
		fresh,
		sending,
		select,
		step: (direction: 1 | -1) => nextRow(rows, selectedId, direction),
		nextOpen: (id: string) => nextOpenRow(rows, id),
		give,
		more,
		load: () => Promise.all([load(), loadAlarms(), countRoutine()]),
		loadAlarms,
		onArrival: (arrival: Arrival) => void onArrival(arrival),
	};
}

/** Roles that matter here are decided by the server; the screen only hides what would be refused. */
export const workersOf = (
	people: readonly { account: string; name: string; grants: readonly Grant[] }[],
	area: string,
) => people.filter(({ grants }) => grants.some((grant) => isFieldGrant(grant) && grant.desk.startsWith(area)));
