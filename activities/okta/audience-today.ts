import type { Finding } from '../../runbook/model/proof.js';
import type { Audience, OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Task } from '../../runbook/outside.js';
import { groupFinding, renamedFinding, userFinding } from './audience.js';
import { findGroups, findUser, groupOf, pushedUnder, type RenamedGroup } from './directory.js';
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
      const exact = found.filter((group) => group.name === name);
      const moved = exact.length === 0 ? await renamedGroup(okta, name, recorded) : null;
      if (moved !== null) {
        tell('renamed-group', name, renamedFinding(name, moved), moved.now);
        today.set(name, moved.now);
        renamed.add(moved.now);
      } else if (exact.length !== 1) {
        tell(
          'missing-group',
          name,
          groupFinding(name, exact, found, null),
          exact.length === 0 ? 'no group' : 'several groups',
        );
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

async function renamedGroup(okta: OktaApi, name: string, { groups }: Recorded): Promise<RenamedGroup | null> {
  const id = groups[name];
  const group = id === undefined ? null : await groupOf(okta, id);
  const isRenamed = group !== null && group.type !== 'APP_GROUP' && group.name !== name;
  return isRenamed ? { id: group.id, now: group.name } : pushedUnder(okta, name);
}

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
