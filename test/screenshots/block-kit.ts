import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { html, pageOf } from './html.js';

const STYLE = `#shot { width: 640px; padding: 16px 20px; box-sizing: border-box; color: #1d1c1d; border: 1px solid #ddd;
  border-radius: 8px; font: 15px/1.46 Lato, "DejaVu Sans", Arial, sans-serif }
.note { font-size: 12px; color: #8a6d00; background: #fff8e1; padding: 4px 8px; border-radius: 4px; margin-bottom: 10px }
.who { font-weight: bold } .who small { font-weight: normal; color: #616061 }
h1 { font-size: 18px; margin: 8px 0 } .section { margin: 8px 0; white-space: pre-wrap }
.context { font-size: 12px; color: #616061; white-space: pre-wrap } hr { border: 0; border-top: 1px solid #ddd }
code { color: #c01343; background: #f6f6f6; border: 1px solid #ddd; border-radius: 3px; font: 12px monospace; padding: 1px 3px }
pre { background: #f6f6f6; border: 1px solid #ddd; border-radius: 4px; font: 12px monospace; padding: 8px; margin: 4px 0;
  white-space: pre-wrap; overflow-wrap: anywhere } a { color: #1264a3; text-decoration: none }
button { font: bold 14px Arial; padding: 7px 12px; margin: 4px 8px 4px 0; border-radius: 4px; border: 1px solid #bbb; background: #fff }
button.primary { background: #007a5a; border-color: #007a5a; color: #fff }
label { display: block; font-weight: bold; margin-top: 14px } .field { border: 1px solid #868686; border-radius: 4px; padding: 8px 12px;
  margin: 4px 0; min-height: 20px } .field.wrong { border-color: #e01e5a } .error { color: #e01e5a; font-size: 13px }
.hint { color: #616061; font-size: 13px } .placeholder { color: #868686 } .bar { text-align: right; margin-top: 16px }`;

const NOTE =
  '<div class="note">Preview, drawn from the Block Kit that the app sends; Slack itself looks a little different.</div>';

/** A page that shows a message as Slack lays it out, roughly. */
export const messagePage = (blocks: KnownBlock[]): string =>
  pageOf(STYLE, `${NOTE}<div class="who">kiro-onboarding <small>APP</small></div>${blocks.map(blockHtml).join('')}`);

/** A page that shows a form with what was filled in, and what was refused. */
export function formPage(view: ModalView, values: Record<string, string>, errors: Record<string, string>): string {
  const blocks = (view.blocks as KnownBlock[]).map((block) =>
    block.type === 'input'
      ? inputHtml(block, values[block.label.text] ?? '', errors[block.block_id ?? ''])
      : blockHtml(block),
  );
  const bar = `<div class="bar"><button>${html(view.close?.text ?? '')}</button><button class="primary">${html(view.submit?.text ?? '')}</button></div>`;
  return pageOf(STYLE, `${NOTE}<h1>${html(view.title.text)}</h1><hr>${blocks.join('')}${bar}`);
}

function blockHtml(block: KnownBlock): string {
  switch (block.type) {
    case 'header':
      return `<h1>${html(block.text.text)}</h1>`;
    case 'section':
      return `<div class="section">${mrkdwn(block.text?.text ?? '')}</div>`;
    case 'context':
      return `<div class="context">${block.elements.map((one) => ('text' in one ? mrkdwn(one.text) : '')).join(' ')}</div>`;
    case 'divider':
      return '<hr>';
    case 'actions':
      return block.elements
        .map((one) =>
          one.type === 'button' ? `<button class="${one.style ?? ''}">${html(one.text.text)}</button>` : '',
        )
        .join('');
    default:
      return '';
  }
}

function inputHtml({ label, hint, element, optional }: InputBlock, value: string, error: string | undefined): string {
  const placeholder = 'placeholder' in element ? (element.placeholder?.text ?? '') : '';
  const shown = value === '' ? `<span class="placeholder">${html(placeholder)}</span>` : html(value);
  return [
    `<label>${html(label.text)}${optional === true ? ' <span class="hint">(optional)</span>' : ''}</label>`,
    `<div class="field${error === undefined ? '' : ' wrong'}">${shown}</div>`,
    error === undefined ? '' : `<div class="error">${html(error)}</div>`,
    `<div class="hint">${html(hint?.text ?? '')}</div>`,
  ].join('');
}

/** The part of mrkdwn that the app uses; the text comes with `&`, `<` and `>` escaped. */
const mrkdwn = (text: string): string =>
  text
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, (_, iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`)
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, '<a href="#">$2</a>')
    .replace(/<(https?:[^|>]+)>/g, '<a href="#">$1</a>')
    .replace(/```(.*?)```/gs, '<pre>$1</pre>')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replace(/(^|\n)\*([^*\n]+)\*/g, '$1<b>$2</b>')
    .replace(/ \*([^*\n]+)\*/g, ' <b>$1</b>');
