import { describe, expect, it } from 'vitest';
import { minimal, problemsOf } from './config-support.js';

const SECRET = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r';

describe('a credential in the file', () => {
  it.each([
    ['under a known key', `pilot: ${SECRET}`, 'pilot'],
    ['in a list', `push: { groups: [Kiro, ${SECRET}] }`, 'push.groups[1]'],
    ['under its own name', 'okta: { token: short }', 'okta.token'],
    ['as a private key', 'okta: { private_key: { kty: RSA } }', 'okta.private_key'],
    ['as a key', `${SECRET}: 1`, '…'],
  ])('%s is one problem that does not repeat it', async (_, line, path) => {
    const problems = await problemsOf(minimal(line));
    expect(problems).toMatchObject([{ path, fix: expect.stringContaining('environment') as string }]);
    expect(JSON.stringify(problems)).not.toContain(SECRET);
  });

  it('is not repeated by a message about broken YAML', async () => {
    const problems = await problemsOf(`domain: "a" ${SECRET}\nb: [`);
    expect(JSON.stringify(problems)).not.toContain(SECRET);
  });
});
