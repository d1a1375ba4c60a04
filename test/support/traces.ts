import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Long enough that chance does not make it, short enough that a database's page break leaves most of them whole. */
const PART = 16;

/** Whether bytes hold a part of the secret: as text, or in base64 at whatever place (as JSON shows payloads). */
export function holds(bytes: Buffer | string, secret: string): boolean {
  const haystack = Buffer.from(bytes);
  return formsOf(secret).some((form) => haystack.includes(form));
}

/** Names of the files below a folder that hold a part of the secret. */
export function filesWith(dir: string, secret: string): string[] {
  return (readdirSync(dir, { recursive: true }) as string[])
    .filter((name) => statSync(join(dir, name)).isFile() && holds(readFileSync(join(dir, name)), secret))
    .sort();
}

function formsOf(secret: string): string[] {
  const parts = secret.match(new RegExp(`.{${PART}}`, 'gs')) ?? [];
  return parts.flatMap((part) => [part, ...inBase64(part)]);
}

/** Base64 with none, one and two bytes before it, without the characters at the ends that depend on the neighbours. */
const inBase64 = (part: string): string[] =>
  [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), Buffer.from(part)])
      .toString('base64')
      .replace(/=+$/, '')
      .slice(before === 0 ? 0 : before + 1, -1),
  );
