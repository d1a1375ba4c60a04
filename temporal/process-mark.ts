import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { childEnvironment } from './child-environment.js';

const run = promisify(execFile);

/** How long a process may take to end by itself; milliseconds. */
const END_PATIENCE_MS = 10_000;

/** A process, with its start time, which tells it from a later one with the same id. */
export interface ProcessMark {
  pid: number;
  started: string;
}

/** @throws Error when there is no such process. */
export async function markOf(pid: number): Promise<ProcessMark> {
  const started = await startOf(pid);
  if (started === null) throw new Error(`process ${pid} has ended`);
  return { pid, started };
}

/** Whether that process still runs. */
export async function lives({ pid, started }: ProcessMark): Promise<boolean> {
  return (await startOf(pid)) === started;
}

/** Ask a process to end, and make it when it does not within the patience (milliseconds); resolves when it has. */
export async function endProcess(mark: ProcessMark, patienceMs = END_PATIENCE_MS): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let signal: NodeJS.Signals = 'SIGTERM';
  while (await lives(mark)) {
    if (signal === 'SIGTERM' || Date.now() > deadline) send(mark.pid, signal);
    signal = 'SIGKILL';
    await pause(25);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended.
  }
}

/** Null where no such process runs, or it has ended and nobody has collected it. */
async function startOf(pid: number): Promise<string | null> {
  try {
    return process.platform === 'linux' ? await startInProc(pid) : await startInPs(pid);
  } catch {
    return null;
  }
}

/** proc(5): the state is field 3, the start in ticks field 22; the name before them may hold anything. */
async function startInProc(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

async function startInPs(pid: number): Promise<string | null> {
  const env = { ...childEnvironment(process.env), LC_ALL: 'C' };
  // Each column by itself: on macOS all that follows an `=` is the heading.
  const { stdout } = await run('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], { env });
  const [, state = 'Z', started = null] = /^(\S+)\s+(.*\S)/.exec(stdout) ?? [];
  return state.startsWith('Z') ? null : started;
}
