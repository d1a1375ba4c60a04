import { z } from 'zod';
import { SETTINGS } from '../model/settings.js';
import type { ConnectionNews } from './record.js';

// What programs tell the record, as schemas: their names stand in `workflows/connection/`. Text is bounded, since the record
// lives for years.

const text = z.string().min(1).max(500);
/** As long as the messages take an address, or a place. */
const long = z.string().min(1).max(2_000);
/** As long as a text of a step that is kept may be. Characters. */
export const MOST_KEPT = 2_000;
const time = z.iso.datetime();
const sender = { by: text.optional(), via: text.optional(), proof: z.string().max(6_000).optional() };

const run = z.strictObject({
  runbook: text,
  workflowId: text,
  outcome: z.enum(['running', 'done', 'done-with-findings', 'failed', 'cancelled']),
  startedAt: time,
  finishedAt: time.nullable(),
});

const texts = z.record(z.string().max(60), z.string().max(MOST_KEPT));

const keptStep = z.strictObject({
  subject: texts,
  value: texts,
  summary: z.string().max(MOST_KEPT),
  confirmed: z.enum(['proven', 'attested']),
  at: time,
  by: text.nullable(),
  via: text.nullable(),
  sender: z.enum(['proven', 'unproven']).nullable().optional(),
  workflowId: text,
  runId: text,
});

const news = z.strictObject({
  run,
  oktaOrgId: text.optional(),
  objects: z
    .strictObject({
      oidcApplication: text.optional(),
      clientId: text.optional(),
      authorizationServer: text.optional(),
      scimApplication: text.optional(),
    })
    .optional(),
  issuer: long.optional(),
  endpoint: long.optional(),
  token: z.strictObject({ issuedAt: time, storedAt: long.nullable() }).optional(),
  adoptedAt: time.optional(),
  provenAt: time.optional(),
  reviewedAt: time.optional(),
  turn: z.boolean().optional(),
  lastReport: z.strictObject({ sha256: text, workflowId: text, runId: text }).nullable().optional(),
  kept: z.record(z.string().max(60), keptStep).optional(),
  keptOf: z.array(z.string().max(60)).max(100).optional(),
}) satisfies z.ZodType<ConnectionNews>;

/**
 * `recorded`: what a run has to say of its connection, and the settings of its configuration. A person says so of a connection
 * that was built by hand (`npm run adopt`), and proves it.
 */
export const RECORDED = z.strictObject({ news, settings: SETTINGS.optional(), ...sender });

/** `turn`: a run wants to change the connection. */
export const TURN = z.strictObject({ workflowId: text, runbook: text });

/** `turnWanted`, to a run that has the turn: that run waits behind it, and asks to go first. */
export const TURN_WANTED = z.strictObject({ workflowId: text });

/** `turnOver`: that run is over, or wants nothing any more. */
export const TURN_OVER = z.strictObject({ workflowId: text });

/** `findingMuted`: a finding is known, and is not reported again until then. */
export const FINDING_MUTED = z.strictObject({
  finding: z
    .string()
    .max(400)
    .regex(/^[a-z-]+\/[a-z-]+\/./, 'Write its id as `npm run verify` shows it: <area>/<kind>/<object>.'),
  until: time,
  reason: text,
  ...sender,
});
