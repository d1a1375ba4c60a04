import type { z } from 'zod';
import { MOST_PAGES } from '../../runbook/secrets/bounded-reads.js';
import type { ScimClient } from './scim-api.js';
import { ScimRefused } from './scim-failures.js';
import { group, listOf, user, type ScimUser } from './scim-shapes.js';

/** AWS's page. */
const PAGE = '100';
/** The most that an endpoint without cursors gives; a shorter answer is all there is. */
const OLD_PAGE = 50;

/**
 * Gives each resource of a list to `take`, a page after the other: only one page is held at a time. False where the endpoint
 * shows no more than its first page, as AWS's does without cursors; then `take` has seen a part.
 */
async function eachOf<T>(
  client: ScimClient,
  path: string,
  resource: z.ZodType<T>,
  take: (item: T) => void,
): Promise<boolean> {
  let cursor: string | null = '';
  const cursors = new Set<string>();
  while (cursor !== null) {
    if (cursors.has(cursor) || cursors.size === MOST_PAGES) return false;
    cursors.add(cursor);
    const {
      body,
    }: { body: { totalResults?: number | undefined; nextCursor?: string | null | undefined; Resources: T[] } } =
      await client.get(path, { cursor, count: PAGE }, listOf(resource));
    body.Resources.forEach(take);
    cursor = body.nextCursor || null;
    // With cursors there is no count; a count means that the parameter was not understood.
    if (cursor === null && cursors.size === 1 && body.totalResults !== undefined)
      return body.totalResults <= body.Resources.length && body.Resources.length < OLD_PAGE;
  }
  return true;
}

/** An endpoint that does not know the parameters lists nothing. */
const ifRefused = (error: unknown): false => {
  if (error instanceof ScimRefused && error.status === 400) return false;
  throw error;
};

/** All users; false where the endpoint does not list them all. */
export const eachUser = (client: ScimClient, take: (user: ScimUser) => void): Promise<boolean> =>
  eachOf(client, '/Users', user, take).catch(ifRefused);

/** A group as Kiro has it. */
export interface KiroGroupName {
  id: string;
  name: string;
}

/** All groups; null where the endpoint does not list them all. */
export async function allGroups(client: ScimClient): Promise<KiroGroupName[] | null> {
  const groups: KiroGroupName[] = [];
  const take = (one: { id: string; displayName?: string | null | undefined }): void =>
    void groups.push({ id: one.id, name: one.displayName ?? '' });
  return (await eachOf(client, '/Groups', group, take).catch(ifRefused)) ? groups : null;
}
