import { z } from 'zod';

/** The parts of SCIM's answers (RFC 7643, 7644) that the runbook reads; whatever else is in them is ignored. */

const supported = z.object({ supported: z.boolean() });

/** `/ServiceProviderConfig`: what the endpoint says it can do. */
export const serviceProviderConfig = z.object({
  schemas: z.array(z.string()),
  patch: supported,
  filter: supported.extend({ maxResults: z.number().optional() }),
});

/** AWS's examples write `active` as a text in places. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** A user, as far as the review compares it. */
export const user = z.object({
  id: z.string(),
  userName: z.string(),
  externalId: z.string().nullish(),
  name: z.object({ givenName: z.string().nullish(), familyName: z.string().nullish() }).nullish(),
  active: flag.nullish(),
});
export type ScimUser = z.output<typeof user>;

/** A group; AWS never returns its members. */
export const group = z.object({ id: z.string(), displayName: z.string().nullish() });

/** A page of a list. Some servers leave `Resources` out where it is empty. */
export function listOf<T>(resource: z.ZodType<T>) {
  return z.object({
    schemas: z.array(z.string()),
    totalResults: z.number().optional(),
    nextCursor: z.string().nullish(),
    Resources: z.array(resource).default([]),
  });
}

/** AWS's error body; its `detail` is vague but all there is. */
export const scimError = z.object({ detail: z.string().catch('no detail given') }).catch({ detail: 'no detail given' });
