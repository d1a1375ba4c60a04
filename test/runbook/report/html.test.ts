import { describe, expect, it } from 'vitest';
import { durationText } from '../../../runbook/words/phrases.js';
import { reportHtml } from '../../../runbook/words/report-html.js';
import { reportMarkdown } from '../../../runbook/words/report-markdown.js';
import { partiesOf } from '../../../runbook/words/report-times.js';
import { finishedEvent } from '../../../runbook/words/notices.js';
import { reportOf } from '../../../runbook/words/report.js';
import type { RosterRow } from '../../../runbook/roster/row.js';
import { summaryOf } from '../../../runbook/roster/summary.js';
import type { Finding } from '../../../runbook/model/proof.js';
import type { OnboardingState } from '../../../runbook/onboarding/state.js';
import { input } from '../../workflows/fake-world.js';
import { stateAt, viewOf } from '../states.js';

const at = (hour: number): string => `2026-05-04T${String(hour).padStart(2, '0')}:00:00.000Z`;
const HOSTILE = `<script>alert("x")</script><img src=x onerror='y'>&`;
const row: RosterRow = {
  who: HOSTILE,
  name: HOSTILE,
  status: 'ACTIVE',
  signIn: 'right',
  provisioned: 'right',
  groups: 'missing',
  seat: 'missing',
  problems: [{ code: 'not-arrived', detail: 'Kiro Team' }],
};

function reviewed(): OnboardingState {
  const state = stateAt([]);
  const finding: Finding = { severity: 'blocking', problem: HOSTILE, fix: HOSTILE, url: 'javascript:alert(1)' };
  Object.assign(state.steps.domain, {
    state: 'done',
    confirmed: 'attested',
    by: HOSTILE,
    startedAt: at(8),
    since: at(10),
    waits: [{ role: 'kiro-admin', from: at(9), to: at(10) }],
    summary: HOSTILE,
    evidence: [{ label: HOSTILE, value: HOSTILE, url: `https://example.com/"${HOSTILE}` }],
    findings: [finding],
  });
  state.roster = summaryOf([row], { path: '/reports/roster.csv', sha256: 'abc' });
  return state;
}

describe('the HTML report', () => {
  const html = reportHtml(reportOf(viewOf(reviewed(), input)));

  it('is one file without scripts, in which no text of people or systems becomes markup', () => {
    expect(html).not.toMatch(/<script|<img|href="javascript|<link|@import|url\(/i);
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(html).toContain("default-src 'none'");
    // Every element that is opened is closed.
    for (const name of ['section', 'table', 'tr', 'td', 'article', 'dl', 'ul', 'li', 'p', 'span']) {
      const count = (form: RegExp): number => html.match(form)?.length ?? 0;
      expect([name, count(new RegExp(`<${name}[ >]`, 'g'))]).toEqual([name, count(new RegExp(`</${name}>`, 'g'))]);
    }
  });

  it('has what an auditor looks for, and is the same for the same run', () => {
    for (const title of [
      'Findings',
      'Everybody',
      'What nobody could prove',
      'Next duties',
      'Timeline',
      'Steps and proof',
    ])
      expect(html).toContain(`<h2>${title}</h2>`);
    expect(html).toContain('not arrived in the group (Kiro Team)');
    expect(html).toContain('/reports/roster.csv (SHA-256 abc)');
    expect(reportHtml(reportOf(viewOf(reviewed(), input)))).toBe(html);
    expect(reportMarkdown(reportOf(viewOf(reviewed(), input)))).toContain(
      '| ACTIVE | yes | yes | missing | missing | not arrived',
    );
  });
});

describe('what the report adds up', () => {
  it('gives each party the time in which something was theirs, once however many steps', () => {
    const hour = 3_600_000;
    const wait = (role: 'kiro-admin' | 'dns' | 'time', from: number, to: number) => ({
      role,
      from: at(from),
      to: at(to),
    });
    const parties = partiesOf([
      { startedAt: at(8), at: at(12), waits: [wait('kiro-admin', 9, 11)] },
      { startedAt: at(10), at: at(13), waits: [wait('kiro-admin', 10, 13)] },
      { startedAt: at(12), at: at(14), waits: [wait('dns', 12, 14)] },
      { startedAt: at(14), at: at(15), waits: [wait('time', 14, 15)] },
      { doneBy: 'time', startedAt: at(15), at: at(20), waits: [wait('time', 15, 20)] },
      { startedAt: null, at: null, waits: [] },
    ]);
    expect(parties).toEqual([
      { party: 'program', ms: 2 * hour },
      { party: 'okta', ms: hour },
      { party: 'people', ms: 4 * hour },
      { party: 'dns', ms: 2 * hour },
      { party: 'waiting', ms: 5 * hour },
    ]);
  });

  it('tells a finding of the window again only where the review has not looked since', () => {
    const state = stateAt([]);
    const finding: Finding = { severity: 'warning', problem: 'cem has not arrived.', fix: 'Look.', url: null };
    state.steps['sync-window'].findings = [finding];
    expect(reportOf(viewOf(state, input)).findings).toHaveLength(1);
    state.roster = summaryOf([], null);
    state.steps['subscription-review'].state = 'skipped';
    expect(reportOf(viewOf(state, input)).findings).toHaveLength(1);
    state.steps['subscription-review'].state = 'done';
    expect(reportOf(viewOf(state, input)).findings).toEqual([]);
  });

  it('names the day by which the token is to be replaced, from when it was given', () => {
    const state = stateAt([]);
    const value = { endpoint: 'https://scim.example.com/scim/v2', storedAt: '1Password' };
    state.answers.scimAccessIssued = { value, by: null, via: null, at: at(8) };
    const [duty] = reportOf(viewOf(state, input)).duties;
    expect(duty).toContain('before 2027-05-04, best from 2027-02-03 on');
    expect(duty).toContain('It is kept at: 1Password.');
  });

  it('says when a token that was given was used last, and how to end one that was made for the checks alone', () => {
    const state = stateAt([]);
    const value = { endpoint: 'https://scim.example.com/scim/v2', token: 'a.b.c.d.e' };
    state.answers.scimAccessIssued = { value, by: null, via: null, at: at(8) };
    Object.assign(state.steps['scim-access'], { state: 'done', startedAt: at(8), since: at(9) });
    Object.assign(state.steps['sync-window'], { state: 'skipped', startedAt: at(9), since: at(11) });
    const duty = (): string =>
      reportOf(viewOf(state, input)).duties.find((one) => one.includes('SCIM token un') || one.includes('used the'))!;
    expect(duty()).toContain('Do not revoke it before');
    Object.assign(state, { outcome: 'done', finishedAt: at(13) });
    expect(duty()).toContain(`not used the SCIM token since ${at(11)}`);
    expect(finishedEvent(viewOf(state)).text).toMatch(/is over: done\. .* revoke it now: Kiro console, Settings/);
    // Broken off with the run.
    Object.assign(state.steps['sync-window'], { state: 'waiting' });
    expect(duty()).toContain(`since ${at(13)}`);
    expect(duty()).not.toContain(value.token);
    delete state.answers.scimAccessIssued.value.token;
    expect(reportOf(viewOf(state, input)).duties.join()).not.toContain('revoke it now');
  });

  it.each([
    [0, 'under 1 s'],
    [61_000, '1 min 1 s'],
    [3_600_000, '1 h'],
    [93_600_000, '1 d 2 h'],
    [86_460_000, '1 d'],
  ])('writes %i ms as %s', (ms, text) => expect(durationText(ms)).toBe(text));
});
