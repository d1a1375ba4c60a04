import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { oktaClientFromEnvironment } from '../../activities/okta/okta-client.js';
import { readEnvironment } from '../../activities/okta/okta-environment.js';
import { slackSettings } from '../../chatops/settings.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { generateKeyPairSync } from 'node:crypto';

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

  it("is not printed with Slack's settings", () => {
    const env = { SLACK_BOT_TOKEN: `xoxb-${TOKEN}`, SLACK_APP_TOKEN: `xapp-${TOKEN}`, SLACK_SIGNING_SECRET: TOKEN };
    for (const http of [null, { host: '127.0.0.1', port: 1 }])
      for (const text of printed(slackSettings(env, http))) expect(text).not.toContain(TOKEN);
  });
});
