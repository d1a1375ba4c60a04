import { PassThrough } from 'node:stream';
import type * as Prompts from '@clack/prompts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { askAgain, askForm } from '../../../cli/lib/ask-form.js';
import type { Draft } from '../../../cli/lib/ask-fields.js';
import { invalid } from '../../../runbook/messages/verdict.js';
import { CLIENT_ID, ISSUER } from '../../workflows/fake-world.js';

// The real prompts, at a terminal of their own: each gets the next of these keys.
const keys = vi.hoisted(() => ({ next: [] as string[], asked: [] as string[] }));
vi.mock('@clack/prompts', async (load) => {
  const real = await load<typeof Prompts>();
  const typing = (message: string) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    output.resume();
    keys.asked.push(message);
    setImmediate(() => input.write(keys.next.shift() ?? '\u0003'));
    return { input, output };
  };
  return {
    ...real,
    text: (options: Prompts.TextOptions) => real.text({ ...options, ...typing(options.message) }),
    select: (options: Prompts.SelectOptions<string>) => real.select({ ...options, ...typing(options.message) }),
  };
});

const ENTER = '\r';
const draft = (more: Partial<Draft> = {}): Draft => ({ given: { by: 'ana' }, candidates: [], ...more });
beforeEach(() => {
  keys.next = [];
  keys.asked = [];
});

describe('Enter alone', () => {
  const candidates = [{ id: '0oa9', name: 'Kiro', url: 'https://example-admin.okta.com/x' }];
  it.each([
    ['decisionMade', { step: 'subscription-review' }],
    ['objectChosen', { step: 'oidc-application' }],
    ['domainVerified', {}],
    ['provisioningConfigured', {}],
    ['accessReviewed', { rows: [{ user: 'ana@example.com', decision: 'remove' }] }],
  ] as const)('attests, accepts and adopts nothing: %s', async (message, given) => {
    for (const mayWait of [true, false]) {
      // Without a run that asks, a message without fields is sent as it is typed.
      if (!mayWait && Object.keys(given).length === 0) continue;
      keys.next = [ENTER];
      expect(await askForm(message, draft({ given: { by: 'ana', ...given }, candidates, mayWait }))).toBeNull();
      expect(keys.next).toEqual([]);
    }
  });
});

describe('an answer that was refused', () => {
  const filled = { value: { by: 'ana', issuer: CLIENT_ID, clientId: ISSUER }, secret: null };

  it('is asked for in the wrong field alone', async () => {
    keys.next = [`other${ENTER}`];
    const { why } = invalid('clientId', 'It is another one.');
    expect((await askAgain('kiroProfileEnabled', draft(), filled, why))?.value).toEqual({
      ...filled.value,
      clientId: 'other',
    });
    expect(keys.asked).toHaveLength(1);
  });

  it('is asked for in both fields where they were swapped', async () => {
    keys.next = [`${ISSUER}${ENTER}`, `${CLIENT_ID}${ENTER}`];
    const { why } = invalid('issuer', 'They are swapped.', ['clientId']);
    expect((await askAgain('kiroProfileEnabled', draft(), filled, why))?.value).toMatchObject({
      issuer: ISSUER,
      clientId: CLIENT_ID,
    });
  });

  it('keeps what was given before, until it is changed: an endpoint, where its token was refused', async () => {
    keys.next = [ENTER, `x${ENTER}`];
    const before = { issuer: ISSUER, clientId: CLIENT_ID };
    expect((await askForm('kiroProfileEnabled', draft({ before, mayWait: true })))?.value).toMatchObject({
      issuer: ISSUER,
      clientId: `${CLIENT_ID}x`,
    });
  });
});
