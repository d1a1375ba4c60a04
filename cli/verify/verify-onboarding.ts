import { audienceToday } from '../../activities/okta/audience-today.js';
import { type OktaClient, readingOnce } from '../../activities/okta/okta-client.js';
import { checkOrg } from '../../activities/okta/okta-plan.js';
import { named, type VerifiedOkta, verifyOkta } from '../../activities/okta/okta-verify.js';
import { openSession } from '../../activities/okta/session.js';
import {
  nothingSeen,
  NOTHING_RECORDED,
  type VerifiedFinding,
  type VerifiedStep,
} from '../../activities/okta/verified.js';
import type { CheckFinding } from '../../activities/okta/preflight-audiences.js';
import { verifyReach } from '../../activities/okta/verify-connection.js';
import { type KiroToday, kiroToday } from '../../activities/review/kiro-today.js';
import { idsIn, lookUpIds } from '../../activities/review/subscription-seats.js';
import { createScimClient } from '../../activities/scim/scim-api.js';
import { toFailure } from '../../activities/scim/scim-failures.js';
import { oktaHost, workflowIdFor } from '../../runbook/model/names.js';
import type { Evidence, Finding } from '../../runbook/model/proof.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import type { Task, Trouble } from '../../runbook/outside.js';
import { type RosterSummary, summaryOf } from '../../runbook/roster/summary.js';
import { blocking } from '../../activities/needs-person.js';
import { CommandError, EXIT } from '../lib/output-and-exit.js';
import { patiently, troubleOf } from '../plan/okta-access.js';
import { type Besides, otherEndpoint, requireAnswer } from './besides-okta.js';
import { peopleToday } from './people-today.js';
import {
  type NotLookedAt,
  type Proven,
  type Sorted,
  sortedRecord,
  type Unseen,
  type Wrong,
} from './proven-and-wrong.js';
import { sortedGroups, sortedUsers } from './sorted-kiro.js';
import { type FindingOfStep, firstOfEach, sortedPeople } from './sorted-people.js';

/** Whether a finished onboarding still holds: what was seen to be right, what is wrong, and what nobody looked at. */
export interface Verification {
  workflowId: string;
  outcome: 'clean' | 'findings' | 'blocked';
  findings: FindingOfStep[];
  /** Namesakes among which the admin must choose. */
  candidates: Trouble['candidates'];
  /** Everybody's verdict; null where it was blocked. */
  roster: RosterSummary | null;
  evidence: (Evidence & { step: StepId })[];
  warnings: string[];
  proven: Proven[];
  wrong: Wrong[];
  notLookedAt: NotLookedAt[];
  counts: Record<'proven' | 'wrong' | 'notLookedAt', number>;
}

/** What lives in Kiro alone, and no API shows. */
const NOBODY_SEES =
  'No program can see these, so nothing is said of them: issuer and client ID in the Kiro profile, whether Kiro shows the ' +
  'domain as Verified, and which SCIM token Okta holds (Admin Console, Provisioning, Integration, Edit, Test API Credentials).';

/** Looks at Okta, and at Kiro's side and DNS as far as there is access; reads only. Fails where Okta cannot be asked. */
export async function verify(
  anyClient: OktaClient,
  configured: OnboardingInput,
  besides: Besides,
  note: (line: string) => void = () => undefined,
): Promise<Verification> {
  const workflowId = workflowIdFor(configured.okta.orgUrl, configured.domain);
  // All of it is one look at the org: what was read once is not asked again.
  const client = readingOnce(anyClient);
  const recorded = besides.run ?? NOTHING_RECORDED;
  const early: VerifiedStep[] = [];
  try {
    const { seen, input, missing, renamed } = await patiently(
      () => audienceToday(client, { input: configured, owner: workflowId }, recorded),
      note,
    );
    const task = { input, owner: workflowId };
    early.push(seen, await patiently(() => preflightOf(client, task), note));
    const answers = await patiently(() => requireAnswer(besides.scim), note);
    const verified = await patiently(() => verifyOkta(client, task, recorded, missing), note);
    const other = otherEndpoint(besides);
    const unseen = other?.unseen ?? answers.unseen;
    const kiro = await patiently(() => lookAtKiro(client, task, besides, { verified, unseen }), note);
    const { seats } = besides;
    const { loginById } = kiro;
    const people = peopleToday({ input, configured, verified, kiro: kiro.today, seats, loginById, missing });
    const txtName = besides.run?.txt?.name ?? configured.dns.recordName ?? configured.domain;
    const txt = { domain: configured.domain, name: txtName, wanted: besides.run?.txt?.value ?? null };
    const steps = [...early, ...verified.steps, kiro.seen];
    const groups = { pushes: verified.pushes, renamed, missing };
    const all: Sorted[] = [
      ...(other === null ? [] : [other.sorted]),
      ...steps.map(sortedStep),
      answers.sorted,
      sortedRecord((await besides.record?.(txtName)) ?? null, txt),
      sortedGroups(kiro.today, groups, kiro.unseen ?? NO_KIRO),
      sortedUsers(kiro.today, kiro.unseen ?? NO_KIRO),
      sortedPeople(people.rows, { kiro: kiro.unseen, seats: people.unseenSeats }),
    ];
    const wrong = all.flatMap(({ findings }) => findings);
    return {
      workflowId,
      outcome: wrong.length === 0 ? 'clean' : 'findings',
      findings: firstOfEach(wrong),
      candidates: [],
      roster: summaryOf(people.rows, null),
      evidence: [
        ...steps.flatMap(({ step, evidence }) => evidence.map((one) => ({ ...one, step }))),
        ...people.evidence.map((one) => ({ ...one, step: 'subscription-review' as const })),
      ],
      warnings: [...new Set([...steps.flatMap(({ warnings }) => warnings), ...people.warnings, NOBODY_SEES])],
      ...listsOf(all),
    };
  } catch (error) {
    const { findings, candidates } = troubleOf(error);
    return blocked(workflowId, configured, [...early.flatMap((step) => step.findings), ...findings], candidates);
  }
}

const NO_KIRO: Unseen = { why: 'Kiro was not asked', how: 'give `--scim-endpoint` and `--scim-token-stdin`' };

const sortedStep = ({ step, proven, findings, notLookedAt }: VerifiedStep): Sorted => ({
  proven: proven.map((one) => ({ ...one, step })),
  findings: findings.map((one) => ({ ...one, step })),
  notLookedAt: notLookedAt.map((one) => ({ ...one, step })),
});

type Lists = Pick<Verification, 'proven' | 'wrong' | 'notLookedAt' | 'counts'>;

function listsOf(all: Sorted[]): Lists {
  const proven = all.flatMap((one) => one.proven);
  const wrong = all
    .flatMap((one) => one.findings)
    .map(({ id, step, label, expected, found, fix }) => ({ id, step, label, expected, found, fix }));
  const notLookedAt = all.flatMap((one) => one.notLookedAt);
  const counts = { proven: proven.length, wrong: wrong.length, notLookedAt: notLookedAt.length };
  return { proven, wrong, notLookedAt, counts };
}

/**
 * What a run would be told before it writes anything. Here nothing is written, so it stops nothing; only what would stop a
 * run is wrong, the rest is a warning whether something else is wrong or not.
 */
async function preflightOf(client: OktaClient, task: Task): Promise<VerifiedStep> {
  const seen = nothingSeen('preflight');
  try {
    seen.warnings.push(...(await checkOrg(client, task)).warnings);
  } catch (error) {
    for (const finding of troubleOf(error).findings)
      if (finding.severity === 'blocking') seen.findings.push(identified(finding));
      else seen.warnings.push(`${finding.problem} ${finding.fix}`);
  }
  return seen;
}

/** With the id that its check gave it, which does not change with the number of people; else one made of the sentence. */
function identified(finding: CheckFinding & Partial<VerifiedFinding>): VerifiedFinding {
  const made = named('preflight', finding);
  return finding.id === undefined ? made : { ...made, ...finding, id: finding.id };
}

/** What stopped the command, for `--json`; a wrong flag, configuration or credential is thrown on. */
export function blockedBy(error: unknown, input: OnboardingInput): Verification {
  if (!(error instanceof CommandError) || error.exitCode !== EXIT.failed) throw error;
  const finding = blocking(error.message, 'Then run the same command again.');
  return blocked(workflowIdFor(input.okta.orgUrl, input.domain), input, [finding]);
}

/** Where something must be put right before anything can be looked at. */
function blocked(
  workflowId: string,
  { okta }: OnboardingInput,
  findings: Finding[],
  candidates: Trouble['candidates'] = [],
): Verification {
  const host = oktaHost(okta.orgUrl);
  const step = 'preflight' as const;
  const why = { why: 'something stands in the way', how: 'put that right first' };
  const notLookedAt = [{ id: `okta/org/${host}`, step, label: 'The rest of the connection', ...why }];
  const wrong = findings.map((one) => ({ ...identified(one), step }));
  const sorted = { proven: [], findings: wrong, notLookedAt };
  return {
    workflowId,
    outcome: 'blocked',
    findings: wrong.map(({ severity, problem, fix, url, id }) => ({ severity, problem, fix, url, step: null, id })),
    candidates,
    roster: null,
    evidence: [],
    warnings: [],
    ...listsOf([sorted]),
  };
}

interface KiroSide {
  today: KiroToday | null;
  seen: VerifiedStep;
  /** Why nobody could look at Kiro's people and groups; null where somebody did. */
  unseen: Unseen | null;
  /** Whom seats that hold an id alone are of. */
  loginById: ReadonlyMap<string, string>;
}

async function lookAtKiro(
  client: OktaClient,
  task: Task,
  { scim, seats }: Besides,
  { verified, unseen }: { verified: VerifiedOkta; unseen: Unseen | null },
): Promise<KiroSide> {
  const seen = nothingSeen('provisioning-connection');
  if (scim === null || unseen !== null) {
    const why = unseen ?? NO_KIRO;
    verifyReach(task.input, seen, why);
    return { today: null, seen, unseen: why, loginById: new Map() };
  }
  try {
    const { okta } = openSession(client, task, 'plan');
    const scimClient = createScimClient(scim);
    const ids = new Set([...idsIn(seats ?? [])].map((id) => id.toLowerCase()));
    const today = await kiroToday(scimClient, { input: task.input, verified, okta, seen, ids });
    const loginById = today.users === null ? await lookUpIds(scimClient, seats ?? []) : today.loginById;
    const isOther = today.memberships === null;
    const why = today.reach === 'another' ? 'Okta writes to another Kiro' : 'most of the people are not there';
    const elsewhere = { why, how: 'put that right first' };
    return { today, seen, unseen: isOther ? elsewhere : null, loginById };
  } catch (error) {
    throw toFailure(error);
  }
}
