/** Reading a file is three steps: its sheets (workbook.ts), what their columns mean, and then the list that they hold. */
export type { ColumnKey } from './columns.ts';
export { columnWords, keysOf } from './columns.ts';
export type { Certainty, MappedColumn, Mapping, Proposal, ProposedColumn, ProposedSheet } from './layout.ts';
export { proposedToMapping } from './layout.ts';
export { proposeMapping } from './propose.ts';
export type { Roster, RosterDoor, RosterPerson, RosterRead } from './rows.ts';
export { buildingsOf, workbookToRoster } from './rows.ts';
export type { ListedPlace, PlacesRead } from './places.ts';
export { workbookToPlaces } from './places.ts';
export type { ListedPerson, PeopleRead } from './listed.ts';
export { workbookToPeople } from './listed.ts';
