import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sandboxEnvFile } from '../start/sandbox-run.js';

/** A value for a secret, or a place for one (`…`, `...`, `${...}`); what a command prints, `$(openssl …)`, is no value. */
const VALUE = /\b[A-Z_]*(?:TOKEN|KEY|PASSWORD|SECRET|SMTP_URL)=(?!"?\$\(|`|\s|$)\S+/g;

const TEXTS = /\.(?:md|ts|js|yaml)$/;
/** What people read, and what prints to them. */
const PLACES = ['docs', 'cli', 'start', 'chatops', 'temporal', 'sandbox', 'sealing', 'config', 'runbook', 'activities'];
const files = [
  ...readdirSync('.').filter((name) => TEXTS.test(name)),
  ...PLACES.flatMap((place) =>
    readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter((name) => TEXTS.test(name))
      .map((name) => join(place, name)),
  ),
];

const found = (text: string): string[] => [...text.matchAll(VALUE)].map(([hit]) => hit);

const dir = mkdtempSync(join(tmpdir(), 'kiro-env-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('secrets on command lines', () => {
  it('no page and no printed text shows one', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files.flatMap((file) => found(readFileSync(file, 'utf8')).map((hit) => `${file}: ${hit}`))).toEqual([]);
  });

  it.each(['SLACK_BOT_TOKEN=xoxb-… npm run chatops', 'OKTA_CLIENT_PRIVATEKEY=... npm', 'OKTA_CLIENT_TOKEN=${token}'])(
    'the search finds %s',
    (text) => expect(found(text)).toHaveLength(1),
  );

  it("the sandbox's worker gets its environment from a file of this account alone", () => {
    const stateDir = join(dir, "it's a folder");
    mkdirSync(join(stateDir, 'sandbox'), { recursive: true });
    const env = {
      OKTA_CLIENT_ORGURL: 'http://127.0.0.1:1',
      OKTA_CLIENT_TOKEN: 'a $b',
      KIRO_SCIM_ACCESS_FILE: `${dir}/it's`,
    };
    const file = sandboxEnvFile(env, stateDir);
    expect(sandboxEnvFile(env, stateDir)).toBe(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const shown = execFileSync(
      'sh',
      ['-c', 'set -a; . "$0"; exec "$1" -p "JSON.stringify(process.env)"', file, process.execPath],
      { env: {} },
    );
    expect(JSON.parse(shown.toString())).toMatchObject(env);
  });
});
