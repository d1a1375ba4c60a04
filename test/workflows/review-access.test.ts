import { describe, expect, it } from 'vitest';
import type { Removal } from '../../runbook/review-access/removal.js';
import { OBJECTS } from './fake-world.js';
import {
  offboard,
  at,
  ANA,
  LENA,
  input,
  LEFT,
  begin,
  send,
  keep,
  remove,
  review,
  listOf,
  endChild,
  reportOf,
  settle,
  HOUR,
  stepOf,
} from './played-review.js';

describe('a review of access', () => {
  it('asks the reviewers, carries the removals out and ends with its evidence', async () => {
    const { run, world } = await begin();
    const status = await run.status();
    expect(status.waitingFor).toMatchObject([
      { step: 'decide', message: 'accessReviewed', role: 'reviewer', person: 'dee@example.com, fay@example.com' },
    ]);
    expect(status.waitingFor[0]?.title).toBe('Review 2026-Q1: 0 of 3 people are decided');
    expect(JSON.stringify(status.waitingFor[0])).toContain('/reports/access.csv');
    expect(await review(run, world, [...keep(ANA, at('ben')), ...remove(LENA)])).toBeNull();
    expect(run.children.started).toEqual([offboard(LENA)]);
    const child = run.children.open.get(offboard(LENA));
    expect(child).toMatchObject({ workflowType: 'offboardUser', args: [{ domain: 'example.com' }] });
    expect((child?.args[0] as { about: object }).about).toEqual({
      login: LENA,
      reason: 'Review of access 2026-Q1: dee@example.com decided to remove',
      ticket: null,
      now: false,
      hourMs: HOUR,
    });
    await endChild(run, world, LENA, { value: LEFT });
    const report = reportOf(run);
    expect(report).toMatchObject({
      outcome: 'done',
      facts: { name: '2026-Q1', removed: [LENA], decisions: '/reports/decisions.csv' },
    });
    expect(report.steps.map(({ id, confirmed, by }) => [id, confirmed, by])).toEqual([
      ['roster', 'proven', null],
      ['decide', 'attested', at('dee')],
      ['removals', 'proven', null],
      ['report', 'proven', null],
    ]);
    const sums = world.told.find(({ name }) => name === 'writeSums')?.args[0] as { files: object[] };
    expect(sums.files).toEqual([
      { path: '/reports/decisions.csv', sha256: 'd1' },
      { path: '/reports/r.html', sha256: 'r1' },
    ]);
    // The record hears that access was reviewed, once it is over.
    const news = world.told
      .filter(({ name }) => name === 'recordConnection')
      .map(({ args }) => (args[0] as { news: object }).news);
    expect(news.at(-1)).toMatchObject({ run: { outcome: 'done' }, reviewedAt: report.finishedAt });
    expect(news[0]).not.toHaveProperty('reviewedAt');
  });

  it('takes decisions in parts and as drafts, and refuses people who are not on the list', async () => {
    const { run, world } = await begin();
    expect(await review(run, world, keep(ANA), { draft: true })).toBeNull();
    expect(await review(run, world, keep(ANA, at('zoe'), at('yan')))).toMatchObject({
      code: 'invalid',
      field: 'rows',
      reason:
        'zoe@example.com, yan@example.com are not on the list of who has access. Write the logins as the list has them; nothing of this answer was taken.',
    });
    expect(await review(run, world, [...keep(LENA), ...remove('LENA@example.com')])).toMatchObject({ field: 'rows' });
    expect((await run.status()).waitingFor[0]?.title).toBe('Review 2026-Q1: 0 of 3 people are decided');
    expect(await review(run, world, keep(ANA, LENA), { by: at('fay') })).toBeNull();
    expect(await review(run, world, remove(LENA), { note: 'she left in March' })).toBeNull();
    expect(await listOf(run)).toMatchObject([
      { user: ANA, said: { decision: 'keep', isDraft: false, by: at('fay') } },
      { user: at('ben'), said: null },
      { user: LENA, said: { decision: 'remove', note: 'she left in March', by: at('dee') } },
    ]);
    expect((await run.status()).waitingFor[0]?.instructions.at(-1)).toBe('Still to decide: ben@example.com.');
    await review(run, world, keep(at('ben')));
    expect(run.children.started).toEqual([offboard(LENA)]);
    expect(await review(run, world, keep(LENA))).toMatchObject({ code: 'already-answered' });
  });

  it('reminds and asks somebody else while nobody decides, and ends where a reviewer says so: nobody loses access unsaid', async () => {
    const { run, world } = await begin(
      {},
      { ...input, waits: { ...input.waits, remindAfterMs: HOUR, dueAfterMs: 2 * HOUR } },
    );
    await review(run, world, [...keep(ANA), ...remove(LENA)], { draft: true });
    for (let hour = 0; hour < 3; hour += 1) {
      run.pass(HOUR);
      await run.task();
      await settle(run, world);
    }
    expect((await run.status()).waitingFor[0]).toMatchObject({ overdue: true, reminders: 2 });
    await review(run, world, keep(ANA));
    expect(await send(run, world, 'stepDone', { step: 'decide', note: 'the quarter is over' })).toBeNull();
    const report = reportOf(run);
    expect(run.children.started).toEqual([]);
    expect(report.outcome).toBe('done-with-findings');
    expect(report.findings.map(({ problem }) => problem)).toEqual([
      'Nobody has decided whether ben@example.com keeps access, so they keep it.',
      'Nobody has decided whether lena@example.com keeps access (dee@example.com left a draft: remove), so they keep it.',
    ]);
    expect(report.steps.find(({ id }) => id === 'removals')?.state).toBe('skipped');
    // Not everybody was reviewed, so the record still asks for it.
    const news = world.told.filter(({ name }) => name === 'recordConnection').at(-1);
    expect(news?.args[0]).toMatchObject({ news: { run: { outcome: 'done-with-findings' } } });
    expect((news?.args[0] as { news: object }).news).not.toHaveProperty('reviewedAt');
  });

  it('takes no end of the decisions before they are asked for', async () => {
    const { run, world } = await begin({ heldBack: ['listAccess'] });
    expect(await send(run, world, 'stepDone', { step: 'decide' })).toMatchObject({ code: 'too-early' });
    expect(await review(run, world, keep(ANA))).toMatchObject({ code: 'too-early' });
  });

  it('goes on with the others where a removal is stopped or cancelled, and names it', async () => {
    const { run, world } = await begin();
    await review(run, world, [...keep(ANA), ...remove(at('ben'), LENA)]);
    await endChild(run, world, at('ben'), { error: new Error('Stopped by ana: she stays') });
    expect(stepOf(await run.status(), 'removals')?.summary).toBe('0 of 2 have lost access, 1 failed');
    await endChild(run, world, LENA, 'cancelled');
    const report = reportOf(run);
    expect(report.findings.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/^The offboarding of ben@example\.com .*: Stopped by ana: she stays$/),
      'The offboarding of lena@example.com was cancelled: It was cancelled.',
    ]);
    expect(report.outcome).toBe('done-with-findings');
  });

  it('counts nobody as removed whose access was not seen to end, however their offboarding ended', async () => {
    const { run, world } = await begin();
    await review(run, world, [...keep(ANA), ...remove(at('ben'), LENA)]);
    const stamps = { ...LEFT.stamps, assignments: { confirmed: null } };
    await endChild(run, world, at('ben'), { value: { ...LEFT, outcome: 'done-with-findings', stamps } });
    expect(stepOf(await run.status(), 'removals')?.summary).toBe('0 of 2 have lost access, 1 not seen to end');
    await endChild(run, world, LENA, { value: LEFT });
    const report = reportOf(run);
    expect(report.steps.find(({ id }) => id === 'removals')).toMatchObject({
      confirmed: 'attested',
      summary: '1 of 2 people have lost access',
    });
    expect(report.facts['removed']).toEqual([LENA]);
    expect(report.findings).toMatchObject([
      {
        severity: 'blocking',
        problem: 'The offboarding of ben@example.com is over, and nobody saw their access end.',
      },
    ]);
  });

  it('joins an offboarding that somebody else has begun, and does not begin a second one', async () => {
    const { run, world } = await begin({ heldBack: ['awaitOffboarding'] });
    run.children.taken.add(offboard(LENA));
    await review(run, world, [...keep(ANA, at('ben')), ...remove(LENA)]);
    expect(run.children.started).toEqual([]);
    const [wait] = run.activities.values();
    expect(wait).toMatchObject({ name: 'awaitOffboarding', args: [{ offboardId: offboard(LENA), since: null }] });
    const removal: Removal = ['done', 1_772_445_600, 0, 'pp--'];
    run.resolve(wait!, { value: removal });
    await run.task();
    await settle(run, world);
    expect(reportOf(run)).toMatchObject({ outcome: 'done', facts: { removed: [LENA] } });
  });

  it('begins a few removals at a time, and the next ones while the first still wait for people', async () => {
    const crowd = Array.from({ length: 12 }, (_, one) => ({
      user: at(`p${String(one).padStart(2, '0')}`),
      access: 's',
    }));
    const { run, world } = await begin({ people: crowd });
    await review(run, world, remove(...crowd.map(({ user }) => user)));
    expect(run.children.started).toHaveLength(5);
    for (const { user } of crowd.slice(0, 5)) await endChild(run, world, user, { value: LEFT });
    expect(run.children.started).toHaveLength(10);
    run.pass(30_000);
    await run.task();
    expect(run.children.started).toHaveLength(12);
    for (const { user } of crowd.slice(5)) await endChild(run, world, user, { value: LEFT });
    expect(reportOf(run).outcome).toBe('done');
  });

  it('keeps the list of seats out of everything but the reading', async () => {
    const { world } = await begin(
      {},
      {
        ...input,
        notify: { ...input.notify, webhook: 'https://h.example' },
        about: { ...input.about, seats: 'User\nzoe@example.com' },
      },
    );
    const withSeats = world.told
      .filter(({ args }) => JSON.stringify(args).includes('zoe@example.com'))
      .map(({ name }) => name);
    expect(withSeats).toEqual(['listAccess']);
    expect(world.told.map(({ name }) => name)).toContain('notify');
  });

  it('has nothing to decide where nobody has access', async () => {
    const { run } = await begin({ people: [] });
    expect(reportOf(run)).toMatchObject({ outcome: 'done', facts: { people: '0' } });
  });

  it.each([
    ['nothing where the record knew everything', {}, {}, undefined],
    [
      'what the record lacked',
      { scimAppId: null, issuer: null },
      { scimApplication: OBJECTS.scimAppId },
      OBJECTS.issuer,
    ],
  ])('tells the record of the objects %s, also at its end', async (_what, known, objects, issuer) => {
    const { world } = await begin({ people: [], known });
    const news = world.told
      .filter(({ name }) => name === 'recordConnection')
      .map(({ args }) => (args[0] as { news: { objects?: object; issuer?: string } }).news);
    expect(news.at(-1)).toMatchObject({ run: { outcome: 'done' } });
    expect(news.at(-1)?.objects).toEqual(objects);
    expect(news.at(-1)?.issuer).toBe(issuer);
  });

  it('proves no list that may not be whole, and says why', async () => {
    const unseen = ['The sign-in application was not found, so the people who have it are not on the list.'];
    const report = reportOf((await begin({ people: [], unseen })).run);
    expect(report.steps.find(({ id }) => id === 'roster')).toMatchObject({ state: 'done', confirmed: 'attested' });
    expect(report.unproven).toEqual(expect.arrayContaining(unseen));
  });
});
