import { describe, expect, it } from 'vitest';
import { ensureTxt } from '../../../../activities/dns/publish/txt-set.js';
import { rfc2136TxtSet, SECRET_VARIABLE } from '../../../../activities/dns/publish/rfc2136.js';
import { startNameServer, type Behaviour } from '../name-server.js';
import { failing, RCODE, serving } from '../world.js';

const SECRET = Buffer.from('a key of thirty-two bytes for us').toString('base64');

/** What becomes of publishing at a server that does this; a right one is held in `npm run test:interop`. */
async function publish(behaviour: Behaviour | null, secret = SECRET): Promise<unknown> {
  const { address, port } = behaviour === null ? { address: '127.0.0.1', port: 1 } : await startNameServer(behaviour);
  const settings = { server: `${address}:${port}`, zone: null, keyName: 'kiro-key', algorithm: 'hmac-sha256' as const };
  const open = rfc2136TxtSet(settings, { [SECRET_VARIABLE]: secret });
  return ensureTxt(open, 'example.com', 'token', new AbortController().signal).catch((error: unknown) => error);
}

describe('publishing by dynamic update', () => {
  it.each<[string, Behaviour | null, string]>([
    ['is not there', null, 'does not answer'],
    ['does not sign', serving([]), 'its answer is not signed'],
    ['fails for a while', failing(RCODE.SERVFAIL), 'SERVFAIL'],
    ['sends nonsense', () => Buffer.from([0, 4, 1, 2, 3, 4]), 'is not signed'],
  ])('is tried again at a server that %s', async (_, behaviour, words) => {
    expect(await publish(behaviour)).toMatchObject({
      type: 'DnsUnavailable',
      nonRetryable: false,
      message: expect.stringContaining(words) as string,
    });
  });

  it("is a person's where the server refuses without a signature, or there is no key", async () => {
    const refused = { type: 'DnsNotPublished', nonRetryable: true };
    expect(await publish(failing(RCODE.REFUSED))).toMatchObject(refused);
    for (const secret of ['', 'no base64!', 'YQ']) {
      const failure = await publish(serving([]), secret);
      expect(failure).toMatchObject(refused);
      if (secret !== '') expect(JSON.stringify(failure)).not.toContain(secret);
    }
  });
});
