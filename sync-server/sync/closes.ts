/** Why the server closes a socket. y-websocket never comes back by itself after 4400–4499; it does after all others. */
export interface Close {
	readonly code: number;
	/** At most 123 bytes. */
	readonly reason: string;
}

export const closes = {
	leaving: { code: 1001, reason: 'the server is going down' },
	/** The store failed: nothing was receipted, and trying again is right. */
	failed: { code: 1011, reason: 'the server could not keep it' },
	session: { code: 4401, reason: 'sign in' },
	denied: { code: 4403, reason: 'not your desk or book' },
	absent: { code: 4404, reason: 'no such desk or book' },
	epoch: { code: 4409, reason: 'another epoch' },
	tooLarge: { code: 4413, reason: 'too large' },
	rules: { code: 4422, reason: 'breaks the rules' },
	unreadable: { code: 4422, reason: 'not a message of this protocol' },
	overload: { code: 4529, reason: 'slow down' },
} as const satisfies Record<string, Close>;
