import { describe, expect, it } from 'vitest';
import {
  attest,
  contradict,
  denyConsequence,
  forgetConsequences,
  showConsequences,
  witnessed,
} from '../../runbook/model/consequences.js';
import { resetStep } from '../../runbook/model/state.js';
import { ONBOARDING_STEPS, type StepId } from '../../runbook/onboarding/steps.js';
import type { OnboardingState } from '../../runbook/onboarding/state.js';
import { PUSHED_TO_ENDPOINT } from '../../runbook/onboarding/step-row.js';
import { reportHtml } from '../../runbook/words/report-html.js';
import { reportMarkdown } from '../../runbook/words/report-markdown.js';
import { reportOf } from '../../runbook/words/report.js';
import { statusOf } from '../../runbook/words/status.js';
import { stateAt, viewOf } from './states.js';

const at = (minute: number): string => `2026-05-04T01:${String(minute).padStart(2, '0')}:00.000Z`;
const ben = (minute: number) => ({ by: 'ben@example.com', via: 'cli', at: at(minute) });
const SAID = 'Connected, as the Okta admin said; the org neither confirms nor denies it';
const ELSEWHERE = 'Okta says that everybody is in Kiro, but 3 of 3 people looked up are not there.';

/** Somebody has attested that step. */
function attested(state: OnboardingState, id: StepId, minute: number, summary = SAID): void {
  const { by, via, at: since } = ben(minute);
  Object.assign(state.steps[id], { state: 'done', confirmed: 'attested', by, via, since, summary });
  attest(state.steps[id], ben(minute), summary);
}

const pushed = (minute: number) => [
  {
    name: PUSHED_TO_ENDPOINT,
    at: at(minute),
    text: 'Okta has written to this endpoint.',
    evidence: [{ label: 'Seen', value: 'ana', url: null }],
  },
];

const connection = (state: OnboardingState) => witnessed(viewOf(state), 'provisioning-connection');

/** The lines on that step in the report. */
function told(state: OnboardingState, title: string): { row: string; lines: string[] } {
  const lines = reportMarkdown(reportOf(viewOf(state))).split('\n');
  const from = lines.indexOf(`### ${title}`);
  const end = lines.findIndex((line, index) => index > from && line.startsWith('#'));
  return {
    row: lines.find((line) => line.startsWith(`| ${title} |`)) ?? '',
    lines: lines.slice(from + 1, end).filter((line) => line !== ''),
  };
}

describe('a step that people attested', () => {
  it('is proven once its consequence was shown, with the evidence, in the report and in the status', () => {
    const state = stateAt([]);
    attested(state, 'provisioning-connection', 10);
    expect(connection(state)).toMatchObject({ confirmed: 'attested', summary: SAID });
    showConsequences(state, 'provisioning-assignments', pushed(12));
    expect(connection(state)).toMatchObject({
      confirmed: 'proven',
      summary: 'Okta has written to this endpoint.',
      evidence: [{ label: 'Seen', value: 'ana' }],
    });
    // The record itself keeps what was said.
    expect(state.steps['provisioning-connection']).toMatchObject({ confirmed: 'attested', summary: SAID });
    const { row, lines } = told(state, 'Connect the application to Kiro');
    expect(row).toContain('proven: attested 2026-05-04 01:10:00 UTC, shown 2026-05-04 01:12:00 UTC');
    expect(lines[0]).toBe('Okta has written to this endpoint.');
    const { steps } = statusOf(viewOf(state));
    expect(steps.find(({ id }) => id === 'provisioning-connection')).toMatchObject({ confirmed: 'proven' });
    expect(reportOf(viewOf(state)).unproven.join('\n')).not.toContain('Connect the application');
  });

  it('that was not so has both times, and its story in order', () => {
    const state = stateAt([]);
    attested(state, 'provisioning-connection', 16);
    denyConsequence(viewOf(state), PUSHED_TO_ENDPOINT, at(17), ELSEWHERE);
    // What was said does not stand above the contrary.
    expect(connection(state)).toMatchObject({ confirmed: 'attested', summary: ELSEWHERE });
    expect(told(state, 'Connect the application to Kiro').row).toContain(
      'attested 2026-05-04 01:16:00 UTC, seen otherwise 2026-05-04 01:17:00 UTC',
    );
    // The same again is one thing.
    denyConsequence(viewOf(state), PUSHED_TO_ENDPOINT, at(18), ELSEWHERE);
    showConsequences(state, 'provisioning-assignments', pushed(23));
    const { row, lines } = told(state, 'Connect the application to Kiro');
    expect(row).toContain('proven: attested 2026-05-04 01:16:00 UTC, true since 2026-05-04 01:23:00 UTC');
    expect(lines.filter((line) => /^- (Attested|Seen otherwise|Proven)/.test(line))).toEqual([
      `- Attested at 2026-05-04 01:16:00 UTC by ben@example.com (cli): ${SAID}`,
      `- Seen otherwise at 2026-05-04 01:17:00 UTC: ${ELSEWHERE}`,
      '- Proven since 2026-05-04 01:23:00 UTC: Okta has written to this endpoint.',
    ]);
    const html = reportHtml(reportOf(viewOf(state)));
    expect(html).toContain('true since 2026-05-04 01:23:00 UTC');
    expect(html.indexOf('Attested at')).toBeLessThan(html.indexOf('Seen otherwise at'));
  });

  it('keeps its story when it is attested again', () => {
    const state = stateAt([]);
    attested(state, 'provisioning-connection', 16);
    showConsequences(state, 'provisioning-assignments', pushed(18));
    denyConsequence(viewOf(state), PUSHED_TO_ENDPOINT, at(20), ELSEWHERE);
    resetStep(state, 'provisioning-connection', 'connect it again', ben(21));
    forgetConsequences(state, ONBOARDING_STEPS, 'provisioning-connection');
    attested(state, 'provisioning-connection', 22);
    const { lines } = told(state, 'Connect the application to Kiro');
    expect(lines.slice(1).map((line) => line.split(/[ :]/)[1])).toEqual([
      'Attested',
      'Proven',
      'Seen',
      'Redone',
      'Attested',
    ]);
    expect(connection(state)).toMatchObject({ confirmed: 'attested', summary: SAID });
  });

  it('that was redone has the times of its last round alone', () => {
    const state = stateAt([]);
    attested(state, 'provisioning-connection', 10);
    denyConsequence(viewOf(state), PUSHED_TO_ENDPOINT, at(11), ELSEWHERE);
    resetStep(state, 'provisioning-connection', 'connect it again', ben(20));
    attested(state, 'provisioning-connection', 22);
    const { row } = told(state, 'Connect the application to Kiro');
    expect(row).toContain('| done | attested |');
    showConsequences(state, 'provisioning-assignments', pushed(24));
    expect(told(state, 'Connect the application to Kiro').row).toContain(
      'proven: attested 2026-05-04 01:22:00 UTC, shown 2026-05-04 01:24:00 UTC',
    );
    resetStep(state, 'provisioning-connection', 'by the API now', ben(30));
    forgetConsequences(state, ONBOARDING_STEPS, 'provisioning-connection');
    Object.assign(state.steps['provisioning-connection'], { state: 'done', confirmed: 'proven', since: at(31) });
    const again = told(state, 'Connect the application to Kiro');
    expect(again.row).toContain('| done | proven |');
    // The story keeps all of it.
    expect(again.lines.filter((line) => line.startsWith('- Attested'))).toHaveLength(2);
  });

  it('is said to be true since before somebody said so, if that is when it was', () => {
    const state = stateAt([]);
    attested(state, 'provisioning-connection', 16);
    showConsequences(state, 'provisioning-assignments', pushed(15));
    expect(told(state, 'Connect the application to Kiro').row).toContain(
      'proven: attested 2026-05-04 01:16:00 UTC, true since 2026-05-04 01:15:00 UTC',
    );
  });

  it('is proven no more when it is done again, or the step that saw the consequence is', () => {
    for (const again of ['provisioning-connection', 'provisioning-assignments'] as const) {
      const state = stateAt([]);
      attested(state, 'provisioning-connection', 10);
      showConsequences(state, 'provisioning-assignments', pushed(12));
      forgetConsequences(state, ONBOARDING_STEPS, again);
      expect(connection(state).confirmed).toBe('attested');
    }
  });

  it('needs every consequence that its row names', () => {
    const state = stateAt([]);
    attested(state, 'subscribe-team', 10);
    for (const name of ['pilot-token', 'domain-sign-in', PUSHED_TO_ENDPOINT])
      showConsequences(state, 'pilot-sign-in', [{ ...pushed(12)[0]!, name }]);
    expect(witnessed(viewOf(state), 'subscribe-team').confirmed).toBe('attested');
  });

  it('is true since it was first seen', () => {
    const state = stateAt([]);
    showConsequences(state, 'provisioning-assignments', pushed(12));
    showConsequences(state, 'push-groups', pushed(14));
    expect(state.shown[PUSHED_TO_ENDPOINT]).toMatchObject({ at: at(12), step: 'provisioning-assignments' });
  });

  it('keeps a story that a reader can read', () => {
    const state = stateAt([]);
    const record = state.steps['dns-record'];
    for (let minute = 0; minute < 50; minute += 1) contradict(record, at(minute), `wrong ${minute}`);
    expect(record.testimony).toHaveLength(20);
    expect(record.testimony.at(-1)).toMatchObject({ text: 'wrong 49' });
  });
});
