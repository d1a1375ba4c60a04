import { inspect } from 'node:util';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogEntry, type LogLevel } from '@temporalio/worker';
import { terminalLines } from '../runbook/escape/plain-text.js';

/** As the SDK writes it; texts of outside systems in it steer no terminal. */
function logLine({ level, timestampNanos, message, meta }: LogEntry): void {
  const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const more = meta === undefined ? '' : ` ${inspect(meta)}`;
  process.stderr.write(`${terminalLines(`${at} [${level}] ${message}${more}`)}\n`);
}

/**
 * What the SDK has to say of this level goes to stderr. By itself its native part writes to stdout, which is for what was
 * asked for. Must be shut down where nothing has come to use it, or the process never ends.
 */
export function installRuntime(level: Extract<LogLevel, 'INFO' | 'ERROR'>, shutdownSignals: NodeJS.Signals[]): Runtime {
  const filter = makeTelemetryFilterString({ core: level === 'INFO' ? 'WARN' : level, other: 'ERROR' });
  const logging = { forward: {}, filter };
  return Runtime.install({ logger: new DefaultLogger(level, logLine), telemetryOptions: { logging }, shutdownSignals });
}
