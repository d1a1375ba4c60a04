import { Command, newStateDir, sandboxPorts } from '../test/e2e/support.js';
import type { LoggedRequest } from '../sandbox/kit/sandbox-app.js';
import { repeat, spread } from './measure.js';

/**
 * The fewest calls that an onboarding of the sandbox's configuration can do with: one look-up, one write and one
 * read-back an object, and each thing that only a read can tell once. Lists have one page there.
 */
const FEWEST: Record<string, number> = {
  'eleven objects: look-up, write, read-back': 33,
  'credentials, licence, user types and mappings may be read': 4,
  'two groups by name': 2,
  'their members, before the first write and after the sync window': 4,
  'user types, and what the mapping maps': 2,
  'who else has the application': 1,
  'what a token will hold: scopes, policies, rules, metadata': 4,
  'connection and switches, before and after the person': 4,
  'who is to be provisioned, and who is': 2,
  'a group that was pushed before, and the first push': 2,
  // Days later, so nothing read before may stand for it.
  'for the review: who has both applications, and implicitly; policies for everybody; pushes that failed': 8,
};

/** Okta API calls of a whole onboarding, and of one that finds everything there. */
export async function oktaCalls(): Promise<string[]> {
  const rounds = await repeat(2, async () => {
    const { dir, remove } = newStateDir();
    const flags = await sandboxPorts();
    try {
      return [await callsOf(dir, flags), await callsOf(dir, flags)] as const;
    } finally {
      remove();
    }
  });
  const fewest = Object.values(FEWEST).reduce((sum, calls) => sum + calls, 0);
  const ratios = rounds.map(([whole]) => whole.length / fewest);
  const ratio = `Okta calls of a whole onboarding against the fewest possible (${fewest}): ${spread(ratios)}`;
  const counts = (['a whole onboarding', 'a re-run'] as const).map((name, index) => {
    const each = rounds.map((round) => round[index]);
    const reads = each.map((calls) => calls?.filter(({ method }) => method === 'GET').length ?? NaN);
    const others = each.map((calls) => calls?.filter(({ method }) => method !== 'GET').length ?? NaN);
    return `Okta calls of ${name}: GET ${spread(reads, 0)}, other methods ${spread(others, 0)}`;
  });
  return [...counts, ratio];
}

/** The sandbox ends with the command, so its log is read all along; the newest copy counts. */
async function callsOf(dir: string, flags: string[]): Promise<LoggedRequest[]> {
  const command = new Command('starter.ts', ['--json', ...flags], { KIRO_STATE_DIR: dir });
  const port = flags[flags.indexOf('--okta-port') + 1];
  let newest: LoggedRequest[] = [];
  let isOver = false;
  void command.ended.then(() => (isOver = true));
  while (!isOver) {
    const answer = await fetch(`http://127.0.0.1:${port}/sandbox/requests`).catch(() => null);
    const calls = await answer?.json().catch(() => null);
    if (Array.isArray(calls)) newest = calls as LoggedRequest[];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if ((await command.ended) !== 0) throw new Error(command.stderr);
  return newest.filter(({ path }) => path.startsWith('/api/') || path.startsWith('/oauth2/'));
}
