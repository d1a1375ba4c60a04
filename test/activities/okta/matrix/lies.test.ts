import { describe, expect, it } from 'vitest';
import { someOf } from '../../../support/how-often.js';
import { asTemporal } from '../drive.js';
import { connectIn, runAll } from '../run.js';
import { startScimTarget } from '../scim-target.js';
import { failureOf } from '../support.js';
import { writtenFields, type WrittenField } from './bodies.js';
import { recordCleanRun, startSmallOrg } from './record.js';
import { snapshot } from './snapshot.js';

const { expected } = await recordCleanRun();
const target = { baseUrl: 'http://127.0.0.1:9/scim/v2', token: 'target-token' };

/** Written as the Admin Console does it, but fixed neither by the guide nor needed: an admin may have it otherwise. */
const FREE = /^(credentials\.oauthClient\.client_id|settings\.oauthClient\.consent_method|visibility\.hide\.\w+) /;
const fields = (await writtenFields()).filter(({ name }) => !FREE.test(name));

/** In an org that says 200 and loses the field, the run says so to a person, or what it leaves is right all the same. */
async function isNoticed({ calls, field, name }: WrittenField, times: number): Promise<void> {
  const org = await startSmallOrg();
  const losing = times === 1 ? calls.slice(0, 1) : calls;
  for (const call of losing) await org.fault({ ...call, kind: 'lose-fields', fields: [field], times });
  const scim = await startScimTarget();
  const failure = await runAll(org, connectIn(org, scim), null, asTemporal).catch((error: unknown) => error);
  await org.call('DELETE', '/sandbox/faults');
  if (failure instanceof Error) expect(failure, name).toMatchObject({ nonRetryable: true });
  else expect(await snapshot(org), name).toEqual(expected);
}

describe('a field that Okta says it took and did not', { timeout: 240_000 }, () => {
  it('is never taken for done, be it lost for ever', async () => {
    await Promise.all(someOf(fields, 5).map((field) => isNoticed(field, 99)));
  });

  it('is never taken for done, be it lost at the birth of its object alone', async () => {
    await Promise.all(someOf(fields, 5).map((field) => isNoticed(field, 1)));
  });

  it('is named, with what is and what should be', async () => {
    const org = await startSmallOrg();
    const calls = ['POST', 'PUT'].map((method) => ({ method, path: '/api/v1/apps*' }));
    const lost = { kind: 'lose-fields', fields: ['settings.oauthClient.grant_types'], times: 99 };
    for (const call of calls) await org.fault({ ...call, ...lost });
    const failure = await failureOf(runAll(org, connectIn(org, target), null, asTemporal));
    expect(String(failure)).toContain(
      'settings.oauthClient.grant_types is ["authorization_code"] instead of ["authorization_code","refresh_token"]',
    );
  });
});
