import { recordOf } from '../model/state.js';
import { findingLines } from '../words/prompts.js';
import type { PromptMaker } from './state.js';
import { pendingAdvice } from './dns-prompts.js';
import { OIDC_APP_NAME } from './guide.js';
import { consolePages } from '../model/okta-console.js';
import { txtRecordName } from './verification-record.js';

/** Nobody knows the address of your Kiro console but you: it depends on the profile's Region. */
const kiroConsole = (section: string) => ({ place: `Kiro console, ${section}`, url: null });

/** Step 3, Create Kiro Profile. */
export const kiroProfile: PromptMaker = ({ state, input: { okta } }) => {
  const pages = consolePages(okta.orgUrl);
  const server = pages.authorizationServer(state.facts.authorizationServer?.serverId ?? '');
  const app = pages.app(OIDC_APP_NAME, state.facts.oidcApplication?.appId ?? '');
  return {
    title: 'Create the Kiro profile',
    where: kiroConsole('Sign up for Kiro'),
    why: 'Kiro is a coding tool of AWS. Its profile says which Okta authorization server signs your people in.',
    instructions: [
      'Sign in to the AWS Management Console, choose the Region for the profile (such as us-east-1 or eu-central-1), and open Kiro there.',
      'Choose Sign up for Kiro, then Set up application as Admin.',
      'Choose Connect an existing external Identity provider.',
      'Paste the two values below into Issuer URI and Client ID, and choose Enable.',
      `They come from Okta: Security, API, "${okta.authorizationServer.name}" (${server}); Applications, "${okta.oidcApplication}" (${app}).`,
      'Answer with both values, copied from the Kiro console and not from here: so a slip shows now, not at the first sign-in.',
    ],
    copy: [
      { label: 'Issuer URI', value: state.facts.authorizationServer?.issuer ?? '' },
      { label: 'Client ID', value: state.facts.oidcApplication?.clientId ?? '' },
    ],
    verified: 'Both values are compared with those in Okta, as soon as you answer.',
    next: 'You add the domain and make a SCIM access token, in the same console.',
  };
};

/** Step 3, Add and verify domain: add. */
export const domain: PromptMaker = ({ input }) => ({
  title: `Add ${input.domain} in Kiro`,
  where: kiroConsole('Settings, Identity management, Domains'),
  why: 'Kiro signs in only people of a domain that you have proven to own.',
  instructions: [
    'In the Kiro console choose Settings, and in Identity management, Domains choose Add domain.',
    'Enter the domain below and choose Add. Kiro shows a verification token, and lists the domain as Pending.',
    'If Kiro refuses the domain, another Kiro profile holds it already: look for it in your AWS accounts and Regions, or ask the support of Kiro.',
    `Copy the verification token, and answer with it. Only if Kiro names another place for the record than ${txtRecordName(input)}, give that as recordName.`,
  ],
  copy: [{ label: 'Domain', value: input.domain }],
  verified: 'The form of the token is checked at once; Kiro itself looks for it in DNS.',
  next: 'The token is published as a TXT record, by the DNS admin or the runbook.',
});

/** Step 3, Add and verify domain: the status in the console. */
export const domainVerified: PromptMaker = (scene) => {
  const { domain } = scene.input;
  const pending = pendingAdvice(scene);
  const isSeen = scene.state.steps['dns-propagation'].state === 'done';
  return {
    title: `See ${domain} as Verified in Kiro`,
    where: kiroConsole('Settings, Identity management, Domains'),
    why: `${isSeen ? 'The record is on every name server now' : 'The look at the name servers was skipped'}; only the Kiro console tells whether Kiro has seen it.`,
    instructions: [
      ...pending.instructions,
      'In the Kiro console open Settings, Identity management, Domains.',
      `Look at the status of ${domain}. It turns from Pending to Verified a few minutes after the record is visible.`,
      `Answer once it says Verified.${isSeen ? ' Until then the runbook watches the record.' : ''}`,
    ],
    copy: pending.copy,
    verified: 'By your word, with the answers of the name servers beside it: Kiro has no API to ask.',
    next: 'The domain is done. The team is subscribed when the groups are pushed, too.',
  };
};

/** Step 3, Add SCIM access token. */
export const scimAccess: PromptMaker = () => ({
  title: 'Make a SCIM access token',
  where: kiroConsole('Settings, Identity Management, Access Tokens'),
  why: 'With it Okta may create your people and groups in Kiro. It is a long-lived credential: treat it as a password.',
  instructions: [
    'In the Kiro console open Settings, Identity Management, Access Tokens, and choose Generate Token.',
    'Put the token into your password manager at once, where the Okta admin can reach it; Kiro may not show it again.',
    'Copy the SCIM endpoint: Settings, Identity Management, SCIM Endpoint.',
    'Answer with the endpoint, and with storedAt, the name of the entry in the password manager. Never send the token in plain text.',
    'With the token too, the runbook can prove that people arrive: `npm run answer -- scimAccessIssued` asks for it without echo and seals it.',
  ],
  copy: [],
  verified: 'The endpoint is asked right after your answer, with the token if you gave one.',
  next: 'The Okta admin connects the SCIM application with the endpoint and the token.',
});

/** Subscribe your team to Kiro. */
export const subscribeTeam: PromptMaker = ({ input }) => ({
  title: 'Subscribe the team',
  where: kiroConsole('Users & Groups'),
  why: 'People can sign in now, but no model answers them before they have a subscription.',
  instructions: [
    "In the AWS Management Console choose the profile's Region, open Kiro, then Users & Groups.",
    'Choose Add group (for a user: Add user), choose the tier below, search for each name, and choose Assign.',
    'A name that is not found has not arrived yet: try again in some minutes.',
    'Answer when all of them are subscribed. Give groups, users or tier only if you took others than those below.',
  ],
  copy: [
    { label: 'Tier', value: input.subscribe.tier },
    ...input.subscribe.groups.map((value) => ({ label: 'Group', value })),
    ...input.subscribe.users.map((value) => ({ label: 'User', value })),
  ],
  verified: 'By your word now, and by the list of subscriptions later.',
  next: 'The runbook waits until the members have synchronised, then asks for the list of subscriptions.',
});

/** Preventing unauthorized access: the Subscriptions tab. */
export const subscriptionReview: PromptMaker = ({ runbook }) => ({
  title: 'Send the list of subscriptions',
  where: kiroConsole('Subscriptions tab'),
  why: 'Nobody without intent should have a seat, and nobody should lack one. Kiro has no API for it, so the list comes from you.',
  instructions: [
    'In the Kiro console open the Subscriptions tab.',
    'Copy the whole table with its titles (user, e-mail, status, plan), or save it as a CSV file.',
    'Answer with it as csv, pasted as it is; or, from a file: `npm run answer -- subscriptionsListed --csv-file FILE`.',
  ],
  copy: [],
  verified: 'Each line is compared with the members of the groups in Okta and over SCIM.',
  next: `Who is missing, pending, twice or not meant is named, and you decide; else the ${runbook.title} goes on to its end.`,
});

/** Subscribe your team to Kiro: the first sign-in. */
export const pilotSignIn: PromptMaker = ({ input, runbook }) => ({
  title: `${input.pilot} signs in to Kiro`,
  where: { place: 'Kiro, on the machine of the pilot', url: null },
  why: 'One real sign-in that gets an answer from a model shows that the whole chain works.',
  instructions: [
    `Ask ${input.pilot} to open Kiro, to sign in with Your organization and this e-mail address, and to ask any question.`,
    `Whom Okta refuses is not assigned to "${input.okta.oidcApplication}"; whom no model answers has no subscription, or one that is not active yet.`,
    'Answer when a model has replied, with what you saw as the note.',
  ],
  copy: [{ label: 'E-mail address', value: input.pilot ?? '' }],
  verified: 'By your word: only a person sees the answer of the model.',
  next: `The report is written, and the ${runbook.title} is over.`,
});

/** Findings of the review that somebody must decide on. */
export const findingsDecision: PromptMaker = ({ ask, state, runbook }) => ({
  title: `${runbook.steps.of(ask.step).title}: decide on the findings`,
  where: { place: 'Kiro console: Subscriptions tab', url: null },
  why: 'Not everything is as it should be. Nothing is changed without your word.',
  instructions: [
    ...findingLines(recordOf(state, ask.step).findings.slice(0, 20)),
    'Fix what you can in the Kiro console and send the list again (subscriptionsListed), as often as you like; or answer with decisionMade: accept, repair (asks for a new list) or stop.',
  ],
  copy: [],
  verified: 'A new list is compared like the first one; an acceptance stands in the report with your name and reason.',
  next: `With accept the ${runbook.title} goes on, and its report names the findings.`,
  also: [{ message: 'subscriptionsListed', label: 'Send the list again…' }],
});
