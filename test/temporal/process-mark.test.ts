import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { endProcess, lives, markOf } from '../../temporal/process-mark.js';

const platform = process.platform;
const pretend = (name: string): void => void Object.defineProperty(process, 'platform', { value: name });
afterEach(() => pretend(platform));

const hasPs = ['/bin/ps', '/usr/bin/ps'].some((path) => existsSync(path));

describe.each([platform, ...(platform === 'linux' && hasPs ? ['darwin'] : [])])('as on %s', (name) => {
  test('a process is known by its id and its start, until it ends', async () => {
    pretend(name);
    const child = spawn('sleep', ['60']);
    const mark = await markOf(Number(child.pid));
    expect(mark.started).toMatch(name === 'linux' ? /^\d+$/ : /^\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}$/);
    expect(await lives(mark)).toBe(true);
    expect(await lives({ ...mark, started: 'at another time' })).toBe(false);
    await endProcess(mark);
    expect(await lives(mark)).toBe(false);
  });
});

test('one that takes no notice of a polite request is ended all the same', async () => {
  const child = spawn('sh', ['-c', 'trap "" TERM; echo ready; while :; do sleep 1; done'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  await endProcess(await markOf(Number(child.pid)), 300);
  expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
});
