/** A voice note on its way from the microphone to the form that it is spoken for. One for each account that works here. */
import type { Space } from '#lib/device/database.ts';
import { keepForForm, type KeepFault } from '#lib/device/photos/save.ts';
import type { Recording, VoiceFault } from '#lib/device/voices/recorder.ts';

export type SpeakFault = VoiceFault | KeepFault | 'not-kept';

export function createSpeaking(space: Space) {
	/** At most one: there is one microphone. */
	let running = $state.raw<{ readonly form: string; readonly recording: Recording } | null>(null);
	let fault = $state.raw<{ readonly form: string; readonly fault: SpeakFault } | null>(null);
	let begun: string | null = null;
	let keeping: Promise<void> = Promise.resolve();

	async function begin(form: string): Promise<void> {
		if (running || begun) return;
		fault = null;
		begun = form;
		// Loaded when somebody wants to speak.
		const { browserMeans, startRecording } = await import('#lib/device/voices/recorder.ts');
		const started = await startRecording(browserMeans(), () => void finish(form));
		// Left meanwhile, with the question for leave still on the screen.
		if (begun !== form) return started.ok ? started.value.cancel() : undefined;
		begun = null;
		if (started.ok) running = { form, recording: started.value };
		else fault = { form, fault: started.error };
	}

	/** Ends what is spoken for a form, and keeps it there. */
	async function finish(form: string): Promise<void> {
		if (begun === form) begun = null;
		if (running?.form === form) {
			const { recording } = running;
			running = null;
			keeping = keep(form, recording);
		}
		await keeping;
	}

	async function keep(form: string, recording: Recording): Promise<void> {
		try {
			const made = await recording.stop();
			const kept = made.ok ? await keepForForm(space, form, made.value) : made;
			if (!kept.ok) fault = { form, fault: kept.error };
		} catch (error) {
			// Told beside the form, which must be saved all the same.
			console.error('voices', error);
			fault = { form, fault: 'not-kept' };
		}
	}

	return {
		begin,
		finish,
		cancel: (form: string): void => {
			if (running?.form !== form) return;
			running.recording.cancel();
			running = null;
		},
		/** Since when something is spoken for a form, ms of the phone's clock; null when nothing is. */
		since: (form: string): number | null => (running?.form === form ? running.recording.since : null),
		/** Something is spoken, for whatever form. */
		isBusy: (): boolean => running !== null,
		fault: (form: string): SpeakFault | null => (fault?.form === form ? fault.fault : null),
	};
}
