import { z } from 'zod';
import { email } from '../fields.js';

/** Somebody who is asked: an address, or more than that. */
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

/** The admins of the three consoles. */
export const people = z.strictObject({
  kiroAdmin: person.meta({ description: 'Works in the Kiro console.', examples: ['ana@example.com'] }),
  oktaAdmin: person.meta({ description: 'Works in the Admin Console.', examples: ['ben@example.com'] }),
  dnsAdmin: person.meta({ description: 'Publishes DNS records.', examples: ['cem@example.com'] }),
});
