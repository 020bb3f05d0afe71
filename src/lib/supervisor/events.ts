/** What arrives at the server, as it arrives: one event stream that takes up where it broke off. */
export interface Arrival {
	readonly page: string;
	readonly desk: string;
	readonly records: readonly { readonly id: string; readonly kind: string }[];
}

const retryMs = 5_000;

export interface Listening {
	/** Opens the stream anew: for when a question failed though the stream seemed open, as on a link that stalls. */
	readonly reopen: () => void;
	readonly end: () => void;
}

/**
 * The browser reconnects by itself with the id of the last event, so the server sends what was missed; a stream that was
 * refused outright, or that only seems open, is opened again here, from that id.
 */
export function listen(onArrival: (arrival: Arrival) => void, onState: (isLive: boolean) => void): Listening {
	let stream: EventSource | null = null;
	let lastId = '';
	let timer: ReturnType<typeof setTimeout> | undefined;

	const reopen = () => {
		clearTimeout(timer);
		stream?.close();
		stream = new EventSource(lastId === '' ? '/api/events' : `/api/events?after=${encodeURIComponent(lastId)}`);
		stream.addEventListener('hello', (event) => {
			lastId ||= event.lastEventId;
			onState(true);
		});
		stream.addEventListener('records', (event) => {
			lastId = event.lastEventId || lastId;
			onArrival(JSON.parse(event.data as string) as Arrival);
		});
		stream.addEventListener('error', () => {
			onState(false);
			if (stream?.readyState === EventSource.CLOSED) later();
		});
	};
	const later = () => {
		clearTimeout(timer);
		timer = setTimeout(reopen, retryMs);
	};
	reopen();
	addEventListener('online', reopen);
	return {
		reopen: later,
		end: () => {
			clearTimeout(timer);
			removeEventListener('online', reopen);
			stream?.close();
		},
	};
}
