import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { clusterSettings, type ConnectionSettings } from '../../temporal/cluster-settings.js';
import { TemporalSettingsError } from '../../temporal/temporal-errors.js';
import { runToEnd, workFolder } from '../cli/run-cli.js';
import { emptyDir } from './server-support.js';

const AWAY = 'temporal.example.com:7233';

/** What these variables alone make of the settings. */
const settingsBy = (env: NodeJS.ProcessEnv): ConnectionSettings | null => clusterSettings({ HOME: emptyDir(), ...env });
const tlsBy = (env: NodeJS.ProcessEnv): unknown =>
  settingsBy({ TEMPORAL_ADDRESS: AWAY, ...env })?.options.open().tls ?? false;
/** The sentence that they are refused with. */
function refusalOf(env: NodeJS.ProcessEnv): string {
  try {
    settingsBy({ TEMPORAL_ADDRESS: AWAY, ...env });
  } catch (error) {
    expect(error).toBeInstanceOf(TemporalSettingsError);
    return (error as Error).message;
  }
  return 'not refused';
}
function file(toml: string, name = 'temporal.toml'): string {
  const path = join(emptyDir(), name);
  writeFileSync(path, toml, { mode: 0o600 });
  return path;
}
const byFile = (toml: string): NodeJS.ProcessEnv => ({ TEMPORAL_CONFIG_FILE: file(toml), TEMPORAL_ADDRESS: '' });

/** A port that notes how its callers begin, and speaks no TLS. */
async function listener(): Promise<{ address: string; heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      heard.push(data[0] === 0x16 ? 'TLS' : data.toString('latin1'));
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n', () => socket.destroySoon());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

const ON = ['1', 'true', 'TRUE', 'True', 'tRuE'];
const OFF = ['0', 'false', 'FALSE', 'False', ''];

describe('a file that holds a key', () => {
  const exposed = (path: string): string => {
    chmodSync(path, 0o644);
    return path;
  };

  test('of a profile is not used where others can read it', () => {
    const path = exposed(file(`[profile.default]\naddress = "${AWAY}"\napi_key = "not-a-real-key"\n`));
    expect(refusalOf({ TEMPORAL_CONFIG_FILE: path })).toBe(
      `Temporal's settings in ${path} cannot be used: it holds a key, and can be read by other accounts (mode 0644): run \`chmod 600 ${path}\`.`,
    );
    const harmless = exposed(file(`[profile.default]\naddress = "${AWAY}"\n`));
    expect(refusalOf({ TEMPORAL_CONFIG_FILE: harmless })).toBe('not refused');
  });

  test('for TLS is not used where others can read it', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const path = exposed(file(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'key.pem'));
    expect(refusalOf({ TEMPORAL_TLS_CLIENT_KEY_PATH: path })).toBe(
      `TEMPORAL_TLS_CLIENT_KEY_PATH is ${path}, which can be read by other accounts (mode 0644): run \`chmod 600 ${path}\`.`,
    );
  });
});

describe('TEMPORAL_TLS', () => {
  test.each([...ON.map((text) => [text, true]), ...OFF.map((text) => [text, false])] as [string, boolean][])(
    "is read as Temporal's own command reads it: %j",
    async (text, isOn) => {
      expect(tlsBy({ TEMPORAL_TLS: text }) !== false).toBe(isOn);
      const { address, heard } = await listener();
      const command = [`${process.env['TEMPORAL_CLI_PATH']}`, ['workflow', 'list', '--client-connect-timeout', '1s']];
      const env = { HOME: emptyDir(), TEMPORAL_ADDRESS: address, TEMPORAL_TLS: text };
      await promisify(execFile)(command[0] as string, command[1] as string[], { env }).catch(() => undefined);
      expect(heard[0] === 'TLS').toBe(isOn);
    },
  );

  test.each(['yes', 'on', 't', 'T', 'no', 'off', 'f', '2', ' true', 'nein'])('is no guess: %j', (text) => {
    expect(refusalOf({ TEMPORAL_TLS: text })).toBe(
      'TEMPORAL_TLS is neither true nor false: write one of these two, or 1 or 0.',
    );
    expect(refusalOf({ TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: text })).toContain('is neither true nor false');
  });

  test('wins over the file', () => {
    const off = '[profile.default]\naddress = "a.example.com:1"\n[profile.default.tls]\ndisabled = true\n';
    expect(tlsBy(byFile(off))).toBe(false);
    expect(tlsBy({ ...byFile(off), TEMPORAL_TLS: 'True' })).not.toBe(false);
  });

  test('the check of the certificate cannot be switched off, and nobody is left to think so', () => {
    expect(refusalOf({ TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: 'True' })).toContain('TEMPORAL_TLS_SERVER_NAME');
    expect(tlsBy({ TEMPORAL_TLS: 'true', TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: 'false' })).not.toBe(false);
    const toml = '[profile.default]\naddress = "a:1"\n[profile.default.tls]\ndisable_host_verification = true\n';
    expect(refusalOf(byFile(toml))).toContain('profile.default.tls.disable_host_verification cannot be switched on');
  });
});

describe('an API key', () => {
  const KEY = { TEMPORAL_API_KEY: 'not-a-real-key' };

  test('switches TLS on, and never goes anywhere without', () => {
    expect(tlsBy(KEY)).toBe(true);
    for (const text of OFF.filter((one) => one !== ''))
      expect(refusalOf({ ...KEY, TEMPORAL_TLS: text })).toBe(
        `The API key would go to ${AWAY} without TLS, where everybody on the way can read it: set TEMPORAL_TLS=true.`,
      );
    const toml = `[profile.default]\naddress = "${AWAY}"\napi_key = "k"\n[profile.default.tls]\ndisabled = true\n`;
    expect(refusalOf(byFile(toml))).toMatch(/^The API key would go/);
  });

  test('nor does it as a header', () => {
    const header = { TEMPORAL_GRPC_META_AUTHORIZATION: 'Bearer not-a-real-key' };
    expect(refusalOf(header)).toMatch(/^The Authorization header .* would go to/);
    expect(tlsBy({ ...header, TEMPORAL_TLS: 'true' })).not.toBe(false);
  });

  test.each(['localhost:7233', '127.0.0.1', '127.8.9.1:1', '[::1]:7233'])(
    'may stay on this machine without, as it may for the temporal command: %s',
    (address) => {
      const env = { ...KEY, TEMPORAL_ADDRESS: address, TEMPORAL_TLS: 'false' };
      expect(tlsBy(env)).toBe(false);
      // No proxy is asked on the way to this machine.
      expect(tlsBy({ ...env, http_proxy: 'http://proxy.example.com:3128' })).toBe(false);
    },
  );

  test.each(['127.0.0.1.example.com:7233', 'localhost.example.com', '10.0.0.1:7233'])(
    'takes no other address for this machine: %s',
    (address) => {
      expect(refusalOf({ ...KEY, TEMPORAL_ADDRESS: address, TEMPORAL_TLS: '0' })).toMatch(/^The API key would go/);
    },
  );

  test('never leaves a command that TLS was switched on for, whatever the spelling', async () => {
    const { address, heard } = await listener();
    const { code, stderr } = await runToEnd('status.ts', [], {
      cwd: workFolder(),
      env: { ...KEY, TEMPORAL_TLS: 'True', TEMPORAL_ADDRESS: address, HOME: emptyDir() },
    });
    expect(code).not.toBe(0);
    expect(stderr).toContain(address);
    expect(heard.join(' ')).not.toContain('not-a-real-key');
    expect(new Set(heard)).toEqual(new Set(['TLS']));
  });
});

describe('settings for a cluster without its address', () => {
  test.each([
    [{ TEMPORAL_API_KEY: 'k' }, 'an API key'],
    [{ TEMPORAL_TLS: 'True' }, 'TLS for Temporal (TEMPORAL_TLS)'],
  ])('%j: the embedded server is not meant', (env, what) => {
    expect(refusalOf({ ...env, TEMPORAL_ADDRESS: '' })).toMatch(/but no address: set TEMPORAL_ADDRESS as well\.$/);
    expect(refusalOf({ ...env, TEMPORAL_ADDRESS: '' })).toContain(what);
  });
});

describe('the files that TLS needs', () => {
  test('are there, and are what they should be', () => {
    const nowhere = '/nowhere/cert.pem';
    const why = `is ${nowhere}, and there is no such file: correct it, or unset it.`;
    for (const name of ['CLIENT_CERT', 'CLIENT_KEY', 'SERVER_CA_CERT'])
      expect(refusalOf({ [`TEMPORAL_TLS_${name}_PATH`]: nowhere })).toBe(`TEMPORAL_TLS_${name}_PATH ${why}`);
    expect(refusalOf({ TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'x' })).toContain('holds no certificate in PEM form');
    expect(refusalOf({ TEMPORAL_TLS_CLIENT_KEY_PATH: file('x') })).toContain('holds no private key in PEM form');
    expect(refusalOf({ TEMPORAL_TLS_CLIENT_KEY_DATA: '-----BEGIN ENCRYPTED PRIVATE KEY-----' })).toContain(
      'decrypt it',
    );
    const toml = `[profile.default]\naddress = "a:1"\n[profile.default.tls]\nserver_ca_cert_path = "${nowhere}"\n`;
    expect(refusalOf(byFile(toml))).toMatch(/^tls\.server_ca_cert_path in .*temporal\.toml is \/nowhere/);
  });

  test('are not read where TLS is off, as with the temporal command', () => {
    expect(tlsBy({ TEMPORAL_TLS: 'False', TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere' })).toBe(false);
  });

  test('a key without its certificate is named', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(refusalOf({ TEMPORAL_TLS_CLIENT_KEY_DATA: key })).toBe(
      'TEMPORAL_TLS_CLIENT_KEY_DATA needs its counterpart: set TEMPORAL_TLS_CLIENT_CERT_PATH as well.',
    );
  });
});

describe('a temporal.toml with a slip', () => {
  test.each([
    ['[default]\naddress = "a:1"\n', 'it has [default]; a profile is written [profile.NAME]'],
    ['[profile.default]\naddress = "a:1"\n[tls]\n', 'it has [tls]; a profile'],
    ['[profile.default]\nadress = "a:1"\n', 'profile.default has adress, which Temporal does not know'],
    ['[profile.default]\naddress = 7233\n', 'profile.default.address must be text in quotes'],
    ['[profile.default]\naddress = "a:1"\ntls = true\n', 'profile.default.tls must be a table'],
    ['[profile.default.tls]\ndisabled = "true"\n', 'profile.default.tls.disabled must be true or false'],
    ['[profile.default]\naddress = "a:1"\nx = \n', '(line 3)'],
    ['profile = 1\n', 'its profile is no table'],
  ])('is refused by name: %j', (toml, why) => {
    const env = byFile(toml);
    const sentence = refusalOf(env);
    expect(sentence).toContain(`Temporal's settings in ${env['TEMPORAL_CONFIG_FILE']} cannot be used: `);
    expect(sentence).toContain(why);
  });

  test.each([
    ['', 'has no [profile.default]'],
    ['# address = "a:1"\n', 'has no [profile.default]'],
    ['[profile.prod]\naddress = "a:1"\n', 'has no [profile.default]'],
    ['[profile.default]\nnamespace = "ours"\n', 'has no address in its [profile.default]'],
  ])('names no cluster, and TEMPORAL_CONFIG_FILE asks for one: %j', (toml, why) => {
    const env = byFile(toml);
    expect(refusalOf(env)).toContain(`TEMPORAL_CONFIG_FILE is ${env['TEMPORAL_CONFIG_FILE']}, which ${why}: correct`);
    expect(refusalOf({ ...env, TEMPORAL_ADDRESS: AWAY })).toBe('not refused');
  });

  test('a profile that is not ours may hold anything', () => {
    expect(settingsBy(byFile('[profile.default]\naddress = "a:1"\n[profile.b]\nnew = 1\n'))?.namespace).toBe('default');
  });

  test('is found in its usual place, too, by a command that then starts nothing', async () => {
    const home = emptyDir();
    // Linux and macOS.
    for (const folder of ['.config', 'Library/Application Support']) {
      const dir = join(home, folder, 'temporalio');
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(dir, 'temporal.toml'), '[default]\naddress = "127.0.0.1:7788"\nnamespace = "default"\n');
    }
    const { code, stderr } = await runToEnd('status.ts', [], { cwd: workFolder(), env: { HOME: home } });
    expect([code, stderr]).toEqual([2, expect.stringContaining('[profile.default]')]);
  });
});
