import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { settingsOf } from '../runbook/model/settings.js';
import { signed } from '../sealing/signing.js';
import { keyFor } from '../test/support/sender-key.js';
import { input } from '../test/workflows/fake-world.js';
import { SimulatedRun, simulator, type Simulator } from '../test/workflows/simulated-run.js';
import { spread } from './measure.js';

const AT = Date.parse('2026-03-02T09:00:00Z');
const RUN = 'kiro-okta/example.okta.com/example.com';
const ROUNDS = 20;
const PARKED = 100;
const cli = keyFor('cli');
const REVIEWERS = Array.from({ length: 5 }, () => ({ email: 'ana@example.com', slack: 'U'.repeat(1_900) }));
const SETTINGS_OF_10_KB = { ...settingsOf(input), people: { ...input.people, reviewers: REVIEWERS } };
const TRUSTED = [{ key: cli.key, via: 'cli', people: ['*'] }];

/** What a proof costs within the workflow, in processor time; and what it adds to the memory of a parked run. */
export async function proofCost(): Promise<string[]> {
  const creator = await simulator(['preflight', 'sealingKey', 'senderKeys']);
  const small = await timesOf(creator, 'redoStep', { step: 'preflight', reason: 'again' });
  const large = await timesOf(creator, 'settingsChanged', { settings: SETTINGS_OF_10_KB });
  const [none, all] = [await parkedSize(creator, null), await parkedSize(creator, 'all')];
  return [
    `a message with a proof, more than one without, CPU ms: first ${small.first.toFixed(1)}, then ${spread(small.more)}; of 10 KB ${spread(large.more)}`,
    `memory of ${PARKED} parked runs that ask for proofs, against runs that ask for none: ${(all / none).toFixed(2)} x`,
  ];
}

/** Pairs of a message without a proof and one with it, right after each other. */
async function timesOf(creator: Simulator, message: string, value: object): Promise<{ first: number; more: number[] }> {
  const run = await begin(creator, null, 0);
  const differences: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const plain = await cpuOf(run, message, { ...value, by: 'ana@example.com', via: 'cli' });
    const draft = { workflowId: `${RUN}/0`, message, value, sub: 'ana@example.com' };
    const proven = await cpuOf(run, message, signed(cli, draft, run.nowMs));
    differences.push(proven - plain);
  }
  await run.dispose();
  const [first = NaN, ...more] = differences;
  return { first, more };
}

async function cpuOf(run: SimulatedRun, message: string, value: object): Promise<number> {
  const id = run.update(message, value);
  const before = process.cpuUsage();
  await run.task();
  const { user, system } = process.cpuUsage(before);
  if (run.outcomeOf(id) === undefined) throw new Error('The run did not answer.');
  return (user + system) / 1_000;
}

/** Bytes of parked runs that have each taken one message. */
async function parkedSize(creator: Simulator, proof: 'all' | null): Promise<number> {
  const before = heap();
  const runs: SimulatedRun[] = [];
  for (let number = 0; number < PARKED; number += 1) {
    const run = await begin(creator, proof, number);
    const sent = { workflowId: `${RUN}/${number}`, message: 'checkNow', value: {}, sub: 'ana@example.com' };
    run.update('checkNow', proof === null ? { by: sent.sub, via: 'cli' } : signed(cli, sent, run.nowMs));
    await run.task();
    runs.push(run);
  }
  const size = heap() - before;
  for (const run of runs) await run.dispose();
  return size;
}

const begin = (creator: Simulator, proof: 'all' | null, number: number): Promise<SimulatedRun> =>
  SimulatedRun.start(creator, 'connectOktaToKiro', [{ ...input, proof }], '', AT, `${RUN}/${number}`, TRUSTED);

/** Bytes in use, after the collector has been through. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
