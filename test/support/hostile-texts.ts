/** Texts that mean something to one form or another, as anybody may name a group or fill an error with them. */
export const HOSTILE: readonly string[] = [
  '\u001b[31mred\u001b[0m \u001b[2J\u001b[8mhidden',
  '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  '\u001b]0;title\u0007\u001b]52;c;ZXZpbA==\u0007',
  '\u009b2J\u009d0;title\u009c\u0090q\u009c',
  'a\u202egnp.exe\u202c \u2066x\u2069 \u061c\u200f',
  'zero\u200bwidth\u2060\ufeff\u00ad\u034f\u{e0041}',
  'back\b\b\bspace bell\u0007 delete\u007f',
  'nul\u0000end',
  'byte\u{e0100}s in\u{e0101} \u0fbe\u{e0100}var\ufe0fiants \u845b\u{e0100}\u{e0101} \u2764\ufe0f\ufe0f',
  'lone \ud83d high \udc00 low',
  'lines\r\nand\u2028more\u2029of\u0085them',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)><a href="https://evil.example">x</a>',
  '</title></style></td></table><h1>big</h1><!-- ',
  '&lt;b&gt; &amp; &#60;b&#62; &copy;',
  '![picture](https://evil.example/p.png)',
  '[click](https://evil.example) [click][1] [1]: https://evil.example',
  '<https://evil.example> <eve@evil.example>',
  'see https://evil.example/a_b_c?d=*e*. or 1http://evil.example, www.evil.example',
  'no addresses: https://a:b, https://evil.example:99999/x, http://[::1 and https://.',
  'ftp://evil.example mailto:eve@evil.example javascript:alert(1)',
  '# heading\n## other\n\n---\n===\n',
  '| a | b |\n|---|---|\n| c | d |',
  '```\ncode\n```\n~~~\n`x` ``y`` `npm run evil`',
  '*b* **b** _i_ __u__ ~~s~~ ~x~ ^y^ a_b_c *',
  '1. one\n2. two\n3) three',
  '- item\n* item\n+ item\n> quote\n: definition\n    code',
  '$$x$$ $a$ \\(b\\) \\[c\\] \\*d\\* \\',
  '-- --- ... 1/2 {workflowId} {#id} [^1] ==m==',
  '<!channel> <!here> <@U123> <#C1> <https://evil.example|bank> @channel :tada:',
  'x\r\nBcc: eve@evil.example\r\n\r\nSubject: y',
  '=HYPERLINK("https://evil.example";"x")',
  "x;=cmd|'/c calc'!A1",
  '+1;-2,@SUM(A1)\t=1\n=2',
  'x"; "=1+1", \'=2',
  '\uff1d1+1;\uff0b2',
  '../../etc/passwd\\..\\x:y*?',
  '.hidden',
  'x'.repeat(10_000),
  '[a](b'.repeat(2_000),
];

/**
 * None of them may be seen as they are. Not meant: line breaks, which some forms have of their own, and what ordinary text
 * holds: variants of emoji and of Han characters, emoji that are joined, joiners inside words.
 */
export const UNSEEN = new RegExp(
  [
    '(?!\\n)',
    '(?!(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]|\\ufe0f\\u20e3)',
    '(?!(?<=\\p{Ideographic})[\\u{e0100}-\\u{e01ef}])',
    '(?!(?<=\\p{Extended_Pictographic}.?)\\u200d\\p{Extended_Pictographic})',
    '(?!(?<=\\p{L}|\\p{M})[\\u200c\\u200d][\\p{L}\\p{M}])',
    '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]',
  ].join(''),
  'u',
);
