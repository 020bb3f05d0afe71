/**
 * The supervisor's desk: which area is looked at, what lies below it, what the person may do, and whether the server
 * answers. Made once by the layout; every screen of the desk takes it from the context.
 */
import { isFieldGrant, isInForce, may, mayAnywhere, type Grant } from '#lib/access/policy.ts';
import { books, dayOf, isBook } from '#lib/ledger/page.ts';
import { refreshSession } from '#lib/device/session.svelte.ts';
import { createContext } from 'svelte';
import { kinds, recordKinds } from '#lib/kinds/index.ts';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { api, type AreaView, type Failure, type RecordView } from './api.ts';
import { listen, type Arrival, type Listening } from './events.ts';
import { createRegister } from './register.svelte.ts';

const areaKey = 'linli-desk-area';

export type Desk = ReturnType<typeof createDesk>;
export const [getDesk, setDesk] = createContext<Desk>();

/** Grants by which a person sits at a supervisor's desk, today. */
export const deskGrants = (grants: readonly Grant[], day: string): Grant[] =>
	grants.filter((grant) => !isFieldGrant(grant) && isInForce(grant, day));

/** @param grants those of `deskGrants`; at least one */
export function createDesk(account: string, grants: readonly Grant[]) {
	const roots = grants
		.map((grant) => grant.desk)
		.filter((code, index, codes) => codes.indexOf(code) === index)
		.sort((a, b) => a.length - b.length);
	const kept = sessionStorage.getItem(areaKey);
	let area = $state(kept && roots.some((root) => kept.startsWith(root)) ? kept : roots[0]!);
	let path = $state.raw<readonly AreaView[]>([]);
	let allBelow = $state.raw<readonly AreaView[]>([]);
	let failure = $state<Failure | null>(null);
	let isLive = $state(false);
	let wasLive = false;
	let offsetMs = 0;
	const listeners = new SvelteSet<(arrival: Arrival) => void>();
	const returnListeners = new SvelteSet<() => void>();

	let listening: Listening | null = null;
	const register = createRegister();
	const communityNames = new SvelteMap<string, string>();
	const asking: Record<string, true> = {};
	const seesCare = grants.some((grant) => grant.books.includes('care'));

	const now = () => Date.now() + offsetMs;
	const day = () => dayOf(now());

	async function loadArea(): Promise<void> {
		const code = area;
		const [own, children] = await Promise.all([api.area(code), api.allAreasBelow(code)]);
		if (code !== area) return;
		if (own.ok) path = own.value.path.at(-1)?.code === code ? own.value.path : [...own.value.path, own.value];
		if (children.ok) allBelow = children.value.areas;
		if (!own.ok) note(own.error);
	}

	/** Every community has a 第一网格: seen from above, a grid is named with its community. */
	function gridLabel(code: string, name: string): string {
		const community = code.slice(0, 12);
		if (area.length >= 12 || code.length <= 12) return name;
		if (!communityNames.has(community) && !asking[community]) {
			asking[community] = true;
			void api.area(community).then((answer) => answer.ok && communityNames.set(community, answer.value.name));
		}
		return [communityNames.get(community), name].filter(Boolean).join(' ');
	}
	async function loadTime(): Promise<void> {
		const answer = await api.serverTime();
		if (answer.ok) offsetMs = answer.value.serverTime - Date.now();
	}

	/** Every screen tells the desk how its last question went, so that one banner says it. */
	function note(next: Failure | null): void {
		if (next === 'signed-out') void refreshSession();
		failure = next === 'missing' ? null : next;
		if (next !== 'offline') return;
		isLive = false;
		listening?.reopen();
	}

	return {
		account,
		roots,
		get area() {
			return area;
		},
		set area(code: string) {
			if (code === area) return;
			area = code;
			sessionStorage.setItem(areaKey, code);
			void loadArea();
		},
		/** From the city down to the area looked at. */
		get path() {
			return path;
		},
		get below() {
			return allBelow.filter(({ closedFrom }) => closedFrom === undefined || closedFrom > day());
		},
		/** Also those that are closed: what was recorded there is still read. */
		get allBelow() {
			return allBelow;
		},
		get failure() {
			return failure;
		},
		get isLive() {
			return isLive;
		},
		/** Households of the area, kept while the desk is open. */
		register,
		now,
		day,
		note,
		/** Whether a step up to this area is within the person's grants. */
		reaches: (code: string) => roots.some((root) => code.startsWith(root)),
		mayReview: (record: RecordView) => {
			const book = record.page.split('/')[1] ?? '';
			return isBook(book) && may(grants, 'review', record.desk, book, day());
		},
		/** Kinds that this person sees at all. */
		kinds: recordKinds.filter((kind) => seesCare || kinds[kind].book !== 'care'),
		gridLabel,
		mayWrite: (deskCode: string, book: 'field' | 'care') => may(grants, 'write', deskCode, book, day()),
		/** An administrator opens no book. */
		mayRead: mayAnywhere(grants, 'read', day()),
		/** 导出 of anything in the area looked at. */
		mayExport: () => books.some((book) => may(grants, 'export', area, book, day())),
		/** Somewhere this person reviews: otherwise the screens say that they are read only. */
		isReviewer: mayAnywhere(grants, 'review', day()),
		/** 谁看过, of what lies at a desk. */
		maySeeReaders: (deskCode: string) => may(grants, 'read', deskCode, null, day(), 'deliveries'),
		/** 人员 and 导入 are for those who see who works there. */
		mayAdminister: mayAnywhere(grants, 'read', day(), 'people'),
		onArrival: (listener: (arrival: Arrival) => void) => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		/** Told when the server answers again after it did not: what failed meanwhile is to be asked again. */
		onReturn: (listener: () => void) => {
			returnListeners.add(listener);
			return () => void returnListeners.delete(listener);
		},
		/** Begins to listen; call it in the browser, and call what it gives to end. */
		start: () => {
			void loadArea();
			void loadTime();
			listening = listen(
				(arrival) => {
					register.touch();
					listeners.forEach((listener) => listener(arrival));
				},
				(next) => {
					const isBack = next && ((!isLive && wasLive) || failure !== null);
					isLive = next;
					wasLive ||= next;
					if (!isBack) return;
					failure = null;
					void loadArea();
					returnListeners.forEach((listener) => listener());
				},
			);
			return listening.end;
		},
	};
}
