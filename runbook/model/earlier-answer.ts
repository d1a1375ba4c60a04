import type { Evidence } from './proof.js';
import type { Sender } from './state.js';

/** Never kept: a sealed token is of no use to a reader, a list of people is long. */
const LEFT_OUT = new Set(['by', 'via', 'token', 'csv', 'rows']);

/** An answer that was taken and did not stand its check, for the audit trail: who, when, what, and why it did not do. */
export function earlierAnswer({ value, by, via, at }: { value: object } & Sender, reason: string): Evidence {
  const said = Object.entries(value)
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, one]) => `${name} ${String(one)}`);
  const who = `${by ?? 'somebody'}${via === null ? '' : ` (${via})`}`;
  return {
    label: `Answered before by ${who} at ${at}`,
    value: [...said, `did not do: ${reason}`].join('; '),
    url: null,
  };
}
