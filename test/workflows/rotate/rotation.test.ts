import { beforeAll, describe, expect, it } from 'vitest';
import { calmWorld, ENDPOINT } from '../fake-world.js';
import { simulator, type Simulator } from '../simulated-run.js';
import { House } from './rotation-house.js';

let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

/** A rotation that has come to its first question. */
async function rotation(compromised: boolean, before: (house: House) => void = () => undefined): Promise<House> {
  const house = await House.enter(creator, compromised);
  before(house);
  await house.settle();
  return house;
}
const planned = (before?: (house: House) => void): Promise<House> => rotation(false, before);
const leaked = (before?: (house: House) => void): Promise<House> => rotation(true, before);

/** Right up to the question for the old token. */
async function toTheOldToken(house: House): Promise<void> {
  await house.give('new');
  await house.paste('new');
}

describe('a planned rotation', () => {
  it('keeps the old token until Okta is seen to push, proves both ends, and tells the record', async () => {
    const house = await planned();
    expect(await house.waiting()).toEqual(['new-token scimAccessIssued kiro-admin']);
    const question = await house.question('new-token');
    expect(question.copy).toContainEqual({ label: 'SCIM endpoint', value: ENDPOINT });
    expect(question.instructions.join()).toMatch(/If two tokens are listed, delete the one that Okta does not use/);
    await house.give('new');
    const issuedAt = house.now;
    expect(await house.waiting()).toEqual(['into-okta provisioningConfigured okta-admin']);
    expect(house.news.some(({ token }) => token !== undefined)).toBe(false);
    // It is too early, no matter who says so.
    expect(await house.send('tokenRevoked')).toMatchObject({
      code: 'too-early',
      reason: expect.stringContaining('rotate-token -- --compromised') as string,
    });
    house.oktaHolds = 'new';
    await house.send('provisioningConfigured');
    expect(house.news.at(-1)?.token).toEqual({ issuedAt, storedAt: '1Password: Kiro, new' });
    // Nothing was pushed by itself: the Okta admin is asked for a push.
    expect(await house.waiting()).toEqual(['push-after checkNow okta-admin']);
    expect((await house.question('push-after')).instructions.join()).toContain('Push now');
    await house.pass();
    await house.push();
    expect(await house.waiting()).toEqual(['revoke-old tokenRevoked kiro-admin']);
    await house.pass();
    await house.revoke('old');
    expect(await house.waiting()).toEqual(['failed-tasks stepDone okta-admin']);
    await house.pass();
    await house.push();
    await house.retried();
    const { report } = house;
    expect(report).toMatchObject({ runbook: 'rotateScimToken', outcome: 'done', heading: 'New SCIM token' });
    expect(report.steps.map(({ id }) => `${id} ${house.ended(id)}`)).toEqual([
      'new-token done attested',
      'probe done proven',
      'into-okta done proven',
      'push-after done proven',
      'revoke-old done proven',
      'old-is-dead done proven',
      'failed-tasks done attested',
      'report done proven',
    ]);
    expect(report.facts).toMatchObject({ kind: 'planned', scimEndpoint: ENDPOINT, tokenIssuedAt: issuedAt });
    expect(report.stamps?.['oldToken']).toMatchObject({ confirmed: 'proven' });
    expect(house.news.at(-1)?.run.outcome).toBe('done');
  });

  it('leaves what nobody could see on people’s word, and says so', async () => {
    const house = await planned((one) => {
      one.workerHas = null;
    });
    await house.send('scimAccessIssued', { endpoint: ENDPOINT });
    await house.paste('new');
    await house.revoke('old');
    await house.retried();
    expect(['probe', 'into-okta', 'revoke-old', 'old-is-dead'].map((id) => house.ended(id))).toEqual(
      Array<string>(4).fill('done attested'),
    );
    expect(house.report.unproven.join()).toMatch(/only a copy that works right before/);
    expect(house.report.unproven.join()).toMatch(/the token itself was not given/);
  });

  it('refuses the endpoint of another profile, and sends people to the reprovisioning', async () => {
    const house = await planned();
    expect(await house.give('new', 'https://scim.example.com/other/scim/v2')).toMatchObject({
      field: 'endpoint',
      reason: expect.stringContaining('npm run reprovision') as string,
    });
    // The same one, written otherwise, is the same.
    expect(await house.give('new', `${ENDPOINT}/Users`)).toBeNull();
  });

  it('does not take the old token for the new one, unless the worker was given the new one before', async () => {
    const house = await planned();
    await house.giveAgain('old');
    expect(await house.waiting()).toEqual(['probe scimAccessIssued kiro-admin']);
    expect((await house.question('probe')).reason).toMatch(/most likely the old one/);
    await house.giveAgain('old');
    expect(await house.waiting()).toEqual(['into-okta provisioningConfigured okta-admin']);
    await house.paste('old');
    await house.revoke('older');
    await house.retried();
    expect(house.ended('old-is-dead')).toBe('done attested');
  });

  it('asks again for a token that Kiro does not take', async () => {
    const house = await planned();
    await house.giveAgain('slip');
    expect((await house.question('probe')).reason).toContain('401');
    await house.give('new');
    expect(await house.waiting()).toEqual(['into-okta provisioningConfigured okta-admin']);
  });

  it('asks the Okta admin again where Okta says that it is off', async () => {
    const house = await planned();
    await house.give('new');
    house.isOn = false;
    await house.send('provisioningConfigured');
    expect((await house.question('into-okta')).reason).toContain('is off');
    house.isOn = true;
    await house.paste('new');
    expect(await house.waiting()).toEqual(['revoke-old tokenRevoked kiro-admin']);
  });

  it('asks again for the old token as long as Kiro takes it, and lets people say that it is another one', async () => {
    const house = await planned();
    await toTheOldToken(house);
    await house.send('tokenRevoked');
    expect(await house.waiting()).toEqual(['old-is-dead tokenRevoked kiro-admin']);
    const { reason, instructions } = await house.question('old-is-dead');
    expect(reason).toMatch(/still takes the old token.*skipStep old-is-dead/);
    expect(instructions.join()).toContain('Delete the older one');
    const revoked = (await house.run.status()).steps.find(({ id }) => id === 'revoke-old');
    expect(revoked).toMatchObject({ confirmed: 'attested', summary: 'Kiro still takes the old token.' });
    await house.revoke('old');
    await house.retried();
    expect(house.ended('revoke-old')).toBe('done proven');
    const other = await planned();
    await toTheOldToken(other);
    await other.send('tokenRevoked');
    await other.send('skipStep', { step: 'old-is-dead', reason: 'a token for checks, which stays' });
    await other.retried();
    expect(other.ended('old-is-dead')).toBe('skipped null');
    expect(other.report.outcome).toBe('done-with-findings');
  });

  it('sees that the new token was deleted instead of the old one, and makes another', async () => {
    const house = await planned();
    await toTheOldToken(house);
    await house.revoke('new');
    expect(await house.waiting()).toEqual(['old-is-dead stepDone kiro-admin']);
    await house.send('redoStep', { step: 'new-token', reason: 'the wrong one was deleted' });
    expect(await house.waiting()).toEqual(['new-token scimAccessIssued kiro-admin']);
    await house.pass();
    await house.give('third');
    await house.paste('third');
    await house.revoke('old');
    await house.retried();
    expect(house.ended('old-is-dead')).toBe('done proven');
  });

  it('does not believe that Okta holds the new token where it goes on pushing with the old one', async () => {
    const house = await planned();
    await house.give('new');
    await house.paste('old');
    await house.revoke('old');
    await house.pass();
    await house.push();
    await house.retried();
    expect(house.ended('into-okta')).toBe('done attested');
    expect(house.report.unproven.join()).toContain('which token Okta holds it does not tell');
  });

  it('asks again as long as Okta shows people in error', async () => {
    const house = await planned();
    await toTheOldToken(house);
    house.failed = ['lena@example.com: Unauthorized'];
    await house.revoke('old');
    expect((await house.question('failed-tasks')).copy[0]?.value).toContain('lena@example.com');
    await house.retried();
    for (let look = 0; look < 3; look += 1) await house.pass(10_000);
    expect((await house.question('failed-tasks')).reason).toContain('lena@example.com');
    house.failed = [];
    await house.retried();
    expect(house.report.outcome).toBe('done');
  });

  it('does not wait for people whom Okta cannot push for another reason, and names them', async () => {
    const house = await planned();
    await toTheOldToken(house);
    house.failedOtherwise = ['cem@example.com: Request violates schema'];
    await house.revoke('old');
    const { copy } = await house.question('failed-tasks');
    expect(copy).toEqual([
      { label: 'For another reason, and not of this rotation', value: 'cem@example.com: Request violates schema' },
    ]);
    await house.retried();
    const { outcome, warnings } = house.report;
    expect(outcome).toBe('done');
    expect(warnings.join()).toMatch(/cannot push 1 person or group for another reason.*cem@example\.com/);
  });
});

describe('a rotation after a leak', () => {
  it('has the leaked token deleted first, no matter whose turn it is, and compares everything at the end', async () => {
    const house = await leaked();
    expect(await house.waiting()).toEqual(['revoke-old tokenRevoked kiro-admin']);
    const { why, instructions } = await house.question('revoke-old');
    expect(why).toMatch(/Provisioning stands still from now until Okta has a new token.*what fails is retried/);
    expect(instructions.join()).toContain('Delete every token that is listed');
    expect(await house.send('scimAccessIssued', { endpoint: ENDPOINT })).toMatchObject({ code: 'too-early' });
    await house.revoke('old');
    expect(await house.waiting()).toEqual(['new-token scimAccessIssued kiro-admin']);
    await house.pass();
    await house.give('new');
    await house.paste('new');
    expect(await house.waiting()).toEqual(['failed-tasks stepDone okta-admin']);
    const planted = {
      severity: 'blocking',
      problem: 'mallory is in Kiro.',
      fix: 'Delete the user.',
      url: null,
    } as const;
    house.planted = [planted];
    await house.retried();
    expect(await house.waiting()).toEqual(['compare decisionMade kiro-admin']);
    expect((await house.question('compare')).instructions.join()).toContain('mallory is in Kiro. Delete the user.');
    house.planted = [];
    await house.send('decisionMade', { step: 'compare', decision: 'repair', reason: 'deleted' });
    expect(house.report).toMatchObject({
      outcome: 'done',
      heading: 'Leaked SCIM token',
      facts: { kind: 'compromised' },
    });
    expect(house.comparedBy).toMatchObject([{ signInAppId: '0oa1', scimAppId: '0oa2' }, { serverId: 'aus1' }]);
    for (const id of ['probe', 'push-after', 'compare']) expect([id, house.ended(id)]).toEqual([id, 'done proven']);
    // Okta may have another token than the worker.
    for (const id of ['revoke-old', 'old-is-dead', 'into-okta'])
      expect([id, house.ended(id)]).toEqual([id, 'done attested']);
    const dead = house.report.steps.find(({ id }) => id === 'old-is-dead');
    expect(dead?.summary).toMatch(/token that the worker holds.*that the leaked one is gone, too, is what ana/);
    expect(house.report.duties.join()).toContain('Subscriptions tab');
  });

  it('asks before the record or Kiro have answered, and goes on without them', async () => {
    const fails = async (): Promise<never> => {
      throw new Error('not now');
    };
    const house = await House.enter(creator, true, { takeTurn: fails });
    await house.settle();
    expect(await house.waiting()).toEqual([]);
    await house.pass(5_000);
    expect(await house.waiting()).toEqual(['revoke-old tokenRevoked kiro-admin']);
  });

  it('believes people where the token was deleted before the run had begun', async () => {
    const house = await leaked((one) => void one.alive.delete('old'));
    await house.send('tokenRevoked');
    await house.give('new');
    await house.paste('new');
    await house.retried();
    expect(house.ended('old-is-dead')).toBe('done attested');
    const dead = house.report.steps.find(({ id }) => id === 'old-is-dead');
    expect(dead?.summary).toContain('was before as well');
  });

  it('keeps what was found and accepted, with the reason', async () => {
    const house = await leaked((one) => {
      one.planted = [{ severity: 'warning', problem: 'A group "X" is in Kiro.', fix: 'Delete it.', url: null }];
    });
    await house.revoke('old');
    await house.give('new');
    await house.paste('new');
    await house.retried();
    await house.send('decisionMade', { step: 'compare', decision: 'accept', reason: 'made by hand in May' });
    expect(house.report.outcome).toBe('done-with-findings');
    expect(house.report.steps.find(({ id }) => id === 'compare')?.summary).toContain('made by hand in May');
  });

  it('cannot compare without the token, and says how to do it by hand', async () => {
    const house = await leaked();
    await house.revoke('old');
    await house.send('scimAccessIssued', { endpoint: ENDPOINT });
    await house.paste('new');
    await house.retried();
    expect(house.ended('compare')).toBe('skipped null');
    expect(house.report.findings.map(({ problem }) => problem).join()).toContain('Compare Users & Groups');
  });
});
