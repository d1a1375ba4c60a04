import type { Client } from '@temporalio/client';
import { type OktaClient, oktaClientFromEnvironment } from '../../activities/okta/okta-client.js';
import { isSameOrg } from '../../activities/okta/org-metadata.js';
import { ConfigurationError } from '../../activities/okta/okta-environment.js';
import { oktaHost } from '../../runbook/model/names.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { WhyAnswer } from '../../runbook/person/verdict.js';
import { askedConnection } from './at-hand.js';
import { whyPerson } from './why-person.js';

/** What `/kiro-onboarding why` looks with. */
export interface SlackAsker {
  /** Host of the one org that may be asked. */
  org: string;
  /** Whether that is an address of the one org. */
  isOf(orgUrl: string): Promise<boolean>;
  ask(login: string, connection: { input: OnboardingInput }): Promise<WhyAnswer>;
}

/**
 * Looks at people for Slack, with the Okta credentials of this process; why it cannot where they are missing or cannot work.
 * They go to the org of OKTA_CLIENT_ORGURL alone, whatever org a run names: somebody who may start runs must not learn them.
 */
export function slackAsker(env: NodeJS.ProcessEnv, temporal: Client): SlackAsker | { why: string } {
  let okta: OktaClient;
  try {
    okta = oktaClientFromEnvironment(env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { why: error.message };
  }
  return {
    org: oktaHost(okta.orgUrl),
    isOf: (orgUrl) => isSameOrg(okta.orgUrl, orgUrl),
    async ask(login, { input }) {
      const known = await askedConnection(temporal, input);
      const { why } = await whyPerson(login, {
        input,
        okta: { value: okta },
        scim: { why: 'Slack has no SCIM token' },
        seats: { why: 'Slack has no list of subscriptions' },
        run: typeof known === 'string' ? null : known,
      });
      return why;
    },
  };
}
