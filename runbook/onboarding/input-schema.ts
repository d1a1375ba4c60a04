import { z } from 'zod';
import { asIs, hostAndPort, httpsUrl, logins, names, text } from '../model/field-forms.js';
import { DUTY_WAITS, NAMED_ORG, RUN_SHAPE, some, wait, WAITS } from '../model/input-check.js';
import { DNS_PUBLISHER_NAMES, type DnsPublisherSettings } from './dns-publishers.js';
import { KIRO_SCOPES } from './guide.js';
import type { OnboardingInput } from './input.js';
import { isNameIn, isRecordName } from './verification-record.js';

const group = asIs(names);
const login = asIs(logins);
const name = asIs(text);
const minutes = z.int().min(0).max(100_000_000);
const recordName = z.string().refine(isRecordName);

const rfc2136 = z.strictObject({
  server: asIs(hostAndPort),
  zone: recordName.nullable(),
  keyName: recordName,
  algorithm: z.enum(['hmac-sha256', 'hmac-sha384', 'hmac-sha512']),
});

/** What a publisher needs to know, under its own name. */
const PUBLISHER_SETTINGS = { rfc2136: rfc2136.nullable() } satisfies Record<keyof DnsPublisherSettings, z.ZodType>;

const SHAPE = {
  ...RUN_SHAPE,
  scopes: z.array(z.enum(KIRO_SCOPES)).min(1).max(KIRO_SCOPES.length).optional(),
  okta: z.strictObject({
    ...NAMED_ORG,
    ...some({
      oidcApplication: name,
      authorizationServer: some({ name, audience: name }),
      provisioningApplication: name,
      rateLimitReserve: z.number().min(0).max(1),
      tryConnectionApi: z.boolean(),
    }).shape,
  }),
  tokens: some({ accessMinutes: minutes, refreshMinutes: minutes, refreshWindowMinutes: minutes }).optional(),
  signIn: some({ groups: group, users: login, test: z.enum(['optional', 'required', 'off']) }).optional(),
  provision: some({ groups: group, users: login }).optional(),
  push: some({ groups: group }).optional(),
  subscribe: some({ groups: group, users: login, tier: name }).optional(),
  pilot: name.nullable().optional(),
  dns: some({
    publish: z.enum(['person', ...DNS_PUBLISHER_NAMES]),
    ...PUBLISHER_SETTINGS,
    recordName: recordName.nullable(),
    resolvers: z.array(asIs(hostAndPort)).max(100),
    port: z.int().min(1).max(65_535),
    doh: asIs(httpsUrl).nullable(),
  }).optional(),
  waits: some({ ...WAITS, ...DUTY_WAITS, syncWindowMs: wait }).optional(),
  fromScratch: z.boolean().optional(),
} satisfies Record<keyof OnboardingInput, z.ZodType>;

/** What of two keys must fit together. */
function fitting<Form extends z.ZodType>(form: Form) {
  return form.superRefine((given, context) => {
    const { domain, dns = {} } = given as { domain: string; dns?: { publish?: string; recordName?: string | null } };
    const wrong = (key: string): void => context.addIssue({ code: 'custom', path: ['dns', key] });
    if (dns.recordName != null && !isNameIn(dns.recordName, domain)) wrong('recordName');
    const { publish } = dns;
    if (publish !== undefined && publish in PUBLISHER_SETTINGS && (dns as Record<string, unknown>)[publish] == null)
      wrong(publish);
  });
}

/** What an onboarding takes as its input: the configuration, as `config/` makes it. */
export const ONBOARDING_INPUT = fitting(z.strictObject(SHAPE));

/** The configuration, and what this run of day two is about. */
export const dayTwoForm = (about: z.ZodType) => fitting(z.strictObject({ ...SHAPE, about }));
