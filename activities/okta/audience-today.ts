import type { Finding } from '../../runbook/model/proof.js';
import type { Audience, OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Task } from '../../runbook/outside.js';
import { blocking } from '../needs-person.js';
import { groupFinding, renamedGroups, userFinding } from './audience.js';
import { findUser } from './directory.js';
import { findGroups, groupOf } from './groups.js';
import type { OktaApi } from './okta-api.js';
import type { OktaClient } from './okta-client.js';
import { toFailure } from './okta-failures.js';
import { openSession } from './session.js';
import { foundWrong, looked, nothingSeen, type Recorded, type VerifiedStep } from './verified.js';

/** The groups and users of a configuration as the org has them today. */
export interface AudienceToday {
  /** The configuration with the names of today, and without what is gone. */
  input: OnboardingInput;
  /** What is gone, or is called otherwise. */
  seen: VerifiedStep;
  /** Names of the groups that are gone. */
  missing: ReadonlySet<string>;
  /** Names of today of the groups that were renamed. */
  renamed: ReadonlySet<string>;
}

/**
 * Looks the groups and users of the configuration up, by name, and where the name is gone by the id that the run has
 * recorded, or by the push that was made under it. Fails only where the org cannot be asked.
 */
export async function audienceToday(client: OktaClient, task: Task, recorded: Recorded): Promise<AudienceToday> {
  const { okta, input } = openSession(client, task, 'plan');
  const seen = nothingSeen('preflight');
  const today = new Map<string, string | null>();
  const renamed = new Set<string>();
  const tell = (kind: string, name: string, finding: Finding, found: string): void =>
    void seen.findings.push(
      foundWrong(looked(kind, name, `"${name}" of the configuration`), finding, { expected: name, found }),
    );
  try {
    for (const name of groupsOf(input)) {
      const found = await findGroups(okta, name);
      const exact = found.filter((group) => group.name === name && !group.isCopy);
      const now = exact.length === 0 ? await nameNow(okta, name, recorded) : null;
      // One that is known by its push keeps the name of the configuration.
      for (const finding of renamedGroups(exact)) {
        tell('renamed-group', name, finding, exact[0]?.nowNamed ?? '');
        renamed.add(name);
      }
      if (now !== null) {
        tell('renamed-group', name, renamedFinding(name, now), now);
        today.set(name, now);
        renamed.add(now);
      } else if (exact.length !== 1) {
        const said = exact.length === 0 ? 'no group' : 'several groups';
        tell('missing-group', name, groupFinding(name, exact, found), said);
        today.set(name, null);
      }
    }
    for (const login of usersOf(input)) {
      const user = await findUser(okta, login);
      if (user !== null && user.status !== 'DEPROVISIONED') continue;
      tell('missing-user', login, userFinding(login, user), user?.status ?? 'no user');
      today.set(login, null);
    }
  } catch (error) {
    throw toFailure(error, client.orgUrl, client.secrets());
  }
  const missing = new Set([...today].filter(([, now]) => now === null).map(([name]) => name));
  return { input: withNames(input, today), seen, missing, renamed };
}

/** What the group of that name is called now, by the id that the run has recorded; null where that tells nothing. */
async function nameNow(okta: OktaApi, name: string, { groups }: Recorded): Promise<string | null> {
  const id = groups[name];
  const group = id === undefined ? null : await groupOf(okta, id);
  return group === null || group.appId !== null || group.name === name ? null : group.name;
}

const renamedFinding = (name: string, now: string): Finding =>
  blocking(
    `The group "${name}" of the configuration is called "${now}" now: it is known by the id that the run has recorded.`,
    `Name it "${now}" in the configuration, or rename it back.`,
  );

const audiencesOf = ({ signIn, provision, push, subscribe }: OnboardingInput): Audience[] => [
  signIn,
  provision,
  { groups: push.groups, users: [] },
  subscribe,
];
const groupsOf = (input: OnboardingInput): Set<string> => new Set(audiencesOf(input).flatMap(({ groups }) => groups));
const usersOf = (input: OnboardingInput): Set<string> => new Set(audiencesOf(input).flatMap(({ users }) => users));

function withNames(input: OnboardingInput, today: ReadonlyMap<string, string | null>): OnboardingInput {
  const now = (names: string[]): string[] =>
    names.flatMap((name) => (today.has(name) ? (today.get(name) ?? []) : name));
  const of = <A extends Audience>(audience: A): A => ({
    ...audience,
    groups: now(audience.groups),
    users: now(audience.users),
  });
  const { signIn, provision, push, subscribe } = input;
  return {
    ...input,
    signIn: of(signIn),
    provision: of(provision),
    push: { groups: now(push.groups) },
    subscribe: of(subscribe),
  };
}
