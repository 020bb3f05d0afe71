/** What the app, its worker and the browser call each other by. */
/** Under which the browser is asked to wake the worker when there is a network. */
export const wakeTag = 'linli-send';
/** Told to the tabs that are open: they send by themselves. */
export const wakeMessage = 'linli-wake';
