import { z } from 'zod';
import { email } from '../fields.js';

const address = email.meta({ description: 'E-mail address.', examples: ['ana@example.com'] });
const slack = z
  .string()
  .regex(/^[UW][A-Z0-9]+$/)
  .optional()
  .meta({ description: 'Slack member id.', examples: ['U0123456789'] });
const contact = z.strictObject({ email: address, slack });

/** Somebody who is asked: an address, or more than that. */
const person = z
  .union([
    email,
    contact.extend({
      escalateTo: z
        .union([email, contact])
        .optional()
        .meta({ description: 'Who is asked, too, when nobody answers: an address, or email and slack.' }),
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
