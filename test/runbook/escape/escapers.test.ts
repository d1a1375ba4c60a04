import headless from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible, visibleLine } from '../../../runbook/escape/characters.js';
import { htmlLink, htmlText } from '../../../runbook/escape/html-text.js';
import {
  markdownAddress,
  markdownCode,
  markdownFence,
  markdownLink,
  markdownProse,
  markdownText,
  markdownWithin,
} from '../../../runbook/escape/markdown-text.js';
import { ownLinksOf } from '../../../runbook/escape/own-links.js';
import {
  csvRow,
  fileNamePart,
  headerText,
  jsonText,
  terminalLines,
  terminalOutput,
  terminalText,
} from '../../../runbook/escape/plain-text.js';
import { slackLink, slackProse, slackText } from '../../../runbook/escape/slack-text.js';
import { HOSTILE, UNSEEN } from '../../support/hostile-texts.js';
import { readMarkdown } from '../../support/markdown.js';
import { howOften } from '../../support/how-often.js';

/** What breaks forms, in every order, between ordinary characters. */
const MEAN = [
  ...'\\`*_[](){}<>#+-.!|&~^$=:;@"\'/,% \n\r\t\u0000\u001b\u009b\u202e\u200b\ud83d',
  'https://a.example',
  'www.',
  '&lt;',
  '![',
  '<!',
  '1.',
  '--',
  '```',
  '=1',
  ';=',
];
const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.oneof(fc.constantFrom(...MEAN), fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 20 })
    .map((parts) => parts.join('')),
);
const forEveryText = (check: (text: string) => void): void => {
  HOSTILE.forEach(check);
  fc.assert(
    fc.property(anyText, (text) => {
      check(text);
    }),
    howOften(60, 1_000),
  );
};
const onOneLine = (text: string): string => visibleLine(text).replace(/\s+/g, ' ').trim();

describe('characters that nobody sees', () => {
  it('are shown, and nothing else changes', () => {
    forEveryText((text) =>
      expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|[\u202a-\u202e\u2066-\u2069\ufeff\u200b]/u),
    );
    expect(visible('a\u202eb\u0000')).toBe('a\\u{202e}b\\u{0}');
    for (const plain of [
      'Zoë, Łukasz & Søn (R&D)',
      '田中',
      '👩‍💻 🏳️‍🌈 ❤️',
      'علی‌رضا',
      'क्‍ष',
      'שלום',
      'e\u0301',
      '\u845b\u{e0100}城市',
      '1\ufe0f\u20e3',
    ])
      expect(visible(plain)).toBe(plain);
    // What is hidden behind letters carries bytes, not a variant.
    expect(visible('a\u{e0100}b\ufe0f \u845b\u{e0100}\u{e0101}')).toBe(
      'a\\u{e0100}b\\u{fe0f} \u845b\u{e0100}\\u{e0101}',
    );
    // A joiner that joins nothing is only hidden.
    expect(visible('a\u200db \u200c')).toBe('a\\u{200d}b \\u{200c}');
  });
});

describe('Markdown', () => {
  it('shows text from outside as it is, wherever it stands', () => {
    forEveryText((text) => {
      const shown = markdownText(text);
      const source = [
        `### ${shown}`,
        `A **b** ${shown} c.`,
        `- ${shown}`,
        shown,
        `| a | b |\n|---|---|\n| ${shown} | x |`,
      ];
      const { blocks, kinds, links, headings } = readMarkdown(source.join('\n\n'));
      const plain = onOneLine(text);
      const blank = plain === '' ? [] : [plain];
      expect(blocks.filter((one) => one !== '')).toEqual([
        ...blank,
        onOneLine(`A b ${plain} c.`),
        ...blank,
        ...blank,
        'a',
        'b',
        ...blank,
        'x',
      ]);
      expect(links).toEqual([]);
      expect(headings.filter((one) => one !== '')).toEqual(blank);
      for (const kind of ['image', 'html_inline', 'html_block', 'fence', 'em_open', 's_open', 'hr', 'blockquote_open'])
        expect(kinds).not.toContain(kind);
    });
  });

  it('keeps a value a value, in a code span and in a fence', () => {
    forEveryText((text) => {
      const shown = visibleLine(text);
      const value = readMarkdown(`- x: ${markdownCode(text)} y`);
      expect(value.blocks).toEqual([onOneLine(`x: ${shown} y`)]);
      expect([...value.kinds].filter((kind) => /link|image|html|^em_open|strong/.test(kind))).toEqual([]);
      const { blocks, kinds } = readMarkdown(`a\n\n${markdownFence(text)}\n\nb`);
      expect(blocks).toHaveLength(3);
      expect(blocks[1]).toBe(text.split('\n').map(visible).join('\n').replace(/\s+/g, ' ').trim());
      expect(kinds).toContain('fence');
    });
  });

  it('links only to pages, and in sentences only to our own', () => {
    forEveryText((text) => {
      const { blocks, links } = readMarkdown(`x ${markdownLink(text, 'https://example.com/a')} y`);
      expect(blocks).toEqual([onOneLine(`x ${onOneLine(text)} y`)]);
      expect(links).toEqual(onOneLine(text) === '' ? links : ['https://example.com/a']);
      expect(readMarkdown(markdownLink('x', `https://example.com/${text}`)).links).toHaveLength(1);
      expect(readMarkdown(`a ${markdownAddress(`https://example.com/${text}`)} b`).links).toHaveLength(1);
    });
    expect(markdownLink('x', 'javascript:alert(1)')).toBe('x');
    const isOwn = ownLinksOf('acme.okta.com');
    const sentence =
      'Open https://acme-admin.okta.com/admin/app/x/#tab-general (see https://acme-admin.okta.com.evil.example/ and https://acme.okta.com@evil.example/), then run `npm run answer -- x`.';
    const { blocks, links } = readMarkdown(markdownProse(sentence, isOwn));
    expect(links).toEqual(['https://acme-admin.okta.com/admin/app/x/#tab-general']);
    expect(blocks).toEqual([sentence.replaceAll('`', '')]);
  });

  it('is cut to its length, and never in the middle of an escape', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 20, max: 400 }), (text, length) => {
        const cut = markdownWithin(text, length);
        expect(cut.length).toBeLessThanOrEqual(length);
        // What is read is the beginning of what would be read of the whole; a command may have lost its end mark.
        const read = (markdown: string): string => readMarkdown(`x ${markdown}`).blocks[0]!.replaceAll('`', '');
        const whole = read(markdownProse(text));
        const shown = read(cut);
        expect(shown === whole || whole.startsWith(shown.replace(/ ?…$/, ''))).toBe(true);
      }),
    );
  });
});

describe('a terminal', () => {
  const { Terminal } = headless;
  const lineOf = async (text: string): Promise<{ line: string; titles: string[]; bells: number; row: number }> => {
    const screen = new Terminal({ cols: 500, rows: 5, allowProposedApi: true });
    const titles: string[] = [];
    let bells = 0;
    screen.onTitleChange((title) => titles.push(title));
    screen.onBell(() => (bells += 1));
    await new Promise<void>((resolve) => screen.write(text, resolve));
    const { active } = screen.buffer;
    const line = active.getLine(0)?.translateToString(true) ?? '';
    return { line, titles, bells, row: active.cursorY };
  };

  it('shows every character of the text and obeys none', async () => {
    for (const text of HOSTILE.filter((one) => one.length < 400)) {
      const shown = terminalText(text);
      expect(shown).not.toMatch(UNSEEN);
      const { line, titles, bells, row } = await lineOf(`${shown}|`);
      expect(line).toBe(`${shown}|`);
      expect({ titles, bells, row }).toEqual({ titles: [], bells: 0, row: 0 });
    }
  });

  it('has our line breaks and colours, and nothing else', () => {
    expect(terminalLines('a\r\nb\u001b[1mc\td')).toBe('a\nb\\u{1b}[1mc d');
    expect(terminalOutput('\u001b[1mbold\u001b[22m\n\u001b]0;x\u0007')).toBe(
      '\u001b[1mbold\u001b[22m\n\\u{1b}]0;x\\u{7}',
    );
    forEveryText((text) => expect(terminalOutput(text).replace(/\u001b\[[\d;]*m/g, '')).not.toMatch(UNSEEN));
  });

  it('gets JSON that reads the same and hides nothing', () => {
    forEveryText((text) => {
      const json = jsonText({ [text]: [text] });
      expect(json).not.toMatch(UNSEEN);
      expect(JSON.parse(json)).toEqual({ [text]: [text] });
    });
  });
});

describe('CSV', () => {
  /** Cells as a spreadsheet reads them: quotes anywhere, and whatever separator it was told. */
  const cellsOf = (text: string, separator: RegExp): string[] =>
    text
      .split(/\r\n|\r|\n/)
      .flatMap((line) => line.split(separator))
      .map((cell) => cell.replace(/^[\s"]+/, ''));

  /** Cells of a row as RFC 4180 has them. */
  const readRow = (row: string): string[] =>
    (row.match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,"]*)(?=,|$)/g) ?? []).map((cell) =>
      cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
    );

  it('is one row, and no cell of it a formula, for readers of commas, semicolons and tabs', () => {
    forEveryText((text) => {
      const row = csvRow([text, 'x', text]);
      expect(row).not.toMatch(/[^\r]\n|\r(?!\n)|\t/);
      for (const separator of [/,/, /;/, /\t/, /[,;|\t]/])
        for (const cell of cellsOf(row, separator)) expect(cell).not.toMatch(/^[=+\-@\uff1d\uff0b\uff0d\uff20]/);
      // A reader that knows quotes finds three cells, and the same text but for the apostrophes.
      const cells = readRow(row.slice(0, -2));
      expect(cells).toHaveLength(3);
      expect(cells[0]!.replaceAll("'", '').trim()).toBe(visibleLine(text).replaceAll("'", '').trim());
    });
    expect(csvRow(["x;=cmd|'/c calc'!A1", 'a-b@example.com'])).toBe(`"x;'=cmd|'/c calc'!A1",a-b@example.com\r\n`);
  });
});

describe('Slack, mail, HTML and file names', () => {
  it('no mention, link or format comes from outside', () => {
    forEveryText((text) => {
      for (const shown of [slackText(text), slackProse(text)]) {
        expect(shown).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        expect(shown).not.toMatch(UNSEEN);
        expect(shown).not.toMatch(/(^|[^\p{L}\p{N}`])[*_~]\S/u);
      }
      expect(slackText(text)).not.toMatch(/(^|[^\p{L}\p{N}])`/u);
      expect(slackLink(text, 'https://example.com')).toMatch(/^<https:\/\/example\.com\|[^<>|]*>$/);
    });
    expect(slackProse('See https://acme.okta.com/x or https://evil.example', ownLinksOf('acme.okta.com'))).toBe(
      'See <https://acme.okta.com/x> or https://evil.example',
    );
  });

  it('nothing begins a header, a tag or another folder', () => {
    forEveryText((text) => {
      expect(headerText(text)).not.toMatch(/[\r\n]/);
      expect(headerText(text)).not.toMatch(UNSEEN);
      expect(htmlText(text)).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
      expect(htmlLink(text, text)).not.toMatch(/href="(?!https?:)/);
      expect(fileNamePart(text)).toMatch(/^([A-Za-z0-9_][A-Za-z0-9_.-]{0,149})?$/);
    });
  });
});
