import fc from 'fast-check';
import { MESSAGE_NAMES } from '../../runbook/messages/schemas.js';
import { CLIENT_ID, ENDPOINT, ISSUER, TOKEN } from './fake-world.js';
import { PLAIN_TOKEN } from './wrong-messages.js';

/** A message as it goes over the wire: a name, and the bytes of its one argument. */
export interface Hostile {
  kind: 'signal' | 'update';
  name: string;
  /** Encoding as the payload's metadata say. */
  encoding: string;
  data: Buffer;
}

/** What a right message may hold, so that only the poison is wrong. */
const RIGHT: object[] = [
  { issuer: ISSUER, clientId: CLIENT_ID },
  { verificationToken: TOKEN },
  { endpoint: ENDPOINT, storedAt: 'the vault' },
  { csv: 'User,Status\nana@example.com,Active' },
  { step: 'domain', reason: 'because' },
  { step: 'pilot-sign-in', note: 'seen' },
  { hours: 2 },
  {},
];

const SYMBOLS = fc.constantFrom('é', 'ß', '漢字', '🙂', '\u202e', '\u0000', 'a\u0301', '\ufeff');
const unknownKey = fc.tuple(fc.string({ maxLength: 20 }), SYMBOLS).map(([text, symbol]) => text + symbol);
const HUGE = [2_001, 9_000, 100_000].map((length) => 'x'.repeat(length));

/** Something that no message takes, whatever its name and the moment. */
const poison: fc.Arbitrary<object> = fc.oneof(
  fc.record({ by: fc.oneof(fc.integer(), fc.boolean(), fc.constant(''), fc.constant(null), fc.constant([])) }),
  fc.record({ via: fc.oneof(fc.double(), fc.object(), fc.constantFrom(...HUGE)) }),
  fc.constantFrom('by', 'via', 'reason', 'note', 'step', 'storedAt').map((field) => ({ [field]: PLAIN_TOKEN })),
  fc.tuple(unknownKey, fc.jsonValue({ maxDepth: 2 })).map(([key, value]) => ({ [key]: value })),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty').map(ownKey),
  fc.constant({ [PLAIN_TOKEN]: 1 }),
);

/** `__proto__` as a key of its own, as JSON may have it. */
function ownKey(name: string): object {
  return JSON.parse(`{${JSON.stringify(name)}:{"by":"ana@example.com","isAdmin":true}}`) as object;
}

const poisoned = fc.tuple(fc.constantFrom(...RIGHT), poison).map(
  ([right, wrong]) =>
    `{${[right, wrong]
      .map((part) => JSON.stringify(part).slice(1, -1))
      .filter((text) => text !== '')
      .join(',')}}`,
);

const NESTED = 20_000;
const noObject = fc.oneof(
  fc
    .oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer(), { maxLength: 3 }))
    .map((value) => JSON.stringify(value)),
  fc.constant(`{"by":${'['.repeat(NESTED)}${']'.repeat(NESTED)}}`),
);

const json = fc.oneof({ weight: 8, arbitrary: poisoned }, { weight: 1, arbitrary: noObject }).map((text) => ({
  encoding: 'json/plain',
  data: Buffer.from(text),
}));
/** Bytes that no converter reads. */
const noise = fc.record({
  encoding: fc.constantFrom('json/plain', 'binary/encrypted', 'json/protobuf', ''),
  data: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.concat([Buffer.from('{'), bytes])),
});

const known = fc.constantFrom(...MESSAGE_NAMES);
const unknown = fc.oneof(
  fc.constantFrom(
    'constructor',
    '__proto__',
    'then',
    'status',
    '__temporal_x',
    '__temporal_workflow_metadata',
    PLAIN_TOKEN,
  ),
  unknownKey.filter((name) => !name.includes('\u0000')),
);

export const hostile: fc.Arbitrary<Hostile> = fc
  .record({
    kind: fc.constantFrom('signal', 'signal', 'signal', 'signal', 'update' as const),
    name: fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: unknown }),
    payload: fc.oneof({ weight: 12, arbitrary: json }, { weight: 1, arbitrary: noise }),
  })
  .map(({ kind, name, payload }) => ({ kind: kind, name, ...payload }));
