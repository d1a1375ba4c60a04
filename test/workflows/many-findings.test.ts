import { beforeAll, expect, it } from 'vitest';
import { digestOf, inAllOf, toldOf } from '../../runbook/audit/audit-digest.js';
import { compareAudits, type Now } from '../../runbook/audit/compare-audits.js';
import { AUDITED } from '../../runbook/connection/last-audit.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import type { AuditSeen } from '../../runbook/outside.js';
import { calmWorld, cleanAudit, input } from './fake-world.js';
import { helpToTheEnd } from './simulated-people.js';
import { simulator, SimulatedRun, type Simulator } from './simulated-run.js';

const AT = '2026-03-02T09:00:00.000Z';
const MANY = 10_000;
let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

const finding = (id: string, step: StepId): Now['findings'][number] => ({
  ...{ id, step, label: id, expected: 'there', found: 'not there', severity: 'warning', url: null },
  ...{ problem: `${id} has not arrived in Kiro though Okta says SYNCHRONIZED.`, fix: 'Push now.' },
});

/** Kiro lost everybody, and two of them cannot sign in either: their findings come last of all. */
function seenOf(people: number): AuditSeen {
  const lost = Array.from({ length: people }, (_, at) =>
    finding(`people/not-arrived/person${at}%40example.com`, 'push-groups'),
  );
  const barred = ['a', 'b'].map((who) => finding(`people/sign-in-missing/${who}%40example.com`, 'kiro-profile'));
  const now: Now = {
    ...{ proven: [], notLookedAt: [], isBlocked: false, at: AT, configuration: 'c' },
    findings: [...lost, ...barred],
  };
  const compared = compareAudits(now, null, []);
  const calm = cleanAudit(AT);
  return {
    ...calm,
    outcome: 'findings',
    counts: { ...calm.counts, wrong: compared.findings.length },
    findings: toldOf(compared.findings, 200),
    inAll: inAllOf(compared),
    found: { new: compared.findings.length, still: 0, gone: 0 },
    remember: { ...calm.remember, outcome: 'findings', wrong: compared.wrong, beyond: compared.beyond },
  };
}

it('tells each role of its own findings, and how many there are in all', () => {
  const seen = seenOf(MANY);
  expect(seen.findings).toHaveLength(200);
  const [okta, kiro] = digestOf(seen, input);
  expect(okta?.text).toContain(`${MANY} new findings: `);
  expect(okta?.text).toContain(`and ${MANY - 5} more in the report`);
  expect(kiro?.text).toContain('2 new findings: people/sign-in-missing/a');
  for (const { text } of [okta!, kiro!]) expect(text.length).toBeLessThan(2_000);
  const few = seenOf(3);
  expect(digestOf(few, input as never)[0]?.text).toContain('3 new findings: ');
});

it('an audit of 10,000 findings keeps its history small, and says what it does not list', async () => {
  const seen = seenOf(MANY);
  const remembered = AUDITED.safeParse({ ...seen.remember, workflowId: 'w', runId: 'r', startedAt: AT });
  expect(remembered.success).toBe(true);
  const run = await SimulatedRun.start(creator, 'auditConnection', [input]);
  const report = await helpToTheEnd(run, await calmWorld({ lookForAudit: async () => seen }));
  expect(run.history.largest).toBeLessThan(500_000);
  const { summary, evidence } = report.steps.find(({ id }) => id === 'look')!;
  expect(summary).toContain(`${MANY + 2} wrong`);
  expect(evidence).toContainEqual({
    label: 'Findings',
    value: `200 are listed here; ${MANY - 198} more, in the file`,
    url: null,
  });
  await run.dispose();
});
