/** What buildings are called. */

/** `3` is called 3号楼, anything else keeps its name. */
export const buildingName = (building: string): string =>
	/^\d+$/.test(building) ? `${building}号楼` : `${building}楼`;
