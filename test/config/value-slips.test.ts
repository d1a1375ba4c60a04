import { describe, expect, it } from 'vitest';
import { inputOf, minimal, problemsOf } from './config-support.js';

const pushed = (entry: string): string => minimal('push:', '  groups:', `    - ${entry}`);

describe('a value that is not what it seems', () => {
  it.each([
    [String.raw`"CORP\team"`, /\\t is a tab.*single quotes: 'CORP\\team'/],
    [String.raw`"CORP\new"`, /\\n is a line end.*'CORP\\new'/],
    [String.raw`"CORP\bi"`, /\\b is a backspace.*'CORP\\bi'/],
    [String.raw`"\new"`, /\\n is a line end.*'\\new'/],
    [String.raw`"CORP\_x"`, /no-break space/],
    [String.raw`"CORP\Nina"`, /\\N is a line end/],
    [String.raw`"CORP\ Users"`, /\\  is a space/],
    [String.raw`"CORP\x09eam"`, /control character \(\\x09\)/],
    [String.raw`"CORP\u0009eam"`, /control character \(\\u0009\)/],
    ['Kiro\tUsers', /tab or a control character/],
    ['“Kiro Users”', /typographic quotes.*Write "Kiro Users".*meant, write "“Kiro Users”"/],
    ['‘Kiro Users’', /Write "Kiro Users"/],
    ['„Kiro Users“', /Write "Kiro Users"/],
    ['“Kiro Users', /Write "Kiro Users"/],
    ['Kiro Users”', /Write "Kiro Users"/],
    ['Kiro Users,', /"," at the end.*Write Kiro Users alone.*meant, write "Kiro Users,"/],
    ['Kiro Users;', /";" at the end.*Write Kiro Users alone/],
  ])('is refused: %j', async (entry, said) => {
    const problems = await problemsOf(pushed(entry));
    expect(problems).toMatchObject([{ path: 'push.groups[0]', line: 5 }]);
    expect(`${problems[0]?.message} ${problems[0]?.fix}`).toMatch(said);
  });

  it.each(['domain: “example.com”', 'domain: example.com,'])('is refused outside of lists, too: %s', async (line) => {
    expect(await problemsOf(`${line}\nsignIn: { groups: [Kiro Users] }`)).toMatchObject([{ path: 'domain', line: 1 }]);
  });

  it.each([
    [String.raw`'CORP\team'`, String.raw`CORP\team`],
    [String.raw`CORP\team`, String.raw`CORP\team`],
    [String.raw`"CORP\\team"`, String.raw`CORP\team`],
    [String.raw`"CORP\\\\new"`, String.raw`CORP\\new`],
    [String.raw`"CORP\\x09"`, String.raw`CORP\x09`],
    [String.raw`"say \"Kiro\""`, 'say "Kiro"'],
    [String.raw`"a\/b \u00e9 \xe9"`, 'a/b é é'],
    ['"“Kiro Users”"', '“Kiro Users”'],
    ['Bosses’', 'Bosses’'],
    ['Ana’s team', 'Ana’s team'],
    ['The “Kiro”', 'The “Kiro”'],
    ['“Kiro” team', '“Kiro” team'],
    ['Sales, EMEA', 'Sales, EMEA'],
    ['"Kiro Users,"', 'Kiro Users,'],
    ['Sales 19"', 'Sales 19"'],
  ])('is read as it stands: %j', async (entry, name) => {
    expect((await inputOf(pushed(entry))).push.groups).toEqual([name]);
  });
});
