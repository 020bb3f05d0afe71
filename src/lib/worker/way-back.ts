/** The arrow of a screen goes back where the person came from; opened directly, there is nothing behind, only 今日. */
import { goto } from '$app/navigation';
import { resolve } from '$app/paths';

const way = { steps: 0 };

/** Told by the layout of each navigation. */
export function noteStep(type: string, delta: number | undefined): void {
	if (type === 'enter') way.steps = 0;
	else if (type === 'popstate') way.steps = Math.max(0, way.steps + (delta ?? -1));
	else way.steps += 1;
}

export function goBack(): void {
	if (way.steps > 0) history.back();
	else void goto(resolve('/today'), { replaceState: true });
}
