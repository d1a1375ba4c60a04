import type { Client } from '@temporalio/client';
import { expect, it, vi } from 'vitest';
import { CommandError, EXIT, usageError } from '../../cli/lib/output-and-exit.js';
import { followLeavers, type ManyLeavers, unlessRefused } from '../../start/many-leavers.js';

const DONE = { workflowId: 'w', domain: 'd', oktaOrg: 'o', outcome: 'done', facts: {}, steps: [], waitingFor: [] };
/** Every run of this client is over. */
const client = {
  withDeadline: (_by: number, ask: () => unknown) => ask(),
  workflow: { getHandle: () => ({ query: async () => DONE }) },
} as unknown as Client;

function many(lines: string[], more: Partial<ManyLeavers>): ManyLeavers {
  const view = { say: (line: string) => void lines.push(line), show: () => undefined, rest: () => undefined };
  const rest = { view, leaving: new AbortController().signal, json: false, isImpatient: false };
  return {
    client,
    first: 'run/a',
    before: { over: 0, refused: 0 },
    logins: ['a', 'b', 'c'],
    start: async (at) => ({ workflowId: `run/${at}` }),
    ...rest,
    ...more,
  };
}

it('goes on with the others where one cannot be begun, and ends with exit code 1', async () => {
  const lines: string[] = [];
  const start = async (at: number) => (at === 1 ? ('refused' as const) : { workflowId: `run/${at}` });
  expect(await followLeavers(many(lines, { start }))).toBe(EXIT.failed);
  expect(lines).toEqual(['a: done', 'c: done', '2 are over, 1 were not begun.']);
});

it('counts those before the first that could be begun', async () => {
  const lines: string[] = [];
  expect(await followLeavers(many(lines, { first: 'run/b', before: { over: 0, refused: 1 } }))).toBe(EXIT.failed);
  expect(lines).toEqual(['b: done', 'c: done', '2 are over, 1 were not begun.']);
});

it('is exit code 0 where all could', async () => {
  const lines: string[] = [];
  expect(await followLeavers(many(lines, {}))).toBe(EXIT.done);
  expect(lines.at(-1)).toBe('All 3 are over.');
});

it('counts who was over before as over, and that is no failure', async () => {
  const lines: string[] = [];
  const start = async (at: number) => (at === 2 ? ('over' as const) : { workflowId: `run/${at}` });
  const before = { over: 1, refused: 0 };
  expect(await followLeavers(many(lines, { first: 'run/b', before, start }))).toBe(EXIT.done);
  expect(lines).toEqual(['b: done', 'All 3 are over, 2 of them before.']);
});

it('says which run was refused and why, and hides no other trouble', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(
    await unlessRefused('a@x.com', () => Promise.reject(usageError('It goes on with another reason.'))),
  ).toBeNull();
  expect(said.mock.calls.join('')).toContain('a@x.com was not begun: It goes on with another reason.');
  said.mockRestore();
  expect(await unlessRefused('a@x.com', async () => 'run')).toBe('run');
  await expect(unlessRefused('a@x.com', () => Promise.reject(new CommandError('No server.')))).rejects.toThrow(
    'No server.',
  );
});
