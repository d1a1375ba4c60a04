import { BlockList, isIP } from 'node:net';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { staysHere } from './cluster-settings.js';
import { TemporalSettingsError } from './temporal-errors.js';
import { urlOf } from '../runbook/model/url-of.js';

/** A proxy as the worker's native connection takes it. */
export type WorkerProxy = NonNullable<NativeConnectionOptions['proxy']>;

/**
 * The proxy on the way to a cluster, by the rules of gRPC, which the client's connection follows by itself: the first of
 * `grpc_proxy`, `https_proxy` and `http_proxy`, in lower case, unless `no_grpc_proxy` or `no_proxy` excepts the host. Null
 * where there is none. `address` is `host:port`. @throws TemporalSettingsError where gRPC cannot use it
 */
export function grpcProxy(address: string, env: NodeJS.ProcessEnv): WorkerProxy | null {
  const name = ['grpc_proxy', 'https_proxy', 'http_proxy'].find((one) => env[one]);
  const host = address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  if (name === undefined || staysHere(address) || isExcepted(host, env['no_grpc_proxy'] || env['no_proxy'] || ''))
    return null;
  const given = env[name]!;
  const url = urlOf(given);
  if (url?.protocol !== 'http:')
    throw unusable(name, 'is no address that begins with http://; gRPC talks to no other proxy');
  const { hostname, port, username, password } = url;
  const target = { type: 'http-connect', targetHost: `${hostname}:${port || '80'}` } as const;
  if (username === '') return target;
  const [user, secret] = [decoded(username), decoded(password)];
  if (/[:@]/.test(user + secret))
    throw unusable(name, 'has a user name or password with : or @, which Temporal’s worker cannot send');
  return { ...target, basicAuth: { username: user, password: secret } };
}

/** The value may hold a password, so it is not repeated. */
const unusable = (name: string, why: string): TemporalSettingsError =>
  new TemporalSettingsError(`${name} ${why}. Set grpc_proxy for Temporal alone, or name the cluster in no_grpc_proxy.`);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The end of a name, an address, or a range of addresses. */
function isExcepted(host: string, list: string): boolean {
  const entries = list.split(',').map((one) => one.trim());
  return entries.some((entry) => entry !== '' && (host.endsWith(entry) || isInRange(host, entry)));
}

function isInRange(host: string, range: string): boolean {
  const [net = '', bits = ''] = range.split('/');
  const family = isIP(host) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(host) === 0 || isIP(net) !== isIP(host) || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 'ipv6' ? 128 : 32)) return false;
  const block = new BlockList();
  block.addSubnet(net, Number(bits), family);
  return block.check(host, family);
}
