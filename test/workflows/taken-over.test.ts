import { beforeAll, describe, expect, it } from 'vitest';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { KiroNow } from '../../runbook/outside.js';
import { calmWorld, CLIENT_ID, ENDPOINT, input, ISSUER, proof } from './fake-world.js';
import { type Given, MARCH, PEOPLE, play, type Played, stepOf, takenOver, well } from './recorded-onboarding.js';
import { simulator, type Simulator } from './simulated-run.js';

// An onboarding, the record that it leaves, and another onboarding that is asked only for what has changed.

let creator: Simulator;
let first: Played;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
  first = await play(creator, {});
});

const YEAR_MS = 366 * 24 * 3_600_000;
const MAY = Date.parse('2026-05-04T09:00:00Z');
const GONE: KiroNow = { seen: 'gone', text: 'the SCIM endpoint of the earlier run answers 401' };

const again = (more: Given = {}): Promise<Played> => play(creator, { record: first.record, at: MAY, ...more });

describe('a second onboarding of a connection', () => {
  it('asks for everything where there is no record, and leaves all that people did in it', () => {
    expect([...first.asked].sort()).toEqual([...PEOPLE].sort());
    expect(takenOver(first)).toEqual([]);
    expect(Object.keys(first.record.kept).sort()).toEqual(
      [
        'domain',
        'domain-verified',
        'kiro-profile',
        'pilot-sign-in',
        'provisioning-connection',
        'provisioning-features',
        'scim-access',
        'subscribe-team',
        'subscription-review',
        'sync-window',
      ].sort(),
    );
    expect(first.record.kept['kiro-profile']).toMatchObject({
      subject: { issuer: ISSUER, clientId: CLIENT_ID },
      by: 'ana@example.com',
      workflowId: 'kiro-okta/example.okta.com/example.com',
    });
    expect(JSON.stringify(first.record)).not.toMatch(/"token":"/);
  });

  it('asks for nothing where nothing has changed, and says what it took over, from where and what it looked at', async () => {
    const played = await again();
    expect(played.asked).toEqual([]);
    expect(takenOver(played)).toEqual(
      expect.arrayContaining([
        'kiro-profile',
        'domain',
        'scim-access',
        'domain-verified',
        'provisioning-connection',
        'subscribe-team',
        'pilot-sign-in',
      ]),
    );
    const { evidence, confirmed, by, summary } = stepOf(played, 'kiro-profile');
    expect([confirmed, by, summary]).toEqual([
      'attested',
      'ana@example.com',
      expect.stringContaining('(as of 2026-03-02)'),
    ]);
    const { runId } = first.record.kept['kiro-profile']!;
    expect(evidence.at(-1)?.value).toMatch(
      new RegExp(
        `^attested in kiro-okta/.*${runId}.*2026-03-02T.* by ana@example\\.com \\(update\\); today: the SCIM endpoint takes`,
      ),
    );
    // All of Okta is done and looked at as ever, and DNS once; Kiro with the access that the worker holds.
    expect(played.calls['ensurePushGroups']).toHaveLength(1);
    expect(played.calls['awaitTxtRecord']).toHaveLength(1);
    expect(played.calls['checkScimAccess']).toEqual([
      expect.objectContaining({ endpoint: ENDPOINT, sealedToken: 'worker' }),
    ]);
    expect(played.report.outcome).toBe('done');
    // A third one finds the same, still as of the first.
    expect(played.record.kept).toEqual(first.record.kept);
    expect(played.record.token).toEqual(first.record.token);
  });

  const EXTRA = { groups: ['Kiro Team', 'Kiro Extra'], users: [] };
  it.each<[string, Partial<OnboardingInput>, string[]]>([
    ['the tier', { subscribe: { ...input.subscribe, tier: 'Kiro Pro+' } }, ['teamSubscribed']],
    [
      'a group',
      { provision: EXTRA, push: { groups: EXTRA.groups }, subscribe: { ...input.subscribe, ...EXTRA } },
      ['teamSubscribed', 'subscriptionsListed'],
    ],
    [
      'the scopes',
      { scopes: ['codewhisperer:completions', 'codewhisperer:conversations'] },
      ['stepDone pilot-sign-in'],
    ],
    ['the pilot', { pilot: 'ben@example.com' }, ['stepDone pilot-sign-in']],
    ['a reminder', { waits: { ...input.waits, remindAfterMs: 3_600_000 } }, []],
    ['that a real sign-in is wanted', { signIn: { ...input.signIn, test: 'required' } }, ['signInTested']],
    [
      'the name of the TXT record',
      { dns: { ...input.dns, recordName: '_kiro.example.com' } },
      ['domainAdded', 'domainVerified', 'teamSubscribed', 'stepDone pilot-sign-in'],
    ],
    ['that all is to be asked', { fromScratch: true }, PEOPLE],
  ])('asks only for what follows where what has changed is %s', async (_what, change, expected) => {
    const played = await again({
      input: { ...input, ...change },
      seen(run, { message }) {
        if (message !== 'signInTested') return false;
        const token = { iss: ISSUER, cid: CLIENT_ID, aud: 'api://kiro', scp: [...input.scopes, 'offline_access'] };
        run.update('signInTested', { ok: true, ...token, lifetimeSeconds: 3600, refreshed: true });
        return true;
      },
    });
    expect([...played.asked].sort()).toEqual([...expected].sort());
    expect(played.report.outcome).toBe('done');
  });

  it('says at the question what has changed', async () => {
    const played = await again({ input: { ...input, subscribe: { ...input.subscribe, tier: 'Kiro Pro+' } } });
    expect(played.questions[0]?.reason).toBe(
      'An earlier run had this done. It is asked again: changed: subscribe.tier.',
    );
  });
});

describe('what an earlier run has left is not taken over', () => {
  it('where the Kiro profile was made anew, as its endpoint shows', async () => {
    const played = await again({ kiro: GONE });
    expect([...played.asked].sort()).toEqual([...PEOPLE].sort());
    expect(takenOver(played)).toEqual([]);
    expect(played.questions[0]?.reason).toContain('the SCIM endpoint of the earlier run answers 401');
  });

  it('where another runbook has had another endpoint since', async () => {
    const played = await again({ record: { ...first.record, endpoint: 'https://scim.example.com/other/scim/v2' } });
    expect([...played.asked].sort()).toEqual([...PEOPLE].sort());
  });

  it('where Okta has another client or server now', async () => {
    const played = await again({
      world: {
        ensureAuthorizationServer: async () => ({ ...proof, serverId: 'aus2', issuer: ISSUER }),
        ensureOidcApplication: async () => ({ ...proof, appId: '0oa9', clientId: 'other-client' }),
      },
      seen: (run, { message }) => {
        if (message !== 'kiroProfileEnabled') return false;
        run.update('kiroProfileEnabled', { issuer: ISSUER, clientId: 'other-client', by: 'ana@example.com' });
        return true;
      },
    });
    expect([...played.asked].sort()).toEqual([...PEOPLE].sort());
    expect(takenOver(played)).toEqual([]);
  });

  it('where the SCIM application is another one, or Okta is seen to write elsewhere', async () => {
    const other = await again({ world: { ensureScimApplication: async () => ({ ...proof, appId: '0oa9' }) } });
    expect(other.asked).toEqual(['provisioningConfigured']);
    for (const reaches of ['another', 'unclear'] as const) {
      const elsewhere = await again({
        world: { connectProvisioning: async () => ({ ...well, reaches, token: 'unseen' }) },
      });
      expect(elsewhere.asked).toEqual(['provisioningConfigured']);
    }
  });

  it('where the SCIM token is due to be renewed', async () => {
    const played = await again({ at: MARCH + YEAR_MS });
    expect(played.asked).toEqual(['scimAccessIssued', 'provisioningConfigured']);
    expect(played.questions[0]?.reason).toMatch(/^The SCIM token of 2026-03-02 is due to be renewed/);
    expect(Date.parse(played.record.token.issuedAt!)).toBeGreaterThanOrEqual(MARCH + YEAR_MS);
  });

  it('where somebody has it done again', async () => {
    let isRedone = false;
    const played = await again({
      input: { ...input, pilot: 'ben@example.com' },
      seen(run, { step }) {
        if (step !== 'pilot-sign-in' || isRedone) return false;
        isRedone = true;
        run.update('redoStep', { step: 'kiro-profile', reason: 'to be sure', by: 'ben@example.com' });
        return true;
      },
    });
    expect(played.asked).toEqual(expect.arrayContaining(PEOPLE));
    expect(takenOver(played)).toEqual([]);
  });
});

it('a TXT record that is gone is said, and nobody is asked to publish what Kiro has verified', async () => {
  const miss = { kind: 'missing', problem: 'No server has the record.', fix: null, more: [], isPublished: false };
  const played = await again({ world: { awaitTxtRecord: async () => ({ ...proof, miss }) } });
  expect(played.asked).toEqual([]);
  expect(stepOf(played, 'dns-record').confirmed).toBe('attested');
  expect(stepOf(played, 'dns-propagation').summary).toBe(
    'Not seen in DNS today; Kiro verified the domain on 2026-03-02',
  );
  expect(JSON.stringify(played.report)).toContain(
    'No server has the record. Kiro verified the domain on 2026-03-02; nobody documents',
  );
});

it('what cannot be read of the record is asked for', async () => {
  const { ApplicationFailure } = await import('@temporalio/common');
  const played = await again({
    world: {
      readKept: async () => {
        throw ApplicationFailure.nonRetryable('Temporal is away.');
      },
    },
  });
  expect([...played.asked].sort()).toEqual([...PEOPLE].sort());
  expect(played.report.warnings.join()).toContain('could not be read, so everything is asked: Temporal is away.');
});
