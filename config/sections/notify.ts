import { z } from 'zod';
import { email, httpsUrl } from '../fields.js';

/** Where people are told what happens. */
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
