import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { keyCheck } from '../../client/known-keys.js';
import { submit } from '../../client/send-answer.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { loadSealingKeys, publicJwk } from '../../sealing/keys.js';
import { load, minimal } from '../config/config-support.js';
import { tempDir } from '../support/temp-dir.js';

const folder = () => tempDir('known-keys-');
const newKey = async () => {
  const keys = await loadSealingKeys({ stateDir: await folder(), env: {} });
  return { jwk: publicJwk(keys, 'a-run'), thumbprint: keys[0].thumbprint };
};
const OFFERED = { server: 'temporal.example.com:7233 default', workflowId: 'kiro-okta/example.okta.com/example.com' };
const CLUSTER = { TEMPORAL_ADDRESS: 'temporal.example.com:7233', HOME: '/nowhere' };

/** A front end of a cluster, with a state folder of its own. */
async function frontEnd(env: NodeJS.ProcessEnv = CLUSTER) {
  const stateDir = await folder();
  const told: string[] = [];
  const whole = { ...env, KIRO_STATE_DIR: stateDir };
  const offer = (jwk: Record<string, string>, more: { named?: string[]; accepted?: string } = {}, where = OFFERED) =>
    keyCheck({ env: whole, named: more.named ?? [], accepted: more.accepted, tell: (line) => told.push(line) })({
      jwk,
      ...where,
    });
  return { stateDir, told, offer, file: join(stateDir, 'sealing', 'known-keys.json') };
}

describe('a sealing key that a run offers', () => {
  it('is remembered at first use, and said', async () => {
    const { told, offer, file } = await frontEnd();
    const { jwk, thumbprint } = await newKey();
    await offer(jwk);
    expect(told).toEqual([expect.stringContaining(`sealing key is ${thumbprint}, seen here for the first time`)]);
    await offer(jwk);
    expect(told).toHaveLength(1);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is refused where another one was offered before, with both thumbprints', async () => {
    const { offer } = await frontEnd();
    const [first, second] = [await newKey(), await newKey()];
    await offer(first.jwk);
    const refused = offer(second.jwk);
    await expect(refused).rejects.toThrow(
      `the run offers the sealing key ${second.thumbprint}, and until now it was ${first.thumbprint}`,
    );
    await expect(refused).rejects.toThrow(`--accept-key ${second.thumbprint}`);
    // A kid is what the sender says.
    await expect(offer({ ...second.jwk, kid: first.thumbprint })).rejects.toThrow(second.thumbprint);
    await expect(offer(second.jwk, { accepted: first.thumbprint })).rejects.toThrow('was not sealed');
  });

  it('is taken once a person has compared it, and from then on', async () => {
    const { offer } = await frontEnd();
    const [first, second] = [await newKey(), await newKey()];
    await offer(first.jwk);
    await offer(second.jwk, { accepted: second.thumbprint });
    await offer(second.jwk);
    await expect(offer(first.jwk)).rejects.toThrow('was not sealed');
  });

  it('is another matter on another server, and for another org', async () => {
    const { offer } = await frontEnd();
    await offer((await newKey()).jwk);
    await offer((await newKey()).jwk, {}, { ...OFFERED, server: 'other:7233 default' });
    await offer((await newKey()).jwk, {}, { ...OFFERED, workflowId: 'kiro-okta/other.okta.com/example.com' });
  });

  it('must be one of sealing.keys where the configuration names any', async () => {
    const { offer, stateDir } = await frontEnd();
    const [right, rogue] = [await newKey(), await newKey()];
    await offer(right.jwk, { named: ['x', right.thumbprint] });
    await expect(offer(rogue.jwk, { named: [right.thumbprint] })).rejects.toThrow(
      `sealing.keys of the configuration names ${right.thumbprint}`,
    );
    await expect(offer(rogue.jwk, { named: [right.thumbprint], accepted: rogue.thumbprint })).rejects.toThrow();
    await expect(stat(join(stateDir, 'sealing'))).rejects.toThrow('ENOENT');
  });

  it('must be that of the worker of the same machine where Temporal is embedded', async () => {
    const { offer, stateDir, told } = await frontEnd({ HOME: '/nowhere' });
    const own = await loadSealingKeys({ stateDir, env: {} });
    const rogue = await newKey();
    await expect(offer(rogue.jwk)).rejects.toThrow(`until now it was ${own[0].thumbprint}`);
    await offer(publicJwk(own, 'a-run'));
    expect(told).toEqual([]);
  });

  it('is not taken where what was remembered is damaged', async () => {
    const { offer, file } = await frontEnd();
    const { jwk } = await newKey();
    await offer(jwk);
    await writeFile(file, 'x');
    await expect(offer(jwk)).rejects.toThrow(`${file} is damaged`);
  });

  it('gets no token where it is not known', async () => {
    const { offer } = await frontEnd();
    await offer((await newKey()).jwk);
    const rogue = await newKey();
    const sent: unknown[] = [];
    const handle = { query: async () => rogue.jwk, executeUpdate: async (...what: unknown[]) => sent.push(what) };
    const client = {
      ...{ options: { namespace: 'default' }, connection: null, workflow: { getHandle: () => handle } },
      withDeadline: (_: number, work: () => unknown) => work(),
    } as unknown as Client;
    const filled = {
      value: { endpoint: 'https://scim.example.com/1a2b/scim/v2' },
      secret: new Secret('a-token-of-this-test-alone'),
    };
    const checkKey = async ({ jwk }: { jwk: Record<string, string> }): Promise<void> => offer(jwk);
    const reached = { client, workflowId: OFFERED.workflowId, checkKey };
    await expect(submit('scimAccessIssued', filled, reached)).rejects.toThrow('The token was not sealed');
    expect(sent).toEqual([]);
  });
});

describe('in a configuration', () => {
  const KEY = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs';

  it('thumbprints and senders are no secrets, and thumbprints no part of the input', async () => {
    const senders = `senders: [{ key: ${KEY}, via: slack, people: ["*"] }]`;
    const loaded = await load(minimal(`sealing: { keys: [${KEY}] }`, senders));
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.sealingKeys).toEqual([KEY]);
    expect(JSON.stringify(loaded.input)).toContain(KEY);
    expect(JSON.stringify({ ...loaded.input, senders: [] })).not.toContain(KEY);
  });

  it('a private key is refused in their place, and so is what is no thumbprint', async () => {
    expect(await load(minimal('sealing: { keys: ["-----BEGIN PRIVATE KEY-----"] }'))).toHaveProperty('problems');
    expect(await load(minimal('sealing: { keys: [abc] }'))).toMatchObject({
      problems: [{ path: 'sealing.keys[0]', message: 'This is no thumbprint of a sealing key.' }],
    });
    expect(await load(minimal(`pilot: ${KEY}@example.com`))).toHaveProperty('problems');
  });
});
