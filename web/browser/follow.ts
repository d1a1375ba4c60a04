import { flash } from './forms.js';

// The run as it goes on: what is new is put in the place of what was there, and what somebody is typing stays.

interface Drawn {
  name: string;
  html: string;
}
interface Parts {
  parts: Drawn[] | null;
  questions: Drawn[] | null;
}

type Wire = (root: ParentNode) => void;

/** Follow the run of this page. A page that is away is waited for; what is being written stays in its form. */
export function followRun(home: string, wire: Wire): void {
  const known = new Map<string, string>();
  let isDrawing = false;
  let isWanted = false;
  const refresh = async (): Promise<void> => {
    isWanted = true;
    if (isDrawing) return;
    isDrawing = true;
    while (isWanted) {
      isWanted = false;
      await draw(home, known, wire).catch(() => undefined);
    }
    isDrawing = false;
  };
  const source = new EventSource(`${home}/events`);
  let isAway = false;
  source.addEventListener('news', () => void refresh());
  source.addEventListener('open', () => {
    if (isAway) flash('', 'soft');
    isAway = false;
  });
  source.addEventListener('error', () => {
    if (!isAway) flash('This page is not connected just now. It tries again by itself; what you type stays.', 'odd');
    isAway = true;
  });
  document.addEventListener('answered', () => void refresh());
}

async function draw(home: string, known: Map<string, string>, wire: Wire): Promise<void> {
  const response = await fetch(`${home}/parts`, { headers: { accept: 'application/json' } });
  if (!response.ok) return;
  const { parts, questions } = (await response.json()) as Parts;
  const list = document.querySelector('[data-questions]');
  // What was there when nobody answered is no run: the page is drawn from the beginning.
  if (parts === null || questions === null || list === null) {
    if (parts !== null) location.reload();
    return;
  }
  for (const { name, html } of parts) {
    const place = document.querySelector<HTMLElement>(`[data-part="${CSS.escape(name)}"]`);
    if (place === null || known.get(`part ${name}`) === html) continue;
    const isFirst = !known.has(`part ${name}`);
    known.set(`part ${name}`, html);
    // As it came with the page, or with a form in it that somebody is filling in.
    if (isFirst || isInUse(place)) continue;
    replace(place, html, wire);
  }
  drawQuestions(list, questions, known, wire);
}

function replace(place: HTMLElement, html: string, wire: Wire): void {
  const open = [...place.querySelectorAll<HTMLDetailsElement>('details[data-keep][open]')].map(
    (one) => one.dataset['keep'],
  );
  place.innerHTML = html;
  for (const one of place.querySelectorAll<HTMLDetailsElement>('details[data-keep]'))
    one.open = open.includes(one.dataset['keep']);
  wire(place);
}

/** Somebody is typing in it, or has typed and not sent it. */
const isInUse = (place: Element): boolean =>
  place.querySelector('form[data-touched]') !== null || place.contains(document.activeElement);

function drawQuestions(list: Element, questions: Drawn[], known: Map<string, string>, wire: Wire): void {
  const there = new Map(
    [...list.querySelectorAll<HTMLElement>('[data-question]')].map((one) => [one.dataset['question'] ?? '', one]),
  );
  for (const [name, article] of there) if (!questions.some((one) => one.name === name)) end(article);
  for (const { name, html } of questions) {
    const before = known.get(name);
    known.set(name, html);
    const article = there.get(name);
    if (article !== undefined && (before === undefined || before === html)) continue;
    const fresh = document.createElement('template');
    fresh.innerHTML = html;
    const drawn = fresh.content.firstElementChild;
    if (drawn === null) continue;
    if (article === undefined) list.append(drawn);
    else if (isInUse(article)) renew(article, drawn, wire);
    else article.replaceWith(drawn);
    if (drawn.isConnected) wire(drawn);
  }
}

/** The bits that change while somebody types: why it is asked again, and what the newest look saw. */
function renew(article: Element, drawn: Element, wire: Wire): void {
  for (const bit of drawn.querySelectorAll<HTMLElement>('[data-bit]')) {
    const old = article.querySelector<HTMLElement>(`[data-bit="${CSS.escape(bit.dataset['bit'] ?? '')}"]`);
    if (old === null || old.innerHTML === bit.innerHTML) continue;
    old.replaceWith(bit);
    wire(bit);
  }
}

/** A question that is not asked any more: gone, unless somebody was writing an answer to it. */
function end(article: HTMLElement): void {
  if (article.querySelector('form[data-touched]') === null) return article.remove();
  if (article.classList.contains('over')) return;
  article.classList.add('over');
  const note = document.createElement('p');
  note.className = 'notice odd';
  note.setAttribute('role', 'status');
  note.textContent = 'This was answered meanwhile, or is asked anew. What you wrote is still here for you to copy.';
  article.prepend(note);
  for (const button of article.querySelectorAll('button')) if (button.type !== 'button') button.disabled = true;
}
