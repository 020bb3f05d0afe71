/** An expected outcome: a value, or a failure that is itself a plain value of a closed union. Bugs throw. */
export type Result<Value, Failure> =
	{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Failure };

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });
export const err = <Failure>(error: Failure): { readonly ok: false; readonly error: Failure } => ({ ok: false, error });
