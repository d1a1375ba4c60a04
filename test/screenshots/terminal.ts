import { html, pageOf } from './html.js';

/** What the commands use of SGR: codes to CSS. */
const STYLES: Record<string, string> = {
  '1': 'font-weight: bold',
  '2': 'opacity: 0.6',
  '31': 'color: #f47067',
  '32': 'color: #8ddb8c',
  '33': 'color: #e6c07b',
  '36': 'color: #76c7d0',
  '7': 'background: #d5dae0; color: #1c2128',
  '90': 'opacity: 0.6',
};
/** Codes that end others. */
const ENDS: Record<string, (code: string) => boolean> = {
  '': () => true,
  '0': () => true,
  '22': (code) => code === '1' || code === '2',
  '27': (code) => code === '7',
  '39': (code) => code.startsWith('3') || code.startsWith('9'),
};
const STYLE = `pre { margin: 0; padding: 16px 20px; background: #1c2128; color: #d5dae0; width: 80ch;
  font: 14px/1.35 "DejaVu Sans Mono", monospace; white-space: pre-wrap; word-break: break-all; border-radius: 8px }
.command { color: #fff; font-weight: bold }`;

/** A page that shows a command and what it has printed, at 80 columns. */
export function terminalPage(command: string, output: string): string {
  return pageOf(STYLE, `<pre><span class="command">$ ${html(command)}</span>\n${painted(output.trimEnd())}</pre>`);
}

/** Text with SGR codes as HTML; moves to the right, with which a screen is drawn, as blanks; without where the cursor stands. */
function painted(output: string): string {
  const active = new Set<string>();
  return html(output)
    .replace(/\u001b\[(\d+)C/g, (_, columns: string) => ' '.repeat(Number(columns)))
    .replace(/\u001b\[\d*[ABDH]/g, '')
    .split(/\u001b\[([\d;]*)m/)
    .map((part, index) => {
      if (index % 2 === 0) return spanOf(part, active);
      // What ends comes first: xterm's serializer writes bold after dim as 1;22.
      const codes = part.split(';');
      for (const code of [...codes.filter(isEnd), ...codes.filter((one) => !isEnd(one))]) change(active, code);
      return '';
    })
    .join('');
}

const isEnd = (code: string): boolean => code in ENDS;

function change(active: Set<string>, code: string): void {
  const ended = ENDS[code];
  if (ended === undefined) active.add(code);
  else for (const one of [...active]) if (ended(one)) active.delete(one);
}

function spanOf(text: string, active: Set<string>): string {
  const styles = [...active].flatMap((code) => STYLES[code] ?? []);
  return text === '' || styles.length === 0 ? text : `<span style="${styles.join('; ')}">${text}</span>`;
}
