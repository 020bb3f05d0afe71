/** 今日小结 in words: one sheet that the text, the picture and the screen all show. */
import type { DayPart, DaySummary } from '#lib/device/summary.ts';
import { kinds } from '#lib/kinds/index.ts';
import type { Language, Words } from '#lib/kinds/kind.ts';
import { dayText, timeText } from '#lib/words/moments.ts';
import { summaryWords as words } from '#lib/worker/words/summary-words.ts';

export interface Sheet {
	readonly title: string;
	/** Who, and at which grids. */
	readonly who: string;
	/** The figures of the day, large. */
	readonly figures: readonly { readonly label: string; readonly count: number }[];
	readonly lines: readonly string[];
	/** What was done at a covered grid, each under its own head. */
	readonly parts: readonly { readonly head: string; readonly lines: readonly string[] }[];
	/** What is not on the server yet: said plainly. */
	readonly warnings: readonly string[];
	readonly note: string;
}

export interface SheetMeans {
	readonly language: Language;
	readonly name: string;
	/** Grids of one's own. */
	readonly grids: readonly string[];
	readonly gridName: (desk: string) => string;
	readonly note: string;
	readonly nowMs: number;
	/** Day of the community now. */
	readonly today: string;
}

export function sheetOf(summary: DaySummary, means: SheetMeans): Sheet {
	const { language, name, grids, gridName, note, nowMs, today } = means;
	const say = (word: { zh: string; en: string }) => word[language];
	const { own, covers, first, last } = summary;
	const moments =
		first === null || last === null
			? say(words.nothing)
			: joined(
					[
						`${say(words.total)} ${summary.count} ${say(words.records)}`,
						`${say(words.first)} ${timeText(first, language)}`,
						`${say(words.last)} ${timeText(last, language)}`,
					],
					language,
				);
	return {
		title: `${say(summary.day === today ? words.title : words.other)} ${dayText(summary.day, language, nowMs)}`,
		who: [name, ...grids.map(gridName)].join(' · '),
		figures: own.kinds.map(({ kind, count }) => ({ label: kinds[kind].words.name[language], count })),
		lines: [moments, ...partLines(own, language)],
		parts: covers.map((part) => ({
			head: `${say(words.cover)} ${gridName(part.desk)}`,
			lines: partLines(part, language),
		})),
		warnings: [
			...(summary.unsent > 0 ? [`${summary.unsent} ${say(words.unsent)}`] : []),
			...(summary.refused > 0 ? [`${summary.refused} ${say(words.refused)}`] : []),
		],
		note: note.trim(),
	};
}

function partLines({ kinds: counts, ...part }: DayPart, language: Language): string[] {
	const colon = language === 'zh' ? '：' : ': ';
	const figure = (label: { zh: string; en: string }, count: number, unit: { zh: string; en: string }) =>
		count === 0 ? [] : [`${label[language]} ${count} ${unit[language]}`.trimEnd()];
	return [
		...counts.map(({ kind, count, outcomes }) => {
			const own = kinds[kind].words as Words;
			const said = outcomes.map(({ outcome, count: one }) => `${own[outcome]?.[language] ?? outcome} ${one}`);
			const head = `${own.name![language]} ${count}`;
			return said.length === 0 ? head : `${head}${colon}${said.join(language === 'zh' ? '、' : ', ')}`;
		}),
		...figure(words.households, part.households, words.doors),
		...figure(words.elders, part.elders, words.people),
		...figure(words.promises, part.promises, words.things),
		...figure(words.settled, part.settled, words.things),
	];
}

const joined = (parts: readonly string[], language: Language): string => parts.join(language === 'zh' ? '，' : ', ');

export function sheetToText(sheet: Sheet, language: Language): string {
	const colon = language === 'zh' ? '：' : ': ';
	return [
		sheet.title,
		sheet.who,
		...sheet.lines,
		...sheet.parts.flatMap(({ head, lines }) => [`${head}${colon}`, ...lines]),
		...sheet.warnings,
		...(sheet.note ? [`${words.noteLabel[language]}${colon}${sheet.note}`] : []),
	].join('\n');
}
