import { visible } from '../../runbook/escape/characters.js';
import { type IsOwnLink, partsOf } from '../../runbook/escape/own-links.js';

/** The text with what nobody would see in it made visible; line ends stay. JSX escapes the rest. */
export const shown = (text: string): string => text.split('\n').map(visible).join('\n');

/** A sentence of the runbook: its commands as code, and addresses of the org and the guide as links; no others. */
export function Prose({ text, isOwn }: { text: string; isOwn: IsOwnLink }) {
  return (
    <>
      {partsOf(text, isOwn).map(({ kind, text: part }) => {
        if (kind === 'command') return <code>{shown(part)}</code>;
        if (kind !== 'link') return shown(part);
        return (
          <a href={part} target="_blank" rel="noreferrer">
            {shown(part)}
          </a>
        );
      })}
    </>
  );
}

/** A value to copy, exactly; the button comes from the script. */
export function CopyValue({ label, value }: { label: string; value: string }) {
  return (
    <div class="value">
      <p class="label">{shown(label)}</p>
      <div class="copy">
        <pre data-copy={value} data-label={shown(label)}>
          {shown(value)}
        </pre>
      </div>
    </div>
  );
}
