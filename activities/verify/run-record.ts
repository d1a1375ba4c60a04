import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Recorded } from '../okta/verified.js';
import { fileNamePart } from '../../runbook/escape/plain-text.js';
import { oktaHost, workflowIdFor } from '../../runbook/model/names.js';
import type { RunObjects } from '../../runbook/outside/task.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';

/** What a run has recorded of the connection: what Kiro and DNS were given, and which groups it was about. */
export interface RunRecord extends Recorded {
  /** The SCIM endpoint that Kiro gave. */
  endpoint: string | null;
  /** The TXT record that verifies the domain. */
  txt: { name: string; value: string | null } | null;
  /** Objects that were built by hand and adopted as they are (`npm run adopt`); null or absent where a run made them. */
  adopted?: RunObjects | null;
}

/** A report of an onboarding, as far as it is read here; one of an earlier version lacks some of it. */
const report = z.object({
  domain: z.string(),
  oktaOrg: z.string(),
  run: z.object({ workflowId: z.string() }).nullish(),
  facts: z.object({
    issuer: z.string().nullish(),
    clientId: z.string().nullish(),
    scimEndpoint: z.string().nullish(),
    txtRecordName: z.string().nullish(),
    txtRecordValue: z.string().nullish(),
    adoptedAt: z.string().nullish(),
    signInAppId: z.string().nullish(),
    scimAppId: z.string().nullish(),
    serverId: z.string().nullish(),
  }),
  steps: z.array(z.object({ evidence: z.array(z.object({ label: z.string(), value: z.string() })) })),
});
type Report = z.output<typeof report>;

/** The evidence of an assignment names the group, and holds its id. */
const ASSIGNED = /^Assigned group (.+)$/;

function recordOf({ facts, steps }: Report): RunRecord {
  const { issuer = null, clientId = null, scimEndpoint = null, txtRecordName, txtRecordValue } = facts;
  const groups = steps
    .flatMap(({ evidence }) => evidence)
    .flatMap(
      ({ label, value }) =>
        ASSIGNED.exec(label)
          ?.slice(1)
          .map((name) => [name, value] as const) ?? [],
    );
  const txt = txtRecordName == null ? null : { name: txtRecordName, value: txtRecordValue ?? null };
  const { adoptedAt = null, signInAppId = null, scimAppId = null, serverId = null } = facts;
  const adopted = adoptedAt === null ? null : { signInAppId, scimAppId, serverId };
  return { issuer, clientId, endpoint: scimEndpoint, txt, groups: Object.fromEntries(groups), adopted };
}

/** The record of the newest report of this connection in a reports folder; null where there is none. */
export function newestRunRecord(reportsDir: string, input: OnboardingInput): RunRecord | null {
  const newest = newestIn(reportsDir, workflowIdFor(input));
  const found = newest === null ? null : parsed(newest);
  return found === null || !isOf(found, input) ? null : recordOf(found);
}

/**
 * The record of that JSON report: `none` where the file is no report, `another` where it is one of another connection, which
 * `of` names.
 */
export function runRecordIn(
  file: string,
  input: OnboardingInput,
): { record: RunRecord } | { problem: 'none' } | { problem: 'another'; of: string } {
  const found = parsed(file);
  if (found === null) return { problem: 'none' };
  if (!isOf(found, input)) return { problem: 'another', of: `${found.oktaOrg} and ${found.domain}` };
  return { record: recordOf(found) };
}

function parsed(file: string): Report | null {
  try {
    const read = report.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** By whichever address of the org it was made. */
const isOf = ({ domain, oktaOrg, run }: Report, input: OnboardingInput): boolean =>
  domain === input.domain &&
  (oktaOrg === oktaHost(input.okta.orgUrl) ||
    run?.workflowId === workflowIdFor(input) ||
    oktaOrg === input.okta.knownAs);

/**
 * Under which other hosts a reports folder has reports of onboardings or adoptions of this domain, each once, the oldest first;
 * none where it has one under the host of the input itself.
 */
export function otherNamesIn(dir: string, input: OnboardingInput): { host: string; orgId: null }[] {
  if (newestIn(dir, workflowIdFor(input)) !== null) return [];
  const ending = `_${fileNamePart(input.domain)}-`;
  const files = namesIn(dir).filter((name) => TIMED.test(name) && name.replace(TIMED, '-').endsWith(ending));
  const hosts = files.sort(byTime).flatMap((name) => {
    const workflowId = parsed(join(dir, name))?.run?.workflowId ?? '';
    const host = workflowId.split('/')[1] ?? '';
    return workflowId === workflowIdFor({ ...input, okta: { ...input.okta, knownAs: host } }) ? [host] : [];
  });
  return [...new Set(hosts)].map((host) => ({ host, orgId: null }));
}

/** The end of a report's file name: when it was written. */
const TIMED = /-\d{4}-[\dTZ-]+\.json$/;

const byTime = (one: string, other: string): number =>
  (TIMED.exec(one)?.[0] ?? '').localeCompare(TIMED.exec(other)?.[0] ?? '');

/** The files' names end with the time, so the last one is the newest. */
function newestIn(dir: string, workflowId: string): string | null {
  const begin = `${fileNamePart(workflowId)}-`;
  const names = namesIn(dir).filter(
    (name) => name.startsWith(begin) && /^[\dTZ-]+\.json$/.test(name.slice(begin.length)),
  );
  const last = names.sort().at(-1);
  return last === undefined ? null : join(dir, last);
}

/** None where there is no such folder. */
function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
