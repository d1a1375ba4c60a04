import { expect, it } from 'vitest';
import { keptFrom } from '../../activities/connection/read-kept.js';
import { plan, type Plan } from '../../cli/plan/make-plan.js';
import { planMarkdown } from '../../cli/plan/plan-markdown.js';
import type { KeptStep } from '../../runbook/connection/record.js';
import type { Kept, KiroNow } from '../../runbook/outside.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { keptOf } from '../../runbook/onboarding/kept-steps.js';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';
import { connectIn, runAll } from '../activities/okta/run.js';
import { startScimTarget } from '../activities/okta/scim-target.js';
import { startOrg } from '../activities/okta/support.js';
import { stateAt, viewOf } from '../runbook/states.js';
import { ENDPOINT, TOKEN } from '../workflows/fake-world.js';

const AT = '2026-03-02T09:00:00.000Z';
const sender = { by: 'ana@example.com', via: 'terminal', at: AT };

/** What a finished onboarding of that org has left. */
function leftBy(input: OnboardingInput, objects: Awaited<ReturnType<typeof runAll>>): Record<string, KeptStep> {
  const { oidc, server, scim } = objects;
  const state = stateAt([], { outcome: 'done' });
  Object.assign(state.facts, { oidcApplication: oidc, authorizationServer: server, scimApplication: scim });
  state.answers = {
    kiroProfileEnabled: { value: { issuer: server.issuer, clientId: oidc.clientId }, ...sender },
    domainAdded: { value: { verificationToken: TOKEN }, ...sender },
    domainVerified: { value: {}, ...sender },
    scimAccessIssued: { value: { endpoint: ENDPOINT }, ...sender },
    provisioningConfigured: { value: {}, ...sender },
    teamSubscribed: { value: {}, ...sender },
  };
  for (const id of ONBOARDING_STEPS.ids)
    Object.assign(state.steps[id], { state: 'done', confirmed: 'attested', since: AT, summary: 'done' });
  return keptOf(viewOf(state, input));
}

const NOW = Date.parse('2026-05-04T09:00:00Z');
const token = { issuedAt: AT, renewBy: '2026-12-02T09:00:00.000Z', storedAt: null };
const askedIn = ({ steps }: Plan): string[] => steps.filter(({ action }) => action === 'person').map(({ id }) => id);
const HERE: KiroNow = { seen: 'here', text: 'it is there' };

it('says from which run a step is taken over, and what is asked for all the same', async () => {
  const org = await startOrg();
  org.task.owner = workflowIdFor({ okta: { orgUrl: org.url }, domain: 'example.com' });
  const steps = leftBy(org.task.input, await runAll(org, connectIn(org, await startScimTarget())));
  const keptWith = (kiro: KiroNow, renewBy = token.renewBy): Kept =>
    keptFrom({ kept: steps, endpoint: ENDPOINT, token: { ...token, renewBy } }, kiro, NOW);
  const planned = (kept: Kept, change: Partial<OnboardingInput> = {}): Promise<Plan> =>
    plan(org.client, { ...org.task.input, ...change }, { kept });

  const same = await planned(keptWith(HERE));
  expect(askedIn(same)).toEqual([]);
  expect(planMarkdown(same, org.task.input)).toContain(
    '| Create the Kiro profile | reuse | taken over from the run of 2026-03-02 (ana@example.com) |',
  );
  const { subscribe } = org.task.input;
  const tier = await planned(keptWith(HERE), { subscribe: { ...subscribe, tier: 'Kiro Pro+' } });
  expect(askedIn(tier)).toEqual(['subscribe-team']);
  expect(tier.warnings).toContain('Subscribe the team: asked again, since changed: subscribe.tier.');

  const gone = await planned(keptWith({ seen: 'gone', text: 'it answers 401' }));
  expect(askedIn(gone)).toEqual(
    expect.arrayContaining(['kiro-profile', 'domain', 'dns-record', 'scim-access', 'subscribe-team']),
  );
  expect(gone.warnings.join()).toContain('Create the Kiro profile: asked again, since it answers 401.');
  // The access alone shows whether it is the same Kiro.
  expect(askedIn(await planned(keptWith({ seen: 'unseen', text: 'nobody could look' })))).toEqual(['scim-access']);
  const old = await planned(keptWith(HERE, '2026-05-01T00:00:00.000Z'));
  expect(askedIn(old)).toEqual(['scim-access', 'provisioning-connection']);
});
