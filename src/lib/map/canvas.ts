/** What every map is made with, whether it is looked at or drawn on. */
import type { Map as Canvas, MapOptions } from 'maplibre-gl';

/** Letters are drawn with the fonts of the device. */
const fonts = `system-ui, "PingFang SC", "HarmonyOS Sans SC", "MiSans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif`;

/** Around what is fitted, in pixels. */
export const padding = 24;

/** @param label what a screen reader calls it */
export const canvasOptions = (label: string) =>
	({
		attributionControl: false,
		dragRotate: false,
		pitchWithRotate: false,
		touchPitch: false,
		localIdeographFontFamily: fonts,
		locale: { 'Map.Title': label },
	}) satisfies Partial<MapOptions>;

/** Nobody turns a map by accident: north stays above. */
export function keepNorth(map: Canvas): void {
	map.touchZoomRotate.disableRotation();
	map.keyboard.disableRotation();
}
