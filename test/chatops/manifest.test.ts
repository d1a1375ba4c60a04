import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manifest } from '../support/slack/manifest.js';
import { SCOPES } from '../support/slack/methods.js';

const sources = ['activities/notify/slack.ts', ...readdirSync('chatops').map((file) => `chatops/${file}`)].map((file) =>
  readFileSync(file, 'utf8'),
);

/** What the project calls of Slack's Web API, as its code says it. */
const called = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(/client\.(\w+\.\w+)\b|paginate\('([\w.]+)'/g)].map(([, plain, paged]) => plain ?? paged ?? ''),
  ),
);

describe('the manifest of the Slack app', () => {
  it('asks for the scopes that its calls want, and for no other', () => {
    expect([...called].sort()).toEqual(Object.keys(SCOPES).sort());
    const wanted = [...called].flatMap((method) => SCOPES[method] ?? []);
    expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([...new Set([...wanted, 'commands'])].sort());
  });

  it('has the command, forms and Socket Mode', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/kiro-onboarding']);
    expect(manifest.settings).toMatchObject({ interactivity: { is_enabled: true }, socket_mode_enabled: true });
  });
});
