import { expect, it } from 'vitest';
import { bareToken } from '../../runbook/messages/pasted.js';
import { judge } from '../../runbook/model/judge.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { CLIENT_ID, ENDPOINT, ISSUER, TOKEN } from '../workflows/fake-world.js';
import { asked, settingAt } from './states.js';

/** What comes along when somebody copies from a console, a mail or a chat. */
const wrapped = (value: string, label: string): string[] => [
  `\u200b${value}`,
  `\u00a0${value}\ufeff`,
  `<${value}>`,
  `\`${value}\``,
  `„${value}”`,
  `${label}: ${value}`,
  `${label}\n${value}`,
  `${label} "${value}"`,
  `[${label}](${value})`,
];
/** "<kiro-client>" may be what stands there before anybody has filled it in. */
const isNoPlaceholder = (text: string): boolean => !text.startsWith('<');
const pastes = (name: MessageName, field: string, value: string, texts: string[], rest: object = {}) =>
  texts.map((text) => [name, { ...rest, [field]: text }, field, value] as const);

it.each([
  ...pastes('kiroProfileEnabled', 'issuer', ISSUER, [...wrapped(ISSUER, 'Issuer URI'), `${ISSUER}/.`], {
    clientId: CLIENT_ID,
  }),
  ...pastes('kiroProfileEnabled', 'clientId', CLIENT_ID, wrapped(CLIENT_ID, 'Client ID').filter(isNoPlaceholder), {
    issuer: ISSUER,
  }),
  ...pastes('scimAccessIssued', 'endpoint', ENDPOINT, [...wrapped(ENDPOINT, 'SCIM endpoint'), `${ENDPOINT},`]),
  ...pastes('domainAdded', 'verificationToken', TOKEN, [
    ...wrapped(TOKEN, 'Verification token'),
    `@ 3600 IN TXT "${TOKEN}"`,
    `_kiro.example.com. TXT "${TOKEN.slice(0, 9)}" "${TOKEN.slice(9)}"`,
    TOKEN.replace('=', ' = '),
    `${TOKEN}; ${TOKEN}.`,
  ]),
])('%s finds the value in %j, and says so', (name, answer, field, value) => {
  const check = judge(name, answer, settingAt(asked(name)));
  expect(check).toMatchObject({ ok: true, value: { [field]: value } });
  // What only spaces surrounded needs no word.
  const text = (answer as Record<string, string>)[field]?.trim() ?? '';
  expect(check.ok && check.notes.join()).toContain(text === value ? '' : `${field}: taken as ${value}`);
});

it('asks to look at the Kiro console, whose own copy may be the one with the slash', () => {
  const check = judge(
    'kiroProfileEnabled',
    { issuer: `${ISSUER}/`, clientId: CLIENT_ID },
    settingAt(asked('kiroProfileEnabled')),
  );
  expect(check).toMatchObject({
    notes: [expect.stringContaining('Make sure that the Kiro console holds exactly that')],
  });
});

it.each(['abc+/=', 'Bearer abc+/=', 'Authorization: Bearer abc+/=', 'Token: "abc+/="', '\u200babc+/=\n'])(
  'finds the token in %j',
  (text) => expect(bareToken(text)).toEqual({ token: 'abc+/=' }),
);

const HEADER = Buffer.from('{"alg":"ECDH-ES+A256KW","enc":"A256GCM"}').toString('base64url');

it.each([
  ['nothing', ' "" ', 'empty'],
  ['an address', ENDPOINT, 'an address'],
  ['two lines', 'abc\ndef', 'line break'],
  ['a sealed token', `${HEADER}.a.b.c.d`, 'sealed token'],
])('takes %s for no token, and does not repeat it', (_what, text, why) => {
  const found = bareToken(text);
  expect(found).toEqual({ problem: expect.stringContaining(why) as string });
  if (text.trim() !== '""') expect(JSON.stringify(found)).not.toContain(text.slice(0, 3));
});
