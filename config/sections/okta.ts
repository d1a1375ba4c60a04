import { z } from 'zod';
import { checked, text } from '../fields.js';
import { checkOrgUrl } from '../org-url.js';

/** The org, and what the objects of the runbook are called there. */
export const okta = z.strictObject({
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
