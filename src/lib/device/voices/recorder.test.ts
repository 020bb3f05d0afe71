import { describe, expect, it } from 'vitest';
import { voiceSecondsLimit, voiceSizeLimit } from '#lib/ledger/voice.ts';
import { startRecording, type RecorderMeans } from './recorder.ts';

/** A browser's recorder and microphone, moved by hand. */
function hand({ types = ['audio/webm;codecs=opus'], size = 1000 } = {}) {
	const state = { now: 0, open: 0, closed: 0, due: null as (() => void) | null, dueMs: 0 };
	class FakeRecorder extends EventTarget {
		state: 'inactive' | 'recording' = 'inactive';
		readonly mimeType: string;
		constructor(options: MediaRecorderOptions) {
			super();
			this.mimeType = options.mimeType!;
		}
		start() {
			this.state = 'recording';
		}
		stop() {
			this.state = 'inactive';
			// As browsers do: what was recorded comes later, and then the end.
			queueMicrotask(() => {
				const data = new Blob([new Uint8Array(size)]);
				this.dispatchEvent(Object.assign(new Event('dataavailable'), { data }));
				this.dispatchEvent(new Event('stop'));
			});
		}
	}
	let recorder: FakeRecorder | undefined;
	const means: RecorderMeans = {
		open: async () => {
			state.open++;
			return { getTracks: () => [{ stop: () => state.closed++ }] } as unknown as MediaStream;
		},
		isSupported: (type) => types.includes(type),
		create: (_, options) => (recorder = new FakeRecorder(options)) as unknown as MediaRecorder,
		now: () => state.now,
		later: (ms, work) => {
			Object.assign(state, { due: work, dueMs: ms });
			return () => void (state.due = null);
		},
	};
	return { state, means, recorder: () => recorder! };
}

const begun = async (means: RecorderMeans, onfull = () => {}) => {
	const started = await startRecording(means, onfull);
	if (!started.ok) throw new Error(started.error);
	return started.value;
};

describe('a voice note', () => {
	it('[DO10] gives what was said with its length and hash, and lets go of the microphone', async () => {
		const { state, means } = hand();
		const recording = await begun(means);
		expect(state.closed).toBe(0);
		state.now = 12_400;
		const made = await recording.stop();
		expect(made).toMatchObject({ ok: true, value: { body: { type: 'audio/webm', seconds: 12, bytes: 1000 } } });
		expect(made.ok && made.value.body.sha256).toMatch(/^[0-9a-f]{64}$/);
		expect(state.closed).toBeGreaterThan(0);
		expect(state.due).toBeNull();
		expect(await recording.stop()).toEqual(made);
	});

	it('[DO10] ends by itself after a minute, and is kept', async () => {
		const { state, means } = hand();
		let full = 0;
		const recording = await begun(means, () => full++);
		expect(state.dueMs).toBe(voiceSecondsLimit * 1000);
		state.now = 60_700;
		state.due!();
		expect([full, state.closed > 0]).toEqual([1, true]);
		expect(await recording.stop()).toMatchObject({ ok: true, value: { body: { seconds: voiceSecondsLimit } } });
	});

	it('[DO10] lets go of the microphone when it is thrown away, and when the recorder breaks off', async () => {
		const thrown = hand();
		(await begun(thrown.means)).cancel();
		expect([thrown.state.closed > 0, thrown.state.due]).toEqual([true, null]);
		const broken = hand();
		await begun(broken.means);
		broken.recorder().dispatchEvent(new Event('error'));
		expect(broken.state.closed).toBeGreaterThan(0);
		const cannot = hand();
		const failing = {
			...cannot.means,
			create: () => {
				throw new Error('no');
			},
		};
		expect(await startRecording(failing, () => {})).toEqual({ ok: false, error: 'unsupported' });
		expect(cannot.state.closed).toBe(1);
	});

	it('[DO12] says why it cannot, without asking for a microphone that it could not use', async () => {
		const none = hand({ types: [] });
		expect(await startRecording(none.means, () => {})).toEqual({ ok: false, error: 'unsupported' });
		expect(none.state.open).toBe(0);
		for (const [name, error] of [
			['NotAllowedError', 'denied'],
			['NotFoundError', 'no-microphone'],
			['NotReadableError', 'no-microphone'],
		]) {
			const means = { ...hand().means, open: () => Promise.reject(new DOMException('', name)) };
			expect(await startRecording(means, () => {})).toEqual({ ok: false, error });
		}
	});

	it('[DO12] that holds nothing, or too much, is no note', async () => {
		for (const [size, error] of [
			[0, 'silent'],
			[voiceSizeLimit + 1, 'too-large'],
		] as const) {
			const { state, means } = hand({ size });
			const recording = await begun(means);
			state.now = 3000;
			expect(await recording.stop()).toEqual({ ok: false, error });
		}
		expect(await (await begun(hand().means)).stop()).toEqual({ ok: false, error: 'silent' });
		const apple = hand({ types: ['audio/mp4'] });
		const mp4 = await begun(apple.means);
		apple.state.now = 3000;
		expect(await mp4.stop()).toMatchObject({ value: { body: { type: 'audio/mp4' } } });
	});
});
