import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signed, type SigningKey } from '../../sealing/signing.js';
import { keyFor } from '../support/sender-key.js';
import { input } from './fake-world.js';
import { simulator, SimulatedRun } from './simulated-run.js';
import { howOften } from '../support/how-often.js';

// Proofs that are wrong in one thing: none is ever taken, and none stops the run.

const RUN = 'kiro-okta/example.okta.com/example.com';
const MINUTE = 60_000;

const cli = keyFor('cli');
const bot = keyFor('hr-bot');
const stranger = keyFor('cli');
const TRUSTED = [
  { key: cli.key, via: 'cli', people: ['*'] },
  { key: bot.key, via: 'hr-bot', people: ['ana@example.com'] },
];

const MESSAGES: [name: string, value: object][] = [
  ['skipStep', { step: 'preflight', reason: 'seen' }],
  ['redoStep', { step: 'preflight', reason: 'again' }],
  ['checkNow', {}],
  ['settingsChanged', { settings: { people: input.people, notify: input.notify, waits: input.waits } }],
];

/** What is signed, and by whom and when. */
interface Draft {
  key: SigningKey;
  workflowId: string;
  message: string;
  value: object;
  sub: string;
  /** Milliseconds from now. */
  at: number;
}

/** One thing that makes a right proof wrong. */
const WRONG: Record<string, (draft: Draft) => Partial<Draft>> = {
  'a key that nobody trusts': () => ({ key: stranger }),
  'another key under the name of a trusted one': () => ({ key: { ...stranger, kid: cli.kid } }),
  'a trusted key through another front end': () => ({ key: { ...cli, via: 'slack' } }),
  'a trusted key for another person': () => ({ key: bot, sub: 'ben@example.com' }),
  'too old': () => ({ at: -11 * MINUTE - 8 * 24 * 60 * MINUTE }),
  'of the future': () => ({ at: 3 * MINUTE }),
  'of another run': ({ workflowId }) => ({ workflowId: `${workflowId}/connection` }),
  'of another message': ({ message }) => ({ message: message === 'checkNow' ? 'skipStep' : 'checkNow' }),
  'of another content': ({ value }) => ({ value: { ...value, note: 'x' } }),
};

const proofOf = (draft: Draft, now: number): string =>
  (signed(draft.key, draft, now + draft.at) as { proof: string }).proof;

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
/** A right proof with one character changed, added, or removed. */
const bending = fc.tuple(place, fc.constantFrom(...'AZaz09-_.=+/ é\u0000'), fc.nat(2)).map(([at, letter, kind]) => {
  return (proof: string): string => {
    const index = Math.floor(at * proof.length);
    return proof.slice(0, index) + (kind === 2 ? '' : letter) + proof.slice(index + (kind === 1 ? 0 : 1));
  };
});
const junk = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.base64String({ minLength: 1 }),
  fc.constant('..'),
);

const wrongProof = fc.oneof(
  fc.constantFrom(...Object.values(WRONG)).map((change) => (draft: Draft, now: number) => {
    return proofOf({ ...draft, ...change(draft) }, now);
  }),
  bending.map((bend) => (draft: Draft, now: number) => {
    const right = proofOf(draft, now);
    return bend(right) === right ? `${right}A` : bend(right);
  }),
  junk.map((text) => () => text),
);

const codeOf = (refusal: unknown): string => /"code":"([a-z-]+)"/.exec(JSON.stringify(refusal))?.[1] ?? 'none';

it('a proof that is wrong in anything is never taken, and stops no run', async () => {
  const creator = await simulator(['preflight', 'sealingKey', 'senderKeys']);
  const at = Date.parse('2026-03-02T09:00:00Z');
  const args = [{ ...input, proof: null }];
  const run = await SimulatedRun.start(creator, 'connectOktaToKiro', args, '', at, RUN, TRUSTED);
  const before = (await run.status()).steps;
  const used = signed(cli, { workflowId: RUN, message: 'checkNow', value: {}, sub: 'ana@example.com' }, run.nowMs);
  run.update('checkNow', used);
  await run.task();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...MESSAGES),
      wrongProof,
      fc.boolean(),
      async ([message, value], make, asSignal) => {
        const draft = { key: cli, workflowId: RUN, message, value, sub: 'ana@example.com', at: 0 };
        const sent = { ...value, proof: make(draft, run.nowMs), by: 'ana@example.com', via: 'cli' };
        if (asSignal && message !== 'settingsChanged') {
          const { refusedCount } = await run.status();
          run.signal(message, sent);
          await run.task();
          const now = await run.status();
          expect(now.refusedCount).toBe(refusedCount + 1);
          expect(now.refusals.at(-1)).toMatchObject({ message, sender: 'unproven' });
        } else {
          const id = run.update(message, sent);
          await run.task();
          expect(codeOf(run.outcomeOf(id)), JSON.stringify(sent)).toMatch(/^(bad-proof|invalid|too-early)$/);
        }
        expect((await run.status()).steps).toEqual(before);
      },
    ),
    howOften(50, 1_000),
  );
  const again = run.update('checkNow', used);
  await run.task();
  expect(codeOf(run.outcomeOf(again))).toBe('bad-proof');
  // It was the proof alone that was wrong.
  const [[message, value]] = MESSAGES as [[string, object]];
  const right = run.update(
    message,
    signed(cli, { workflowId: RUN, message, value, sub: 'ben@example.com' }, run.nowMs),
  );
  await run.task();
  expect(run.outcomeOf(right)).toBeNull();
});
