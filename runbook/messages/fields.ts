import type { MessageName } from './schemas.js';

/** A field as it is shown to the person who fills it in. */
export interface Field {
  name: string;
  example: string;
  rule: string;
  optional: boolean;
  /** Sealed on the sender's machine before it leaves it; never typed into a chat or a command line. */
  sealed: boolean;
}

const field = (name: string, example: string, rule: string, more: Partial<Field> = {}): Field => ({
  name,
  example,
  rule,
  optional: false,
  sealed: false,
  ...more,
});
const optional = { optional: true };
const reason = field('reason', 'agreed with the security team on Monday', 'One sentence for the audit trail.');
const note = field('note', 'ticket 4711', 'What else should stand in the report.', optional);
const step = field('step', 'kiro-profile', 'The id of the step.');

/** What a message means, for Temporal's Web UI and for `--help`, and its fields. */
export interface MessageInfo {
  description: string;
  fields: Field[];
}

/** Every message by name. */
export const MESSAGE_INFO: Record<MessageName, MessageInfo> = {
  kiroProfileEnabled: {
    description: 'The Kiro profile is enabled: the issuer and the client ID as they were pasted into the Kiro console.',
    fields: [
      field('issuer', 'https://example.okta.com/oauth2/aus1a2b3c', 'As pasted into Issuer URI.'),
      field('clientId', '0oa1a2b3c4', 'As pasted into Client ID.'),
    ],
  },
  domainAdded: {
    description: 'The domain is added in the Kiro console: the verification token that it shows.',
    fields: [
      field('verificationToken', 'kiro-site-verification=6f1c…', 'The token as Kiro shows it.'),
      field('recordName', '_kiro.example.com', 'Only if Kiro shows another name than the domain.', optional),
    ],
  },
  dnsRecordPublished: {
    description: 'The TXT record is published. Also means: look now.',
    fields: [],
  },
  domainVerified: {
    description: 'The Kiro console shows the domain as Verified.',
    fields: [],
  },
  scimAccessIssued: {
    description:
      'The SCIM endpoint, and a SEALED token so that the runbook can check with it (npm run answer seals it).',
    fields: [
      field('endpoint', 'https://scim.us-east-1.amazonaws.com/1a2b…/scim/v2', 'https, no slash at the end.'),
      field('token', '(asked without echo)', 'Sealed before it is sent; without it less can be proven.', {
        optional: true,
        sealed: true,
      }),
      field(
        'storedAt',
        '1Password: Kiro SCIM token',
        'Where the Okta admin finds the token; never the token.',
        optional,
      ),
    ],
  },
  provisioningConfigured: {
    description: 'Provisioning is configured in the Okta Admin Console: connection tested, both To App switches on.',
    fields: [],
  },
  signInTested: {
    description: 'What `npm run test-sign-in` found. Never a token.',
    fields: [
      field('ok', 'true', 'Whether the sign-in worked.'),
      field('iss', 'https://example.okta.com/oauth2/aus1a2b3c', 'Claim iss of the access token.'),
      field('scp', '["codewhisperer:completions"]', 'Claim scp.'),
      field('cid', '0oa1a2b3c4', 'Claim cid.'),
      field('aud', 'api://kiro', 'Claim aud.'),
      field('lifetimeSeconds', '3600', 'exp minus iat.'),
      field('refreshed', 'true', 'Whether the refresh token worked once.'),
    ],
  },
  teamSubscribed: {
    description: 'The team is subscribed in the Kiro console.',
    fields: [
      field('groups', '["Kiro Team"]', 'If other than asked for.', optional),
      field('users', '["ana@example.com"]', 'If other than asked for.', optional),
      field('tier', 'Kiro Pro', 'If other than asked for.', optional),
    ],
  },
  subscriptionsListed: {
    description: 'The list from the Subscriptions tab of the Kiro console, as CSV or pasted rows, at most 1 MB a part.',
    fields: [
      field('csv', 'User,Status\nana@example.com,Active', 'CSV or TSV with a header line.', optional),
      field('rows', '[{"User":"ana@example.com","Status":"Active"}]', 'Instead of csv.', optional),
      field('part', '1', 'With parts, for long lists.', optional),
      field('parts', '3', 'How many parts there are.', optional),
    ],
  },
  userRemovedAtSource: {
    description:
      'The person is taken out of the group where it is made: in its rule, its directory or its application.',
    fields: [note],
  },
  seatDeleted: {
    description: "The person's subscription is deleted on the Subscriptions tab of the Kiro console.",
    fields: [note],
  },
  tokenRevoked: {
    description: 'The old SCIM token is deleted in the Kiro console, under Access Tokens.',
    fields: [note],
  },
  accessReviewed: {
    description:
      'Whether each of these people keeps access or loses it. Several messages add up; a draft decides nothing yet.',
    fields: [
      field(
        'rows',
        '[{"user":"ana@example.com","decision":"keep"}]',
        'A row a person: user, decision (keep or remove), and a note if you like; or lines such as ana@example.com,keep.',
      ),
      field('draft', 'true', 'Keep the rows, and go on later.', optional),
      note,
    ],
  },
  stepDone: {
    description: 'A step that the runbook could not do is done or corrected by a person; it is checked again.',
    fields: [step, field('note', 'gave the service app the role', 'What was done.', optional)],
  },
  objectChosen: {
    description: 'Okta holds a namesake: adopt the object of this id, or create one under another name.',
    fields: [
      step,
      field('use', 'adopt', 'adopt or create.'),
      field('id', '0oa1a2b3c4', 'With adopt.', optional),
      field('name', 'Kiro-OIDC 2', 'With create.', optional),
    ],
  },
  syncWindowExtended: {
    description: 'Wait longer for the groups to synchronise.',
    fields: [field('hours', '12', 'Hours to add, more than 0.')],
  },
  decisionMade: {
    description: 'Decide on findings: accept them, repair and look again, or stop the run.',
    fields: [step, field('decision', 'accept', 'accept, repair or stop.'), reason],
  },
  skipStep: {
    description: 'Skip a step, with a reason. What needs its result is skipped, too.',
    fields: [step, reason, field('early', 'true', 'Only for a step whose turn has not come yet.', optional)],
  },
  redoStep: {
    description: 'Do a step again that has begun, and everything that depends on it.',
    fields: [step, reason],
  },
  checkNow: {
    description: 'Look now instead of at the next planned time.',
    fields: [field('step', 'dns-propagation', 'Without it: everything that waits.', optional)],
  },
};

/** Whether a message is about a step by its name: the question that it answers fills it in. */
export const namesItsStep = (message: MessageName): boolean =>
  MESSAGE_INFO[message].fields.some(({ name }) => name === 'step');

/** Whether a message also means "look now": it may be wanted again and again, so two of them are two. */
export const meansLookNow = (message: MessageName): boolean =>
  message === 'checkNow' || message === 'dnsRecordPublished';
