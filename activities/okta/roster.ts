import type { Audience } from '../../runbook/input.js';
import { peopleOf, requireAudience } from './audience.js';
import type { OktaClient } from './client.js';
import { toFailure } from './errors.js';
import { OktaApi } from './okta-api.js';

/** One person of an audience, as Okta knows them. */
export interface RosterMember {
  id: string;
  login: string;
  email: string;
  /** Okta's status, such as ACTIVE or DEPROVISIONED. */
  status: string;
  displayName: string;
}

/** Everybody in an audience's groups and list of users, each once. Fails with an `ApplicationFailure`. */
export async function readRoster(client: OktaClient, audience: Audience): Promise<RosterMember[]> {
  const okta = new OktaApi(client, 0);
  try {
    const people = await peopleOf(okta, await requireAudience(okta, audience));
    return people.map(({ id, login, email, status, displayName }) => ({ id, login, email, status, displayName }));
  } catch (error) {
    throw toFailure(error, client.orgUrl);
  }
}
