import { expect, it } from 'vitest';
import { connectionNews } from '../../workflows/onboarding/connection-news.js';
import type { OnboardingRun } from '../../workflows/onboarding/onboarding-run.js';
import { stateAt, viewOf } from '../runbook/states.js';
import { input } from './fake-world.js';

const FINISHED = '2026-05-06T08:00:00.000Z';
const CONNECTED_BY = ['provisioning-connection', 'provisioning-assignments', 'push-groups'] as const;

/** What a finished run says whose connection is confirmed so. */
function newsOf(confirmed: (string | null)[], given = input) {
  const state = stateAt([], { outcome: 'done', finishedAt: FINISHED });
  CONNECTED_BY.forEach((id, index) => {
    const one = confirmed[index] ?? null;
    Object.assign(state.steps[id], { state: one === null ? 'skipped' : 'done', confirmed: one, since: FINISHED });
  });
  return connectionNews(viewOf(state, given) as unknown as OnboardingRun);
}

it.each([
  ['everything was shown', ['proven', 'proven', 'proven'], input, FINISHED],
  ['no group is configured to be pushed', ['proven', 'proven', null], { ...input, push: { groups: [] } }, FINISHED],
  ['the connection is a word alone', ['attested', 'proven', 'proven'], input, undefined],
  ['the push was skipped', ['proven', 'proven', null], input, undefined],
])('counts as proven whole or not, where %s', (_what, confirmed, given, provenAt) => {
  expect(newsOf(confirmed, given)?.provenAt).toBe(provenAt);
});
