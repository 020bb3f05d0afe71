/** Photos on their way from the camera to the form that they are taken for. One for each account that works here. */
import { SvelteMap } from 'svelte/reactivity';
import type { Space } from '#lib/device/database.ts';
import type { MakeFault } from '#lib/device/photos/make.ts';
import { draftsOf, photosAmong } from '#lib/device/photos/rows.ts';
import { keepForForm, type KeepFault } from '#lib/device/photos/save.ts';
import { shrink } from '#lib/device/photos/shrink.ts';
import { photosPerRecord } from '#lib/ledger/photo.ts';

export type TakeFault = MakeFault | KeepFault | 'enough';

export type Taking = ReturnType<typeof createTaking>;

export function createTaking(space: Space) {
	/** By form: how many are being made ready, and what went wrong with the last ones. */
	const working = new SvelteMap<string, number>();
	const faults = new SvelteMap<string, TakeFault>();
	const running = new SvelteMap<string, Promise<unknown>>();
	/** Forms for which something was taken on the way to them, and since when. */
	const fresh = new SvelteMap<string, number>();

	function take(form: string, files: readonly File[]): void {
		if (!fresh.has(form)) fresh.set(form, space.now());
		faults.delete(form);
		const before = running.get(form) ?? Promise.resolve();
		const all = before.then(async () => {
			for (const file of files) await takeOne(form, file);
		});
		running.set(form, all);
		working.set(form, (working.get(form) ?? 0) + files.length);
	}

	async function takeOne(form: string, file: File): Promise<void> {
		try {
			const fault = await keep(form, file);
			if (fault) faults.set(form, fault);
		} catch (error) {
			console.error('photos', error);
			faults.set(form, 'unreadable');
		} finally {
			working.set(form, (working.get(form) ?? 1) - 1);
		}
	}

	async function keep(form: string, file: File): Promise<TakeFault | null> {
		if (photosAmong(await draftsOf(space.db, form)).length >= photosPerRecord) return 'enough';
		const made = await shrink(file);
		if (!made.ok) return made.error;
		const kept = await keepForForm(space, form, made.value);
		return kept.ok ? null : kept.error;
	}

	return {
		take,
		/** When the first was taken that the form has not been told of, in ms; null when there is none. */
		freshSince: (form: string): number | null => {
			const since = fresh.get(form) ?? null;
			fresh.delete(form);
			return since;
		},
		isWorking: (form: string): boolean => (working.get(form) ?? 0) > 0,
		fault: (form: string): TakeFault | undefined => faults.get(form),
		/** All that was taken for it is kept, or was told of. */
		settled: async (form: string): Promise<void> => void (await running.get(form)),
	};
}
