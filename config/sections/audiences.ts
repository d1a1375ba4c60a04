import { z } from 'zod';
import { KIRO_SCOPES } from '../../runbook/guide.js';
import { logins, names } from '../fields.js';

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
      .default('optional')
      .meta({ description: 'Whether a person tries the sign-in on the Okta side (npm run test-sign-in).' }),
  })
  .refine(somebody, { message: 'Nobody may sign in.', params: { fix: 'Name at least one group or user.' } });

/** Groups and users of any other section; a section that is left out takes those of another one. */
export const audience = z.strictObject({
  groups: names.optional().meta({ description: 'Okta groups, by name.', examples: [['Kiro Users']] }),
  users: logins.optional().meta({ description: 'Okta users, by login.', examples: [['ana@example.com']] }),
});
