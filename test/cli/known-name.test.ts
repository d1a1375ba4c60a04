import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { otherNamesIn } from '../../activities/verify/run-record.js';
import { readRunRecord } from '../../cli/verify/given-files.js';
import { amongOthers } from '../../cli/lib/known-name.js';
import { fileNamePart } from '../../runbook/escape/plain-text.js';
import { completedConnectionInput } from '../../runbook/connection/connection-input.js';
import { connectionIdFor, firstAttributes, workflowIdFor } from '../../runbook/model/names.js';
import { completedInput } from '../../runbook/onboarding/input.js';
import { inputFor } from '../activities/okta/support.js';

const OWN = 'https://example.okta.com';
const CUSTOM = 'login.example.com';
const input = inputFor(OWN);

/** What each address says of its org; silent where it is not named. */
type Orgs = Record<string, { id: string; hosts: string[] }>;

async function named(others: { host: string; orgId: string | null }[], orgs: Orgs) {
  const said: string[] = [];
  const asked: string[] = [];
  const found = await amongOthers(
    input,
    others,
    (line) => said.push(line),
    (url) => {
      asked.push(url);
      return Promise.resolve(orgs[url] ?? null);
    },
  );
  return { id: workflowIdFor(found), orgUrl: found.okta.orgUrl, said, asked };
}

describe('a domain that is connected under another host', () => {
  const ALREADY = [`This org is already connected under ${CUSTOM}; its record and runs go by that name.`];
  const one = (orgId: string | null = null) => [{ host: CUSTOM, orgId }];

  it.each([
    ['its record has kept the same org id', one('00o1'), { [OWN]: { id: '00o1', hosts: [] } }],
    ['the org names that host as its own', one(), { [OWN]: { id: '00o1', hosts: [CUSTOM] } }],
    [
      'both addresses give the same id',
      one(),
      { [OWN]: { id: '00o1', hosts: [] }, [`https://${CUSTOM}`]: { id: '00o1', hosts: [] } },
    ],
    [
      'it is one of several',
      [{ host: 'other.okta.com', orgId: '00o2' }, ...one('00o1')],
      { [OWN]: { id: '00o1', hosts: [] } },
    ],
  ])('keeps that name where %s', async (_why, others, orgs: Orgs) => {
    const { id, orgUrl, said } = await named(others, orgs);
    expect([id, orgUrl, said]).toEqual([`kiro-okta/${CUSTOM}/example.com`, OWN, ALREADY]);
  });

  it('is of no matter where it is another org', async () => {
    const orgs = { [OWN]: { id: '00o1', hosts: [] }, [`https://${CUSTOM}`]: { id: '00o2', hosts: [] } };
    for (const others of [one(), one('00o2')])
      expect(await named(others, orgs)).toMatchObject({ id: workflowIdFor(input), said: [] });
    expect(await named([], orgs)).toMatchObject({ said: [], asked: [] });
  });

  it.each([
    ['the other one is silent', { [OWN]: { id: '00o1', hosts: [] } }, `${CUSTOM} did not say which org it is`],
    [
      'its own is silent',
      { [`https://${CUSTOM}`]: { id: '00o1', hosts: [] } },
      'example.okta.com did not say which org it is',
    ],
  ])('is not guessed to be the same where %s, and one sentence says so', async (_why, orgs: Orgs, why) => {
    const { id, said } = await named(one(), orgs);
    expect(id).toBe(workflowIdFor(input));
    expect(said).toEqual([
      `example.com is also connected under ${CUSTOM}. Whether that is the same org is not known, since ${why}: this goes on under example.okta.com.`,
    ]);
  });
});

describe('the name of a connection', () => {
  const known = { ...input, okta: { ...input.okta, knownAs: CUSTOM } };

  it('is in every id, and stays with the input of a run and of its record', () => {
    const id = `kiro-okta/${CUSTOM}/example.com/connection`;
    for (const one of [known, completedInput(known)!, completedConnectionInput(known)!])
      expect([connectionIdFor(one), one.okta.orgUrl]).toEqual([id, OWN]);
    const attributes = firstAttributes({ type: 'x', firstStep: 'y', ...known });
    expect(attributes.find(({ key }) => key.name === 'OktaOrg')?.value).toBe(CUSTOM);
    expect(completedConnectionInput(input)!.okta).toEqual({ orgUrl: OWN });
  });
});

describe('the reports on this machine', () => {
  const report = (oktaOrg: string, host: string, issuer: string, domain = 'example.com') => ({
    run: { workflowId: `kiro-okta/${host}/${domain}`, runId: 'r' },
    facts: { issuer },
    steps: [],
    domain,
    oktaOrg,
  });
  const folder = (reports: [host: string, time: string, content: object][]): string => {
    const dir = mkdtempSync(join(tmpdir(), 'kiro-reports-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    for (const [id, time, content] of reports)
      writeFileSync(join(dir, `${fileNamePart(id)}-${time}.json`), JSON.stringify(content));
    return dir;
  };
  const under = (host: string): string => `kiro-okta/${host}/example.com`;

  it('name the other hosts of the domain, and are found by the known name', () => {
    const dir = folder([
      [under(CUSTOM), '2026-11-25T100000000Z', report(CUSTOM, CUSTOM, 'https://old')],
      // A run by the other address keeps the name of the first.
      [under(CUSTOM), '2026-11-26T100000000Z', report('example.okta.com', CUSTOM, 'https://new')],
      [under('old.okta.com'), '2026-11-24T100000000Z', report('old.okta.com', 'old.okta.com', 'https://older')],
      // Of another domain, and of a run of day two.
      ['kiro-okta/a.okta.com/not.example.com', '2026-11-24T100000000Z', report('a', 'a', 'x', 'not.example.com')],
      [`${under('b.okta.com')}/connection/rotate`, '2026-11-24T100000000Z', report('b', 'b.okta.com', 'x')],
    ]);
    expect(otherNamesIn(dir, input)).toEqual([
      { host: 'old.okta.com', orgId: null },
      { host: CUSTOM, orgId: null },
    ]);
    expect(readRunRecord(undefined, dir, input)).toBeNull();
    const known = { ...input, okta: { ...input.okta, knownAs: CUSTOM } };
    expect(readRunRecord(undefined, dir, known)).toMatchObject({ issuer: 'https://new' });
    const byFirst = join(dir, `${fileNamePart(under(CUSTOM))}-2026-11-25T100000000Z.json`);
    expect(readRunRecord(byFirst, dir, known)).toMatchObject({ issuer: 'https://old' });
    expect(() => readRunRecord(byFirst, dir, input)).toThrow('not of this configuration');
  });

  it('are not asked for another host where the own one has some', () => {
    const dir = folder([
      [
        under('example.okta.com'),
        '2026-11-25T100000000Z',
        report('example.okta.com', 'example.okta.com', 'https://own'),
      ],
      [under(CUSTOM), '2026-11-26T100000000Z', report(CUSTOM, CUSTOM, 'https://new')],
    ]);
    expect(otherNamesIn(dir, input)).toEqual([]);
    expect(otherNamesIn(join(dir, 'nowhere'), input)).toEqual([]);
  });
});
