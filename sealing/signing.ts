import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canBeChanged } from '../runbook/secrets/file-modes.js';
import { digestOf, type ProofPayload, PROOF_TYPE, thumbprintOf } from '../runbook/trust/proof.js';
import { SENDER_KEYS, type TrustedKey } from '../runbook/trust/sender-keys.js';
import { compactJws } from './jws.js';
import { makeKeyFile, parsedJson, readKeyFile } from './key-file.js';

// The keys that front ends sign answers with, and the keys that a worker trusts. How a proof is checked: `runbook/trust/`.

/** A front end's own key. */
export interface SigningKey {
  /** Thumbprint of its public half. */
  kid: string;
  /** Its public half: 32 bytes as base64url. */
  key: string;
  /** Through what it answers, such as `cli`. */
  via: string;
  privateKey: KeyObject;
}

const privateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
});

/** Where the front ends of this machine keep their keys. */
const folderOf = (stateDir: string): string => join(stateDir, 'senders');
const fileOf = (stateDir: string, via: string): string => join(folderOf(stateDir), `${via}.json`);

/**
 * The key of a front end: `KIRO_SENDER_KEY` (a private Ed25519 JWK as text) or that of the file `KIRO_SENDER_KEY_FILE`, else
 * one of its own under `<stateDir>/senders/`, made on its first start. Fails with a sentence, never with what stands there.
 */
export async function loadSigningKey({
  env,
  stateDir,
  via,
}: {
  env: NodeJS.ProcessEnv;
  stateDir: string;
  via: string;
}): Promise<SigningKey> {
  const [text, file] = [env['KIRO_SENDER_KEY']?.trim(), env['KIRO_SENDER_KEY_FILE']?.trim()];
  if (text && file) throw new Error('KIRO_SENDER_KEY and KIRO_SENDER_KEY_FILE are both set: give one of them.');
  if (text) return keyOf(text, via, 'KIRO_SENDER_KEY');
  const own = fileOf(stateDir, via);
  if (!file) await makeKeyFile(own, newJwk);
  const from = file || own;
  return keyOf(await readKeyFile(from, 'The sender key file'), via, `The sender key file ${from}`);
}

function keyOf(text: string, via: string, where: string): SigningKey {
  const read = privateJwk.safeParse(parsedJson(text));
  if (!read.success)
    throw new Error(`${where} holds no private Ed25519 JWK (kty OKP, with d): npm run sender-key makes one.`);
  try {
    const privateKey = createPrivateKey({ key: read.data, format: 'jwk' });
    const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
    return { kid: thumbprintOf(x), key: x, via, privateKey };
  } catch {
    throw new Error(`${where} holds an Ed25519 JWK that is no valid key.`);
  }
}

const newJwk = (): object => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });

/** What is signed: a message to a run, and who sends it. */
export interface ToSign {
  workflowId: string;
  /** Name of the message. */
  message: string;
  value: object;
  /** The person, whom the front end has identified. */
  sub: string;
}

/** The message with its proof. `now`: milliseconds since the epoch. */
export function signed(key: SigningKey, { workflowId, message, value, sub }: ToSign, now = Date.now()): object {
  const payload: ProofPayload = {
    workflowId,
    message,
    digest: digestOf(value),
    sub: sub.toLowerCase(),
    via: key.via,
    iat: Math.floor(now / 1_000),
    jti: randomBytes(18).toString('base64url'),
  };
  return { ...value, proof: compactJws(key, PROOF_TYPE, payload) };
}

/** The front ends by which the person answers who runs the worker on this machine. */
const OPERATORS = ['terminal', 'cli'];
/**
 * Those that may be started beside it: their keys are made with the worker, so that it knows them from the beginning.
 * `runbook` is the worker itself, which signs links to the page.
 */
const BESIDE = [...OPERATORS, 'slack', 'page', 'runbook'];

/**
 * The keys that a worker trusts, as they are now: those of `KIRO_SENDERS_FILE`; and where the worker is part of a command
 * on this machine (`isEmbedded`), those of the front ends beside it. Fails with a sentence where the file is not right.
 */
export async function readTrustedKeys({
  env,
  stateDir,
  isEmbedded,
}: {
  env: NodeJS.ProcessEnv;
  stateDir: string;
  isEmbedded: boolean;
}): Promise<TrustedKey[]> {
  const file = env['KIRO_SENDERS_FILE']?.trim() ?? '';
  const named = file === '' ? [] : await readSenders(file);
  return isEmbedded ? [...named, ...(await ownKeys(env)), ...(await keysBeside(stateDir))] : named;
}

/** The key of `KIRO_SENDER_KEY` or its file, with which all of the command signs that the worker is part of. */
async function ownKeys(env: NodeJS.ProcessEnv): Promise<TrustedKey[]> {
  if (!env['KIRO_SENDER_KEY']?.trim() && !env['KIRO_SENDER_KEY_FILE']?.trim()) return [];
  const { key } = await loadSigningKey({ env, stateDir: '', via: 'terminal' });
  return BESIDE.map((via) => trustedFor(key, via));
}

function trustedFor(key: string, via: string): TrustedKey {
  return { key, via, people: ['*'], ...(OPERATORS.includes(via) ? { isOperator: true } : {}) };
}

async function readSenders(file: string): Promise<TrustedKey[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`KIRO_SENDERS_FILE (${file}) cannot be read (${error.code ?? error.message}).`);
  });
  // Anybody who can change it can answer for everybody.
  const why = canBeChanged(await stat(file), file, process.getuid?.());
  if (why !== null) throw new Error(`KIRO_SENDERS_FILE (${file}) ${why}.`);
  const read = SENDER_KEYS.safeParse(parsedJson(text));
  if (read.success) return read.data;
  throw new Error(
    `KIRO_SENDERS_FILE (${file}) ${whyNotSenders(text, read.error.issues)}. It is a JSON list of the lines that \`npm run sender-key\` prints.`,
  );
}

/** What is wrong with it, never with what stands there: somebody may have put a private key into it. */
function whyNotSenders(text: string, [issue]: z.core.$ZodIssue[]): string {
  const content = parsedJson(text);
  if (content === null) return 'is no JSON';
  if (!Array.isArray(content)) return 'holds no list: put [ and ] around its lines';
  const [at, field] = issue?.path ?? [];
  if (typeof at !== 'number') return `holds ${content.length} lines, and 1,000 are the most`;
  const line = `line ${at + 1} of the list`;
  if (issue?.code === 'unrecognized_keys')
    return issue.keys.includes('d')
      ? `holds a private key in ${line}: only its public half, "x" as "key", belongs there`
      : `has a key that nothing reads in ${line}`;
  if (field === undefined) return `holds something else than an object in ${line}`;
  return `is not right at "${String(field)}" in ${line}: it must be ${SENDER_FIELDS[String(field)] ?? 'of another form'}`;
}

const SENDER_FIELDS: Partial<Record<string, string>> = {
  key: 'an Ed25519 public key, 32 bytes as base64url, the "x" of its JWK',
  via: 'through what it answers, such as "slack"',
  people: 'a list of e-mail addresses, or ["*"] for everybody',
};

async function keysBeside(stateDir: string): Promise<TrustedKey[]> {
  for (const via of BESIDE) await makeKeyFile(fileOf(stateDir, via), newJwk);
  const names = await readdir(folderOf(stateDir)).catch(() => []);
  const found: TrustedKey[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    const via = name.replace(/\.json$/, '');
    const text = await readKeyFile(join(folderOf(stateDir), name), 'The sender key file');
    const read = privateJwk.safeParse(parsedJson(text));
    if (read.success) found.push(trustedFor(read.data.x, via));
  }
  return found;
}
