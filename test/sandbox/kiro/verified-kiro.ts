import { startDns } from '../../../sandbox/dns/start-dns.js';
import { startKiro } from '../../../sandbox/kiro/start-kiro.js';

/** A Kiro whose admins have set it up for a domain, and people who sign in with it. */
export interface VerifiedKiro {
  url: string;
  /** Enable: who signs people in. Also for a profile that was made anew. */
  setUp(profile: { issuer: string; clientId: string }): Promise<void>;
  console<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Somebody signs in and asks a model. */
  signIn(email: string, more?: object): Promise<{ status: number; text: string }>;
  /** Ends everything. */
  close(): Promise<void>;
}

/** A Kiro on a free port, with name servers that give what its admins publish for example.com. */
export async function startVerifiedKiro(): Promise<VerifiedKiro> {
  const dns = await startDns({ port: 0, consolePort: 0, stateFile: null, lagMs: 0 });
  const kiro = await startKiro({ port: 0, stateFile: null, resolver: dns.resolver });
  const post = (url: string, method: string, body?: unknown): Promise<Response> =>
    fetch(url, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const console = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await post(`${kiro.url}/console${path}`, method, body);
    return (await answer.json().catch(() => null)) as T;
  };
  return {
    url: kiro.url,
    console,
    async setUp(profile) {
      await console('POST', '/profile', profile);
      const { verificationToken: value } = await console<{ verificationToken: string }>('POST', '/domains', {
        domain: 'example.com',
      });
      await post(`${dns.consoleUrl}/console/records`, 'POST', { name: 'example.com', type: 'TXT', value });
      const [domain] = await console<{ status: string }[]>('GET', '/domains');
      if (domain?.status !== 'Verified') throw new Error(`the domain is ${domain?.status}`);
    },
    async signIn(email, more = {}) {
      const answer = await post(`${kiro.url}/sign-in`, 'POST', { email, ...more });
      return { status: answer.status, text: await answer.text() };
    },
    async close() {
      await kiro.close();
      await dns.close();
    },
  };
}
