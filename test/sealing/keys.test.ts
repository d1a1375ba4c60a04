import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exposure, folderExposure } from '../../runbook/secrets/file-modes.js';
import { loadSealingKeys, publicJwk } from '../../sealing/keys.js';
import { loadSigningKey, readTrustedKeys } from '../../sealing/signing.js';
import { openToken } from '../../sealing/open-token.js';
import { sealToken } from '../../sealing/seal-token.js';
import { tempDir } from '../support/temp-dir.js';

const folder = () => tempDir('sealing-');
const loadOwn = (stateDir: string) => loadSealingKeys({ stateDir, env: {} });
const loadFile = (file: string) => loadSealingKeys({ stateDir: '/nowhere', env: { KIRO_SEALING_KEY_FILE: file } });

const PRIVATE = { mode: 0o600 };

/** A private JWK as an admin would hand it to several workers. */
async function madeKey(): Promise<Record<string, string>> {
  const stateDir = await folder();
  await loadOwn(stateDir);
  return JSON.parse(await readFile(join(stateDir, 'sealing', 'key.json'), 'utf8')) as Record<string, string>;
}

const FOR = { workflowId: 'kiro-okta/example.okta.com/example.com', endpoint: 'https://scim.example.com/scim/v2' };

describe("a worker's own key", () => {
  it('is the same for all that start at once, and on the next start', async () => {
    const stateDir = await folder();
    const started = await Promise.all(Array.from({ length: 8 }, () => loadOwn(stateDir)));
    const kids = new Set([...started, await loadOwn(stateDir)].map(([{ kid }]) => kid));
    expect(kids.size).toBe(1);
    expect(await readdir(join(stateDir, 'sealing'))).toEqual(['key.json']);
  });

  it('is readable by its owner alone', async () => {
    const stateDir = await folder();
    await loadOwn(stateDir);
    expect((await stat(join(stateDir, 'sealing', 'key.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(stateDir, 'sealing'))).mode & 0o777).toBe(0o700);
  });

  it('shows no private member', async () => {
    const jwk = publicJwk(await loadOwn(await folder()));
    expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});

describe('a file that another account has made for this one', () => {
  it('may be read by way of its group, as what a cluster mounts', () => {
    expect(exposure({ mode: 0o100440, uid: 0 }, '/run/key', 1000)).toBeNull();
    expect(folderExposure({ mode: 0o042770, uid: 0 }, '/reports', 1000)).toBeNull();
    expect(folderExposure({ mode: 0o042775, uid: 0 }, '/reports', 1000)).toContain('chmod o-rwx /reports');
    expect(exposure({ mode: 0o100444, uid: 0 }, '/run/key', 1000)).toContain('chmod o-rwx,g-w /run/key');
    expect(exposure({ mode: 0o100460, uid: 0 }, '/run/key', 1000)).toContain('changed by other accounts');
  });
});

describe('the keys of senders', () => {
  it('are not used where other accounts can reach them', async () => {
    const stateDir = await folder();
    const options = { env: {}, stateDir, via: 'cli' };
    await loadSigningKey(options);
    const file = join(stateDir, 'senders', 'cli.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await chmod(file, 0o666);
    await expect(loadSigningKey(options)).rejects.toThrow(
      `The sender key file ${file} can be changed by other accounts`,
    );
    await expect(readTrustedKeys({ ...options, isEmbedded: true })).rejects.toThrow('can be changed by other accounts');
  });

  it('are not trusted by a list that others can change; they may read it', async () => {
    const file = join(await folder(), 'senders.json');
    const trusted = () =>
      readTrustedKeys({ env: { KIRO_SENDERS_FILE: file }, stateDir: '/nowhere', isEmbedded: false });
    await writeFile(file, '[]');
    await chmod(file, 0o644);
    expect(await trusted()).toEqual([]);
    await chmod(file, 0o664);
    await expect(trusted()).rejects.toThrow(`KIRO_SENDERS_FILE (${file}) can be changed by other accounts (mode 0664)`);
  });
});

describe('KIRO_SEALING_KEY_FILE', () => {
  it('seals with its first key and opens with the others too', async () => {
    const [older, newer] = [await madeKey(), await madeKey()];
    const file = join(await folder(), 'keys.json');
    await writeFile(file, JSON.stringify(older), PRIVATE);
    const before = await loadFile(file);
    const sealed = await sealToken('old token', publicJwk(before), FOR);
    await writeFile(file, JSON.stringify({ keys: [newer, older] }), PRIVATE);
    const after = await loadFile(file);
    expect(publicJwk(after)['kid']).toBe(newer['kid']);
    expect(await openToken(sealed, after, FOR)).toBe('old token');
  });

  it('may be in KIRO_SEALING_KEY itself, but not in both', async () => {
    const key = await madeKey();
    const env = { KIRO_SEALING_KEY: JSON.stringify(key) };
    expect(publicJwk(await loadSealingKeys({ stateDir: '/nowhere', env }))['kid']).toBe(key['kid']);
    const both = loadSealingKeys({ stateDir: '/nowhere', env: { ...env, KIRO_SEALING_KEY_FILE: 'keys.json' } });
    await expect(both).rejects.toThrow('both set');
    const broken = loadSealingKeys({ stateDir: '/nowhere', env: { KIRO_SEALING_KEY: `x${env.KIRO_SEALING_KEY}` } });
    await expect(broken).rejects.toThrow(/^KIRO_SEALING_KEY holds no private P-256 JWK and no JWK set of such keys\.$/);
  });

  it('may leave the kid out', async () => {
    const { kid, ...key } = await madeKey();
    const file = join(await folder(), 'key.json');
    await writeFile(file, JSON.stringify(key), PRIVATE);
    expect(publicJwk(await loadFile(file))['kid']).toBe(kid);
  });

  it.each([
    ['no JSON', 'secret?'],
    ['a public key', JSON.stringify({ kty: 'EC', crv: 'P-256', x: 'secret?', y: 'b' })],
    ['a broken key', JSON.stringify({ kty: 'EC', crv: 'P-256', x: 'a', y: 'b', d: 'secret?' })],
    ['an empty set', JSON.stringify({ keys: [] })],
  ])('that holds %s is refused without showing it', async (_, text) => {
    const file = join(await folder(), 'key.json');
    await writeFile(file, text, PRIVATE);
    const refusal = await loadFile(file).catch(String);
    expect(refusal).toContain(file);
    expect(refusal).not.toContain('secret?');
  });

  it.each([
    [0o666, 'changed', '600'],
    [0o644, 'read', '600'],
    [0o640, 'read', '600'],
    [0o620, 'changed', '600'],
  ])('that others can reach is refused (mode %o)', async (mode, how, right) => {
    const file = join(await folder(), 'key.json');
    await writeFile(file, JSON.stringify(await madeKey()), PRIVATE);
    await chmod(file, mode);
    await expect(loadFile(file)).rejects.toThrow(
      `The sealing key file ${file} can be ${how} by other accounts (mode 0${mode.toString(8)}): run \`chmod ${right} ${file}\`.`,
    );
    await chmod(file, 0o400);
    expect(await loadFile(file)).toHaveLength(1);
  });

  it('that does not exist is refused', async () => {
    await expect(loadFile('/nowhere/key.json')).rejects.toThrow('/nowhere/key.json cannot be read (ENOENT)');
  });
});
