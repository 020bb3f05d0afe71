/** Who lives behind a door, as far as the register says. */
import type { Resident } from './register.ts';

type Present = Pick<Resident, 'presence'>;

/** Lived there once: moved away, or died. */
export const isFormer = ({ presence }: Present): boolean => presence === 'moved' || presence === 'died';

/** Lives there, but is not to be met at this door now. */
export const isAbsent = ({ presence }: Present): boolean =>
	presence === 'away' || presence === 'hospital' || presence === 'registered-only';
