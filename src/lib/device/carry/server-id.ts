/** Which server this phone belongs to: the id of the pair that phones seal for, for whoever has no space here. */
export const serverStorageKey = 'linli-server';
