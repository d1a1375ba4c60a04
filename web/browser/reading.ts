// What helps to read: times in the reader's zone, buttons that copy, a search in tables.

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** Times as this browser writes them, in its own zone. */
export function localTimes(root: ParentNode): void {
  for (const one of root.querySelectorAll('time')) {
    const at = new Date(one.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    one.textContent = clock.format(at);
    one.title = exact.format(at);
  }
}

/** How long a button says what it has done. Milliseconds. */
const SAID_MS = 2_000;

/** A button at each value that copies it exactly, and says so. */
export function wireCopies(root: ParentNode): void {
  for (const value of root.querySelectorAll<HTMLElement>('[data-copy]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'small';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy ${value.dataset['label'] ?? 'the value'}`);
    button.addEventListener('click', () => {
      void copy(value.dataset['copy'] ?? '', value).then((isDone) => {
        button.textContent = isDone ? 'Copied' : 'Selected: press Ctrl-C';
        setTimeout(() => (button.textContent = 'Copy'), SAID_MS);
      });
    });
    value.after(button);
  }
}

/** Browsers give the clipboard to pages under https and on this machine; elsewhere the value is selected. */
async function copy(text: string, shown: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(shown);
    return false;
  }
}

/** A search above each table that may be long. */
export function wireFilters(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLElement>('[data-filter]')) {
    const what = table.dataset['filter'] ?? 'rows';
    const rows = [...table.querySelectorAll<HTMLTableRowElement>('tbody tr')];
    const label = document.createElement('label');
    label.className = 'filter';
    label.textContent = `Find in the ${what} `;
    const input = document.createElement('input');
    input.type = 'search';
    const count = document.createElement('p');
    count.className = 'soft';
    count.setAttribute('role', 'status');
    input.addEventListener('input', () => {
      const wanted = input.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !(row.textContent ?? '').toLowerCase().includes(wanted);
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = wanted === '' ? '' : `${left} of ${rows.length}`;
    });
    label.append(input);
    table.before(label, count);
  }
}

/** What has just happened, where a screen reader says it at once. */
export function flash(text: string, kind: 'good' | 'odd' | 'soft'): void {
  const place = document.querySelector('[data-flash]');
  if (place === null) return;
  place.textContent = '';
  if (text === '') return;
  const line = document.createElement('p');
  line.className = `notice ${kind}`;
  line.textContent = text;
  place.append(line);
}

/** Shows the head of the page, where it says what is to be done now; the keyboard goes on from that place of it. */
export function toHead(place: string): void {
  document.querySelector<HTMLElement>(place)?.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}
