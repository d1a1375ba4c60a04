import type { Ask } from '../../../runbook/model/state.js';
import { ONBOARDING_STEPS } from '../../../runbook/onboarding/steps.js';
import type { RosterRow } from '../../../runbook/roster/row.js';
import { summaryOf } from '../../../runbook/roster/summary.js';
import { reportOf } from '../../../runbook/words/report.js';
import { statusOf } from '../../../runbook/words/status.js';
import { input } from '../../workflows/fake-world.js';
import { asked, stateAt, viewOf } from '../states.js';

export const RUN = 'kiro-okta/example.okta.com/example.com';
export const AT = '2026-05-04T08:00:00.000Z';

/** Every form of a run in which all that anybody outside can name is this text. */
export function formsOf(evil: string) {
  const row: RosterRow = {
    ...{ who: evil, name: evil, status: evil, signIn: 'right', provisioned: 'right', groups: 'right', seat: 'missing' },
    problems: [{ code: 'not-arrived', detail: evil }],
  };
  const finding = { severity: 'warning' as const, problem: evil, fix: evil, url: null };
  const trouble = {
    message: evil,
    findings: [finding],
    candidates: [{ id: evil, name: evil, url: 'https://example-admin.okta.com/admin/app/x' }],
    requestIds: [evil],
  };
  const asks: Ask[] = [
    asked('objectChosen', { step: 'oidc-application' }),
    asked('domainAdded', { reason: evil }),
    asked('teamSubscribed'),
  ];
  const sender = { by: evil, via: evil };
  const round = { summary: evil, state: 'done' as const, at: AT, reason: evil, by: evil, evidence: [], changes: [] };
  const state = stateAt(asks, {
    troubles: { 'oidc-application': trouble },
    refusals: [{ message: evil, reason: evil, value: evil, by: evil, via: evil, at: AT }],
    refusedCount: 1,
  });
  for (const id of ONBOARDING_STEPS.ids.slice(0, 4))
    Object.assign(state.steps[id], {
      ...{ state: 'done', confirmed: 'attested', startedAt: AT, since: AT, summary: evil, ...sender },
      evidence: [
        { label: evil, value: evil, url: null },
        { label: 'id', value: evil, url: 'https://example.com/x' },
      ],
      findings: [finding],
      warnings: [evil],
      history: [{ ...round, done: { confirmed: 'attested', at: AT, ...sender } }],
    });
  state.answers.scimAccessIssued = { value: { endpoint: evil, storedAt: evil }, ...sender, at: AT };
  state.roster = summaryOf([row], { path: evil, sha256: 'abc' });
  const named = {
    ...input,
    people: { ...input.people, 'kiro-admin': { email: evil.slice(0, 200) } },
    subscribe: { ...input.subscribe, groups: [evil], users: [evil], tier: evil },
    okta: { ...input.okta, oidcApplication: evil },
  };
  const run = viewOf(state, named, RUN);
  return { status: statusOf(run), report: reportOf(run), row, finding, trouble };
}
