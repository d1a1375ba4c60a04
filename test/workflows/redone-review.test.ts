import { describe, expect, it } from 'vitest';
import {
  offboard,
  at,
  ANA,
  LENA,
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
} from './played-review.js';

describe('a review that goes on as a new run, is redone or skipped', () => {
  it('keeps decisions and drafts in the middle of deciding', async () => {
    const { run, world } = await begin();
    await review(run, world, keep(ANA));
    run.suggestContinueAsNew();
    await review(run, world, remove(LENA), { draft: true });
    expect(run.carriedWith).toHaveLength(1);
    expect(await listOf(run)).toMatchObject([
      { said: { decision: 'keep' } },
      { said: null },
      { said: { isDraft: true } },
    ]);
    expect((await run.status()).waitingFor).toMatchObject([{ message: 'accessReviewed' }]);
    await review(run, world, [...keep(at('ben')), ...remove(LENA)]);
    expect(run.children.started).toEqual([offboard(LENA)]);
  });

  it('waits on for the offboardings that it has begun, and begins none twice', async () => {
    const { run, world } = await begin({ heldBack: ['awaitOffboarding'] });
    await review(run, world, [...keep(ANA), ...remove(at('ben'), LENA)]);
    await endChild(run, world, at('ben'), { value: { ...LEFT, facts: {} } });
    run.suggestContinueAsNew();
    await send(run, world, 'checkNow', { step: 'removals' });
    expect(run.carriedWith).toHaveLength(1);
    expect(run.children.started).toEqual([offboard(at('ben')), offboard(LENA)]);
    const [wait] = run.activities.values();
    expect(wait?.args).toEqual([{ offboardId: offboard(LENA), since: '2026-03-02T09:00:00.000Z' }]);
    run.resolve(wait!, { value: ['done', 1_772_445_600, 0, 'pppp'] });
    await run.task();
    await settle(run, world);
    expect(reportOf(run)).toMatchObject({ outcome: 'done', facts: { removed: [at('ben'), LENA] } });
    expect(run.children.started).toHaveLength(2);
  });

  it('begins with drafts where deciding is redone, and removes nobody twice', async () => {
    const { run, world } = await begin();
    await review(run, world, [...keep(ANA), ...remove(at('ben'), LENA)]);
    await endChild(run, world, LENA, { value: LEFT });
    await send(run, world, 'redoStep', { step: 'decide', reason: 'ben was a mistake' });
    expect(await listOf(run)).toMatchObject([
      { said: { isDraft: true } },
      { said: { isDraft: true } },
      { said: { isDraft: true } },
    ]);
    await review(run, world, keep(ANA, at('ben'), LENA));
    const report = reportOf(run);
    // The offboarding of ben goes on by itself: the report says so.
    expect(report.warnings).toContain('Still being offboarded, and now to be kept: ben@example.com.');
    expect(report.warnings).toContain('Removed by this review and then decided to be kept: lena@example.com.');
    expect(report.duties).toContain('Give access back in Okta: lena@example.com.');
    expect(run.children.started).toHaveLength(2);
  });

  it('reads the list again where that is redone, with what was said of those who are still there', async () => {
    const { run, world } = await begin();
    await review(run, world, remove(LENA));
    world.people = [
      { user: LENA, access: 's' },
      { user: at('zoe'), access: 's' },
    ];
    await send(run, world, 'redoStep', { step: 'roster', reason: 'people have joined' });
    expect(await listOf(run)).toMatchObject([
      { user: LENA, said: { decision: 'remove', isDraft: true } },
      { user: at('zoe'), said: null },
    ]);
  });

  it('tries again what failed where the removals are redone', async () => {
    const { run, world } = await begin();
    await review(run, world, [...keep(ANA), ...remove(at('ben'), LENA)]);
    await endChild(run, world, LENA, { value: LEFT });
    run.endChild(offboard(at('ben')), { error: new Error('Stopped') });
    await run.task();
    // Before the report is written.
    await send(run, { ...world, heldBack: ['writeDecisions'] }, 'redoStep', { step: 'removals', reason: 'once more' });
    for (const open of [...run.activities.values()]) run.resolve(open, 'cancelled');
    await run.task();
    expect(run.children.started).toEqual([offboard(at('ben')), offboard(LENA), offboard(at('ben'))]);
  });

  it.each([
    ['roster', 'skipped', 'skipped'],
    ['decide', 'skipped', 'skipped'],
  ])('skips what needs %s', async (step, decide, removals) => {
    const { run, world } = await begin(step === 'roster' ? { heldBack: ['listAccess'] } : {});
    await send(run, world, 'skipStep', { step, reason: 'not this time' });
    for (const open of [...run.activities.values()]) run.resolve(open, 'cancelled');
    await run.task();
    await settle(run, { ...world, heldBack: [] });
    const report = reportOf(run);
    expect(report.steps.map(({ state }) => state).slice(1, 3)).toEqual([decide, removals]);
    expect(run.children.started).toEqual([]);
  });

  it('names who was to be removed where the removals are skipped', async () => {
    const { run, world } = await begin();
    const early = await send(run, world, 'skipStep', { step: 'removals', reason: 'by hand', early: true });
    expect(early).toBeNull();
    await review(run, world, [...keep(ANA, at('ben')), ...remove(LENA)]);
    expect(run.children.started).toEqual([]);
    expect(reportOf(run).duties).toEqual([
      'Take the access of those who were decided to be removed: lena@example.com (npm run offboard).',
    ]);
  });
});
