// Makes sure that node_modules is what package-lock.json says, and that Node 24 is at hand, before anything else runs.
// Plain JavaScript that Node 20 understands, with nothing but Node's own modules: it runs on a fresh clone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 24;
const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = `${root}node_modules/.linli-stamp.json`;

const wanted = { platform: `${process.platform}-${process.arch}`, hash: hashOfDependencies() };

if (!isStamped()) {
	if (!isInstalledByHand()) install();
	writeFileSync(stampFile, JSON.stringify(wanted));
}
requireNode();

// Scripts and versions of package.json may change without a new installation; what it depends on may not.
function hashOfDependencies() {
	const { dependencies, devDependencies, optionalDependencies, overrides } = JSON.parse(read('package.json'));
	return createHash('sha256')
		.update(read('package-lock.json'))
		.update(JSON.stringify([dependencies, devDependencies, optionalDependencies, overrides]))
		.digest('hex');
}

function isStamped() {
	const stamp = readJson(stampFile);
	return stamp?.hash === wanted.hash && stamp.platform === wanted.platform && hasNode();
}

// After `npm install <package>` the stamp is old though everything is there: npm keeps its own list of what it put in.
function isInstalledByHand() {
	const stamp = readJson(stampFile);
	if ((stamp && stamp.platform !== wanted.platform) || !hasNode()) return false;
	const installed = readJson(`${root}node_modules/.package-lock.json`)?.packages;
	if (!installed) return false;
	const locked = JSON.parse(read('package-lock.json')).packages;
	return Object.entries(locked).every(
		([path, { version, optional }]) =>
			path === '' || installed[path]?.version === version || (optional && !installed[path]),
	);
}

function install() {
	console.log('Installing dependencies …');
	const args = ['ci', '--include=dev', '--include=optional', '--no-fund', '--no-audit', '--loglevel=error'];
	const npm = process.env.npm_execpath;
	const result = npm
		? spawnSync(process.env.npm_node_execpath ?? process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
		: spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
	if (result.status !== 0) {
		console.error('npm ci failed. Is there a network? It is needed once; later starts work without.');
		process.exit(1);
	}
}

function hasNode() {
	return existsSync(`${root}node_modules/.bin/node`) || systemNodeSuffices();
}

// Linux brings its Node along as a package; elsewhere the one on the machine has to do.
function requireNode() {
	if (hasNode()) return;
	console.error(
		`Node ${NODE_MAJOR} or newer is needed (found ${process.version}), and there is no packaged one for ${wanted.platform}. ` +
			'Install it from your system or from nodejs.org, then try again.',
	);
	process.exit(1);
}

function systemNodeSuffices() {
	return Number(process.versions.node.split('.')[0]) >= NODE_MAJOR;
}

function read(name) {
	return readFileSync(root + name, 'utf8');
}

function readJson(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		// Missing or cut short: the same as never installed.
		return undefined;
	}
}
