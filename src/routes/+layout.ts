// Every page is drawn in the browser from what is on the device; the build holds one page, 200.html, for all addresses.
export const ssr = false;
export const prerender = false;
