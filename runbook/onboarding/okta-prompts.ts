import { wentFirst } from '../connection/turns.js';
import type { Prompt } from '../model/prompt.js';
import type { OnboardingScene as Scene, PromptMaker } from './state.js';
import { CATALOG_APP_NAME } from './guide.js';
import { consolePages } from '../model/okta-console.js';
import { GONE_FIX, unassign, unlinkGroups } from './old-pushes.js';

/** Step 4, Configure SCIM provisioning: no public API serves this app, so a person does it. */
export const provisioning: PromptMaker = (scene) => {
  const access = scene.state.answers.scimAccessIssued?.value;
  const { where, name } = provisioningTab(scene);
  const { setUp } = scene.state.facts;
  const cure = cureOf(scene);
  const paste = `Paste the Base URL below into Base URL (no slash at its end), and the access token into API Token. ${whereTheTokenIs(scene)}`;
  const begin = isHere(setUp)
    ? [
        'Choose Edit, and compare the Base URL with the one below.',
        `If Okta should hold the token of this SCIM access, paste it into API Token; else leave the token there as it is. ${whereTheTokenIs(scene)}`,
      ]
    : setUp === undefined
      ? ['Choose Configure API integration and check Enable API integration.', paste]
      : ['Choose Edit (if it is off: Configure API integration, Enable API integration).', paste];
  return {
    title:
      setUp === undefined ? 'Connect the SCIM application to Kiro' : 'Connect the SCIM application to this SCIM access',
    where,
    why: whyConnect(setUp),
    instructions: [
      ...otherAccess(scene),
      `Open ${where.url} ("${name}"), tab Provisioning, section Integration.`,
      ...begin,
      'Choose Test API Credentials; it must show success. Choose Save.',
      'Under Provisioning open To App, choose Edit, enable Create Users and Update User Attributes, and choose Save.',
      ...cure,
      `Answer when ${cure.length > 0 ? 'all of that is done' : 'both are saved'}; the runbook then checks what Okta says of it.`,
    ],
    copy: [{ label: 'Base URL', value: access?.endpoint ?? '' }],
    verified:
      'Okta is asked for the connection and the switches; where it does not tell, the first people that arrive show it.',
    next: 'The runbook assigns the people, pushes the groups, and waits until Okta says that they are synchronised.',
  };
};

type SetUp = Scene['state']['facts']['setUp'];

/** Two runs may ask for the same field of Okta at a time. */
function otherAccess({ state }: Scene): string[] {
  const first = wentFirst(state);
  const cure = 'If it has you put another SCIM access into Okta, leave that one there, and give it to this run as well';
  return first === null ? [] : [`${first} ${cure} (\`npm run answer -- scimAccessIssued\`).`];
}

/** What brings back the people whom Okta has pushed and who are not at this endpoint: all of them, or some. */
function cureOf({ state, input }: Scene): string[] {
  const reaches = state.facts.setUp?.reaches;
  if (reaches === 'another') return [unlinkGroups(input), unassign(input)];
  return reaches === 'unclear' ? [`Some of the people whom Okta has pushed last are not in Kiro. ${GONE_FIX}`] : [];
}

/** Okta writes to this endpoint, or has written to it; only whether its token still works is not seen. */
const isHere = (setUp: SetUp): boolean =>
  (setUp?.reaches === 'this' || setUp?.reaches === 'unclear') && !setUp.exchanged;

/** Why the Okta admin is asked, though Okta may say that the application is connected. */
function whyConnect(setUp: SetUp): string {
  const clicks = "Okta offers no public API for this application's provisioning, so these clicks are yours.";
  if (setUp === undefined) return clicks;
  if (setUp.reaches === 'another')
    return `Okta is connected, but people whom it has pushed are not at this endpoint: it writes, or wrote, to another one. ${clicks}`;
  if (setUp.exchanged)
    return `The SCIM access was exchanged: Okta goes on with the earlier token until you paste the new one. ${clicks}`;
  if (setUp.reaches === 'unclear')
    return `Okta has written to this endpoint, but some of the people whom it has pushed last are not there. ${clicks}`;
  if (isHere(setUp))
    return `Okta writes to this endpoint, but it has pushed nothing since this SCIM access was given: only you can see whether the token that it holds still works. ${clicks}`;
  return `Okta says that provisioning is on, but not which endpoint it writes to, nor with which token. ${clicks}`;
}

/** Step 4, To App, where the application is connected and only the switches are left. */
export const switches: PromptMaker = (scene) => {
  const { where, name } = provisioningTab(scene);
  return {
    title: 'Switch on Create Users and Update User Attributes',
    where,
    why: 'Without these switches Okta creates nobody in Kiro, and no public API of Okta sets them.',
    instructions: [
      `Open ${where.url} ("${name}"), tab Provisioning, then To App.`,
      'Choose Edit, enable Create Users and Update User Attributes, and choose Save.',
      'Answer when they are saved; the runbook then checks what Okta says of them.',
    ],
    copy: [],
    verified: 'Okta is asked for the switches; where it does not tell, the first people that arrive show it.',
    next: 'The runbook assigns the people, pushes the groups, and waits until Okta says that they are synchronised.',
  };
};

function provisioningTab({ state, input }: Scene): { where: Prompt['where']; name: string } {
  const name = input.okta.provisioningApplication;
  const id = state.facts.scimApplication?.appId ?? '';
  const url = consolePages(input.okta.orgUrl).app(CATALOG_APP_NAME, id, 'provisioning');
  return { where: { place: `Okta Admin Console: ${name}, Provisioning`, url }, name };
}

/** The one thing that the prompt cannot show: where the Okta admin gets the token from. */
function whereTheTokenIs({ state, input }: Scene): string {
  const access = state.answers.scimAccessIssued;
  if (access?.value.storedAt !== undefined) return `The token is kept at: ${access.value.storedAt}.`;
  const holder = input.people['kiro-admin']?.email ?? access?.by ?? null;
  const named = holder === null ? 'the Kiro admin' : `the Kiro admin (${holder})`;
  return `Sit together with ${named}, who has the token: it does not belong in a mail or a chat.`;
}

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
