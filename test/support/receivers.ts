import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A server that takes everything and remembers it. */
export interface Receiver {
  url: string;
  /** What came, as it came. */
  got: string[];
  close(): Promise<void>;
}

/** Takes the notices of a webhook. */
export async function webhookReceiver(): Promise<Receiver> {
  const got: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      got.push(body);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}/hook`, got, close };
}

/** The plain text of a mail as it came, as a person reads it. */
export function plainTextOf(mail: string): string {
  const [, head = '', rest = ''] = /Content-Type: text\/plain([^]*?)\r?\n\r?\n([^]*)/i.exec(mail) ?? [];
  const boundary = /boundary="?([^"\s;]+)/.exec(mail)?.[1] ?? '\u0000';
  const [body = ''] = rest.split(`--${boundary}`);
  const isQuoted = /quoted-printable/i.test(head);
  const bytes = isQuoted
    ? body.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : body;
  return Buffer.from(bytes, isQuoted ? 'latin1' : 'utf8')
    .toString('utf8')
    .replaceAll('\r\n', '\n');
}

/** Takes mail of anybody for anybody. */
export async function mailReceiver(): Promise<Receiver> {
  const got: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, _session, done) =>
      void text(stream).then((mail) => {
        // A long line of a mail is broken with a = at its end.
        got.push(mail.replaceAll('=\r\n', ''));
        done();
      }),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => server.close(resolve));
  return { url: `smtp://127.0.0.1:${port}`, got, close };
}
