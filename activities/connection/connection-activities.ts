import { settingsOf } from '../../runbook/model/settings.js';
import type { ConnectionActivities } from '../../runbook/outside.js';
import { orgAtAddress } from '../okta/org-metadata.js';
import type { KiroSideOf } from '../scim/kiro-side.js';
import { readKept } from './read-kept.js';
import { updateRecord } from './reach-record.js';
import { takeTurn } from './take-turn.js';

type OrgIdOf = (orgUrl: string) => Promise<string | null>;

/**
 * Reaches the record of a connection by the worker's own Temporal; and Kiro, where it holds an access to look with. `orgIdOf`
 * gives the id of the org at an address, null where it cannot be had.
 */
export const createConnectionActivities = ({
  kiroSide = async () => null,
  orgIdOf = async () => null,
}: { kiroSide?: KiroSideOf; orgIdOf?: OrgIdOf } = {}): ConnectionActivities => ({
  async recordConnection({ input, owner, news }) {
    const oktaOrgId = await orgIdOf(input.okta.orgUrl);
    const whole = oktaOrgId === null ? news : { ...news, oktaOrgId };
    await updateRecord(input, owner, 'recorded', { news: whole, settings: settingsOf(input) });
  },
  readKept: (task) => readKept(task, kiroSide),
  takeTurn,
});

/** The id of the org at an address, asked until it is known, and then kept. */
export function rememberedOrgId(): OrgIdOf {
  const known = new Map<string, string>();
  return async (orgUrl) => {
    const id = known.get(orgUrl) ?? (await orgAtAddress(orgUrl))?.id ?? null;
    if (id !== null) known.set(orgUrl, id);
    return id;
  };
}
