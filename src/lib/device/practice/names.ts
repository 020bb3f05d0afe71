/** What practice goes by. None of it exists on any server. */

/** No area has this code. */
export const practiceDesk = '990000000000001';
/** Writes what is practised. */
export const practiceAccount = 'practice.only';
/** Returns a record to who practises. */
export const practiceReviewer = 'practice.review';
export const practiceDevice = 'practice-only';
