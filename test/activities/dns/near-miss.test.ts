import { describe, expect, it } from 'vitest';
import { cname, serving, startWorld, TOKEN, txt, type Line } from './world.js';

/** What a check says of a zone with these records. */
async function hintsOf(lines: Line[], recordName = 'example.com') {
  const world = await startWorld(serving(lines), serving(lines));
  const report = await world.check({ recordName });
  return { ...report, text: report.hints.map(({ problem, fix }) => `${problem} ${fix}`).join('\n') };
}

describe('a value that is nearly right', () => {
  it.each([
    ['quotes', `"${TOKEN}"`, /quotation marks/],
    ['a space behind', `${TOKEN} `, /spaces/],
    ['a line break within', `${TOKEN.slice(0, 20)}\n${TOKEN.slice(20)}`, /line break/],
    ['the wrong case', TOKEN.toLowerCase(), /case/],
    ['without the key', TOKEN.slice(TOKEN.indexOf('=') + 1), /whole value/],
    ['the key twice', `kiro-verification=${TOKEN}`, /twice/],
    ['joined with another', `v=spf1 -all ${TOKEN}`, /record of its own/],
    ['an older token', 'kiro-verification=older', /earlier try/],
    ['curly quotes', `“${TOKEN}”`, /quotation marks/],
    ['escaped quotes', `\\"${TOKEN}\\"`, /quotation marks/],
    ['a zero-width space', `${TOKEN}\u200b`, /invisible character in it \(U\+200B\)/],
    ['a soft hyphen', TOKEN.replace('=', '=\u00ad'), /invisible character in it \(U\+00AD\)/],
    [
      'the escapes of a zone file',
      TOKEN.replace('=', '\\='),
      /backslash, which is the escape of zone files, is published literally/,
    ],
    ['an escape by number', TOKEN.replace('=', '\\061'), /backslash/],
    ['percent-encoded', TOKEN.replace('=', '%3D'), /percent-encoded/],
    ['HTML escapes', TOKEN.replace('=', '&#61;'), /HTML escapes/],
    ['JSON', JSON.stringify(Object.fromEntries([TOKEN.split('=')])), /as JSON.*name=token/],
    ['JSON of a text', JSON.stringify([TOKEN]), /as JSON/],
    ['a link', `https://kiro.example/verify?${TOKEN}`, /a link that holds the value/],
    ['key: value', TOKEN.replace('=', ': '), /colon/],
    ['a backslash at its end', `${TOKEN}\\`, /one character too many at its end/],
    ['a full stop at its end', `${TOKEN}.`, /one character too many at its end/],
    ['brackets around it', `<${TOKEN}>`, /characters that do not belong to it/],
    ['a word before it', `txt=${TOKEN}`, /Enter the value alone/],
    ['its end cut off', TOKEN.slice(0, -6), /without its end/],
    ['a character mistyped', `${TOKEN.slice(0, -1)}X`, /Copy and paste/],
  ])('%s', async (_, value, words) => {
    const { outcome, text } = await hintsOf([txt('example.com', value)]);
    expect(outcome).toBe('missing');
    expect(text).toMatch(words);
  });

  it('says nothing of the records of others', async () => {
    expect((await hintsOf([txt('example.com', 'v=spf1 include:_spf.example.org -all')])).hints).toEqual([]);
  });

  it('joins the strings of one record, but not two records', async () => {
    const halves = [TOKEN.slice(0, 9), TOKEN.slice(9)];
    expect((await hintsOf([txt('example.com', ...halves)])).outcome).toBe('propagated');
    const { outcome, text } = await hintsOf(halves.map((half) => txt('example.com', half)));
    expect([outcome, /one TXT record/.test(text)]).toEqual(['missing', true]);
  });
});

describe('a record at another name', () => {
  it.each([
    ['the zone twice', 'example.com.example.com'],
    ['www', 'www.example.com'],
    ['_kiro', '_kiro.example.com'],
    ['the key as name', 'kiro-verification.example.com'],
    ['an @ that the form took for a name', '@.example.com'],
  ])('%s', async (_, name) => {
    expect((await hintsOf([txt(name, TOKEN)])).text).toContain(name);
  });

  it('the domain, where a name below it is expected', async () => {
    const { text } = await hintsOf([txt('example.com', TOKEN)], '_kiro.example.com');
    expect(text).toContain('The value stands at example.com instead of _kiro.example.com.');
    expect(text).toContain("Change the record's name in the DNS provider's form to _kiro.");
  });

  it('the key as name, with the rest as value', async () => {
    const rest = TOKEN.slice(TOKEN.indexOf('=') + 1);
    expect((await hintsOf([txt('kiro-verification.example.com', rest)])).text).toContain('instead of example.com');
  });

  it('a wildcard that gives the value at a name below the zone, too', async () => {
    const { outcome, text } = await hintsOf([txt('*.example.com', TOKEN)], '_kiro.example.com');
    expect([outcome, /because the wildcard \*\.example\.com does/.test(text)]).toEqual(['propagated', true]);
  });

  it('a wildcard', async () => {
    expect((await hintsOf([txt('*.example.com', TOKEN)])).text).toContain('*.example.com');
  });

  it('behind a CNAME record, in another zone', async () => {
    const alias = cname('_kiro.example.com', 'here.example.net');
    const missing = await hintsOf([alias], '_kiro.example.com');
    expect(missing.text).toContain('Publish the value at here.example.net');
    const there = await hintsOf([alias, txt('here.example.net', TOKEN)], '_kiro.example.com');
    expect([there.outcome, there.zone, there.aliases]).toEqual(['cached', 'example.net', ['here.example.net']]);
  });

  it('CNAME records in a circle', async () => {
    const circle = [cname('a.example.com', 'b.example.com'), cname('b.example.com', 'a.example.com')];
    const { outcome, text } = await hintsOf(circle, 'a.example.com');
    expect([outcome, /circle/.test(text)]).toEqual(['broken', true]);
  });
});
