import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { judge, readTaken } from '../../runbook/model/judge.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import type { WorkflowBundle } from '../../temporal/workflow-bundle.js';
import { asked, settingAt } from '../runbook/states.js';
import { calmWorld, CLIENT_ID, ENDPOINT, input, ISSUER, proof, TOKEN } from './fake-world.js';
import { bundled, quiet } from './harness.js';
import { readHistory, recordedHistories, type HistoryJson } from './history-files.js';
import { helpUntil } from './simulated-people.js';
import { simulator, SimulatedRun } from './simulated-run.js';

let bundle: WorkflowBundle;
beforeAll(async () => {
  quiet();
  bundle = await bundled();
});

interface Accepted {
  acceptedRequest: { input: { name: string; args: { payloads: { data: string }[] } } };
}

/** The recorded run as if its release had taken another value of that message: the first Update of it is changed. */
function recordedWith(path: string, message: string, change: (value: Record<string, unknown>) => void): HistoryJson {
  const history = readHistory(recordedHistories().find(({ file }) => file === `${path}.json`)!.url);
  const requests = history.events.flatMap((event) => {
    const accepted = event['workflowExecutionUpdateAcceptedEventAttributes'] as Accepted | undefined;
    return accepted?.acceptedRequest.input.name === message ? [accepted.acceptedRequest.input] : [];
  });
  const [payload] = requests[0]!.args.payloads;
  const value = JSON.parse(Buffer.from(payload!.data, 'base64').toString('utf8')) as Record<string, unknown>;
  change(value);
  payload!.data = Buffer.from(JSON.stringify(value)).toString('base64');
  return history;
}

describe('an Update that an earlier release has taken', () => {
  it.each<[string, string, string, (value: Record<string, unknown>) => void]>([
    ['another issuer', 'happy', 'kiroProfileEnabled', (value) => (value['issuer'] = 'https://other.example.com')],
    ['two words for a token', 'happy', 'domainAdded', (value) => (value['verificationToken'] = 'two words')],
    ['an endpoint of ftp', 'happy', 'scimAccessIssued', (value) => (value['endpoint'] = 'ftp://scim.example.com')],
    ['a field that is gone', 'happy', 'domainVerified', (value) => (value['seenAt'] = 'the console')],
    ['a list without users', 'happy', 'subscriptionsListed', (value) => (value['csv'] = 'Colour\nred')],
    ['a skip before its turn', 'skip', 'skipStep', (value) => delete value['early']],
    ['an id never offered', 'trouble-and-decision', 'objectChosen', (value) => (value['id'] = '0oaNever')],
  ])('stays taken under stricter rules, and its history replays: %s', async (_what, path, message, change) => {
    await Worker.runReplayHistory({ workflowBundle: bundle }, recordedWith(path, message, change));
  });
});

describe('what is read in a message that was taken', () => {
  const at = (message: MessageName) => settingAt(asked(message));

  it.each<[MessageName, object]>([
    ['kiroProfileEnabled', { issuer: `<${ISSUER}>`, clientId: CLIENT_ID }],
    ['domainAdded', { verificationToken: ` ${TOKEN} `, recordName: '@' }],
    ['scimAccessIssued', { endpoint: `${ENDPOINT}/Users` }],
    ['subscriptionsListed', { csv: 'User,Status\nana@example.com,Active' }],
    ['skipStep', { step: 'kiro-profile', reason: 'x', early: true }],
  ])('is what the judgement of %s gives', (message, value) => {
    const setting = at(message === 'subscriptionsListed' ? 'kiroProfileEnabled' : message);
    setting.state.steps['subscribe-team'].state = 'done';
    const { ok, ...judged } = judge(message, value, setting) as { ok: boolean };
    expect([ok, readTaken(message, value, setting)]).toEqual([true, judged]);
  });

  it.each<[MessageName, object, object]>([
    [
      'kiroProfileEnabled',
      { issuer: '"https://other.example.com/"', clientId: 'x' },
      { issuer: 'https://other.example.com' },
    ],
    [
      'domainAdded',
      { verificationToken: '`two words`', recordName: '@' },
      { verificationToken: 'two words', recordName: 'example.com' },
    ],
    [
      'scimAccessIssued',
      { endpoint: `${ENDPOINT}/Users`, token: 'not sealed' },
      { endpoint: ENDPOINT, token: 'not sealed' },
    ],
    ['objectChosen', { step: 'oidc-application', use: 'adopt', id: ' `0oaNever` ' }, { id: '0oaNever' }],
  ])('is tidied where %s would be refused today', (message, value, tidied) => {
    const setting = at(message);
    expect(judge(message, value, setting)).toMatchObject({ ok: false });
    expect(readTaken(message, value, setting).value).toMatchObject(tidied);
  });
});

describe('Updates that come together', () => {
  it('are judged one after the other: the second answer to a question is refused', async () => {
    const world = await calmWorld();
    const run = await SimulatedRun.start(await simulator(Object.keys(world)), 'connectOktaToKiro', [input]);
    await helpUntil(run, world, () => [...run.activities.values()].some(({ name }) => name === 'checkToken'));
    for (const open of [...run.activities.values()]) run.resolve(open, { value: proof });
    await run.task();
    const ids = ['ana', 'ben'].map((name) =>
      run.update('kiroProfileEnabled', { issuer: ISSUER, clientId: CLIENT_ID, by: `${name}@example.com` }),
    );
    await run.task();
    expect(ids.map((id) => run.outcomeOf(id))).toEqual([null, expect.objectContaining({ code: 'already-answered' })]);
    const step = (await run.status()).steps.find(({ id }) => id === 'kiro-profile');
    expect(step).toMatchObject({ state: 'done', by: 'ana@example.com' });
    await run.dispose();
  });
});
