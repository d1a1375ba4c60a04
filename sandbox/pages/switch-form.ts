import { html } from 'hono/html';
import { type Json, isObject } from '../kit/json-values.js';
import { form, section } from './form-parts.js';
import type { Action, Html, Visit } from './page-types.js';

/** A setting of a running system that a page switches. */
export interface Switch {
  name: string;
  label: string;
  hint: string;
  /** `number-or-none` is null where the field is empty; `names` is a list. */
  kind: 'flag' | 'number' | 'number-or-none' | 'names';
}

/** The form of `/sandbox/settings`. `settings` is what counts now. */
export function switchForm(visit: Visit, switches: readonly Switch[], settings: object): Html {
  const now = new Map<string, unknown>(Object.entries(settings));
  const flags = switches.filter(({ kind }) => kind === 'flag');
  return section(
    'settings',
    'How this system behaves',
    html`<p class="muted">No real console has these. They stay until the sandbox ends, and count at once.</p>`,
    form(
      visit,
      'save-settings',
      'Save',
      ({ boxes, text }) =>
        html`${boxes(
          'On or off',
          'on',
          flags.map(({ name, label, hint }) => ({ value: name, label, hint, isOn: now.get(name) === true })),
        )}
        ${switches
          .filter(({ kind }) => kind !== 'flag')
          .map(({ name, label, hint, kind }) =>
            text({ name, label, hint, value: shown(now.get(name)), isOptional: kind !== 'number' }),
          )}`,
    ),
  );
}

const shown = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'number' || typeof value === 'string' ? String(value) : '';

/** Saves the form of `switchForm`. */
export function saveSwitches(switches: readonly Switch[]): Action {
  return async (sent, { call }) => {
    const on = sent.getAll('on');
    const values = switches.map(({ name, kind }): [string, Json] => [
      name,
      kind === 'flag' ? on.includes(name) : read(kind, sent.get(name) ?? ''),
    ]);
    const answer = await call('POST', '/sandbox/settings', Object.fromEntries(values));
    if (answer.ok && isObject(answer.body)) return { text: 'Saved.' };
    const field = switches.find(({ name }) => answer.said.includes(`at ${name}`))?.name;
    return { refused: answer.said.replace(/^✖ /, ''), ...(field === undefined ? {} : { field }) };
  };
}

function read(kind: Exclude<Switch['kind'], 'flag'>, text: string): Json {
  if (kind === 'names') return text.split(',').flatMap((part) => part.trim() || []);
  if (text.trim() === '') return kind === 'number' ? 0 : null;
  const number = Number(text);
  // What is no number is refused by the setting itself.
  return Number.isFinite(number) ? number : text;
}
