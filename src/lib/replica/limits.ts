/** Limits of one update, held by the gate and kept by honest senders. */
export const updateSizeLimit = 1024 * 1024;
export const structLimit = 4000;
/** Texts of one update. So many whole entries do not fit into its bytes; a million empty ones would, and each costs a refusal. */
export const textLimit = 6000;
/** Entries under one client id; joining copies the array, so one id with 40,000 pushes needs 4 GB to load. */
export const runLimit = 500;
/** Ids asked about in one have-you. */
export const haveYouLimit = 5000;
