import type { Finding, Proof } from '../../runbook/model/proof.js';
import type { KnownConnection, RotationActivities } from '../../runbook/outside.js';
import { needsPersonFor } from '../needs-person.js';
import type { OktaClient } from '../okta/okta-client.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import type { RunRecord } from '../verify/run-record.js';
import { verify } from '../verify/verify-onboarding.js';

/** Findings on what is in Kiro, by their ids: all that somebody with a SCIM token could have changed. */
const IN_KIRO =
  /^(kiro\/(group|extra-group|scim-[a-z]+)\/|okta\/endpoint\/|people\/(orphan|stranger|gone-in-kiro|inactive-in-kiro|differs|not-arrived)\/)/;
/** A rotation is given no list of seats. */
const SEATS = 'people/seats/all';
/** How many lines of what nobody could look at are shown. */
const TOLD = 20;

/** Everybody and every group in Kiro against Okta, as `npm run verify` compares them. Reads only. */
export async function compareKiro(
  { client, openToken }: { client: OktaClient; openToken: OpenToken },
  { input, owner, endpoint, sealedToken, known }: Parameters<RotationActivities['compareKiro']>[0],
): Promise<Proof & { findings: Finding[]; unseen: string[] }> {
  const token = sealedToken === null ? null : await openToken(sealedToken, owner, endpoint);
  const scim = token === null ? null : { endpoint, token };
  const looked = await verify(client, input, { scim, seats: null, run: known === undefined ? null : runOf(known) });
  if (looked.outcome === 'blocked') throw needsPersonFor(looked.findings);
  const isKiros = ({ id }: { id?: string | null }): boolean => id == null || IN_KIRO.test(id);
  const findings = looked.findings.filter(isKiros);
  const others = looked.findings.length - findings.length;
  const seen = looked.proven.filter(({ id }) => /^(kiro|people)\//.test(id));
  const unseen = looked.notLookedAt.filter(({ id }) => /^(kiro|people)\//.test(id) && id !== SEATS).slice(0, TOLD);
  return {
    unseen: unseen.map(({ label }) => label),
    findings: findings.map(({ severity, problem, fix, url }) => ({ severity, problem, fix, url })),
    evidence: seen.map(({ label, value }) => ({ label, value, url: null })),
    changes: [],
    warnings: [
      ...unseen.map(({ label, why, how }) => `${label}: not looked at, since ${why}. To look: ${how}.`),
      ...(others === 0
        ? []
        : [`${others} more finding(s) are about Okta and not about Kiro: \`npm run verify\` tells them.`]),
    ],
  };
}

/** The objects that the record knows by their ids; their names and who made them do not matter. `verify` uses the same. */
const runOf = ({ signInAppId, scimAppId, serverId, issuer, clientId, endpoint }: KnownConnection): RunRecord => ({
  ...{ issuer, clientId, endpoint, groups: {}, txt: null },
  adopted: { signInAppId, scimAppId, serverId },
});
