import { checkField } from '../../runbook/messages/form.js';
import { valueFromText } from '../../runbook/messages/value-from-text.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { withoutCommands } from '../../runbook/words/without-commands.js';
import { flash, toHead } from './reading.js';
import { wireList } from './lists.js';
import { addTokenInput, sealInto, Unsealed } from './seal.js';

// Answers: checked while they are typed by the rules of the messages, sent without a new page, refused at their field.

/** What the page answers to a form. */
interface Answered {
  accepted: boolean;
  notes?: string[];
  field?: string | null;
  reason?: string;
}

export function wireForms(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-answer]')) {
    const message = form.dataset['answer'] as MessageName;
    for (const place of form.querySelectorAll<HTMLElement>('[data-sealed]')) addTokenInput(place);
    for (const place of form.querySelectorAll<HTMLElement>('[data-list]')) wireList(form, place);
    for (const input of fieldsOf(form)) checkWhileTyping(form, message, input);
    form.addEventListener('input', () => (form.dataset['touched'] = 'yes'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void send(form);
    });
  }
}

type Input = HTMLInputElement | HTMLTextAreaElement;

const fieldsOf = (form: HTMLFormElement): Input[] => [
  ...form.querySelectorAll<Input>('.field input[name]:not([type=radio]), .field textarea[name]:not([name=csv])'),
];

/** A rule names the command that seals; here the form does. */
const inTheForm = (text: string): string =>
  withoutCommands(text, { isOperator: false, place: 'this page', sends: () => 'this form' });

/** Said when the field is left, and taken back as soon as it is right. */
function checkWhileTyping(form: HTMLFormElement, message: MessageName, input: Input): void {
  const look = (): string => {
    const text = input.value.trim();
    return text === '' ? '' : inTheForm(checkField(message, input.name, valueFromText(text, input.name)) ?? '');
  };
  input.addEventListener('change', () => say(form, input.name, look()));
  input.addEventListener('input', () => {
    if (problemAt(form, input.name)?.textContent !== '' && look() === '') say(form, input.name, '');
  });
}

/** The place of a field's problem; that of the whole form where it is about no field of it. */
function problemAt(form: HTMLFormElement, field: string | null): HTMLElement | null {
  const own = field === null ? null : form.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"] .problem`);
  return own ?? form.querySelector<HTMLElement>('[data-problem]') ?? form.querySelector<HTMLElement>('.problem');
}

function say(form: HTMLFormElement, field: string | null, text: string): void {
  const place = problemAt(form, field);
  if (place !== null) place.textContent = text;
  const input = field === null ? null : form.querySelector<HTMLElement>(`[name="${CSS.escape(field)}"]`);
  if (text === '') input?.removeAttribute('aria-invalid');
  else input?.setAttribute('aria-invalid', 'true');
}

function silence(form: HTMLFormElement): void {
  for (const one of form.querySelectorAll('.problem')) one.textContent = '';
  for (const one of form.querySelectorAll('[aria-invalid]')) one.removeAttribute('aria-invalid');
}

/** How long one may wait for an answer before it is said that it is on its way. Milliseconds. */
const SLOW_MS = 1_000;

async function send(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector('button:not([type=button])');
  if (!(button instanceof HTMLButtonElement) || button.disabled) return;
  silence(form);
  flash('', 'soft');
  button.disabled = true;
  const slow = setTimeout(() => flash('Your answer is on its way. The runbook looks at it.', 'soft'), SLOW_MS);
  try {
    const data = new FormData(form);
    await sealInto(form, data);
    const response = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams([...data].map(([name, value]) => [name, typeof value === 'string' ? value : ''])),
    });
    const said = (await response.json()) as Answered;
    if (said.accepted) taken(form, said.notes ?? []);
    else refuse(form, said.field ?? null, said.reason ?? 'It was not taken.');
  } catch (error) {
    if (error instanceof Unsealed) refuse(form, 'token', error.message);
    else refuse(form, null, 'Not sent: this page does not answer. What you typed is still here; try it again.');
  } finally {
    clearTimeout(slow);
    button.disabled = false;
  }
}

function refuse(form: HTMLFormElement, field: string | null, reason: string): void {
  flash('', 'soft');
  say(form, field, reason);
  const input =
    field === null
      ? null
      : form.querySelector<HTMLElement>(
          `[data-field="${CSS.escape(field)}"] input, [data-field="${CSS.escape(field)}"] textarea`,
        );
  (input ?? problemAt(form, field))?.focus();
}

function taken(form: HTMLFormElement, notes: string[]): void {
  delete form.dataset['touched'];
  // Where the question goes on, what was typed is not kept for another answer.
  form.reset();
  const text = ['Taken. Thank you.', ...notes].join(' ');
  // The question goes away, or says that it is being looked at. A wish for a look stays where it is.
  if (form.dataset['answer'] === 'checkNow') return sayHere(form, text);
  flash(text, 'good');
  toHead('[data-flash]');
  document.dispatchEvent(new Event('answered'));
}

/** What came of it, beside the button that was pressed. */
function sayHere(form: HTMLFormElement, text: string): void {
  const line = form.querySelector('[data-said]') ?? document.createElement('p');
  line.className = 'hint';
  line.setAttribute('data-said', '');
  line.setAttribute('role', 'status');
  form.append(line);
  line.textContent = text;
  document.dispatchEvent(new Event('answered'));
}
