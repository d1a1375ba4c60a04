import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WhyAnswer } from '../../runbook/person/verdict.js';
import { startOrg } from '../activities/okta/support.js';
import { runToEnd, workFolder, yamlFor } from './run-cli.js';
import { finishedHouse, type House } from './why-house.js';

const ANA = 'ana@example.com';

describe('npm run why', { timeout: 240_000 }, () => {
  const run = (house: Pick<House, 'org'>, args: string[], { stdin = '', token = house.org.token } = {}) =>
    runToEnd('why.ts', args, {
      cwd: workFolder(yamlFor(house.org.url)),
      env: token === '' ? {} : { OKTA_CLIENT_TOKEN: token },
      stdin,
    });

  it('exits with 0 where all is right, with the token from stdin and never on the output', async () => {
    const house = await finishedHouse();
    const list = join(workFolder(), 'seats.csv');
    writeFileSync(list, 'User;Status;Plan\nana@example.com;Active;Kiro Pro');
    const scim = ['--scim-endpoint', house.scim.endpoint, '--scim-token-stdin'];
    const before = await house.org.writes();
    const args = [ANA.toUpperCase(), '--json', '--subscriptions', list, ...scim];
    const { code, stdout, stderr } = await run(house, args, { stdin: `${house.scim.token}\n` });
    expect([code, stderr]).toEqual([0, 'The list was read as 1 seat (1 active), by "User".\n']);
    expect(JSON.parse(stdout)).toMatchObject({ login: ANA, ok: true, cure: null });
    expect(stdout).not.toContain(house.scim.token);
    expect(await house.org.writes()).toEqual(before);
  });

  it('exits with 0 where nothing wrong was seen, and with 3 where something is: the answer, the cure, the checks', async () => {
    const house = await finishedHouse();
    const partly = await run(house, [ANA]);
    expect([partly.code, partly.stdout.split('\n')[0]]).toEqual([
      0,
      'Nothing wrong was seen for ana@example.com; not looked at: User in Kiro, Pushed group, Seat.',
    ]);
    await house.org.call('POST', `/api/v1/users/${ANA}/lifecycle/suspend`);
    const { code, stdout } = await run(house, [ANA]);
    const lines = stdout.trimEnd().split('\n');
    expect([code, lines[0]]).toEqual([3, 'ana@example.com is suspended in Okta, so they cannot sign in.']);
    expect(lines[1]).toMatch(/^What to do: .*Unsuspend/);
    expect(lines.filter((line) => /^[✓✗–] /.test(line))).toHaveLength(8);
    const nobody = await run(house, ['nobody@example.com', '--json']);
    const { login, userId, ok } = JSON.parse(nobody.stdout) as WhyAnswer;
    expect([nobody.code, login, userId, ok]).toEqual([3, 'nobody@example.com', null, false]);
  });

  it('exits with 1 where Okta cannot be looked at, and says why', async () => {
    const org = await startOrg();
    const without = await run({ org }, [ANA, '--json'], { token: '' });
    expect([without.code, (JSON.parse(without.stdout) as WhyAnswer).answer]).toEqual([
      1,
      expect.stringMatching(
        /^ana@example\.com could not be looked at in Okta: No Okta credentials: set OKTA_CLIENT_CLIENTID/,
      ),
    ]);
    const refused = await run({ org }, [ANA], { token: 'a-token-of-yesterday' });
    expect([refused.code, refused.stdout.split('\n')[0]]).toEqual([
      1,
      expect.stringMatching(/could not be looked at in Okta: .*refuses OKTA_CLIENT_TOKEN \(E0000011\)/),
    ]);
    expect(refused.stdout + refused.stderr).not.toContain('a-token-of-yesterday');
  });

  it('exits with 2 without a login, with two, and with half a SCIM access', async () => {
    const org = await startOrg();
    const slips: [string[], RegExp][] = [
      [[], /missing required argument 'login'/],
      [[' '], /Name a login/],
      [['ana', 'ribeiro'], /too many arguments/],
      [[ANA, '--scim-token-stdin'], /--scim-token-stdin needs --scim-endpoint, too\./],
      [[ANA, '--subscriptions', 'nowhere.csv'], /the file cannot be read/],
    ];
    for (const [args, says] of slips) {
      const { code, stdout, stderr } = await run({ org }, args);
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(says)]);
    }
  });
});
