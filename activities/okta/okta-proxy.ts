import createHttpsProxyAgent from 'https-proxy-agent';
import { isLoopback } from '../../runbook/model/loopback.js';

// The way to the org: by the proxy of the environment, for every request of the SDK. The SDK alone would take HTTPS_PROXY for its
// calls and not for its access token, and does not know NO_PROXY.

/** An entry of NO_PROXY: a host and what is below it, perhaps with a port. */
const ENTRY = /^(?:\*?\.)?(.+?)(?::(\d+))?$/;

/** The proxy through which a request goes; null where it goes there directly: to this machine, or by NO_PROXY. */
export function proxyFor(address: string, env: NodeJS.ProcessEnv): string | null {
  const of = (name: string): string => (env[name.toLowerCase()] ?? env[name] ?? '').trim();
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const proxy = protocol === 'https:' ? of('HTTPS_PROXY') || of('HTTP_PROXY') : of('HTTP_PROXY');
  if (proxy === '' || isLoopback(hostname)) return null;
  const excepted = of('NO_PROXY')
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name, only] = ENTRY.exec(entry.toLowerCase()) ?? [];
      if (name === undefined || (only !== undefined && only !== (port || (protocol === 'https:' ? '443' : '80'))))
        return false;
      return host === name || host.endsWith(`.${name}`);
    });
  return excepted ? null : proxy;
}

type ProxyAgent = ReturnType<typeof createHttpsProxyAgent>;
const agents = new Map<string, ProxyAgent>();

/** The agent for a request to that address; undefined where it goes there directly. */
export function agentFor(address: string, env: NodeJS.ProcessEnv): ProxyAgent | undefined {
  const proxy = proxyFor(address, env);
  if (proxy === null) return undefined;
  const agent = agents.get(proxy) ?? createHttpsProxyAgent(proxy);
  agents.set(proxy, agent);
  return agent;
}

/** What a proxy says that does not let a request through; null where the error is none of a proxy's. */
export function proxyRefusal(error: unknown): string | null {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    const status = /Proxy response \((\d+)\)/.exec(one.message)?.[1];
    if (status !== undefined) return status === '407' ? PROXY_WANTS_LOGIN : `the proxy refuses with HTTP ${status}`;
  }
  return null;
}

/** HTTP 407, which Okta itself never answers. */
export const PROXY_WANTS_LOGIN =
  'the proxy wants a user name and a password (HTTP 407): write them into HTTPS_PROXY, percent-encoded, as http://user:password@host:port';
