import type { ReviewedPerson } from '../../runbook/review-access/decision-files.js';
import type { HasAccess } from '../../runbook/review-access/access-list.js';
import type { Report } from '../../runbook/words/report.js';
import type { Status } from '../../runbook/words/status.js';
import { ENDPOINT, input as plain, OBJECTS, proof } from './fake-world.js';
import { simulator, SimulatedRun, type Simulator } from './simulated-run.js';

export const HOUR = 3_600_000;
export const CONNECTION = 'kiro-okta/example.okta.com/example.com/connection';
export const offboard = (user: string): string => `${CONNECTION}/offboard/${encodeURIComponent(user)}`;
export const at = (name: string): string => `${name}@example.com`;
export const ANA = at('ana');
export const LENA = at('lena');
export const PEOPLE: HasAccess[] = [ANA, at('ben'), LENA].map((user) => ({ user, access: 'spgk' }));
const reviewers = [{ email: at('dee') }, { email: at('fay'), escalateTo: { email: at('gus') } }];
export const input = {
  ...plain,
  people: { ...plain.people, reviewers },
  about: { name: '2026-Q1', seats: null as string | null, hourMs: HOUR },
};
const ACTIVITIES = [
  'takeTurn',
  'sealingKey',
  'recordConnection',
  'findObjects',
  'listAccess',
  'awaitOffboarding',
  'writeDecisions',
  'writeSums',
  'writeReport',
  'notify',
];
export const LEFT = {
  outcome: 'done',
  finishedAt: '2026-03-02T10:00:00.000Z',
  facts: { login: LENA, userId: '00u1', accessEndsAt: '2026-03-02T10:00:00.000Z' },
  stamps: {
    assignments: { confirmed: 'proven' },
    refreshTokens: { confirmed: 'proven' },
    kiroGroups: { confirmed: 'proven' },
    seat: { confirmed: null },
  },
  findings: [],
};

let creator: Promise<Simulator> | undefined;

/** What the world answers at once; `heldBack` are activities that a test ends itself. */
export interface World {
  people: HasAccess[];
  heldBack: string[];
  told: { name: string; args: unknown[] }[];
  /** Why the list of who has access may not be whole. */
  unseen: string[];
  /** What the record of the connection knows of it, where that is not everything. */
  known: object;
}

const answers = (world: World): Record<string, unknown> => ({
  takeTurn: { ahead: [], known: { ...OBJECTS, endpoint: ENDPOINT, storedAt: null, ...world.known } },
  findObjects: { ...proof, ...OBJECTS },
  sealingKey: { kid: 'k1' },
  recordConnection: null,
  listAccess: {
    ...proof,
    people: world.people,
    file: { path: '/reports/access.csv', sha256: 'a1' },
    unseen: world.unseen,
  },
  writeDecisions: {
    ...proof,
    evidence: [
      { label: 'List of decisions (CSV)', value: '/reports/decisions.csv', url: null },
      { label: 'SHA-256 of list of decisions (CSV)', value: 'd1', url: null },
    ],
    file: { path: '/reports/decisions.csv', sha256: 'd1' },
  },
  writeReport: {
    ...proof,
    evidence: [
      { label: 'Report', value: '/reports/r.html', url: null },
      { label: 'SHA-256 of report', value: 'r1', url: null },
    ],
    sha256: 'j1',
  },
  writeSums: { ...proof, evidence: [{ label: 'Sums of all files', value: '/reports/SHA256SUMS', url: null }] },
  notify: {},
});

/** Let the world answer until nothing is left to answer. */
export async function settle(run: SimulatedRun, world: World): Promise<void> {
  for (;;) {
    const open = [...run.activities.values()].filter(({ name }) => !world.heldBack.includes(name));
    if (open.length === 0) return;
    for (const one of open) {
      world.told.push({ name: one.name, args: one.args });
      run.resolve(one, { value: answers(world)[one.name] });
    }
    await run.task();
  }
}

export async function begin(
  changes: Partial<World> = {},
  given: object = input,
): Promise<{ run: SimulatedRun; world: World }> {
  const world: World = { people: PEOPLE, heldBack: [], told: [], known: {}, unseen: [], ...changes };
  const run = await SimulatedRun.start(await (creator ??= simulator(ACTIVITIES)), 'reviewAccess', [given]);
  await settle(run, world);
  return { run, world };
}

export async function send(run: SimulatedRun, world: World, name: string, value: object): Promise<unknown> {
  const id = run.update(name, { by: at('dee'), via: 'cli', ...value });
  await run.task();
  await settle(run, world);
  return run.outcomeOf(id);
}
export const keep = (...names: string[]) => names.map((user) => ({ user, decision: 'keep' }));
export const remove = (...names: string[]) => names.map((user) => ({ user, decision: 'remove' }));
export const review = (run: SimulatedRun, world: World, rows: object[], more: object = {}): Promise<unknown> =>
  send(run, world, 'accessReviewed', { rows, ...more });
export const stepOf = (status: Status, id: string) => status.steps.find((step) => step.id === id);
export const listOf = async (run: SimulatedRun): Promise<ReviewedPerson[]> =>
  (await run.query<{ rows: ReviewedPerson[] }>('accessList', { from: 0 })).rows;
export const endChild = async (
  run: SimulatedRun,
  world: World,
  user: string,
  outcome: Parameters<SimulatedRun['endChild']>[1],
) => {
  run.endChild(offboard(user), outcome);
  await run.task();
  await settle(run, world);
};
export const reportOf = (run: SimulatedRun): Report => (run.end as unknown as { result: Report }).result;
