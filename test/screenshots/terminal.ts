import { html, pageOf } from './html.js';

/** What the commands use of SGR: codes to CSS. */
const STYLES: Record<string, string> = {
  '1': 'font-weight: bold',
  '2': 'opacity: 0.6',
  '31': 'color: #f47067',
  '32': 'color: #8ddb8c',
  '33': 'color: #e6c07b',
  '36': 'color: #76c7d0',
};
const STYLE = `pre { margin: 0; padding: 16px 20px; background: #1c2128; color: #d5dae0; width: 80ch;
  font: 14px/1.35 "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; border-radius: 8px }
.command { color: #fff; font-weight: bold }`;

/** A page that shows a command and what it has printed, at 80 columns. */
export function terminalPage(command: string, output: string): string {
  const spans = html(output.trimEnd())
    .split(/\u001b\[([\d;]*)m/)
    .map((part, index) => (index % 2 === 0 ? part : styleOf(part)))
    .join('');
  return pageOf(STYLE, `<pre><span class="command">$ ${html(command)}</span>\n${spans}</pre>`);
}

/** Each code opens its span anew; any that ends a style ends all, as the commands nest none. */
function styleOf(codes: string): string {
  const styles = codes.split(';').flatMap((code) => STYLES[code] ?? []);
  return styles.length === 0 ? '</span>' : `<span style="${styles.join('; ')}">`;
}
