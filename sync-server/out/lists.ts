/** Every list that goes out, by the name it has in the address. */
import { elderList } from './elder-list.ts';
import type { List } from './list.ts';
import { peopleList, reportList } from './people-lists.ts';
import { placeList } from './place-list.ts';
import { progressList } from './progress-list.ts';
import { problemList, recordList } from './record-lists.ts';
import { rosterList } from './roster-list.ts';

export const lists = {
	roster: rosterList,
	records: recordList,
	'elders-due': elderList,
	'open-problems': problemList,
	places: placeList,
	progress: progressList,
	report: reportList,
	people: peopleList,
} as const satisfies Record<string, List>;

export type ListName = keyof typeof lists;
export const listNames = Object.keys(lists) as readonly ListName[];

export const formats = ['xlsx', 'csv', 'geojson'] as const;
export type Format = (typeof formats)[number];

/** Only what lies somewhere goes onto a map. */
export const comesAs = (list: ListName, format: Format): boolean => format !== 'geojson' || list === 'places';
