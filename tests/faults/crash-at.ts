/**
 * Loaded before the server (`node --import`): kills its own process with SIGKILL at one step between a socket and the
 * disk. A step is one statement or transaction of the ledger's file, or one message to a socket; counting begins with
 * SIGUSR2, so that a test knows where. CRASH_AT: the number of the step, and `before` or `after` it.
 */
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { WebSocket } from 'ws';

const [number, side] = (process.env.CRASH_AT ?? '').split(' ');
const at = Number(number);
let isCounting = false;
let steps = 0;

process.on('SIGUSR2', () => {
	isCounting = true;
	process.stdout.write('counting\n');
});
// What a run in which nothing is killed has counted.
process.on('SIGTERM', () => process.stdout.write(`steps ${steps}\n`));

function step<Value>(work: () => Value): Value {
	if (!isCounting) return work();
	steps += 1;
	if (steps === at && side === 'before') process.kill(process.pid, 'SIGKILL');
	const value = work();
	if (steps === at && side === 'after') process.kill(process.pid, 'SIGKILL');
	return value;
}

const ledgers = new WeakSet<object>();
const { exec, prepare } = DatabaseSync.prototype;
const isLedger = (db: DatabaseSync) => db.location()?.endsWith('ledger.sqlite') ?? false;
DatabaseSync.prototype.exec = function (sql) {
	return isLedger(this) ? step(() => exec.call(this, sql)) : exec.call(this, sql);
};
DatabaseSync.prototype.prepare = function (...given) {
	const statement = prepare.apply(this, given);
	if (isLedger(this)) ledgers.add(statement);
	return statement;
};
for (const name of ['run', 'get', 'all'] as const) {
	const own = StatementSync.prototype[name] as (...given: unknown[]) => unknown;
	(StatementSync.prototype as unknown as Record<string, unknown>)[name] = function (this: object, ...given: unknown[]) {
		return ledgers.has(this) ? step(() => own.apply(this, given)) : own.apply(this, given);
	};
}
const { send } = WebSocket.prototype;
WebSocket.prototype.send = function (this: WebSocket, ...given: unknown[]) {
	return step(() => (send as (...given: unknown[]) => void).apply(this, given));
} as typeof send;
