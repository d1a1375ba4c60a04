import { flash, toHead } from './reading.js';

// The run as it goes on: what is new is put in the place of what was there, and what somebody is typing stays.

interface Drawn {
  name: string;
  html: string;
}
interface Parts {
  version?: number;
  parts: Drawn[];
  /** Null where nothing is known of the run just now. */
  questions: Drawn[] | null;
}

type Wire = (root: ParentNode) => void;

/** What stands on the page now, by its name. What could not be drawn since it was in use is not in here. */
interface Page {
  known: Map<string, string>;
  /** Something newer waits until nobody uses the place where it belongs. */
  isBehind: boolean;
}

/** A stream that was refused, as by a proxy while the page starts again, is opened anew after so long. Milliseconds. */
const AGAIN_MS = 5_000;

/** Follow the run of this page. A page that is away is waited for; what is being written stays in its form. */
export function followRun(home: string, wire: Wire): void {
  const page: Page = { known: new Map(), isBehind: false };
  let isDrawing = false;
  let isWanted = false;
  const refresh = async (): Promise<void> => {
    isWanted = true;
    if (isDrawing) return;
    isDrawing = true;
    while (isWanted) {
      isWanted = false;
      isKnown = await draw(home, page, wire).catch(() => true);
    }
    isDrawing = false;
  };
  let source: EventSource | null = null;
  let isAway = false;
  let isKnown = true;
  const disconnect = (): void => {
    source?.close();
    source = null;
  };
  const connect = (): void => {
    if (source !== null || !isKnown || isOver() || document.visibilityState === 'hidden') return;
    source = new EventSource(`${home}/events`);
    // The first of them comes at once: what has changed while nobody looked is drawn then.
    source.addEventListener('news', () => void refresh().then(() => isOver() && disconnect()));
    source.addEventListener('open', () => {
      if (isAway) flash('', 'soft');
      isAway = false;
    });
    source.addEventListener('error', () => {
      if (!isAway) flash('This page is not connected just now. It tries again by itself; what you type stays.', 'odd');
      isAway = true;
      // A browser tries again by itself after a connection that broke, and not after an answer that is none.
      if (source?.readyState !== EventSource.CLOSED) return;
      disconnect();
      setTimeout(() => void refresh().then(connect), AGAIN_MS);
    });
  };
  connect();
  // A browser has six connections for all tabs of a server: those that nobody looks at would keep the others waiting.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') disconnect();
    // A run that was over may have been started again.
    else if (isOver()) void refresh().then(connect);
    else connect();
  });
  document.addEventListener('answered', () => void refresh());
  document.addEventListener('focusout', () => {
    if (page.isBehind) void refresh();
  });
}

/** Draws what is new; false where the page does not know this browser any more. */
async function draw(home: string, page: Page, wire: Wire): Promise<boolean> {
  const response = await fetch(`${home}/parts`, { headers: { accept: 'application/json' } });
  if (response.status === 401) {
    flash(((await response.json()) as { reason: string }).reason, 'odd');
    return false;
  }
  if (!response.ok) return true;
  const { version, parts, questions } = (await response.json()) as Parts;
  const list = document.querySelector<HTMLElement>('[data-questions]');
  // What was there when nobody answered is no run: the page is drawn from the beginning.
  if (list === null) {
    if (questions !== null) location.reload();
    return true;
  }
  const { known } = page;
  // The page came with what is the newest still.
  if (known.size === 0 && String(version) === list.dataset['version'])
    for (const { name, html } of [...parts, ...(questions ?? [])]) known.set(name, html);
  page.isBehind = false;
  const wasOver = isOver();
  for (const { name, html } of parts) {
    const place = document.querySelector<HTMLElement>(`[data-part="${CSS.escape(name)}"]`);
    if (place === null || known.get(name) === html) continue;
    if (isInUse(place)) page.isBehind = true;
    else {
      known.set(name, html);
      replace(place, html, wire);
    }
  }
  if (questions !== null) drawQuestions(list, questions, page, wire);
  if (isOver() && !wasOver && document.querySelector('form[data-touched]') === null) toHead('[data-part="state"]');
  return true;
}

const isOver = (): boolean => document.querySelector('[data-over]') !== null;

function replace(place: HTMLElement, html: string, wire: Wire): void {
  const [open, focused] = [openIn(place), pressable(place).indexOf(document.activeElement as HTMLElement)];
  place.innerHTML = html;
  openAgain(place, open);
  wire(place);
  pressable(place)[focused]?.focus({ preventScroll: true });
}

/** What may have the focus without anybody typing in it. */
const pressable = (place: Element): HTMLElement[] => [...place.querySelectorAll<HTMLElement>('a, button, summary')];

/** What somebody has opened stays open. */
const openIn = (place: Element): (string | undefined)[] =>
  [...place.querySelectorAll<HTMLDetailsElement>('details[data-keep][open]')].map((one) => one.dataset['keep']);

function openAgain(place: Element, open: (string | undefined)[]): void {
  for (const one of place.querySelectorAll<HTMLDetailsElement>('details[data-keep]'))
    if (open.includes(one.dataset['keep'])) one.open = true;
}

/** Somebody is typing in it, or has typed and not sent it. */
const isInUse = (place: Element): boolean =>
  place.querySelector('form[data-touched], :is(input, textarea):focus') !== null;

function drawQuestions(list: Element, questions: Drawn[], page: Page, wire: Wire): void {
  const { known } = page;
  const there = new Map(
    [...list.querySelectorAll<HTMLElement>('[data-question]')].map((one) => [one.dataset['question'] ?? '', one]),
  );
  for (const [name, article] of there) if (!questions.some((one) => one.name === name)) end(article);
  for (const { name, html } of questions) {
    const article = there.get(name);
    if (article !== undefined && known.get(name) === html) continue;
    const fresh = document.createElement('template');
    fresh.innerHTML = html;
    const drawn = fresh.content.firstElementChild;
    if (drawn === null) continue;
    if (article !== undefined && isInUse(article)) {
      page.isBehind = true;
      renew(article, drawn, wire);
      continue;
    }
    known.set(name, html);
    if (article === undefined) list.append(drawn);
    else {
      const focused = pressable(article).indexOf(document.activeElement as HTMLElement);
      openAgain(drawn, openIn(article));
      article.replaceWith(drawn);
      wire(drawn);
      pressable(drawn)[focused]?.focus({ preventScroll: true });
      continue;
    }
    wire(drawn);
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
  note.textContent = `${isOver() ? 'The run is over, so this is not asked any more.' : 'This was answered meanwhile, or is asked anew.'} What you wrote is still here for you to copy.`;
  article.prepend(note);
  for (const button of article.querySelectorAll('button')) if (button.type !== 'button') button.disabled = true;
}
