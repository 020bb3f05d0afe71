/** One photo to the server, by tus: it goes on where an earlier try stopped. Its code loads when there is something to send. */
import { Upload, type DetailedError } from 'tus-js-client';
import { err, ok, type Result } from '#lib/ledger/result.ts';
import { noAnswer, type RemoteFault } from '#lib/device/remote.ts';

export interface UploadMeans {
	/** Origin of the server. */
	readonly origin: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** By an earlier try. */
	readonly begun?: boolean;
	/** What the library takes here; a Blob in browsers. */
	readonly source?: (bytes: Uint8Array<ArrayBuffer>) => Blob | Buffer;
}

const path = '/api/uploads';

/** @param entry id of the photo's entry, which is on the ledger */
export function uploadPhoto(
	entry: string,
	bytes: Uint8Array<ArrayBuffer>,
	{ origin, headers = {}, begun = false, source = (all) => new Blob([all]) }: UploadMeans,
): Promise<Result<void, RemoteFault>> {
	return new Promise((done) => {
		const upload = new Upload(source(bytes), {
			endpoint: origin + path,
			// The server calls an upload after its entry: where it stands is asked for, not remembered here.
			...(begun && { uploadUrl: `${origin}${path}/${entry}` }),
			metadata: { entry },
			headers,
			// Whoever asked tries again by himself, and says so.
			retryDelays: null,
			storeFingerprintForResuming: false,
			onSuccess: () => done(ok(undefined)),
			onError: (error) => done(err(faultOf(error))),
		});
		upload.start();
	});
}

function faultOf(error: Error | DetailedError): RemoteFault {
	const response = 'originalResponse' in error ? error.originalResponse : null;
	if (!response) return noAnswer;
	const status = response.getStatus();
	try {
		return { code: (JSON.parse(response.getBody()) as { code: string }).code, status };
	} catch {
		// A proxy in between answers in its own words.
		return { code: status >= 500 ? 'offline' : 'unknown', status };
	}
}
