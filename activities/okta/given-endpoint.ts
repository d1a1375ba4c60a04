import { ApplicationFailure } from '@temporalio/common';
import type { GivenAccess, Reaches, Task, Unseen } from '../../runbook/outside.js';
import type { ScimClient } from '../scim/scim-api.js';
import { ScimRefused, toFailure } from '../scim/scim-failures.js';
import { clientFor } from '../scim/scim-activities.js';
import { group, listOf, user } from '../scim/scim-shapes.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import { type AppUser, someAppUsers } from './applications.js';
import { textAt } from './json-fields.js';
import type { Session } from './session.js';
import { urlOf } from '../../runbook/model/url-of.js';

/** The SCIM endpoint that a run was given: what Okta pushed is proven only where it is found there, or came after it. */
export interface GivenEndpoint {
  /** The endpoint's host, for people. */
  host: string;
  /** Whether Okta has done it since the access was given: milliseconds since the epoch, by Okta's clock. */
  isSince(at: number): boolean;
  /** The first of these times of Okta's, by Temporal's clock, as the answer of an activity has it; nothing where there is none. */
  since(times: readonly number[]): Pick<Unseen, 'pushedSince'>;
  /** What the endpoint says; null where there is no token for it, or none that it takes. A busy endpoint is tried again. */
  ask<T>(look: (client: ScimClient) => Promise<T>): Promise<T | null>;
}

/** The endpoint of a task; null where the run was given none. The token is opened at the first question. */
export function givenEndpoint(
  session: Session,
  { endpoint, sealedToken = null, givenAt, tokenStep = 'scim-access', owner }: Task & Partial<GivenAccess>,
  openToken: OpenToken | undefined,
): GivenEndpoint | null {
  if (endpoint === undefined || endpoint === '') return null;
  const open =
    sealedToken === null || openToken === undefined
      ? null
      : () => clientFor({ input: session.input, owner, endpoint, sealedToken }, openToken);
  const advice = `To give another access, send redoStep for ${tokenStep}.`;
  return endpointAt(session, { endpoint, givenAt: givenAt === undefined ? null : Date.parse(givenAt), open, advice });
}

/** Where Kiro's side can be asked by a command. */
export interface KiroSide {
  endpoint: string;
  client: ScimClient;
}

/** As `givenEndpoint`, by any client. Without `givenAt` nothing counts as done since. `advice`: what people do about an access that is refused. */
export function endpointAt(
  session: Session,
  at: { endpoint: string; givenAt: number | null; open: (() => Promise<ScimClient>) | null; advice: string },
): GivenEndpoint {
  let client: Promise<ScimClient> | null = null;
  let isRefused = at.open === null;
  return {
    host: urlOf(at.endpoint)?.host ?? at.endpoint,
    isSince: (time) => at.givenAt !== null && time >= at.givenAt + session.okta.aheadMs,
    since(times) {
      if (times.length === 0) return {};
      // The difference is measured anew with each answer of Okta: what was found to be later is not told as earlier.
      const first = Math.max(Math.min(...times) - session.okta.aheadMs, at.givenAt ?? -Infinity);
      return { pushedSince: new Date(first).toISOString() };
    },
    async ask(look) {
      if (isRefused) return null;
      try {
        client ??= at.open!();
        return await look(await client);
      } catch (error) {
        const failure = toFailure(error);
        if (!(failure instanceof ApplicationFailure) || failure.nonRetryable !== true) throw failure;
        isRefused = true;
        session.warnings.push(`The SCIM endpoint could not be looked at: ${failure.message} ${at.advice}`);
        return null;
      }
    },
  };
}

/** Of these SCIM ids those that are users of the endpoint. One read each, at the client's pace. */
export async function idsAt(client: ScimClient, ids: readonly string[]): Promise<Set<string>> {
  const there = new Set<string>();
  for (const id of ids) {
    try {
      await client.get(`/Users/${encodeURIComponent(id)}`, {}, user);
      there.add(id);
    } catch (error) {
      // AWS may call an id of another form a bad request.
      if (!(error instanceof ScimRefused) || ![400, 404].includes(error.status)) throw error;
    }
  }
  return there;
}

/** Whether the endpoint has a group of exactly that name. */
export async function hasGroup(client: ScimClient, name: string): Promise<boolean> {
  const { body } = await client.get('/Groups', { filter: `displayName eq ${JSON.stringify(name)}` }, listOf(group));
  return body.Resources.some(({ displayName }) => displayName?.toLowerCase() === name.toLowerCase());
}

/** How many people to look up to learn which endpoint Okta writes to. */
const SEVERAL = 5;

/**
 * Which endpoint Okta writes to, seen from the people it wrote last, and whether it wrote since the access was given.
 * `looked`: those people; `absent`: those of them who are not there.
 */
export async function reachOf(
  session: Session,
  given: GivenEndpoint,
  appId: string,
): Promise<{ reaches: Reaches; isUsed: boolean; looked: AppUser[]; absent: AppUser[] }> {
  const newest = pushed(await someAppUsers(session, appId))
    .sort((one, other) => other.pushedAt - one.pushedAt)
    .slice(0, SEVERAL);
  const there = newest.length === 0 ? null : await given.ask((client) => idsAt(client, externalIds(newest)));
  if (there === null) return { reaches: 'unseen', isUsed: false, looked: newest, absent: [] };
  session.evidence.push({
    label: 'People whom Okta has written last',
    value: `${there.size} of ${newest.length} looked up are at ${given.host}`,
    url: null,
  });
  const absent = newest.filter(({ externalId }) => externalId === null || !there.has(externalId));
  if (absent.length > 0)
    return { reaches: there.size === 0 ? 'another' : 'unclear', isUsed: false, looked: newest, absent };
  const isUsed =
    newest.some(({ pushedAt }) => given.isSince(pushedAt)) || (await isGroupPushedSince(session, given, appId));
  return { reaches: 'this', isUsed, looked: newest, absent };
}

const pushed = (users: AppUser[]): AppUser[] => users.filter(({ state }) => state === 'synchronized');

/** The SCIM ids of people, without those who have none. */
export const externalIds = (users: readonly AppUser[]): string[] =>
  users.flatMap(({ externalId }) => (externalId === null ? [] : [externalId]));

async function isGroupPushedSince({ okta }: Session, given: GivenEndpoint, appId: string): Promise<boolean> {
  const mappings = await okta.list(`/api/v1/apps/${appId}/group-push/mappings`);
  return mappings.some(
    (mapping) =>
      textAt(mapping, 'errorSummary') === null && given.isSince(Date.parse(textAt(mapping, 'lastPush') ?? '')),
  );
}
