import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { statusOfRun } from '../../client/ask-run.js';
import { sealForRun, sendAnswer } from '../../client/send-answer.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import type { Report } from '../../runbook/words/report.js';
import { type PeopleLine, playPeople } from '../../sandbox/people.js';
import { openVault } from '../../sandbox/vault.js';
import { connectClient } from '../../temporal/connect.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { DEEP } from '../support/how-often.js';
import { consolesOf, plantBefore, plantDuring } from './planted-faults.js';
import { Command, type ResultLine, sandboxOfFile } from './support.js';

let command: Command;
const { dir, sandbox } = sandboxOfFile(() => command);

/** The command as it is started for a real org: the people answer from elsewhere. `list` gives the list that is pasted. */
async function runWith(list: () => Promise<string>): Promise<ResultLine> {
  const { info } = sandbox();
  const args = ['--json', '--config', info.config];
  command = new Command('starter.ts', args, { KIRO_STATE_DIR: dir, OKTA_CLIENT_TOKEN: info.okta.token });
  await command.until(() => command.lines.length > 0);
  const client = await connectClient(await embeddedSettings(dir));
  const workflowId = workflowIdFor({ okta: info.okta, domain: 'example.com' });
  // A question that is asked twice, as after an answer that was not heard, changes the world once. What goes wrong in the
  // consoles ends the run, which would wait for its list.
  let listed: Promise<string> | undefined;
  const listOnce = (): Promise<string> =>
    (listed ??= list().catch((error: unknown) => {
      command.kill();
      throw error;
    }));
  const line: PeopleLine = {
    status: () => statusOfRun(client, workflowId),
    seal: (token, endpoint) => sealForRun(client, { workflowId, endpoint }, token, async () => {}),
    answer: async (message, value) => {
      const csv = message === 'subscriptionsListed' ? { csv: await listOnce() } : {};
      const sent = await sendAnswer(client, workflowId, message, { ...value, ...csv });
      return sent.accepted ? null : sent.why.reason;
    },
  };
  const vault = openVault(join(dir, 'sandbox', 'vault.json'));
  // The command takes its Temporal with it, maybe before anybody here has seen that the run is over.
  const stop = new AbortController();
  const playing = playPeople({ info, vault, line, signal: stop.signal });
  const code = await command.ended;
  stop.abort();
  await playing;
  await listed;
  expect([code, command.stderr]).toEqual([0, expect.not.stringMatching(/Error/) as string]);
  await client.connection.close();
  return command.events.at(-1) as ResultLine;
}

// `npm test` plants such faults one by one for `verify` (test/cli/verify-faults).
it.runIf(DEEP)(
  'ends a whole run with twelve planted faults in a report that names each once, at its cause, and nothing else',
  async () => {
    const consoles = await consolesOf(sandbox().info);
    await plantBefore(consoles);
    const config = readFileSync(sandbox().info.config, 'utf8');
    writeFileSync(
      sandbox().info.config,
      config.replace('push: { groups: [Kiro Team] }', 'push: { groups: [Kiro Team, Kiro Extra] }'),
    );
    const { outcome } = await runWith(() => plantDuring(consoles));
    expect(outcome).toBe('done-with-findings');

    const files = readdirSync(join(dir, 'reports')).map((name) => join(dir, 'reports', name));
    const text = (ending: string): string =>
      readFileSync(
        files.find((name) => name.endsWith(ending))!,
        'utf8',
      );
    const { findings, steps } = JSON.parse(text('.json')) as Report;
    expect(findings.map(({ problem }) => problem)).toEqual([
      'The group "Facilities" has "Kiro-OIDC", although the configuration does not name it.',
      expect.stringMatching(/^Okta could not push the group "Kiro Extra": /) as string,
      "dee@example.com has not arrived in Kiro's group Kiro Team.",
      "hugo@example.com has not arrived in Kiro's group Kiro Team.",
      "lena@example.com has not arrived in Kiro's group Kiro Team.",
      'gita@example.com is active in Okta, but inactive in Kiro.',
      'kaya@example.com is not in Kiro as in Okta: familyName is Old instead of Demir.',
      'eva@example.com has a subscription, but is not among those who should have one: their state in Okta is SUSPENDED.',
      'mira@example.com has a subscription, but is not among those who should have one.',
      'zed@other.org has a subscription, but is not among those who should have one: they are in Kiro Team in Kiro, but not in Okta.',
      'The subscription of jon@example.com is pending: it is not charged and not yet in use.',
      'ines@example.com is listed 2 times.',
    ]);
    expect(steps.find(({ id }) => id === 'subscription-review')).toMatchObject({
      state: 'done',
      by: 'ana@example.com',
      summary: 'Findings accepted: Seen in the sandbox.',
    });
    for (const { problem } of findings) expect(text('.md')).toContain(problem.replace(/\s+/g, ' '));
  },
  180_000,
);
