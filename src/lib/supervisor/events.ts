/** What arrives at the server, as it arrives: one event stream that takes up where it broke off. */
export interface Arrival {
	readonly page: string;
	readonly desk: string;
	readonly records: readonly { readonly id: string; readonly kind: string }[];
}

const retryMs = 10_000;

/**
 * Listens until the function that it gives is called. The browser reconnects by itself with the id of the last event,
 * so the server sends what was missed; only a stream that was refused outright is opened again here, from that id.
 */
export function listen(onArrival: (arrival: Arrival) => void, onState: (isLive: boolean) => void): () => void {
	let stream: EventSource | null = null;
	let lastId = '';
	let timer: ReturnType<typeof setTimeout> | undefined;

	const open = () => {
		clearTimeout(timer);
		stream?.close();
		stream = new EventSource(lastId === '' ? '/api/events' : `/api/events?after=${encodeURIComponent(lastId)}`);
		stream.addEventListener('hello', (event) => {
			lastId ||= String((JSON.parse(event.data as string) as { seq: number }).seq);
			onState(true);
		});
		stream.addEventListener('records', (event) => {
			lastId = event.lastEventId || lastId;
			onArrival(JSON.parse(event.data as string) as Arrival);
		});
		stream.addEventListener('error', () => {
			onState(false);
			if (stream?.readyState === EventSource.CLOSED) timer = setTimeout(open, retryMs);
		});
	};
	open();
	addEventListener('online', open);
	return () => {
		clearTimeout(timer);
		removeEventListener('online', open);
		stream?.close();
	};
}
