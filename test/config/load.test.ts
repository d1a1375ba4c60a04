import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load-config.js';
import { describeProblems } from '../../config/problem.js';
import { completedInput } from '../../runbook/onboarding/input.js';
import { inputOf, load, minimal, problemsOf } from './config-support.js';
import { tempDir } from '../support/temp-dir.js';

describe('loadConfig', () => {
  it('has the defaults of an input that lacks them', async () => {
    const { domain, okta, signIn } = await inputOf(minimal());
    const bare = { domain, okta: { orgUrl: okta.orgUrl }, signIn: { groups: signIn.groups } };
    expect(completedInput(bare)).toEqual(await inputOf(minimal()));
  });

  it('fills in the defaults', async () => {
    expect(await inputOf(minimal())).toEqual({
      domain: 'example.com',
      scopes: ['codewhisperer:completions', 'codewhisperer:conversations'],
      okta: {
        orgUrl: 'https://example.okta.com',
        oidcApplication: 'Kiro-OIDC',
        authorizationServer: { name: 'Kiro', audience: 'api://kiro' },
        provisioningApplication: 'AWS IAM Identity Center (Kiro)',
        rateLimitReserve: 0.2,
        tryConnectionApi: false,
      },
      tokens: { accessMinutes: 60, refreshMinutes: 0, refreshWindowMinutes: 10_080 },
      signIn: { groups: ['Kiro Users'], users: [], test: 'optional' },
      provision: { groups: ['Kiro Users'], users: [] },
      push: { groups: [] },
      subscribe: { groups: [], users: [], tier: 'Kiro Pro' },
      pilot: null,
      dns: { publish: 'person', rfc2136: null, recordName: null, resolvers: [], port: 53, doh: null },
      waits: {
        syncWindowMs: 86_400_000,
        remindAfterMs: 14_400_000,
        dueAfterMs: 259_200_000,
        renewScimAccessMs: 23_760_000_000,
        reviewAccessMs: null,
        timeZone: 'UTC',
        fromMinute: 540,
        toMinute: 1020,
        weekends: false,
      },
      people: { 'kiro-admin': null, 'okta-admin': null, 'dns-admin': null, reviewers: [] },
      proof: null,
      senders: [],
      notify: { slack: null, webhook: null, email: null },
      web: { linkHours: 168 },
    });
  });

  it('takes the pushed groups as subscribers, keeping the tier', async () => {
    const input = await inputOf(minimal('push: { groups: [Kiro Team] }', 'subscribe: { tier: Kiro Power }'));
    expect(input.subscribe).toEqual({ groups: ['Kiro Team'], users: [], tier: 'Kiro Power' });
  });

  it('takes who is asked, and who is asked later, as an address or with a member id of Slack', async () => {
    const deputies = ['escalateTo: dee@example.com', 'escalateTo: { email: dee@example.com, slack: U0DEE }'];
    const given = await Promise.all(
      deputies.map((deputy) => inputOf(minimal(`people: { kiroAdmin: { email: ana@example.com, ${deputy} } }`))),
    );
    const [plain, inSlack] = given.map(({ people }) => people['kiro-admin']);
    expect(plain).toEqual({ email: 'ana@example.com', escalateTo: { email: 'dee@example.com' } });
    expect(inSlack).toEqual({ email: 'ana@example.com', escalateTo: { email: 'dee@example.com', slack: 'U0DEE' } });
  });

  it('takes a section without a value as absent', async () => {
    expect((await inputOf(minimal('provision:', 'notify:', 'pilot: null'))).provision.groups).toEqual(['Kiro Users']);
  });

  it('loads the example', async () => {
    const result = await loadConfig({ file: 'onboarding.example.yaml', env: {} });
    expect(result).toMatchObject({
      warnings: [],
      input: { push: { groups: ['Kiro Team'] }, pilot: 'ana@example.com' },
    });
  });

  it('reports every problem at once, with its line', async () => {
    const problems = await problemsOf(
      [
        'domian: example.com',
        'okta: { orgUrl: https://example-admin.okta.com }',
        'signIn:',
        '  groups: [Kiro Users, kiro users]',
        '  test: perhaps',
        'waits: { syncWindow: 24 }',
      ].join('\n'),
      {},
    );
    expect(problems.map(({ path, line }) => [path, line])).toEqual([
      ['domain', null],
      ['okta.orgUrl', 2],
      ['signIn.groups[1]', 4],
      ['signIn.test', 5],
      ['waits.syncWindow', 6],
      ['domian', 1],
    ]);
    const text = describeProblems('onboarding.yaml', problems);
    expect(text).toContain('onboarding.yaml: 6 problems');
    expect(text).toContain('Did you mean "domain"?');
    expect(text).toContain('Write "https://example.okta.com".');
    expect(text).toContain('syncWindow: 24h');
  });

  it.each([
    ['a missing file', null, 'does not exist'],
    ['an empty file', '# nothing\n', 'is empty'],
    ['a list', '- domain', 'keys and values'],
    ['broken YAML', 'domain: [', 'not valid YAML'],
    ['UTF-16', Buffer.from('\uFEFFdomain: example.com', 'utf16le'), 'not text in UTF-8'],
    ['Latin-1', Buffer.from('domain: exämple.com', 'latin1'), 'not text in UTF-8'],
    ['the same key twice', 'domain: a.com\ndomain: b.com', 'not valid YAML'],
  ])('says one sentence about %s', async (_, yaml, message) => {
    const absent = join(await tempDir('config-'), 'none.yaml');
    const result = yaml === null ? await loadConfig({ file: absent, env: {} }) : await load(yaml);
    expect(result).toMatchObject({ problems: [{ message: expect.stringContaining(message) as string }] });
  });

  it('reads when people are reminded, and refuses hours that are none', async () => {
    const hours = (text: string) => inputOf(minimal(`waits: { workingHours: '${text}' }`));
    expect((await hours('08:30-24:00')).waits).toMatchObject({ fromMinute: 510, toMinute: 1440 });
    for (const wrong of ['17:00-09:00', '9-17', '09:00-09:00', '09:00-25:00', '09:00-10:00-11:00'])
      await expect(hours(wrong)).rejects.toThrow();
  });
  it('warns of a Slack channel where nobody can answer', async () => {
    const result = await load(minimal('notify: { slack: { channel: "#kiro" } }'));
    expect(result).toMatchObject({
      warnings: [expect.stringMatching(/^notify.slack: nobody under people /)],
    });
  });

  it('warns of one group for assignment and push, and of a subscribed group that is not pushed', async () => {
    const result = await load(minimal('push: { groups: [Kiro Users] }', 'subscribe: { groups: [Others] }'));
    expect(result).toMatchObject({
      warnings: [expect.stringContaining('"Kiro Users"'), expect.stringContaining('"Others"')],
    });
  });
});
