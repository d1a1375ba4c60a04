import { CATALOG_APP_NAME } from '../guide.js';
import { consolePages } from '../okta-console.js';
import type { PromptMaker } from './prompt.js';

/** Step 4, Configure SCIM provisioning: no public API serves this app, so a person does it. */
export const provisioning: PromptMaker = ({ state, input }) => {
  const access = state.answers.scimAccessIssued?.value;
  const where =
    access?.storedAt === undefined
      ? 'Sit together with the Kiro admin, who has it'
      : `It is kept at: ${access.storedAt}`;
  const app = consolePages(input.okta.orgUrl).app(
    CATALOG_APP_NAME,
    state.facts.scimApplication?.appId ?? '',
    'provisioning',
  );
  return {
    title: 'Connect the SCIM application to Kiro',
    where: { place: `Okta Admin Console: ${input.okta.provisioningApplication}, Provisioning`, url: app },
    why: "Okta offers no public API for this application's provisioning, so these clicks are yours.",
    instructions: [
      `Open ${app} ("${input.okta.provisioningApplication}"), tab Provisioning, section Integration.`,
      'Choose Configure API integration and check Enable API integration.',
      `Paste the Base URL below (no slash at the end) and the API token. ${where}.`,
      'Choose Test API Credentials; it must say that it was verified successfully. Choose Save.',
      'Open To App, choose Edit, enable Create Users and Update User Attributes, and choose Save.',
      'Answer when both are saved; the runbook then checks what Okta says of it.',
    ],
    copy: [{ label: 'Base URL', value: access?.endpoint ?? '' }],
    verified:
      'Okta is asked for the connection and the switches; where it does not tell, the first people that arrive show it.',
    next: 'The runbook assigns the people, pushes the groups, and waits until Okta says that they are synchronised.',
  };
};

/** Step 2, Token Preview, as a real sign-in. */
export const signInTest: PromptMaker = ({ input }) => ({
  title: 'Test a sign-in',
  where: { place: 'A terminal and a browser on the machine of somebody who may sign in', url: null },
  why: 'The configuration asks for one real sign-in before the Kiro profile is made (signIn.test: required).',
  instructions: [
    `On the machine of somebody in ${input.signIn.groups.join(', ') || input.signIn.users.join(', ')} run \`npm run test-sign-in\`, and sign in to Okta in the browser.`,
    'The command sends what it found to this run by itself; no token is sent.',
  ],
  copy: [],
  verified: 'Issuer, client and scopes of the token are compared with those in Okta.',
  next: 'The Kiro admin creates the Kiro profile.',
});
