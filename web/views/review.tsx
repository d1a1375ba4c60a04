import type { ReviewedPerson } from '../../runbook/review-access/decision-files.js';
import { senderText } from '../../runbook/words/phrases.js';
import { type FormSaid, Plain } from './layout.js';
import { shown } from './prose.js';
import type { FormFrame } from './question.js';

/** As many people are shown at once. */
export const SHOWN_PEOPLE = 100;

/** Which of the people are shown. */
export interface Shown {
  /** Only those whose name or access has this in it. */
  search: string;
  /** Only those of whom nobody has decided for good. */
  openAlone: boolean;
  /** From this one on, from 0. */
  from: number;
}

/** Whether somebody is still to be decided on. */
export const isOpen = ({ said }: ReviewedPerson): boolean => said === null || said.isDraft;

/** Those that a search finds. */
export const found = (people: readonly ReviewedPerson[], { search, openAlone }: Shown): ReviewedPerson[] =>
  people.filter(
    (one) =>
      (!openAlone || isOpen(one)) && `${one.user} ${one.access}`.toLowerCase().includes(search.trim().toLowerCase()),
  );

/** The last word on a person, as a form keeps it to see whether somebody else has said something since. */
export const wordOf = (said: ReviewedPerson['said']): string =>
  said === null ? '' : `${said.decision} ${said.isDraft ? 'draft' : 'final'} ${said.at}`;

/** What somebody chose on a person in a form that was not taken, and the word on that person then (`wordOf`). */
interface Choice {
  decision: 'keep' | 'remove';
  note?: string;
  was: string;
}
/** By the person it is about. */
export type Chosen = ReadonlyMap<string, Choice>;

interface ReviewProps extends FormFrame {
  people: ReviewedPerson[];
  shownNow: Shown;
  /** Who looks, and when they were asked. */
  person: string;
  since: string;
  chosen: Chosen;
  /** What became of the last form, and whether it was taken. */
  flash: FormSaid | null;
}

/** Keep or remove, a person each: some at a time, with search; what is chosen is kept as a draft, or sent for good. */
export function Review({ people, shownNow, person, since, chosen, flash, home, formToken }: ReviewProps) {
  if (people.length === 0)
    return (
      <Plain heading="The list is not read yet">
        <p>The runbook is reading who has access. Reload this page in a moment.</p>
        <p>
          <a href={home}>Back to the run</a>
        </p>
      </Plain>
    );
  const hits = found(people, shownNow);
  const page = hits.slice(shownNow.from, shownNow.from + SHOWN_PEOPLE);
  const open = people.filter(isOpen).length;
  const drafts = people.filter(({ said }) => said?.isDraft === true);
  const areMine = drafts.every(({ said }) => isBy(said, person));
  const here = `${home}/review`;
  const at = (from: number): string =>
    `${here}?${new URLSearchParams({ q: shownNow.search, open: shownNow.openAlone ? 'yes' : '', from: String(from) }).toString()}`;
  return (
    <>
      <h1>Who keeps access?</h1>
      <p>
        <a href={home}>Back to the run</a>
      </p>
      <p>
        {people.length} {people.length === 1 ? 'person has' : 'people have'} access; {open} to decide on,{' '}
        {drafts.length} of them as a draft. Whom you remove is offboarded once the review is over; a draft does nothing
        yet.
      </p>
      {flash === null ? null : (
        <p class={`notice ${flash.isGood ? 'good' : 'bad'}`} role="status">
          {shown(flash.text)}
        </p>
      )}
      <form method="get" action={here} class="search" role="search">
        <label for="q">Find people or groups</label>
        <input id="q" name="q" type="search" value={shownNow.search} />
        <label class="choice">
          <input type="checkbox" name="open" value="yes" checked={shownNow.openAlone} /> Only those to decide on
        </label>
        <button>Find</button>
      </form>
      {page.length === 0 ? (
        <p>Nobody is found. Search for less, or show everybody.</p>
      ) : (
        <form method="post" action={at(shownNow.from)} data-review>
          <input type="hidden" name="form" value={formToken} />
          <input type="hidden" name="since" value={since} />
          <div class="wide">
            <table class="rows">
              <caption>
                {shownNow.from + 1} to {shownNow.from + page.length} of {hits.length}
              </caption>
              <thead>
                <tr>
                  <th scope="col">Person</th>
                  <th scope="col">Access through</th>
                  <th scope="col">Decision</th>
                  <th scope="col">Note</th>
                </tr>
              </thead>
              <tbody>
                {page.map((one, index) => (
                  <PersonRow one={one} index={index} person={person} chosen={chosen.get(one.user) ?? null} />
                ))}
              </tbody>
            </table>
          </div>
          <p class="bar">
            <button name="send" value="draft">
              Save these as a draft
            </button>
            <button name="send" value="final" class="primary">
              Send these for good
            </button>
            {drafts.length === 0 ? null : (
              <button name="send" value="drafts">
                Send all {drafts.length} {drafts.length === 1 ? 'draft' : 'drafts'} for good
                {areMine ? '' : ', those of others in your name'}
              </button>
            )}
          </p>
        </form>
      )}
      <nav aria-label="More people" class="bar">
        {shownNow.from > 0 ? (
          <a href={at(Math.max(0, shownNow.from - SHOWN_PEOPLE))}>The {SHOWN_PEOPLE} before</a>
        ) : null}
        {shownNow.from + SHOWN_PEOPLE < hits.length ? (
          <a href={at(shownNow.from + SHOWN_PEOPLE)}>The next {SHOWN_PEOPLE}</a>
        ) : null}
      </nav>
    </>
  );
}

interface PersonRowProps {
  one: ReviewedPerson;
  index: number;
  person: string;
  chosen: Choice | null;
}

/** The draft of somebody else is shown, and not chosen beforehand: nobody decides in their own name without a click. */
function PersonRow({ one, index, person, chosen }: PersonRowProps) {
  const { user, access, said } = one;
  const mine = said !== null && said.isDraft && !isBy(said, person) ? null : said;
  const isOld = chosen !== null && chosen.was !== wordOf(said);
  const stands = { decision: mine?.decision ?? null, note: mine?.note ?? '' };
  const { decision, note } = chosen === null || isOld ? stands : chosen;
  return (
    <tr>
      <th scope="row">
        {shown(user)}
        <input type="hidden" name={`user-${index}`} value={user} />
        <input type="hidden" name={`was-${index}`} value={wordOf(said)} />
      </th>
      <td>{shown(access)}</td>
      <td>
        <fieldset class="inline">
          <legend class="unseen">Decision on {shown(user)}</legend>
          {(['keep', 'remove'] as const).map((value) => (
            <label class="choice">
              <input type="radio" name={`decision-${index}`} value={value} checked={decision === value} /> {value}
            </label>
          ))}
        </fieldset>
        {said === null ? null : (
          <span class="soft">
            {said.isDraft ? `draft: ${said.decision}` : 'sent'}, {shown(senderText(said))}
            {mine === null && said.note !== null ? `: ${shown(said.note)}` : ''}
          </span>
        )}
      </td>
      <td>
        <input
          type="text"
          name={`note-${index}`}
          aria-label={`Note on ${user}`}
          value={note ?? ''}
          autocomplete="off"
        />
      </td>
    </tr>
  );
}

const isBy = (said: ReviewedPerson['said'], person: string): boolean =>
  said?.by?.toLowerCase() === person.toLowerCase();
