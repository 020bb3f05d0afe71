/** Fan-out within one process. */
import type { Committed, FanOut } from './fan-out.ts';

export function createFanOut(): FanOut {
	const listenersByPrefix = new Map<string, Set<(committed: Committed) => void>>();
	return {
		publish: (subject, committed) => {
			for (const prefix of prefixesOf(subject)) {
				for (const listener of listenersByPrefix.get(prefix) ?? []) listener(committed);
			}
		},
		subscribe: (prefix, listener) => {
			const listeners = listenersByPrefix.get(prefix) ?? new Set();
			listenersByPrefix.set(prefix, listeners.add(listener));
			return () => {
				listeners.delete(listener);
				if (listeners.size === 0 && listenersByPrefix.get(prefix) === listeners) listenersByPrefix.delete(prefix);
			};
		},
	};
}

/** `1201.01` → ``, `1201`, `1201.01`. */
function prefixesOf(subject: string): string[] {
	const parts = subject.split('.');
	return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('.'))];
}
