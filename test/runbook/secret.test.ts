import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { oktaClientFromEnvironment } from '../../activities/okta/okta-client.js';
import { readEnvironment } from '../../activities/okta/okta-environment.js';
import { channelSettings } from '../../activities/notify/channel.js';
import { slackSettings } from '../../chatops/settings.js';
import { tokenFrom } from '../../cli/lib/scim-access.js';
import type { Filled } from '../../client/send-answer.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { loadSealingKeys } from '../../sealing/keys.js';
import { loadSigningKey } from '../../sealing/signing.js';
import { clusterSettings, connectionSettings } from '../../temporal/cluster-settings.js';
import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';

const TOKEN = 'not-a-real-token-of-anything';

/** Whatever prints a value. */
const printed = (value: unknown): string[] => [
  inspect(value, { depth: 20, showHidden: true }),
  inspect({ list: [value] }, { depth: 20 }),
  JSON.stringify({ value }),
  String(value),
  `${value as string}`,
];

describe('a credential that a process holds', () => {
  it('is printed by nothing, and opened by name alone', () => {
    const secret = new Secret(TOKEN);
    for (const text of [
      ...printed(secret),
      Object.values({ ...secret }).join(),
      inspect(new Error('x', { cause: secret })),
    ])
      expect(text).not.toContain(TOKEN);
    expect(String(secret)).toBe('(secret)');
    expect(JSON.stringify({ secret })).toBe('{"secret":"(secret)"}');
    expect(secret.open()).toBe(TOKEN);
  });

  it("is not printed with Okta's settings and client", () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const org = { OKTA_CLIENT_ORGURL: 'https://example.okta.com' };
    const key = { ...org, OKTA_CLIENT_CLIENTID: '0oa1', OKTA_CLIENT_PRIVATEKEY: pem };
    for (const env of [{ ...org, OKTA_CLIENT_TOKEN: TOKEN }, key]) {
      const client = oktaClientFromEnvironment(env);
      for (const text of [...printed(readEnvironment(env)), ...printed(client), ...printed(client.sdk)]) {
        expect(text).not.toContain(TOKEN);
        expect(text).not.toContain(pem.split('\n')[5]);
      }
    }
  });

  it('is not printed with what is filled in, nor with what holds the way to Temporal, channels or keys', async () => {
    const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    const cluster = { TEMPORAL_ADDRESS: 'temporal.example.com:7233', TEMPORAL_API_KEY: TOKEN, HOME: '/nowhere' };
    const channels = {
      SLACK_BOT_TOKEN: `xoxb-${TOKEN}`,
      SLACK_API_URL: `https://me:${TOKEN}@slack.example.com`,
      KIRO_WEBHOOK_SECRET: TOKEN,
      KIRO_SMTP_URL: `smtps://me:${TOKEN}@smtp.example.com`,
    };
    const jwk = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) };
    const sealing = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) };
    const held = [
      clusterSettings(cluster),
      connectionSettings(
        { tls: { clientCertPair: { crt: Buffer.from(''), key: Buffer.from(pem.toString()) } } },
        { namespace: 'default', uiUrl: null },
      ),
      channelSettings(channels),
      new HeldSecrets([TOKEN]),
      { value: {}, secret: await tokenFrom(Readable.from([TOKEN]), '--token-stdin') } satisfies Filled,
      await loadSigningKey({ env: { KIRO_SENDER_KEY: JSON.stringify(jwk) }, stateDir: '', via: 'cli' }),
      await loadSealingKeys({ env: { KIRO_SEALING_KEY: JSON.stringify(sealing) }, stateDir: '' }),
    ];
    const secrets = [TOKEN, btoa(TOKEN).slice(0, 20), pem.toString().split('\n')[1]!, jwk.d!, sealing.d!];
    const bytes = Buffer.from(pem.toString()).toString('hex').match(/../g)!.slice(0, 20).join(' ');
    for (const text of held.flatMap(printed))
      for (const secret of [...secrets, bytes]) expect(text).not.toContain(secret);
  });

  it("is not printed with Slack's settings", () => {
    const env = { SLACK_BOT_TOKEN: `xoxb-${TOKEN}`, SLACK_APP_TOKEN: `xapp-${TOKEN}`, SLACK_SIGNING_SECRET: TOKEN };
    for (const http of [null, { host: '127.0.0.1', port: 1 }])
      for (const text of printed(slackSettings(env, http))) expect(text).not.toContain(TOKEN);
  });
});
