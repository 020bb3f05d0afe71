/** Files of the app that a phone fetches after it is installed: those of the map, by how the build names them. */
export const isLater = (path: string): boolean =>
	/\/immutable\/(map\/|workers\/maplibre|assets\/(MapView|maplibre)[^/]*\.css$)/.test(path);
