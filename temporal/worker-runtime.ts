import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';

/**
 * What the SDK has to say of this level goes to stderr. By itself its native part writes to stdout, which is for what was
 * asked for. Must be shut down where nothing has come to use it, or the process never ends.
 */
export function installRuntime(level: Extract<LogLevel, 'INFO' | 'ERROR'>, shutdownSignals: NodeJS.Signals[]): Runtime {
  const filter = makeTelemetryFilterString({ core: level === 'INFO' ? 'WARN' : level, other: 'ERROR' });
  const logging = { forward: {}, filter };
  return Runtime.install({ logger: new DefaultLogger(level), telemetryOptions: { logging }, shutdownSignals });
}
