/** What this phone or browser calls itself, so that an administrator can tell one from another: `Android · Chrome`. */
interface Named {
	readonly userAgent: string;
	readonly userAgentData?: {
		readonly platform: string;
		readonly brands: readonly { readonly brand: string }[];
	};
}

const systems = [
	[/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
	[/Android/, 'Android'],
	[/iPhone|iPad/, 'iOS'],
	[/Windows/, 'Windows'],
	[/Mac OS/, 'macOS'],
	[/Linux/, 'Linux'],
] as const;
const browsers = [
	[/MicroMessenger/, '微信'],
	[/HuaweiBrowser/, '华为浏览器'],
	[/MiuiBrowser/, '小米浏览器'],
	[/EdgA?\//, 'Edge'],
	[/Firefox\//, 'Firefox'],
	[/Chrome\//, 'Chrome'],
	[/Safari\//, 'Safari'],
] as const;

const firstOf = (names: readonly (readonly [RegExp, string])[], text: string): string | undefined =>
	names.find(([pattern]) => pattern.test(text))?.[1];

/** A phone's model, where the browser still tells it: `Redmi Note 9`. */
const modelOf = (agent: string): string | undefined => /Android [\d.]+; ([^;)]+?)(?: Build|[;)])/.exec(agent)?.[1];

export function deviceName(navigator: Named = globalThis.navigator as Named): string {
	const { userAgent, userAgentData } = navigator;
	const system = firstOf(systems, userAgent) ?? userAgentData?.platform;
	const model = modelOf(userAgent);
	return [system, model === 'K' ? undefined : model, firstOf(browsers, userAgent)]
		.filter((part) => part !== undefined && part !== '')
		.join(' · ')
		.slice(0, 60);
}
