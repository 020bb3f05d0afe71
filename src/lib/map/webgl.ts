/** Whether this browser can draw a map at all: old phones, and browsers that were told not to, cannot. */
export function canDraw(): boolean {
	try {
		const context = document.createElement('canvas').getContext('webgl2');
		context?.getExtension('WEBGL_lose_context')?.loseContext();
		return context !== null;
	} catch {
		// Some browsers throw where others give null.
		return false;
	}
}
