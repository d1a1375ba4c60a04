import { describe, expect, it } from 'vitest';
import { finishedHouse, counted } from './why-house.js';
import { KIRO_STATES } from './why-kiro-states.js';
import { OKTA_STATES } from './why-okta-states.js';
import { ANA, syncOf } from './why-states.js';

const STATES = [...OKTA_STATES, ...KIRO_STATES];

describe('why one person cannot work, on a finished onboarding', () => {
  it.each(STATES.map((state) => [state.name, state] as const))(
    '%s',
    async (_name, { plant, login = ANA, answer, cause, cure, follow = [], also = [], withSeats = false }) => {
      const house = await finishedHouse();
      await plant(house);
      const seats = withSeats
        ? { seats: { value: (await house.seats()).value.filter(({ names }) => !names.includes(login)) } }
        : {};
      const found = await counted(house, login, seats);
      expect(found.answer).toMatch(answer);
      expect(found.cure).toMatch(cure);
      expect(found.ok).toBe(false);
      const wrong = found.checks.filter(({ state }) => state === 'wrong');
      expect(wrong.map(({ id }) => id)).toEqual([cause, ...follow, ...also]);
      const following = wrong.filter(({ text }) => text.includes('; this follows from '));
      expect(following.map(({ id }) => id)).toEqual(follow);
    },
  );
});

describe('why, where nothing is wrong', () => {
  it('says that all is right when all was looked at, and writes nothing', async () => {
    const house = await finishedHouse();
    const seats = await house.seats();
    const before = await house.org.writes();
    const found = await house.why(ANA, { seats });
    expect(found).toMatchObject({
      login: ANA,
      userId: await house.user(ANA),
      answer: 'Nothing stands in the way of ana@example.com: every check is right.',
      cure: null,
      ok: true,
    });
    expect(found.checks.map(({ id, state }) => [id, state])).toEqual(
      ['account', 'sign-in', 'provisioning', 'token', 'system-log', 'kiro', 'group', 'seat'].map((id) => [id, 'ok']),
    );
    expect(Object.keys(found)).toEqual(['login', 'userId', 'answer', 'cure', 'ok', 'checks']);
    for (const check of found.checks) expect(Object.keys(check)).toEqual(['id', 'state', 'text', 'evidence']);
    const text = Object.fromEntries(found.checks.map((check) => [check.id, check.text]));
    expect(text).toMatchObject({
      'sign-in': '"Kiro-OIDC" is assigned through "Kiro Users"',
      provisioning: '"AWS IAM Identity Center (Kiro)" is assigned through "Kiro Users", and Okta has pushed them',
      token: 'the rule "Kiro" of the policy "Kiro" would issue one',
      group: 'in "Kiro Team", in Okta and in Kiro',
      seat: 'active, Kiro Pro',
    });
    expect(await house.org.writes()).toEqual(before);
  });

  it('names what it has not looked at: Kiro without a token, the seat without a list', async () => {
    const house = await finishedHouse();
    const found = await house.why(ANA, { scim: { why: 'no SCIM token' } });
    expect([found.ok, found.answer]).toEqual([
      null,
      'Nothing wrong was seen for ana@example.com; not looked at: User in Kiro, Pushed group, Seat.',
    ]);
    expect(found.cure).toMatch(/`--scim-endpoint` and `--scim-token-stdin`; .*`--subscriptions FILE`/);
    expect(found.checks.find(({ id }) => id === 'group')?.text).toBe(
      'not looked at: no SCIM token; in Okta they are in "Kiro Team"',
    );
  });

  it('names a direct assignment, and a seat of their own', async () => {
    const house = await finishedHouse();
    const { org, scimAppId, user, until } = house;
    const yara = 'yara@example.com';
    await org.call('POST', `/api/v1/apps/${scimAppId}/users`, {
      id: await user(yara),
      credentials: { userName: yara },
    });
    await until(async () => (await syncOf(org, scimAppId, await user(yara))) === 'SYNCHRONIZED');
    const subscribe = { groups: [], users: [yara], tier: 'Kiro Pro' };
    const seats = { value: [{ names: [yara], status: 'active' as const, tier: 'Pro', source: 'individual' as const }] };
    const found = await house.why(yara, { input: { ...org.task.input, subscribe }, seats });
    expect([found.ok, found.answer]).toEqual([
      true,
      'Nothing stands in the way of yara@example.com: every check is right.',
    ]);
    expect(found.checks.find(({ id }) => id === 'sign-in')?.text).toBe('"Kiro-OIDC" is assigned to them directly');
  });

  it('does not hold against anybody a refusal whose reason is out of the way', async () => {
    const house = await finishedHouse();
    await house.policy({ status: 'INACTIVE' });
    await house.signIn(ANA);
    const refused = await house.why(ANA);
    expect(refused.checks.filter(({ state }) => state === 'wrong').map(({ id }) => id)).toEqual([
      'token',
      'system-log',
    ]);
    await house.policy({ status: 'ACTIVE' });
    const mended = await house.why(ANA);
    expect(mended.ok).toBe(null);
    expect(mended.checks.find(({ id }) => id === 'system-log')?.text).toMatch(
      /^a sign-in refused on .*Policy evaluation failed.*; what that was about is right now$/,
    );
    await house.signIn(ANA, { code_challenge: '' });
    await house.signIn(ANA);
    expect((await house.why(ANA)).checks.find(({ id }) => id === 'system-log')?.text).toMatch(
      /; but a sign-in to Kiro came through on /,
    );
  });
});
