import { html } from 'hono/html';
import type { FieldBase, FormParts, Html, Refusal, Visit } from './page-types.js';

/** A form that does `action`, and ends with a button; `also` is one before it, which sends `also=yes`. */
export function form(
  visit: Visit,
  action: string,
  button: string,
  content: (parts: FormParts) => Html | Html[] | '',
  { look = 'main', also }: { look?: 'main' | 'danger'; also?: string } = {},
): Html {
  const refusal = visit.refusal?.action === action ? visit.refusal : null;
  return html`<form method="post" action="${visit.path}" novalidate>
    <input type="hidden" name="do" value="${action}" />
    ${content(partsOf(action, refusal))}
    <p class="actions">
      ${also === undefined ? '' : html`<button name="also" value="yes">${also}</button>`}
      <button class="${look}">${button}</button>
    </p>
  </form>`;
}

function partsOf(action: string, refusal: Refusal | null): FormParts {
  const typed = (name: string, value: string): string => refusal?.values.get(name) ?? value;
  const wrong = (name: string): string | null => (refusal?.field === name ? refusal.text : null);
  const around = ({ name, label, hint }: FieldBase, isOptional: boolean, control: (more: Html) => Html): Html => {
    const id = `${action}-${name}`;
    const error = wrong(name);
    const told = [...(hint === undefined ? [] : [`${id}-hint`]), ...(error === null ? [] : [`${id}-error`])];
    const described = told.length === 0 ? '' : html`aria-describedby="${told.join(' ')}"`;
    const more = html`id="${id}" name="${name}" ${described} ${error === null ? '' : html`aria-invalid="true"`}`;
    return html`<div class="field${error === null ? '' : ' wrong'}">
      <label for="${id}">${label}${isOptional ? html` <span class="hint">(optional)</span>` : ''}</label>
      ${hint === undefined ? '' : html`<p class="hint" id="${id}-hint">${hint}</p>`}
      ${error === null ? '' : html`<p class="error" id="${id}-error">${error}</p>`} ${control(more)}
    </div>`;
  };
  return {
    text: (field) =>
      around(field, field.isOptional === true, (more) => {
        const value = typed(field.name, field.value ?? '');
        if (field.kind === 'lines') return html`<textarea ${more} rows="4">${value}</textarea>`;
        const list = `${action}-${field.name}-offers`;
        const offers = field.offers ?? [];
        return html`<input
            ${more}
            type="${field.kind ?? 'text'}"
            value="${value}"
            autocomplete="off"
            spellcheck="false"
            ${offers.length === 0 ? '' : html`list="${list}"`}
          />${
            offers.length === 0
              ? ''
              : html`<datalist id="${list}">${offers.map((one) => html`<option value="${one}"></option>`)}</datalist>`
          }`;
      }),
    select: (field) =>
      around(
        field,
        false,
        (more) =>
          html`<select ${more}>
            ${field.choices.map(
              ({ value, label }) =>
                html`<option value="${value}" ${value === typed(field.name, field.value ?? '') ? 'selected' : ''}>
                  ${label}
                </option>`,
            )}
          </select>`,
      ),
    boxes: (legend, name, boxes) => {
      const error = wrong(name);
      return html`<fieldset class="${error === null ? '' : 'wrong'}">
        <legend>${legend}</legend>
        ${error === null ? '' : html`<p class="error">${error}</p>`}
        ${boxes.map(({ value, label, isOn = false, hint }, index) => {
          const id = `${action}-${name}${index === 0 ? '' : `-${index}`}`;
          const isChecked = refusal === null ? isOn : refusal.values.getAll(name).includes(value);
          return html`<div class="box">
            <input
              type="checkbox"
              id="${id}"
              name="${name}"
              value="${value}"
              ${isChecked ? 'checked' : ''}
              ${hint === undefined ? '' : html`aria-describedby="${id}-hint"`}
            />
            <label for="${id}">${label}</label>
            ${hint === undefined ? '' : html`<p class="hint" id="${id}-hint">${hint}</p>`}
          </div>`;
        })}
      </fieldset>`;
    },
  };
}

/** A form of one button; `about` says to a screen reader what it is pressed for. */
export function press(
  visit: Visit,
  action: string,
  button: string,
  given: Record<string, string> = {},
  { about, look = 'plain' }: { about?: string; look?: 'main' | 'plain' | 'danger' } = {},
): Html {
  return html`<form method="post" action="${visit.path}" class="press">
    <input type="hidden" name="do" value="${action}" />
    ${Object.entries(given).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button class="${look}">${button}${about === undefined ? '' : html`<span class="unseen"> ${about}</span>`}</button>
  </form>`;
}

/** What cannot be undone: the button is behind a second step. */
export function dangerous(title: string, why: string, inside: Html): Html {
  return html`<details class="danger">
    <summary>${title}</summary>
    <p>${why}</p>
    ${inside}
  </details>`;
}

/** A value with its label, to be copied exactly. */
export function copyable({ label, value }: { label: string; value: string }): Html {
  return html`<div class="copyable">
    <p class="label">${label}</p>
    <div class="copy">
      <code>${value}</code>
      <button type="button" class="plain" data-copy="${value}">
        <span>Copy</span><span class="unseen"> ${label}</span>
      </button>
    </div>
  </div>`;
}

/** A table, with its rows one below the other on a phone; `empty` is said where there is no row. The roles outlive that layout. */
export function table(
  name: string,
  titles: readonly string[],
  rows: readonly (Html | string)[][],
  empty: string,
): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="scroll" role="group" aria-label="${name}" tabindex="0">
    <table role="table">
      <thead role="rowgroup">
        <tr role="row">
          ${titles.map((title) => html`<th scope="col" role="columnheader">${title}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (row) =>
            html`<tr role="row">
              ${row.map((cell, index) => html`<td role="cell" data-label="${titles[index] ?? ''}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A status with a colour; the word alone says it, too. */
export const badge = (text: string, look: 'good' | 'bad' | 'plain' = 'plain'): Html =>
  html`<span class="badge ${look}">${text}</span>`;

/** Looks something up in a long list, by the query `q`. */
export function searchBox(visit: Visit, label: string): Html {
  return html`<form method="get" action="${visit.path}" role="search" class="search">
    <label for="q">${label}</label>
    <input id="q" name="q" type="search" value="${visit.query('q')}" />
    <button class="plain">Search</button>
  </form>`;
}

/** A part of a page, with an id that links lead to. */
export function section(id: string, title: string, ...content: (Html | '')[]): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section>`;
}
