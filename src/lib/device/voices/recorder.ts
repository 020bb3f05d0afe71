/** A voice note while it is spoken. Everything it needs of the browser comes as arguments. Rules DO10, DO12. */
import { sha256Of } from '#lib/device/sha256.ts';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { voiceSecondsLimit, voiceSizeLimit, voiceTypes, type VoiceBody } from '#lib/ledger/voice.ts';

/** `denied`: no leave to use the microphone; `no-microphone`: there is none, or another app holds it; `unsupported`: this browser records nothing that is taken; `silent`: nothing was recorded; `too-large`: more than is sent. */
export type VoiceFault = 'denied' | 'no-microphone' | 'unsupported' | 'silent' | 'too-large';

export interface MadeVoice {
	readonly body: VoiceBody;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface RecorderMeans {
	/** @throws a DOMException when there is no microphone, or no leave. */
	readonly open: () => Promise<MediaStream>;
	readonly isSupported: (type: string) => boolean;
	readonly create: (stream: MediaStream, options: MediaRecorderOptions) => MediaRecorder;
	/** ms. */
	readonly now: () => number;
	/** Calls back after `ms`; gives what calls it off. */
	readonly later: (ms: number, work: () => void) => () => void;
}

export interface Recording {
	/** ms of `now`. */
	readonly since: number;
	/** Ends it and gives what was said; a second call gives the same. */
	readonly stop: () => Promise<Result<MadeVoice, VoiceFault>>;
	/** Ends it and keeps nothing. */
	readonly cancel: () => void;
}

const wanted = ['audio/webm;codecs=opus', 'audio/mp4'] as const;
/** Speech, clearly; a minute is 180 kB. */
const bitsPerSecond = 24_000;
/** Before that a browser has written the head of a file, and no sound. */
const leastMs = 700;

export const browserMeans = (): RecorderMeans => ({
	open: () => navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } }),
	isSupported: (type) => typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(type),
	create: (stream, options) => new MediaRecorder(stream, options),
	now: Date.now,
	later: (ms, work) => {
		const timer = setTimeout(work, ms);
		return () => clearTimeout(timer);
	},
});

/** @param onfull the minute is over: it has ended by itself, and `stop` gives it */
export async function startRecording(means: RecorderMeans, onfull: () => void): Promise<Result<Recording, VoiceFault>> {
	const type = wanted.find(means.isSupported);
	if (!type) return err('unsupported');
	let stream: MediaStream;
	try {
		stream = await means.open();
	} catch (error) {
		return err(isRefusal(error) ? 'denied' : 'no-microphone');
	}
	const close = () => stream.getTracks().forEach((track) => track.stop());
	try {
		return ok(
			recordingOn(means.create(stream, { mimeType: type, audioBitsPerSecond: bitsPerSecond }), close, means, onfull),
		);
	} catch {
		// The browser said that it could, and cannot.
		close();
		return err('unsupported');
	}
}

function recordingOn(
	recorder: MediaRecorder,
	close: () => void,
	{ now, later }: RecorderMeans,
	onfull: () => void,
): Recording {
	const parts: Blob[] = [];
	recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
	const ended = new Promise<number>((done) => {
		const end = () => {
			callOff();
			close();
			done(now());
		};
		recorder.addEventListener('stop', end);
		// Unplugged, or taken by a call: what was said until then is kept.
		recorder.addEventListener('error', end);
	});
	recorder.start();
	const since = now();
	const callOff = later(voiceSecondsLimit * 1000, () => {
		end();
		onfull();
	});
	const end = () => {
		if (recorder.state !== 'inactive') recorder.stop();
		close();
	};
	return {
		since,
		stop: async () => {
			end();
			const until = await ended;
			return made(new Blob(parts), recorder.mimeType, until - since);
		},
		cancel: () => {
			callOff();
			end();
		},
	};
}

async function made(blob: Blob, mime: string, ms: number): Promise<Result<MadeVoice, VoiceFault>> {
	const type = voiceTypes.find((one) => mime.startsWith(one));
	if (!type) return err('unsupported');
	if (blob.size === 0 || ms < leastMs) return err('silent');
	if (blob.size > voiceSizeLimit) return err('too-large');
	const bytes = new Uint8Array(await blob.arrayBuffer());
	const length = Math.min(voiceSecondsLimit, Math.max(1, Math.round(ms / 1000)));
	return ok({
		bytes,
		body: { what: 'added', sha256: await sha256Of(bytes), bytes: bytes.length, type, seconds: length },
	});
}

const isRefusal = (error: unknown): boolean =>
	error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'SecurityError');
