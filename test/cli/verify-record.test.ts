import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createScimClient } from '../../activities/scim/scim-api.js';
import { plan } from '../../cli/plan/make-plan.js';
import { readRecord } from '../../activities/verify/besides-okta.js';
import { sortedRecord } from '../../runbook/verify/sorted-record.js';
import { readRunRecord } from '../../cli/verify/given-files.js';
import { fileNamePart } from '../../runbook/escape/plain-text.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { type Behaviour } from '../activities/dns/name-server.js';
import { failing, RCODE, serving, startWorld, txt } from '../activities/dns/world.js';
import { inputFor } from '../activities/okta/support.js';
import { finishOnboarding, type House, openHouse, type Snapshot } from './planted/finished-house.js';
import { held } from '../support/secret.js';

describe('the record of the run', () => {
  const input = inputFor('https://example.okta.com');
  const reportOf = (issuer: string, domain = 'example.com'): string =>
    JSON.stringify({
      domain,
      oktaOrg: 'example.okta.com',
      facts: {
        issuer,
        clientId: '0oa1',
        txtRecordName: 'kiro.example.com',
        txtRecordValue: 'kiro-site-verification=1',
      },
      steps: [{ evidence: [{ label: 'Assigned group Kiro Users', value: '00g1' }] }],
    });
  const folder = (files: Record<string, string>): string => {
    const dir = mkdtempSync(join(tmpdir(), 'kiro-record-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    return dir;
  };
  const begin = fileNamePart(workflowIdFor(input));

  it('is the newest report of this connection on the machine', () => {
    const dir = folder({
      [`${begin}-2026-11-25T100000000Z.json`]: reportOf('https://old'),
      [`${begin}-2026-11-26T100000000Z.json`]: reportOf('https://new'),
      [`${begin}-2026-11-26T100000000Z-roster.csv`]: 'who',
    });
    expect(readRunRecord(undefined, dir, input)).toMatchObject({
      issuer: 'https://new',
      clientId: '0oa1',
      txt: { name: 'kiro.example.com', value: 'kiro-site-verification=1' },
      groups: { 'Kiro Users': '00g1' },
    });
    expect(readRunRecord(undefined, join(dir, 'nowhere'), input)).toBeNull();
  });

  it('is refused where the file is none, or is of another connection', () => {
    const dir = folder({ 'other.json': reportOf('https://x', 'other.com'), 'broken.json': '{' });
    const read = (name: string) => () => readRunRecord(join(dir, name), dir, input);
    expect(read('other.json')).toThrow('the report is of example.okta.com and other.com');
    expect(read('broken.json')).toThrow('this is no JSON report');
    expect(read('absent.json')).toThrow('this is no JSON report');
  });
});

describe('the TXT record', () => {
  const KIROS = 'kiro-site-verification=12345678-1234-1234-1234-123456789abc';
  const having = serving([txt('example.com', KIROS)]);
  /** What verify says where ns1 gives the run's value, and ns2 does that. */
  const saidWith = async (second: Behaviour, wanted: string | null) => {
    const { query } = await startWorld(having, second);
    const input = inputFor('https://example.okta.com');
    input.dns = { ...input.dns, resolvers: query.resolvers, port: query.port };
    return sortedRecord(await readRecord(input, 'example.com'), { domain: 'example.com', name: 'example.com', wanted });
  };

  it.each([KIROS, null])('is not proven where one of the name servers lacks it (wanted: %s)', async (wanted) => {
    const { proven, findings } = await saidWith(serving([txt('example.com', 'v=spf1 -all')]), wanted);
    expect(proven).toEqual([]);
    expect(findings).toMatchObject([{ id: 'dns/txt/example.com', found: 'on 1 of 2 name servers' }]);
    expect(findings[0]?.problem).toMatch(/^Only 1 of 2 name servers give .* it is not on ns2\.example\.com\.$/);
  });

  it('is proven by the servers that answer, and only those are counted', async () => {
    expect((await saidWith(having, KIROS)).proven).toMatchObject([{ value: "the run's own, seen on 2 name servers" }]);
    const { proven } = await saidWith(failing(RCODE.SERVFAIL), KIROS);
    expect(proven).toMatchObject([{ value: "the run's own, seen on 1 name server; 1 more gave no usable answer" }]);
  });
});

describe('plan with a SCIM token', () => {
  let finished: Snapshot;
  beforeAll(async () => void (finished = await finishOnboarding()));
  afterAll(() => finished.remove());

  const planOf = async ({ client, input, given }: House) => {
    const kiro = { endpoint: given.scim!.endpoint, client: createScimClient(held(given.scim!)) };
    const made = await plan(client, input, { kiro });
    return { step: made.steps.find(({ id }) => id === 'provisioning-connection'), warnings: made.warnings.join('\n') };
  };

  it('says that Okta writes to this Kiro, or that it writes to another one', async () => {
    const house = await openHouse(finished);
    onTestFinished(() => house.close());
    const { step } = await planOf(house);
    expect(step).toMatchObject({
      action: 'reuse',
      holds: expect.stringContaining('Okta writes to 127.0.0.1') as string,
    });
    await house.kiro('DELETE', '/console/profile');
    await house.kiro('POST', '/console/profile', { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' });
    const made = await house.kiro<{ scimEndpoint: string; token: string }>('POST', '/console/access-tokens', {});
    house.given.scim = { endpoint: made.scimEndpoint, token: made.token };
    const anew = await planOf(house);
    expect(anew.step).toMatchObject({ action: 'person', holds: null });
    expect(anew.warnings).toMatch(/Okta writes to another Kiro than .*Provision User and Force Sync do not help/);
  });
});
