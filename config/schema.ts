import { z } from 'zod';
import { INPUT_DEFAULTS } from '../runbook/onboarding/input.js';
import { email } from './addresses.js';
import { checkDomain } from './domain-and-org-url.js';
import { checked, names, text } from '../runbook/model/field-forms.js';
import { audience, notify, okta, people, scopes, sealing, senders, signIn, tokens, waits, web } from './sections.js';
import { dns } from './dns-section.js';

// Descriptions and examples go into the JSON Schema, and examples into the fixes.

/** `onboarding.yaml` as a whole. Unknown keys are refused. */
export const fileSchema = z
  .strictObject({
    domain: checked(checkDomain).meta({
      description: "The domain of the people's e-mail addresses, verified in Kiro by a TXT record (Step 3).",
      examples: ['example.com'],
    }),
    scopes: scopes.default(INPUT_DEFAULTS.scopes).meta({ description: 'What people may do in Kiro (Step 2).' }),
    okta: okta.prefault({}).meta({ description: 'The Okta org. Credentials belong in the environment.' }),
    signIn: signIn.meta({
      description: 'Who may sign in (Step 1, Add users and groups).',
      examples: [{ groups: ['Kiro Users'] }],
    }),
    tokens: tokens
      .prefault({})
      .meta({ description: 'How long tokens live (Step 2, Add access policies); the console’s defaults.' }),
    provision: audience.optional().meta({ description: 'Who is provisioned to Kiro (Step 4); default: as signIn.' }),
    push: z
      .strictObject({ groups: names.prefault([]).meta({ description: 'Okta groups.', examples: [['Kiro Team']] }) })
      .prefault({})
      .meta({ description: 'Groups that are pushed to Kiro with their members (Step 4, Push Groups).' }),
    subscribe: audience
      .extend({
        tier: text
          .prefault(INPUT_DEFAULTS.subscribe.tier)
          .meta({ description: "Kiro's tier.", examples: ['Kiro Pro'] }),
      })
      .prefault({})
      .meta({ description: 'Who gets a subscription; default: the pushed groups.' }),
    pilot: email
      .nullable()
      .default(null)
      .meta({ description: 'Who signs in to Kiro at the end.', examples: ['ana@example.com'] }),
    dns: dns.prefault({}).meta({ description: 'The TXT record that verifies the domain.' }),
    waits: waits.prefault({}).meta({ description: 'Durations such as 24h, 4h, 3d, 30s, 90m.' }),
    people: people
      .prefault({})
      .meta({ description: 'Who is asked, as an e-mail address or as email, slack, escalateTo.' }),
    senders: senders.default([]).meta({
      description:
        'Narrows whom the worker trusts as senders (npm run sender-key prints such a line); default: all of them.',
      examples: [[{ key: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', via: 'slack', people: ['*'] }]],
    }),
    sealing: sealing
      .prefault({})
      .meta({ description: 'Which keys of workers the SCIM token may be sealed to (docs/trust.md).' }),
    notify: notify
      .prefault({})
      .meta({ description: 'Where people learn what happens, besides the terminal and the Web UI.' }),
    web: web.prefault({}).meta({ description: 'The page for people who have a browser only (docs/page.md).' }),
  })
  .meta({ title: 'onboarding.yaml', description: 'What one onboarding of an Okta org to Kiro needs to know.' });

/** The file with its values in normal form and the defaults filled in. */
export type FileContents = z.output<typeof fileSchema>;
