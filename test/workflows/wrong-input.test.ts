import { beforeAll, describe, expect, it } from 'vitest';
import {
  AUDIT_TYPE,
  CONNECTION_TYPE,
  OFFBOARD_TYPE,
  REPROVISION_TYPE,
  REVIEW_TYPE,
  ROTATE_TYPE,
  WORKFLOW_TYPE,
} from '../../runbook/model/names.js';
import { wrongFields } from '../../runbook/model/input-check.js';
import { completedInput } from '../../runbook/onboarding/input.js';
import { ONBOARDING_INPUT } from '../../runbook/onboarding/input-schema.js';
import { calmWorld, input } from './fake-world.js';
import { simulator, SimulatedRun, type Simulator } from './simulated-run.js';

let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

type Path = (string | number)[];
type Json = Record<string | number, unknown>;

const somebody = { email: 'ana@example.com', slack: 'U01' };
/** With something at each key, so that each can be wrong. */
const whole = {
  ...input,
  okta: { ...input.okta, knownAs: 'login.example.com' },
  people: {
    ...input.people,
    'okta-admin': { ...somebody, escalateTo: somebody },
    reviewers: [somebody],
  },
  senders: [{ key: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', via: 'cli', people: ['*'] }],
  notify: {
    slack: { channel: '#kiro' },
    webhook: 'https://hooks.example.com/kiro',
    email: { from: 'it@example.com', copyTo: 'log@example.com' },
  },
  dns: {
    publish: 'rfc2136' as const,
    rfc2136: { server: 'ns1.example.com:53', zone: 'example.com', keyName: 'key', algorithm: 'hmac-sha256' as const },
    recordName: '_kiro.example.com',
    resolvers: ['9.9.9.9:53'],
    port: 53,
    doh: 'https://dns.example.com/dns-query',
  },
};

function pathsOf(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [[key], ...pathsOf((value as Json)[key]).map((path) => [key, ...path])]);
}

function changed<T>(value: T, [key, ...rest]: Path, to: unknown): T {
  const copy = structuredClone(value) as Json;
  if (rest.length > 0) copy[key!] = changed(copy[key!], rest, to);
  else if (to === undefined && !Array.isArray(copy)) delete copy[key!];
  else copy[key!] = to;
  return copy as T;
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Json | null | undefined)?.[key], value);

/** How a run that was started with it ends at once; null where it has begun its work. */
async function endOf(type: string, args: unknown[], carriedFrom = ''): Promise<string | null> {
  const run = await SimulatedRun.start(creator, type, args, carriedFrom);
  try {
    if (run.end === null) expect((await run.status()).outcome).toBe('running');
    return run.end === null ? null : run.end.kind === 'failed' ? run.end.message : run.end.kind;
  } finally {
    await run.dispose();
  }
}

const WRONG = [null, true, -1, 4.5, '', ' x ', 'https://a:b@evil.example', [], [null], {}, { a: { b: 1 } }, 'é\u202e'];
/** The wrong values are many: each key gets some of them, and each of them comes to some keys. */
const someOf = (index: number): unknown[] => WRONG.filter((_, place) => (place + index) % 3 === 0);

describe('the input of an onboarding', () => {
  /** Each key with some wrong values, and without it. */
  const all = pathsOf(whole).flatMap((path, index) =>
    [undefined, ...someOf(index)].map((value) => ({
      path,
      value,
      given: JSON.parse(JSON.stringify(changed(whole, path, value))) as object,
    })),
  );

  it('counts as it is, or is refused with the name of its key; nothing else is taken instead', () => {
    const silent = all.filter(({ path, value, given }) => {
      const wrong = wrongFields(ONBOARDING_INPUT, given);
      if (wrong.length > 0) return !wrong.some((one) => one.startsWith(String(path[0])));
      const kept = JSON.stringify(at(completedInput(given), path));
      const own = JSON.stringify(
        value === undefined ? at(completedInput(changed(whole, path, undefined)), path) : value,
      );
      // The keys that an object lacks are completed.
      return kept !== own && own !== '{}';
    });
    expect(silent.map(({ path, value }) => `${path.join('.')} = ${JSON.stringify(value)}`)).toEqual([]);
  });

  it('never stops the workflow task, whatever it is', { timeout: 60_000 }, async () => {
    for (const { given } of all.filter((_, index) => index % 12 === 0)) {
      const wrong = wrongFields(ONBOARDING_INPUT, given);
      const end = await endOf(WORKFLOW_TYPE, [given]);
      if (wrong.length === 0) expect(end).toBeNull();
      else expect(end).toContain(`The input is not right at ${wrong.join(', ')}.`);
    }
  });

  it.each([
    ['a webhook that anybody on the way can read', ['notify', 'webhook'], 'http://hooks.example.com/kiro'],
    ['a password in an address', ['notify', 'webhook'], 'https://ana:hunter2@hooks.example.com'],
    ['a user in the org', ['okta', 'orgUrl'], 'https://ana@example.okta.com'],
    ['a path behind the known host', ['okta', 'knownAs'], 'login.example.com/evil'],
    ['a path behind the org', ['okta', 'orgUrl'], 'https://example.okta.com/evil'],
    ['an org without encryption', ['okta', 'orgUrl'], 'http://example.okta.com'],
    ['a resolver over HTTPS with a password', ['dns', 'doh'], 'https://a:hunter2@dns.example.com'],
    ['a record of another domain', ['dns', 'recordName'], '_acme-challenge.example.org'],
    ['a list of numbers', ['signIn', 'groups'], [1, 2]],
    ['a person without an address', ['people', 'reviewers', 0], { slack: 'U01' }],
    ['a mail header in an address', ['notify', 'email', 'copyTo'], 'a@example.com\r\nBcc: b@example.com'],
    ['a key that nobody knows', ['pusch'], { groups: [] }],
    ['a secret', ['okta', 'oidcApplication'], 'AKIAabcDEF0123456789abcDEF0123456789abcDEF01'],
  ])('is refused with %s, which is not repeated', async (_, path, value) => {
    const end = await endOf(WORKFLOW_TYPE, [changed(whole, path, value)]);
    const named = path.filter((part) => typeof part === 'string').join('.');
    expect(end).toContain(`The input is not right at ${named}`);
    expect(end).not.toMatch(/hunter2|evil|AKIA|Bcc/);
  });
});

describe('the input of every other runbook', () => {
  const about: Record<string, object> = {
    [OFFBOARD_TYPE]: { login: 'ana@example.com' },
    [ROTATE_TYPE]: { compromised: false },
    [REPROVISION_TYPE]: {},
    [REVIEW_TYPE]: { name: '2026-Q4' },
  };
  const all = [...Object.keys(about), AUDIT_TYPE, CONNECTION_TYPE];
  const inputOf = (type: string): object => (type in about ? { ...whole, about: about[type] } : whole);

  it.each(all)('of %s is taken as it is, and refused where a key is wrong', async (type) => {
    expect(await endOf(type, [inputOf(type)])).toBeNull();
    const wrong = changed(inputOf(type), ['notify', 'webhook'], 'http://evil.example');
    expect(await endOf(type, [wrong])).toContain('The input is not right at notify.webhook.');
    for (const given of [undefined, null, 'text', [], {}]) expect(await endOf(type, [given])).toContain('not right at');
  });

  it.each(Object.keys(about))('of %s says what it is about, and no more', async (type) => {
    expect(await endOf(type, [whole])).toContain('not right at about');
    const more = { ...about[type], more: true };
    expect(await endOf(type, [{ ...whole, about: more }])).toContain('not right at about.more');
  });
});

const UNDER_WAY = {
  runbook: WORKFLOW_TYPE,
  outcome: 'running',
  startedAt: '2026-03-02T09:00:00.000Z',
  finishedAt: null,
};

describe('the proof of a start', () => {
  it('goes along with what it is of, however often the run goes on as a new one', async () => {
    const memo = { start: 'a.b.c', more: 1 };
    const run = await SimulatedRun.start(creator, CONNECTION_TYPE, [input], '', undefined, undefined, [], memo);
    for (const note of ['one', 'two']) {
      run.update('recorded', { news: { run: { ...UNDER_WAY, workflowId: note } } });
      await run.task();
      run.suggestContinueAsNew();
      run.update('checkNow', {});
      await run.task();
      expect(run.memo).toEqual({ ...memo, startedWith: JSON.parse(JSON.stringify(input)) as object });
    }
    expect(run.carriedWith).toHaveLength(2);
    await run.dispose();
  });
});

describe('the state of a run', () => {
  it.each([WORKFLOW_TYPE, CONNECTION_TYPE])(
    'of %s is taken from the run before it, and from nobody else',
    async (type) => {
      const state = { stopped: null, steps: {} };
      expect(await endOf(type, [input, state])).toContain('Only a run that carries on another one takes a state.');
      expect(await endOf(type, [input, state], 'the-run-before')).toBeNull();
    },
  );
});
