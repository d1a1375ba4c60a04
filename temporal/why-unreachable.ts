import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions as NodeTls } from 'node:tls';
import type { NativeConnectionOptions } from '@temporalio/worker';

/** OpenSSL's codes for an answer that is no TLS. */
const NOT_TLS = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'];

/** How long to wait for an answer; milliseconds. */
const PATIENCE_MS = 5000;

const CHECK = 'Check TEMPORAL_ADDRESS and TEMPORAL_TLS, and that the server is up';

/** As Temporal's settings have it: off, on, or on with certificates of one's own. */
export type Tls = NonNullable<NativeConnectionOptions['tls']>;

/**
 * Why nothing can be asked at an address (`host:port`), found by trying it step by step as Temporal's clients would:
 * name, port, TLS. Null where all that works.
 */
export async function whyUnreachable(address: string, tls: Tls): Promise<string | null> {
  const { host, port } = partsOf(address);
  if (!/^[^\s/@]+$/.test(host) || port > 65_535)
    return 'it is no address; one is written host:port, such as temporal.example.com:7233';
  const tcp = await failureOf(connectTcp({ host, port }), 'connect');
  if (tcp !== null) return `${inWords(tcp)}. ${CHECK}`;
  // Only whether it is TLS at all: Temporal's clients do not all trust the same certificates.
  const failure = tls === false ? null : await handshake(address, { rejectUnauthorized: false });
  return failure !== null && NOT_TLS.includes(failure) ? `it does not speak TLS. ${CHECK}` : null;
}

/** Why a client that runs on Node's TLS, as opposed to the worker's own, does not trust a server; null where it does. */
export async function whyDistrusted(address: string, tls: Tls): Promise<string | null> {
  if (tls === false) return null;
  const { serverNameOverride: name, serverRootCACertificate: ca } = tls === true ? {} : tls;
  const trusted = ca ? { ca: Buffer.from(ca) } : {};
  const failure = await handshake(address, { ...trusted, ...(name && { servername: name }) });
  if (failure === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `its certificate is not for ${name ?? partsOf(address).host}: set TEMPORAL_TLS_SERVER_NAME to the name it is for`;
  if (failure === 'CERT_HAS_EXPIRED') return 'its certificate has expired';
  if (failure !== null && /SELF_SIGNED|UNABLE_TO|UNTRUSTED/.test(failure))
    return `its certificate is not trusted (${failure}): set TEMPORAL_TLS_SERVER_CA_CERT_PATH to that of its authority`;
  return null;
}

/** Whether a TLS server is there. */
export const speaksTls = async (address: string): Promise<boolean> =>
  (await handshake(address, { rejectUnauthorized: false })) === null;

/** The code of what goes wrong in a TLS handshake; null when it succeeds. */
function handshake(address: string, options: NodeTls): Promise<string | null> {
  return failureOf(connectTls({ ...partsOf(address), ALPNProtocols: ['h2'], ...options }), 'secureConnect');
}

function partsOf(address: string): { host: string; port: number } {
  const [, host = '', port = '7233'] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(address) ?? [];
  return { host, port: Number(port) };
}

/** The code of what goes wrong before an event; null when it comes. */
function failureOf(socket: Socket, event: string): Promise<string | null> {
  return new Promise((resolve) => {
    const settle = (result: string | null): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(PATIENCE_MS, () => settle('ETIMEDOUT'));
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
    socket.once('close', () => settle('closed'));
    socket.once(event, () => settle(null));
  });
}

function inWords(code: string): string {
  const words: Record<string, string> = {
    ENOTFOUND: 'its name is not known',
    EAI_AGAIN: 'its name cannot be looked up; there may be no network',
    ECONNREFUSED: 'nothing listens there',
    ETIMEDOUT: 'it does not answer; a firewall may be in between',
  };
  return words[code] ?? code;
}

/** Other words of the native client for gRPC's UNAUTHENTICATED and PERMISSION_DENIED. */
const NO_ACCESS = /permission|unauth|authentication credentials|jwt/i;

/** What a server, or our own client, said when a connection was refused, and what to do; never a key. */
export function refusal(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  const text = [error, cause]
    .map((one) => (one instanceof Error ? one.message : ''))
    .join(' ')
    // The client quotes a header that it cannot send, and headers hold keys.
    .replace(/"[^]*" contains illegal characters/, '(not shown) contains illegal characters')
    .trim()
    .replace(/\s+/g, ' ')
    .slice(0, 300)
    .replace(/\.$/, '');
  return `${text}. ${hint(text)}`;
}

function hint(text: string): string {
  if (text.includes('illegal characters')) return 'Check TEMPORAL_API_KEY and TEMPORAL_GRPC_META_*.';
  if (NO_ACCESS.test(text)) return 'Check the API key (TEMPORAL_API_KEY) and the namespace.';
  if (/certificate|tls|ssl|handshake/i.test(text)) return 'Check the TLS settings (TEMPORAL_TLS_*).';
  return 'Check that it is Temporal (TEMPORAL_ADDRESS), and whether it wants TLS (TEMPORAL_TLS).';
}
