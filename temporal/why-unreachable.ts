import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** OpenSSL's codes for an answer that is no TLS. */
const NOT_TLS = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'];

/** How long to wait for an answer; milliseconds. */
const PATIENCE_MS = 5000;

/**
 * Why nothing can be asked at an address (`host:port`), found by trying it step by step as Temporal's clients would:
 * name, port, TLS. Null where all that works.
 */
export async function whyUnreachable(address: string, tls: boolean): Promise<string | null> {
  const [, host = '', port = '7233'] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(address) ?? [];
  if (host === '' || Number(port) > 65_535)
    return 'it is no address; one is written host:port, such as temporal.example.com:7233';
  const tcp = await failureOf(connectTcp({ host, port: Number(port) }), 'connect');
  if (tcp !== null) return inWords(tcp);
  if (!tls) return null;
  // Only whether it is TLS at all: certificates, ours and theirs, are for Temporal's client.
  const socket = connectTls({ host, port: Number(port), rejectUnauthorized: false, ALPNProtocols: ['h2'] });
  const failure = await failureOf(socket, 'secureConnect');
  return failure !== null && NOT_TLS.includes(failure) ? 'it does not speak TLS' : null;
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
