import { beforeAll, describe, expect, it } from 'vitest';
import type { KiroNow } from '../../runbook/outside.js';
import { calmWorld, ENDPOINT, input, needsPerson, noRoster, proof } from './fake-world.js';
import { type Given, PEOPLE, play, type Played, stepOf, takenOver } from './recorded-onboarding.js';
import { simulator, type Simulator } from './simulated-run.js';

// What an earlier run has left, where today's run sees or hears something else of it.

let creator: Simulator;
let first: Played;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
  first = await play(creator, {});
});

const MAY = Date.parse('2026-05-04T09:00:00Z');
const UNSEEN: KiroNow = { seen: 'unseen', text: 'nobody could look at Kiro' };

const again = (more: Given = {}): Promise<Played> => play(creator, { record: first.record, at: MAY, ...more });

it('is looked at again where the earlier run left open findings, also where somebody accepted them', async () => {
  const problem = 'ben@example.com has no seat.';
  const world: Given['world'] = {
    awaitArrival: async () => ({
      ...{ ...proof, verdict: 'some-missing', expected: 3, arrived: 2 },
      missing: ['ben@example.com'],
    }),
    reviewSubscriptions: async () => ({
      ...{ ...proof, roster: noRoster },
      findings: [{ severity: 'warning', problem, fix: 'Subscribe them.', url: null }],
    }),
  };
  const short = { ...input, waits: { ...input.waits, syncWindowMs: 5 } };
  const { record } = await play(creator, { input: short, world });
  expect(Object.keys(record.kept)).not.toContain('sync-window');
  expect(Object.keys(record.kept)).not.toContain('subscription-review');
  const played = await again({ input: short, record, world });
  expect(played.calls['awaitArrival']?.length).toBeGreaterThan(0);
  expect(played.calls['reviewSubscriptions']?.length).toBeGreaterThan(0);
  expect(played.report.outcome).toBe('done-with-findings');
  expect(played.record.provenAt).toBe(record.provenAt);
});

it('is not proven today by what an earlier run has seen alone', async () => {
  const connection = { ...first.record.kept['provisioning-connection']!, confirmed: 'proven' as const };
  const record = { ...first.record, kept: { ...first.record.kept, 'provisioning-connection': connection } };
  const played = await again({ record, kiro: UNSEEN });
  const { confirmed, evidence } = stepOf(played, 'provisioning-connection');
  expect(confirmed).toBe('attested');
  expect(evidence.at(-1)?.value).toMatch(/^proven in /);
  expect(played.record.provenAt).toBe(record.provenAt);
  // What was proven then stays so for later runs.
  expect(played.record.kept['provisioning-connection']).toEqual(connection);
});

it('is of today where the same person answers it anew', async () => {
  const checked: string[] = [];
  const played = await again({
    world: {
      checkScimAccess: async ({ endpoint }) => {
        checked.push(endpoint);
        if (checked.length === 1) throw needsPerson('Kiro does not answer there.');
        return proof;
      },
    },
  });
  expect(played.asked).toContain('scimAccessIssued');
  expect(takenOver(played)).not.toContain('scim-access');
  expect(stepOf(played, 'scim-access').summary).not.toContain('as of');
});

it.each(['1Password: Kiro, new', null])('keeps where a rotation has put the token: %s', async (storedAt) => {
  const access = first.record.kept['scim-access']!;
  const value = { ...access.value, storedAt: '1Password: Kiro, old' };
  const record = {
    ...first.record,
    token: { ...first.record.token, storedAt },
    kept: { ...first.record.kept, 'scim-access': { ...access, value } },
  };
  const played = await again({ record });
  expect(takenOver(played)).toContain('scim-access');
  expect(played.record.token).toEqual(record.token);
});

describe('where the worker holds no SCIM access', () => {
  it('the access alone is asked for, and the same endpoint shows that it is the same Kiro', async () => {
    const played = await again({ kiro: UNSEEN });
    expect(played.asked).toEqual(['scimAccessIssued']);
    expect(played.questions[0]?.reason).toContain(`The earlier run had ${ENDPOINT}, with a token of 2026-03-02`);
    expect(takenOver(played)).toEqual(
      expect.arrayContaining(['kiro-profile', 'provisioning-connection', 'subscribe-team']),
    );
    // Okta goes on with the token of before.
    expect(played.record.token.issuedAt).toBe(first.record.token.issuedAt);
  });

  it('another endpoint shows that it is another Kiro, of which nothing is taken over', async () => {
    const other = 'https://scim.example.com/other/scim/v2';
    let isSent = false;
    const played = await again({
      kiro: UNSEEN,
      seen(run, { message }) {
        if (message !== 'scimAccessIssued') return false;
        isSent = true;
        run.update('scimAccessIssued', { endpoint: other, by: 'ana@example.com' });
        return true;
      },
    });
    expect(isSent).toBe(true);
    expect(played.asked).toEqual(expect.arrayContaining(PEOPLE));
    // The endpoint is not asked for twice.
    expect(played.asked.filter((one) => one === 'scimAccessIssued')).toHaveLength(1);
    expect(takenOver(played)).toEqual([]);
    expect(played.record.endpoint).toBe(other);
    expect(played.record.kept['scim-access']?.value).toEqual({ endpoint: other });
  });

  it('another endpoint that is given before the Kiro profile is looked at shows the same', async () => {
    const other = 'https://scim.example.com/other/scim/v2';
    const played = await again({
      begun: (run) => run.update('scimAccessIssued', { endpoint: other, by: 'ana@example.com' }),
    });
    expect([...played.asked].sort()).toEqual(PEOPLE.filter((one) => one !== 'scimAccessIssued').sort());
    expect(takenOver(played)).toEqual([]);
    expect(played.questions[0]?.reason).toContain(`Kiro has another SCIM endpoint now: ${other}`);
    expect(played.record.endpoint).toBe(other);
  });
});
