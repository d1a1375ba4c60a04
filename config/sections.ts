import { z } from 'zod';
import { KIRO_SCOPES } from '../runbook/onboarding/guide.js';
import { linkHours, MOST_REVIEWERS } from '../runbook/model/settings.js';
import { SENDER_KEYS } from '../runbook/trust/sender-keys.js';
import { INPUT_DEFAULTS } from '../runbook/onboarding/input.js';
import { checked, type Checked, names, text, webhookUrl } from '../runbook/model/field-forms.js';
import { isTimeZone } from '../runbook/model/input-check.js';
import { email, logins } from './addresses.js';
import { checkOrgAddress } from './domain-and-org-url.js';
import { duration, positiveDuration } from './durations.js';

/** Step 2: what people may do in Kiro. */
export const scopes = z
  .array(z.enum(KIRO_SCOPES))
  .min(1)
  .refine((list) => new Set(list).size === list.length, {
    message: 'A scope is there twice.',
    params: { fix: 'Write each scope once.' },
  });

const somebody = (of: { groups: unknown[]; users: unknown[] }) => of.groups.length + of.users.length > 0;

/** Step 1, Add users and groups. */
export const signIn = z
  .strictObject({
    groups: names.prefault([]).meta({ description: 'Okta groups, by name.', examples: [['Kiro Users']] }),
    users: logins.prefault([]).meta({ description: 'Okta users, by login.', examples: [['ana@example.com']] }),
    test: z
      .enum(['optional', 'required', 'off'])
      .default(INPUT_DEFAULTS.signIn.test)
      .meta({ description: 'Whether a person tries the sign-in on the Okta side (npm run test-sign-in).' }),
  })
  .refine(somebody, { message: 'Nobody may sign in.', params: { fix: 'Name at least one group or user.' } });

/** Groups and users of any other section; a section that is missing takes those of another one. */
export const audience = z.strictObject({
  groups: names.optional().meta({ description: 'Okta groups, by name.', examples: [['Kiro Users']] }),
  users: logins.optional().meta({ description: 'Okta users, by login.', examples: [['ana@example.com']] }),
});

const minutes = z.int();

/** Step 2, Add access policies: how long tokens live, where the org wants it otherwise than the console's defaults. */
export const tokens = z.strictObject({
  accessMinutes: minutes
    .min(5)
    .max(1_440)
    .default(INPUT_DEFAULTS.tokens.accessMinutes)
    .meta({ description: 'Minutes that an access token lives: a person who is removed keeps access for that long.' }),
  refreshMinutes: minutes
    .min(0)
    .default(INPUT_DEFAULTS.tokens.refreshMinutes)
    .meta({ description: 'Minutes after which people sign in anew in any case; 0 is never.' }),
  refreshWindowMinutes: minutes
    .min(10)
    .max(2_628_000)
    .default(INPUT_DEFAULTS.tokens.refreshWindowMinutes)
    .meta({ description: 'Minutes without use after which people sign in anew.' }),
});

/** The org, and what the objects of the runbook are called there. */
export const okta = z.strictObject({
  orgUrl: checked(checkOrgAddress)
    .optional()
    .meta({
      description: "The org's address; without it OKTA_CLIENT_ORGURL of the environment is taken.",
      examples: ['https://example.okta.com'],
    }),
  oidcApplication: text
    .prefault(INPUT_DEFAULTS.okta.oidcApplication)
    .meta({ description: 'Name of the sign-in application (Step 1).' }),
  authorizationServer: z
    .strictObject({
      name: text
        .prefault(INPUT_DEFAULTS.okta.authorizationServer.name)
        .meta({ description: 'Name of the authorization server.' }),
      audience: text
        .prefault(INPUT_DEFAULTS.okta.authorizationServer.audience)
        .meta({ description: 'Audience of its tokens.' }),
    })
    .prefault({})
    .meta({ description: 'The authorization server with the Kiro scopes (Step 2).' }),
  provisioningApplication: text
    .prefault(INPUT_DEFAULTS.okta.provisioningApplication)
    .meta({ description: 'Name of the application that provisions people over SCIM (Step 4).' }),
  rateLimitReserve: z
    .number()
    .min(0)
    .max(1)
    .default(INPUT_DEFAULTS.okta.rateLimitReserve)
    .meta({ description: "Share of each of the org's rate limits that is left to others, 0 to 1.", examples: [0.2] }),
  tryConnectionApi: z
    .boolean()
    .default(INPUT_DEFAULTS.okta.tryConnectionApi)
    .meta({ description: "Try Okta's connection API although Okta documents it for other applications only." }),
});

const emailAddress = email.meta({ description: 'E-mail address.', examples: ['ana@example.com'] });
const slackMember = z
  .string()
  .regex(/^[UW][A-Z0-9]+$/)
  .optional()
  .meta({ description: 'Slack member id.', examples: ['U0123456789'] });
const contact = z.strictObject({ email: emailAddress, slack: slackMember });

/** Somebody who is asked: an address, or more than that. */
const somebodyAsked = z.union([
  email,
  contact.extend({
    escalateTo: z
      .union([email, contact])
      .optional()
      .meta({ description: 'Who is asked, too, when nobody answers: an address, or email and slack.' }),
  }),
]);
const person = somebodyAsked.nullable().default(null);

const addressOf = (one: z.output<typeof somebodyAsked>): string => (typeof one === 'string' ? one : one.email);

/** The admins of the three consoles, and who reviews access. */
export const people = z.strictObject({
  kiroAdmin: person.meta({ description: 'Works in the Kiro console.', examples: ['ana@example.com'] }),
  oktaAdmin: person.meta({ description: 'Works in the Admin Console.', examples: ['ben@example.com'] }),
  dnsAdmin: person.meta({ description: 'Publishes DNS records.', examples: ['cem@example.com'] }),
  reviewers: z
    .array(somebodyAsked)
    .max(MOST_REVIEWERS)
    .refine((list) => new Set(list.map((one) => addressOf(one).toLowerCase())).size === list.length, {
      message: 'A reviewer is there twice.',
      params: { fix: 'Write each reviewer once.' },
    })
    .default([])
    .meta({
      description: 'Decide in a review who keeps access (npm run review-access); without any the Kiro admin is asked.',
      examples: [['dee@example.com']],
    }),
  proof: z
    .enum(['none', 'sensitive', 'all'])
    .nullable()
    .default(INPUT_DEFAULTS.proof)
    .meta({
      description:
        'Which answers need a proven sender (docs/trust.md); default: sensitive where the worker trusts a key, else none.',
      examples: ['sensitive'],
    }),
});

/** Narrows whom the worker trusts (`KIRO_SENDERS_FILE`). */
export const senders = SENDER_KEYS;

/** RFC 7638 thumbprints; a worker prints its own at its start. */
export const sealing = z.strictObject({
  keys: z
    .array(
      checked<string>((given) =>
        /^[A-Za-z0-9_-]{43}$/.test(given.trim())
          ? { value: given.trim() }
          : {
              message: 'This is no thumbprint of a sealing key.',
              fix: 'Copy the 43 characters that the worker prints at its start.',
            },
      ),
    )
    .default([])
    .meta({
      description: 'Thumbprints of the workers’ sealing keys; default: the key that is seen first is remembered.',
      examples: [['NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs']],
    }),
});

/** How long the runbook waits, and when it reminds people. */
export const waits = z.strictObject({
  syncWindow: duration
    .prefault('24h')
    .meta({ description: 'How long group changes may take to reach Kiro (Sync delay).', examples: ['24h'] }),
  remindAfter: positiveDuration
    .prefault('4h')
    .meta({ description: 'When an unanswered person is reminded first.', examples: ['4h'] }),
  dueAfter: positiveDuration.prefault('3d').meta({
    description: 'When an unanswered question is overdue, and the people in escalateTo are asked, too.',
    examples: ['3d'],
  }),
  renewScimAccess: positiveDuration.prefault('275d').meta({
    description: 'How long after a SCIM token was issued the Kiro admin is asked to renew it.',
    examples: ['275d'],
  }),
  reviewAccess: positiveDuration
    .nullable()
    .default(null)
    .meta({
      description: 'How often somebody is asked to review who has access; null is never.',
      examples: ['90d'],
    }),
  timeZone: text
    .refine(isTimeZone, {
      message: 'No time zone has this name.',
      params: { fix: 'Write a name such as Europe/Berlin or UTC.' },
    })
    .prefault(INPUT_DEFAULTS.waits.timeZone)
    .meta({ description: 'Time zone of the working hours.', examples: ['Europe/Berlin'] }),
  workingHours: checked(checkWorkingHours)
    .prefault('09:00-17:00')
    .meta({ description: 'When people are reminded.', examples: ['09:00-17:00'] }),
  weekends: z
    .boolean()
    .default(INPUT_DEFAULTS.waits.weekends)
    .meta({ description: 'Remind people on Saturdays and Sundays, too.' }),
});

/** `09:00-17:00` as minutes from midnight; up to 24:00, and not across midnight. */
function checkWorkingHours(given: string): Checked<{ fromMinute: number; toMinute: number }> {
  const fix = 'Write two times of one day, the earlier one first, such as 09:00-17:00 or 00:00-24:00.';
  const [from, to, ...more] = given.split('-').map((time) => minuteOf(time.trim()));
  if (from == null || to == null || more.length > 0) return { message: `"${given}" are no working hours.`, fix };
  return from < to
    ? { value: { fromMinute: from, toMinute: to } }
    : { message: `"${given}" end before they begin.`, fix };
}

function minuteOf(time: string): number | null {
  const [, hour, minute] = /^(\d{1,2}):([0-5]\d)$/.exec(time) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return minutes <= 24 * 60 ? minutes : null;
}

/** The page for people who have a browser only. */
export const web = z.strictObject({
  linkHours: linkHours
    .default(INPUT_DEFAULTS.web.linkHours)
    .meta({ description: 'Hours for which a link opens the page; 168 is a week.', examples: [168] }),
});

/** Where people learn what happens. */
export const notify = z.strictObject({
  slack: z
    .strictObject({
      channel: z
        .string()
        .regex(/^(#[^\s#]{1,80}|[CG][A-Z0-9]{6,})$/)
        .meta({
          description: 'Name with #, or id, of a channel that the app was invited to.',
          examples: ['#kiro-onboarding', 'C0123456789'],
        }),
    })
    .nullable()
    .default(null)
    .meta({ description: 'One message a run, with buttons (docs/slack.md); needs SLACK_BOT_TOKEN of the worker.' }),
  webhook: webhookUrl
    .nullable()
    .default(null)
    .meta({
      description: 'Address that notices are posted to, signed with KIRO_WEBHOOK_SECRET of the worker.',
      examples: ['https://hooks.example.com/kiro'],
    }),
  email: z
    .union([
      email.transform((address) => ({ from: address, copyTo: address })),
      z.strictObject({
        from: email.meta({ description: 'Sender.', examples: ['runbook@example.com'] }),
        copyTo: email.nullable().default(null).meta({ description: 'Who gets a copy of everything.' }),
      }),
    ])
    .nullable()
    .default(null)
    .meta({
      description:
        'Mail to the people who are asked, by the server of KIRO_SMTP_URL: as from and copyTo, or one address for both.',
      examples: ['it@example.com'],
    }),
});
