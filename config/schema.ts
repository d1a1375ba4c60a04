import { z } from 'zod';
import { KIRO_SCOPES } from '../runbook/guide.js';
import { isRecordName, recordNameOf } from '../runbook/record-name.js';
import { checkDomain } from './domain.js';
import { checked, duration, email, hostAndPort, httpsUrl, logins, names, positiveDuration, text } from './fields.js';
import { checkOrgUrl } from './org-url.js';
import { checkWorkingHours } from './working-hours.js';

/** The form of `onboarding.yaml`. Descriptions and examples go into the JSON Schema, and examples into the fixes. */

const scopes = z
  .array(z.enum(KIRO_SCOPES))
  .min(1)
  .refine((list) => new Set(list).size === list.length, {
    message: 'A scope is there twice.',
    params: { fix: 'Write each scope once.' },
  });

const somebody = (of: { groups: unknown[]; users: unknown[] }) => of.groups.length + of.users.length > 0;

const signIn = z
  .strictObject({
    groups: names.prefault([]).meta({ description: 'Okta groups, by name.', examples: [['Kiro Users']] }),
    users: logins.prefault([]).meta({ description: 'Okta users, by login.', examples: [['ana@example.com']] }),
    test: z
      .enum(['optional', 'required', 'off'])
      .default('optional')
      .meta({ description: 'Whether a person tries the sign-in on the Okta side (npm run test-sign-in).' }),
  })
  .refine(somebody, { message: 'Nobody may sign in.', params: { fix: 'Name at least one group or user.' } });

const audience = z.strictObject({
  groups: names.optional().meta({ description: 'Okta groups, by name.', examples: [['Kiro Users']] }),
  users: logins.optional().meta({ description: 'Okta users, by login.', examples: [['ana@example.com']] }),
});

const okta = z.strictObject({
  orgUrl: checked(checkOrgUrl)
    .optional()
    .meta({
      description: "The org's address; without it OKTA_CLIENT_ORGURL of the environment is taken.",
      examples: ['https://example.okta.com'],
    }),
  oidcApplication: text.prefault('Kiro-OIDC').meta({ description: 'Name of the sign-in application (Step 1).' }),
  authorizationServer: z
    .strictObject({
      name: text.prefault('Kiro').meta({ description: 'Name of the authorization server.' }),
      audience: text.prefault('api://kiro').meta({ description: 'Audience of its tokens.' }),
    })
    .prefault({})
    .meta({ description: 'The authorization server with the Kiro scopes (Step 2).' }),
  provisioningApplication: text
    .prefault('AWS IAM Identity Center (Kiro)')
    .meta({ description: 'Name of the application that provisions people over SCIM (Step 4).' }),
  rateLimitReserve: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .meta({ description: "Share of each of the org's rate limits that is left to others, 0 to 1.", examples: [0.2] }),
  tryConnectionApi: z
    .boolean()
    .default(false)
    .meta({ description: "Try Okta's connection API although Okta documents it for other applications only." }),
});

const person = z
  .union([
    email,
    z.strictObject({
      email: email.meta({ description: 'E-mail address.', examples: ['ana@example.com'] }),
      slack: z
        .string()
        .regex(/^[UW][A-Z0-9]+$/)
        .optional()
        .meta({ description: 'Slack member id.', examples: ['U0123456789'] }),
      escalateTo: email.optional().meta({ description: 'Who is asked when nobody answers.' }),
    }),
  ])
  .nullable()
  .default(null);

const dnsName = checked<string>((given) => {
  const name = recordNameOf(given);
  const fix = 'Write a name such as example.com, or leave the key out.';
  return isRecordName(name) ? { value: name } : { message: `"${given}" is no name of a DNS record.`, fix };
});

const rfc2136 = z.strictObject({
  server: hostAndPort.meta({ description: "The zone's primary server.", examples: ['ns1.example.com:53'] }),
  zone: dnsName
    .nullable()
    .default(null)
    .meta({ description: 'The zone; null: found by asking the server.', examples: ['example.com'] }),
  keyName: dnsName.meta({ description: 'Name of the TSIG key.', examples: ['kiro-key'] }),
  algorithm: z
    .enum(['hmac-sha256', 'hmac-sha384', 'hmac-sha512'])
    .default('hmac-sha256')
    .meta({ description: 'Algorithm of the TSIG key.' }),
});

const dns = z.strictObject({
  publish: z
    .enum(['person', 'route53', 'rfc2136'])
    .default('person')
    .meta({ description: 'Who publishes the TXT record: the DNS admin, or the worker (docs/dns.md).' }),
  rfc2136: rfc2136
    .nullable()
    .default(null)
    .meta({
      description: "For publish: rfc2136. The key's secret belongs in the environment, as RFC2136_TSIG_SECRET.",
      examples: [{ server: 'ns1.example.com:53', keyName: 'kiro-key' }],
    }),
  recordName: dnsName
    .nullable()
    .default(null)
    .meta({ description: 'Name of the TXT record; null is the domain itself.', examples: ['example.com'] }),
  resolvers: z
    .array(hostAndPort)
    .prefault([])
    .meta({ description: 'Recursive resolvers as "host:port"; empty: the system\'s.', examples: [['9.9.9.9:53']] }),
  port: z.int().min(1).max(65_535).default(53).meta({ description: 'Port of the authoritative name servers.' }),
  doh: httpsUrl
    .nullable()
    .default(null)
    .meta({
      description: "A resolver over HTTPS (RFC 8484), asked before the others; with it the system's are left alone.",
      examples: ['https://dns.quad9.net/dns-query'],
    }),
});

const waits = z.strictObject({
  syncWindow: duration
    .prefault('24h')
    .meta({ description: 'How long group changes may take to reach Kiro (Sync delay).', examples: ['24h'] }),
  remindAfter: positiveDuration
    .prefault('4h')
    .meta({ description: 'When an unanswered person is reminded first.', examples: ['4h'] }),
  dueAfter: positiveDuration.prefault('3d').meta({
    description: 'When an unanswered question is overdue, and whoever stands in escalateTo is asked, too.',
    examples: ['3d'],
  }),
  timeZone: text
    .refine((zone) => isTimeZone(zone), {
      message: 'No time zone has this name.',
      params: { fix: 'Write a name such as Europe/Berlin or UTC.' },
    })
    .prefault('UTC')
    .meta({ description: 'Time zone of the working hours.', examples: ['Europe/Berlin'] }),
  workingHours: checked(checkWorkingHours)
    .prefault('09:00-17:00')
    .meta({ description: 'When people are reminded.', examples: ['09:00-17:00'] }),
  weekends: z.boolean().default(false).meta({ description: 'Remind people on Saturdays and Sundays, too.' }),
});

const notify = z.strictObject({
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
  webhook: httpsUrl
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

/** `onboarding.yaml` as a whole. Unknown keys are refused. */
export const fileSchema = z
  .strictObject({
    domain: checked(checkDomain).meta({
      description: "The domain of the people's e-mail addresses, verified in Kiro by a TXT record (Step 3).",
      examples: ['example.com'],
    }),
    scopes: scopes.default([...KIRO_SCOPES]).meta({ description: 'What people may do in Kiro (Step 2).' }),
    okta: okta.prefault({}).meta({ description: 'The Okta org. Credentials belong in the environment.' }),
    signIn: signIn.meta({
      description: 'Who may sign in (Step 1, Add users and groups).',
      examples: [{ groups: ['Kiro Users'] }],
    }),
    provision: audience.optional().meta({ description: 'Who is provisioned to Kiro (Step 4); default: as signIn.' }),
    push: z
      .strictObject({ groups: names.prefault([]).meta({ description: 'Okta groups.', examples: [['Kiro Team']] }) })
      .prefault({})
      .meta({ description: 'Groups whose members Kiro shall know (Step 4, Push Groups).' }),
    subscribe: audience
      .extend({ tier: text.prefault('Kiro Pro').meta({ description: "Kiro's tier.", examples: ['Kiro Pro'] }) })
      .prefault({})
      .meta({ description: 'Who gets a subscription; default: the pushed groups.' }),
    pilot: email
      .nullable()
      .default(null)
      .meta({ description: 'Who signs in to Kiro at the end.', examples: ['ana@example.com'] }),
    dns: dns.prefault({}).meta({ description: 'The TXT record that verifies the domain.' }),
    waits: waits.prefault({}).meta({ description: 'Durations such as 24h, 4h, 3d, 30s, 90m.' }),
    people: z
      .strictObject({
        kiroAdmin: person.meta({ description: 'Works in the Kiro console.', examples: ['ana@example.com'] }),
        oktaAdmin: person.meta({ description: 'Works in the Admin Console.', examples: ['ben@example.com'] }),
        dnsAdmin: person.meta({ description: 'Publishes DNS records.', examples: ['cem@example.com'] }),
      })
      .prefault({})
      .meta({ description: 'Who is asked, as an e-mail address or as email, slack, escalateTo.' }),
    notify: notify
      .prefault({})
      .meta({ description: 'Where people are told what happens, besides the terminal and the Web UI.' }),
  })
  .meta({ title: 'onboarding.yaml', description: 'What one onboarding of an Okta org to Kiro needs to know.' });

/** The file with its values in normal form and the defaults filled in. */
export type FileContents = z.output<typeof fileSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
