import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  AUDIT_TYPE,
  dayTwoIds,
  OFFBOARD_TYPE,
  REPROVISION_TYPE,
  REVIEW_TYPE,
  ROTATE_TYPE,
} from '../../runbook/model/names.js';
import { plantDrill } from '../../sandbox/drills/drill.js';
import { click } from '../../sandbox/people/desk.js';
import { DayTwoHouse } from './day-two-house.js';
import { answer } from './page-people.js';
import { describeWith } from './programs.js';

const FOR_ONE = 90_000;

describeWith(['chromium'], 'The page in the runs of day two', () => {
  const house = new DayTwoHouse();
  const okta = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    click<T>(method, `${house.info.okta.orgUrl}${path}`, body, house.info.okta.token);

  beforeAll(async () => {
    await house.open();
    await house.connect({ waits: { ...house.input.waits, renewScimAccessMs: 1_000, reviewAccessMs: 1_000 } });
  });
  afterAll(() => house.close());

  it('renews the SCIM token: the record asks, and a rotation answers it', { timeout: FOR_ONE }, async () => {
    const record = await house.seat(house.connectionId, 'kiro-admin');
    await record.getByRole('heading', { name: 'Renew the SCIM access of example.com' }).waitFor();
    const review = record.locator('[data-question^="review-access "]');
    const [, since = ''] = ((await review.getAttribute('data-question')) ?? '').split(' ');
    await house.picture(record, 'record');
    await answer(record, { step: 'review-access', since }, 'stepDone', { note: 'Everybody may stay.' });
    const id = await house.start(ROTATE_TYPE, dayTwoIds.rotate(house.connectionId), { compromised: false });
    const { answered, report } = await house.play(id);
    expect(answered).toEqual([
      'new-token scimAccessIssued',
      'into-okta provisioningConfigured',
      'revoke-old tokenRevoked',
      'failed-tasks stepDone',
    ]);
    expect(report.outcome).toBe('done');
    expect(new Set(report.steps.flatMap(({ via }) => via ?? []))).toEqual(new Set(['page']));
    await record.getByText('Nothing to do for you now.').waitFor();
    expect(house.people.sent.filter((one) => one.includes(house.kept.token))).toEqual([]);
    expect(house.people.problems).toEqual([]);
  });

  it('replaces a leaked token, and decides on what was made with it', { timeout: FOR_ONE }, async () => {
    const record = house.client.workflow.getHandle(house.connectionId);
    const { endpoint } = await record.query<{ endpoint: string }>('connection');
    await fetch(`${endpoint}/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${house.kept.token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: 'mallory@example.com',
        displayName: 'Mallory',
        name: { givenName: 'Mallory', familyName: 'M' },
        emails: [{ value: 'mallory@example.com', type: 'work', primary: true }],
        active: true,
      }),
    });
    await plantDrill('token', house.info);
    const id = await house.start(ROTATE_TYPE, dayTwoIds.rotate(house.connectionId), { compromised: true });
    const { answered, report } = await house.play(id);
    expect(answered).toEqual([
      'revoke-old tokenRevoked',
      'new-token scimAccessIssued',
      'into-okta provisioningConfigured',
      'failed-tasks stepDone',
      'compare decisionMade',
    ]);
    expect(report.outcome).toBe('done-with-findings');
    expect(house.people.problems).toEqual([]);
  });

  it('offboards who a rule keeps in, who loses more than Kiro, and nobody', { timeout: FOR_ONE }, async () => {
    await plantDrill('leaver', house.info);
    const groups = await okta<{ id: string; profile: { name: string } }[]>('GET', '/api/v1/groups');
    const idOf = (name: string): string => groups.find(({ profile }) => profile.name === name)?.id ?? '';
    const rule = await okta<{ id: string }>('POST', '/api/v1/groups/rules', {
      type: 'group_rule',
      name: 'Testers help the facilities',
      conditions: {
        people: { users: { exclude: [] } },
        expression: { value: `isMemberOfAnyGroup("${idOf('Kiro Beta')}")`, type: 'urn:okta:expression:1.0' },
      },
      actions: { assignUserToGroups: { groupIds: [idOf('Facilities')] } },
    });
    await okta('POST', `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
    const outcomes: Record<string, [string, string[]]> = {};
    for (const name of ['petra', 'rui', 'otto', 'nobody']) {
      const login = `${name}@example.com`;
      const about = { login, reason: 'Has left', ticket: 'HR-12', now: false, hourMs: 1_000 };
      const id = await house.start(OFFBOARD_TYPE, dayTwoIds.offboard(house.connectionId, login), about);
      const { answered, report } = await house.play(id);
      outcomes[name] = [report.outcome, answered];
    }
    expect(outcomes).toEqual({
      petra: ['done', ['assignments userRemovedAtSource', 'seat seatDeleted']],
      rui: ['done', ['assignments userRemovedAtSource', 'seat seatDeleted']],
      otto: ['done', ['assignments decisionMade', 'seat seatDeleted']],
      nobody: ['failed', ['find stepDone']],
    });
    expect(house.people.problems).toEqual([]);
  });

  it('shows an audit and its findings', { timeout: FOR_ONE }, async () => {
    await plantDrill('drift', house.info);
    const id = await house.start(AUDIT_TYPE, dayTwoIds.audit(house.connectionId), null);
    const page = await house.seat(id, 'operator');
    const { report } = await house.play(id);
    expect(report.outcome).toBe('done-with-findings');
    await page.locator('.badge').first().waitFor();
    await page.getByRole('link', { name: /findings$/ }).click();
    await page.getByRole('heading', { name: 'Findings' }).waitFor();
    await house.picture(page, 'findings');
    expect(await page.getByText('Temporary, for a test').count()).toBeGreaterThan(0);
    expect(house.people.problems).toEqual([]);
  });

  it('reviews who has access: a draft, then for good, and the removal', { timeout: FOR_ONE }, async () => {
    const name = '2026-Q4';
    const about = { name, seats: null, hourMs: 1_000 };
    const id = await house.start(REVIEW_TYPE, dayTwoIds.review(house.connectionId, name), about);
    const rita = await house.seat(id, 'reviewer');
    await house.picture(rita, 'review-question');
    await rita.getByRole('link', { name: 'Decide who keeps access' }).click();
    await rita.getByRole('button', { name: 'Keep all that are shown' }).click();
    await rita.getByRole('button', { name: 'Save these as a draft' }).click();
    await rita.getByText('kept as a draft.').waitFor();
    await rita.getByRole('searchbox').fill('lena@');
    await rita.getByRole('button', { name: 'Find', exact: true }).click();
    await rita.getByRole('radio', { name: 'remove' }).check();
    await rita.getByRole('textbox', { name: 'Note on lena@example.com' }).fill('Works elsewhere now.');
    await house.picture(rita, 'review-one');
    // On a phone, too, it is one line.
    expect((await rita.locator('caption').boundingBox())?.height).toBeLessThan(50);
    await rita.getByRole('button', { name: 'Send these for good' }).click();
    await rita.getByText('1 decision taken.').waitFor();
    await house.picture(rita, 'review-sent');
    await rita.getByRole('button', { name: /^Send all \d+ drafts? for good/ }).click();
    await rita.getByText('decisions taken.').waitFor();
    await rita.getByRole('link', { name: 'Back to the run' }).first().click();
    const removal = dayTwoIds.offboard(house.connectionId, 'lena@example.com');
    await expect
      .poll(
        () =>
          house.status(removal).then(
            () => true,
            () => false,
          ),
        { timeout: 60_000 },
      )
      .toBe(true);
    await house.picture(rita, 'review-removals');
    const left = await house.play(removal);
    expect(left.answered).toEqual(['seat seatDeleted']);
    const { report } = await house.play(id);
    expect(report.outcome).toBe('done');
    await rita.locator('.badge.done').waitFor();
    expect(house.people.problems).toEqual([]);
  });

  it('connects Okta to a profile that was made anew', { timeout: 2 * FOR_ONE }, async () => {
    const kiro = await house.consoles();
    await kiro.goto(`${house.info.kiro.consoleUrl}/console/settings`);
    await kiro.getByText('Delete profile').first().click();
    await kiro.getByRole('button', { name: 'Delete profile' }).click();
    await kiro.getByText('The profile is deleted').waitFor();
    const id = await house.start(REPROVISION_TYPE, dayTwoIds.reprovision(house.connectionId), {});
    const { answered, report } = await house.play(id);
    expect(new Set(answered)).toEqual(
      new Set([
        'kiro-profile kiroProfileEnabled',
        'domain domainAdded',
        'old-seats subscriptionsListed',
        'old-seats decisionMade',
        'scim-access scimAccessIssued',
        'dns-record dnsRecordPublished',
        'domain-verified domainVerified',
        'old-pushes decisionMade',
        'provisioning-connection provisioningConfigured',
        'subscribe-team teamSubscribed',
        'subscription-review subscriptionsListed',
        'subscription-review decisionMade',
        'pilot-sign-in stepDone',
      ]),
    );
    expect(report.outcome).toBe('done-with-findings');
    expect(house.people.problems).toEqual([]);
  });
});
