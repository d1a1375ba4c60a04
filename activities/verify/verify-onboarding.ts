import { troubleOf } from '../needs-person.js';
import { audienceToday } from '../okta/audience-today.js';
import { type OktaClient, readingOnce } from '../okta/okta-client.js';
import { checkOrg } from '../okta/okta-plan.js';
import { named, type VerifiedOkta, verifyOkta } from '../okta/okta-verify.js';
import type { CheckFinding } from '../okta/preflight-audiences.js';
import { openSession } from '../okta/session.js';
import { nothingSeen, NOTHING_RECORDED, type VerifiedFinding, type VerifiedStep } from '../okta/verified.js';
import { verifyReach } from '../okta/verify-connection.js';
import { type KiroToday, kiroToday } from '../review/kiro-today.js';
import { idsIn, lookUpIds } from '../review/subscription-seats.js';
import { createScimClient } from '../scim/scim-api.js';
import { toFailure } from '../scim/scim-failures.js';
import { oktaHost, workflowIdFor } from '../../runbook/model/names.js';
import type { Finding } from '../../runbook/model/proof.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Task, Trouble } from '../../runbook/outside.js';
import { summaryOf } from '../../runbook/roster/summary.js';
import { listsOf, type Sorted, together, type Unseen } from '../../runbook/verify/proven-and-wrong.js';
import { firstOfEach, sortedPeople } from '../../runbook/verify/sorted-people.js';
import { sortedRecord } from '../../runbook/verify/sorted-record.js';
import type { Verification } from '../../runbook/verify/verification.js';
import { type Besides, GIVE_SCIM, otherEndpoint, requireAnswer } from './besides-okta.js';
import { peopleToday } from './people-today.js';
import { sortedGroups, sortedUsers } from './sorted-kiro.js';

/** Does one part of a look: a command tries it again where Temporal would. */
export type Attempt = <T>(part: () => Promise<T>) => Promise<T>;

/** What lives in Kiro alone, and no API shows. */
const NOBODY_SEES =
  'No program can see these, so nothing is said of them: issuer and client ID in the Kiro profile, whether Kiro shows the ' +
  'domain as Verified, and which SCIM token Okta holds (Admin Console, Provisioning, Integration, Edit, Test API Credentials).';

/** One look at a connection, for what goes on with it. */
export interface WholeLook {
  verification: Verification;
  /** All that was found, sorted; `verification` has it without the sentences. */
  sorted: Sorted;
  /** What was read of Okta, and how it can be asked more without asking anything twice; null where the look was blocked. */
  okta: { verified: VerifiedOkta; client: OktaClient; task: Task } | null;
}

/** Looks at Okta, and at Kiro's side and DNS as far as there is access; reads only. Fails where Okta cannot be asked. */
export const verify = async (...given: Parameters<typeof lookAtConnection>): Promise<Verification> =>
  (await lookAtConnection(...given)).verification;

/** As `verify`, with all that it read. */
export async function lookAtConnection(
  anyClient: OktaClient,
  configured: OnboardingInput,
  besides: Besides,
  attempt: Attempt = (part) => part(),
): Promise<WholeLook> {
  const workflowId = workflowIdFor(configured);
  // All of it is one look at the org: what was read once is not asked again.
  const client = readingOnce(anyClient);
  const recorded = besides.run ?? NOTHING_RECORDED;
  const early: VerifiedStep[] = [];
  try {
    const { seen, input, missing, renamed } = await attempt(() =>
      audienceToday(client, { input: configured, owner: workflowId }, recorded),
    );
    const task = { input, owner: workflowId, adopted: besides.run?.adopted ?? null };
    early.push(seen, await attempt(() => preflightOf(client, task)));
    const answers = await attempt(() => requireAnswer(besides.scim));
    const verified = await attempt(() => verifyOkta(client, task, recorded, missing));
    const other = otherEndpoint(besides);
    const unseen = other?.unseen ?? answers.unseen;
    const kiro = await attempt(() => lookAtKiro(client, task, besides, { verified, unseen }));
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
    const verification: Verification = {
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
    return { verification, sorted: together(all), okta: { verified, client, task } };
  } catch (error) {
    const { findings, candidates } = troubleOf(error);
    return blockedLook(configured, [...early.flatMap((step) => step.findings), ...findings], candidates);
  }
}

const NO_KIRO: Unseen = { why: 'Kiro was not asked', how: GIVE_SCIM };

const sortedStep = ({ step, proven, findings, notLookedAt }: VerifiedStep): Sorted => ({
  proven: proven.map((one) => ({ ...one, step })),
  findings: findings.map((one) => ({ ...one, step })),
  notLookedAt: notLookedAt.map((one) => ({ ...one, step })),
});

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

/** Where something must be put right before anything can be looked at. */
export const blocked = (...given: Parameters<typeof blockedLook>): Verification => blockedLook(...given).verification;

function blockedLook(
  { okta, domain }: OnboardingInput,
  findings: Finding[],
  candidates: Trouble['candidates'] = [],
): WholeLook {
  const workflowId = workflowIdFor({ okta, domain });
  const host = oktaHost(okta.orgUrl);
  const step = 'preflight' as const;
  const why = { why: 'something stands in the way', how: 'put that right first' };
  const notLookedAt = [{ id: `okta/org/${host}`, step, label: 'The rest of the connection', ...why }];
  const wrong = findings.map((one) => ({ ...identified(one), step }));
  const sorted = { proven: [], findings: wrong, notLookedAt };
  const verification: Verification = {
    workflowId,
    outcome: 'blocked',
    findings: wrong.map(({ severity, problem, fix, url, id }) => ({ severity, problem, fix, url, step: null, id })),
    candidates,
    roster: null,
    evidence: [],
    warnings: [],
    ...listsOf([sorted]),
  };
  return { verification, sorted, okta: null };
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
