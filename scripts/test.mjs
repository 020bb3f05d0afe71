// Runs every check and every test, and ends with one line: `N passed, N failed`.
//   node scripts/test.mjs            all that must hold before a commit: about 20 minutes on two cores
//   node scripts/test.mjs --static   types, lint and import rules only
//   node scripts/test.mjs --long     only what takes longer: the phone's tests once more in a locked space, fault runs,
//                                    long simulations, looks in English
// A check that is not a test (types, lint, import rules, build) counts as one.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, HOW_TO_INSTALL } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'test-output');
const env = {
	...process.env,
	PATH: join(root, 'node_modules/.bin') + delimiter + process.env.PATH,
	// Some sixty servers start in a run; each would strip and compile the same files anew.
	NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'),
};
const startedAt = Date.now();

/** @type {{ name: string, passed: number, failed: number, failures: string[], seconds: number }[]} */
const results = [];

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

if (process.argv.includes('--long')) {
	await vitest('sealed');
	await vitest('long');
	await check('build', 'vite', ['build', '--logLevel', 'warn']);
	await journeys({ LONG: '1' });
} else {
	const isWhole = !process.argv.includes('--static');
	await run('svelte-kit', ['sync']);
	const linted = check('lint', 'eslint', ['.']);
	await statics(isWhole);
	if (isWhole) {
		await vitest('unit');
		await linted;
		await vitest('processes');
		await journeys();
	}
	await linted;
}
report();

// Linting takes a core for as long as all of these and goes on beside the unit tests; what starts servers and browsers comes later, alone.
async function statics(withBuild) {
	await check('types: app', 'svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings']);
	await check('types: pure folders', 'tsc', ['-p', 'tsconfig.pure.json']);
	if (hasFiles('sync-server', /\.ts$/)) await check('types: server', 'tsc', ['-p', 'tsconfig.server.json']);
	if (existsSync(join(root, 'src/service-worker.ts'))) {
		await check('types: service worker', 'tsc', ['-p', 'tsconfig.worker.json']);
	}
	await check('import rules', 'npm', ['run', '--silent', 'lint:imports']);
	if (withBuild) await check('build', 'vite', ['build', '--logLevel', 'warn']);
}

async function check(name, command, args) {
	const { code, text, seconds } = await run(command, args);
	const failed = code === 0 ? 0 : 1;
	record({ name, passed: 1 - failed, failed, failures: failed ? [text] : [], seconds });
	const hasWarnings = !failed && /\bwarn|\(!\)/i.test(text) && !/ 0 warnings/.test(text);
	if (hasWarnings) console.log(indent(text));
}

async function vitest(project) {
	const file = join(output, 'vitest.json');
	const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
	const { code, text, seconds } = await run('vitest', args, { live: true });
	const { passed, failures } = readVitest(file);
	record(tally(`vitest (${project})`, code, passed, failures, text, seconds));
}

async function journeys(more = {}) {
	if (!hasFiles('tests/journeys', /\.spec\.ts$/)) return;
	if (!(await findChromium())) {
		record({ name: 'journeys', passed: 0, failed: 1, failures: [HOW_TO_INSTALL], seconds: 0 });
		return;
	}
	const { code, text, seconds } = await run('playwright', ['test'], { live: true, more });
	const { passed, failures } = readPlaywright(join(output, 'playwright.json'));
	record(tally('journeys', code, passed, failures, text, seconds));
}

// A runner that fails without a failed test (it crashed, a file did not load, an error nobody caught) still counts.
function tally(name, code, passed, failures, text, seconds) {
	if (code !== 0 && failures.length === 0) failures = [`${name} ended with code ${code}\n${text.slice(-4000)}`];
	return { name, passed, failed: failures.length, failures, seconds };
}

function readVitest(file) {
	const report = readJson(file);
	const failures = [];
	let passed = 0;
	for (const suite of report?.testResults ?? []) {
		const name = relative(root, suite.name);
		const failed = suite.assertionResults.filter((test) => test.status === 'failed');
		passed += suite.assertionResults.filter((test) => test.status === 'passed').length;
		for (const test of failed) failures.push(`${name} › ${test.fullName}\n${ownFrames(test.failureMessages)}`);
		if (suite.status === 'failed' && failed.length === 0) failures.push(`${name} did not load\n${suite.message}`);
	}
	return { passed, failures };
}

function readPlaywright(file) {
	const report = readJson(file);
	const failures = (report?.errors ?? []).map((error) => error.message);
	let passed = 0;
	const visit = (suite, path) => {
		for (const child of suite.suites ?? []) visit(child, [...path, child.title]);
		for (const spec of suite.specs ?? []) {
			for (const test of spec.tests) {
				if (test.status === 'expected' || test.status === 'flaky') passed += 1;
				if (test.status === 'flaky') console.log(`passed on its second run: ${[...path, spec.title].join(' › ')}`);
				if (test.status !== 'unexpected') continue;
				const messages = test.results.flatMap((result) => result.errors.map((error) => error.message));
				failures.push(`${[...path, spec.title].join(' › ')}\n${messages.join('\n') || 'no message'}`);
			}
		}
	};
	for (const suite of report?.suites ?? []) visit(suite, [suite.title]);
	return { passed, failures };
}

// Where it failed in our files says enough; the runner's own frames only hide it.
function ownFrames(messages) {
	const isForeign = (line) => /^\s+at .*(node_modules|new Promise|\(node:)/.test(line);
	return messages
		.join('\n')
		.split('\n')
		.filter((line) => !isForeign(line))
		.join('\n');
}

function record(result) {
	results.push(result);
	const mark = result.failed ? '✗' : '✓';
	console.log(
		`${mark} ${result.name}: ${result.passed} passed, ${result.failed} failed (${result.seconds.toFixed(1)} s)`,
	);
}

function report() {
	const failures = results.flatMap((result) => result.failures.map((text) => `── ${result.name}\n${indent(text)}`));
	if (failures.length) console.log(`\n${failures.length} failed:\n\n${failures.join('\n\n')}`);
	const sum = (key) => results.reduce((total, result) => total + result[key], 0);
	console.log(`\nTook ${Math.round((Date.now() - startedAt) / 1000)} s`);
	console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
	process.exitCode = sum('failed') ? 1 : 0;
}

function run(command, args, { live = false, more = {} } = {}) {
	const begun = Date.now();
	return new Promise((resolve) => {
		const child = spawn(command, args, { cwd: root, env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
		let text = '';
		const take = (chunk) => {
			text += chunk;
			if (live) process.stdout.write(chunk);
		};
		child.stdout.setEncoding('utf8').on('data', take);
		child.stderr.setEncoding('utf8').on('data', take);
		const end = (code) => resolve({ code, text, seconds: (Date.now() - begun) / 1000 });
		child.on('error', (error) => {
			text += error.message;
			end(1);
		});
		child.on('close', (code, signal) => end(code ?? signal));
	});
}

function hasFiles(folder, pattern) {
	const path = join(root, folder);
	return existsSync(path) && readdirSync(path, { recursive: true }).some((name) => pattern.test(String(name)));
}

function readJson(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		// The runner died before it wrote; its exit code says so.
		return undefined;
	}
}

function indent(text) {
	return text.trimEnd().replace(/^(?=.)/gm, '   ');
}
