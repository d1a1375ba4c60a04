import { z } from 'zod';

// The workflow sandbox must stay deterministic, and needs no compiled validators.
z.config({ jitless: true });

const text = z.string().trim().min(1, 'must not be empty').max(2_000, 'is longer than 2,000 characters');
/** The id of a step; `judge` knows which ones the runbook has. */
const step = z.string().min(1, 'must not be empty').max(80, 'is longer than 80 characters');

/** Who sent it and through what: every message may say so, and prove it (`runbook/trust/proof.ts`). */
const sender = {
  by: text.max(200).optional(),
  via: text.max(60).optional(),
  proof: z.string().min(1).max(6_000).optional(),
};
const message = <T extends z.ZodRawShape>(fields: T) => z.strictObject({ ...fields, ...sender });

/** One megabyte: more than this is sent in parts. */
const MAX_LIST = 1_000_000;
const listText = z
  .string()
  .min(1, 'must not be empty')
  .max(MAX_LIST, 'is longer than 1 MB; send it with `part` and `parts`');
const rows = z.array(z.record(z.string(), z.string())).max(20_000);

/** Every message by name, of every runbook: the schema of its one JSON object. What a runbook does with it: `MessageUse`. */
export const MESSAGES = {
  kiroProfileEnabled: message({ issuer: text, clientId: text }),
  domainAdded: message({ verificationToken: text, recordName: text.optional() }),
  dnsRecordPublished: message({}),
  domainVerified: message({}),
  scimAccessIssued: message({
    endpoint: text,
    token: z.string().min(1).max(8_000).optional(),
    storedAt: text.max(300).optional(),
  }),
  provisioningConfigured: message({}),
  signInTested: message({
    ok: z.boolean(),
    iss: text,
    scp: z.array(text),
    cid: text,
    aud: z.union([text, z.array(text)]),
    lifetimeSeconds: z.number().nonnegative(),
    refreshed: z.boolean(),
  }),
  teamSubscribed: message({
    groups: z.array(text).optional(),
    users: z.array(text).optional(),
    tier: text.optional(),
  }),
  subscriptionsListed: message({
    csv: listText.optional(),
    rows: rows.optional(),
    part: z.int().min(1).optional(),
    parts: z.int().min(1).max(1_000).optional(),
  })
    .refine((list) => (list.csv === undefined) !== (list.rows === undefined), {
      error: 'give either `csv` or `rows`',
      path: ['csv'],
    })
    .refine(
      (list) => (list.part === undefined) === (list.parts === undefined) && (list.part ?? 1) <= (list.parts ?? 1),
      {
        error: 'give `part` and `parts` together, `part` from 1 to `parts`',
        path: ['part'],
      },
    ),
  userRemovedAtSource: message({ note: text.optional() }),
  seatDeleted: message({ note: text.optional() }),
  tokenRevoked: message({ note: text.optional() }),
  accessReviewed: message({
    rows: z
      .array(z.strictObject({ user: text, decision: z.enum(['keep', 'remove']), note: text.optional() }))
      .min(1, 'must name at least one person')
      .max(20_000),
    draft: z.boolean().optional(),
    note: text.optional(),
  }),
  stepDone: message({ step, note: text.optional() }),
  objectChosen: message({
    step,
    use: z.enum(['adopt', 'create']),
    id: text.optional(),
    name: text.optional(),
  }).refine((choice) => (choice.use === 'adopt' ? choice.id : choice.name) !== undefined, {
    error: 'adopt needs the `id` of the object, create needs a new `name`',
    path: ['use'],
  }),
  syncWindowExtended: message({ hours: z.number().positive('must be more than 0').max(720, 'is more than 30 days') }),
  decisionMade: message({ step, decision: z.enum(['accept', 'repair', 'stop']), reason: text }),
  skipStep: message({ step, reason: text, early: z.boolean().optional() }),
  redoStep: message({ step, reason: text }),
  checkNow: message({ step: step.optional() }),
} as const;

export type MessageName = keyof typeof MESSAGES;
export type MessageOf<N extends MessageName> = z.output<(typeof MESSAGES)[N]>;
/** Their names: those of the onboarding in the guide's order, those of day two, and those of every runbook. */
export const MESSAGE_NAMES = Object.keys(MESSAGES) as MessageName[];
