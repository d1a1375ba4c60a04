import { everyText } from '../escape/characters.js';
import { htmlLink, htmlText } from '../escape/html-text.js';
import { headerText, mailText } from '../escape/plain-text.js';
import { isLoopback } from '../model/loopback.js';
import type { MessageName } from '../messages/schemas.js';
import type { NoticeEvent } from '../model/notice-events.js';
import type { Role } from '../model/run-input.js';
import { affected, type Notice } from './notices.js';
import { clip, ROLE_WORDS } from './phrases.js';
import {
  datesText,
  fieldLines,
  guideText,
  minuteText,
  placeText,
  questionText,
  reasonText,
  whoText,
} from './question-text.js';
import { actionsOf, buttonOf, onPage } from './page-words.js';
import { headingOf } from './report.js';
import type { Waiting } from './status.js';
import { withoutCommands } from './without-commands.js';
import { urlOf } from '../model/url-of.js';

// A mail that somebody can act on who has nothing but the mail: the whole question, and what to send back to whom. Where there
// is a page for it, their own link comes first.

/** A link by which one person opens the page. */
export interface PersonalLink {
  role: Role;
  /** It opens the page for everybody who has it. */
  url: string;
  /** ISO 8601. */
  until: string;
}

/** What a mail is about, and for whom. */
export interface MailDraft {
  notice: Notice;
  /** Those of the notice that concern this person. */
  events: NoticeEvent[];
  /** The run's page in Temporal's Web UI; null where none is known. */
  link: string | null;
  /** The page for people who have a browser only: its address, and links for this person, one a role in which they are asked. */
  page: string | null;
  links: PersonalLink[];
  /** Who runs the runbook and enters what comes back: an address, null where nobody is named. */
  operator: string | null;
  /** This mail is the operator's own: it has the commands, too. */
  isOperator: boolean;
}

export interface NoticeMail {
  subject: string;
  text: string;
  html: string;
}

/** The mail as plain text and as HTML; both say the same. */
export function noticeMail(draft: MailDraft): NoticeMail {
  const { notice, events, isOperator } = draft;
  const questions = affected({ ...notice, events });
  const { domain } = notice.status;
  const [first] = events;
  const more = events.length > 1 ? ` (and ${events.length - 1} more)` : '';
  return {
    subject: `[${headerText(domain)} to Kiro] ${clip(headerText(first?.text ?? ''), 120)}${more}`,
    text: [
      ...linkText(draft),
      ...events.map(({ text }) => mailText(text)),
      ...questions.map(
        (one) => `\n${'-'.repeat(72)}\n${isOperator ? commandText(one, draft) : plainQuestion(one, draft)}`,
      ),
      '\n-- ',
      footer(draft, mailText),
      ...(linkOf(draft) === null ? [] : [linkOf(draft)]),
      ...pageText(draft),
    ].join('\n'),
    html: [
      '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>',
      `<body style="${BODY}">`,
      ...htmlLinks(draft),
      ...events.map(({ text }) => `<p>${htmlText(text)}</p>`),
      ...questions.map((one) => htmlQuestion(one, draft)),
      `<p style="${SMALL}">${footer(draft, htmlText)} ${htmlLink('The run in Temporal', linkOf(draft))}</p>`,
      ...pageText(draft).map((line) => `<p style="${SMALL}">${htmlText(line)}</p>`),
      '</body></html>',
    ].join('\n'),
  };
}

/** What each link opens: the question, and the role where a person has several. */
const labelOf = ({ role }: PersonalLink, { links }: MailDraft): string =>
  links.length > 1 ? `Open your question as ${ROLE_WORDS[role]}` : 'Open your question';

const FOR_YOU_ALONE = 'for you alone: do not pass it on';
const linkNote = ([link]: PersonalLink[]): string =>
  `It is ${FOR_YOU_ALONE}. It works until ${minuteText(link?.until ?? '')} UTC.`;

function linkText(draft: MailDraft): string[] {
  const { links } = draft;
  return links.length === 0
    ? []
    : [...links.map((link) => `${labelOf(link, draft)}: ${link.url}`), linkNote(links), ''];
}

function htmlLinks(draft: MailDraft): string[] {
  const { links } = draft;
  if (links.length === 0) return [];
  const button = (link: PersonalLink): string =>
    `<p><a href="${htmlText(link.url)}" rel="noreferrer" style="${BUTTON}">${htmlText(labelOf(link, draft))}</a></p>`;
  return [...links.map(button), `<p style="${SMALL}">${htmlText(linkNote(links))}</p>`];
}

/** For who runs it: the page's address, which opens nothing without a link. */
function pageText({ page, isOperator }: MailDraft): string[] {
  return page === null || !isOperator
    ? []
    : [`The page: ${page} (\`npm run invite -- ADDRESS\` makes a link for somebody).`];
}

/** A page on the operator's own machine is nobody else's. */
function linkOf({ link }: MailDraft): string | null {
  const url = link === null ? null : urlOf(link);
  return url !== null && !isLoopback(url.hostname) ? link : null;
}

function footer({ notice, operator, isOperator }: MailDraft, escaped: (text: string) => string): string {
  const { workflowId, domain, oktaOrg, ...about } = notice.status;
  const by = operator === null || isOperator ? '' : ` It is run by ${operator}.`;
  return escaped(`${headingOf(about)}: ${domain} (${oktaOrg}), run ${workflowId}.${by}`);
}

/** The fields to fill in are the runbook's own words, and may have lines. */
const commandText = (one: Waiting, { notice }: MailDraft): string =>
  questionText({ ...everyText(one, mailText), fields: one.fields }, notice.status.workflowId);

/** What comes back, and to whom. */
function howToAnswer(one: Waiting, { operator, links }: MailDraft): { lead: string; fields: string[] } {
  const enters = operator === null ? 'the person who runs the onboarding enters it' : `${operator} enters it`;
  const fields = fieldLines(one).filter((line) => !line.startsWith('by') && !line.startsWith('via'));
  if (one.message === 'signInTested')
    return {
      lead: `Nothing to send back: ${enters.replace(' enters it', ' starts the sign-in test with you')}.`,
      fields: [],
    };
  const isSecret = one.fields.some(({ sealed }) => sealed === true);
  const safely =
    links.length > 0 ? 'the page seals it in your browser' : 'hand it over in person, or by a password manager';
  const secret = isSecret ? ` Never send a token by mail: ${safely}.` : '';
  const [done, reply] =
    links.length > 0
      ? [
          'When it is done, say so on the page, or reply to this mail',
          'Answer on the page, or reply to this mail with these',
        ]
      : ['When it is done, reply to this mail', 'Reply to this mail with these'];
  return fields.length === 0
    ? { lead: `${done}; ${enters}.`, fields }
    : { lead: `${reply}; ${enters}.${secret}`, fields };
}

/** The question for somebody who has the mail, and maybe the page, and no terminal. */
function withoutTerminal(one: Waiting, { links }: MailDraft): Waiting {
  const isOnPage = links.length > 0;
  const say = (text: string): string =>
    isOnPage
      ? onPage(text, { isOperator: false, place: 'the page', sends: buttonFor(one) })
      : withoutCommands(text, { isOperator: false, place: 'the status of the run', sends: () => null });
  const instructions = isOnPage ? actionsOf(one) : one.message === 'accessReviewed' ? REVIEW_BY_MAIL : one.instructions;
  return {
    ...one,
    why: say(one.why),
    reason: one.reason === null ? null : say(one.reason),
    instructions: instructions.map(say),
    verified: say(one.verified),
    next: say(one.next),
  };
}

/** What sends a message for this question, on the page. */
const buttonFor =
  (one: Waiting) =>
  (message: string): string | null =>
    [one, ...(one.also ?? [])].some((way) => way.message === message)
      ? `“${buttonOf(message as MessageName, one.step)}”`
      : null;

/** The review of access for somebody who has no page and no terminal. */
const REVIEW_BY_MAIL = [
  'Write back a line for each person: the address, then keep or remove, and a note where it helps.',
  'The review goes on by itself once everybody has a decision. If it is to end before that, write so: people without a decision keep their access, and the report names them.',
];

function plainQuestion(asked: Waiting, draft: MailDraft): string {
  const given = withoutTerminal(asked, draft);
  const one = { ...everyText(given, mailText), fields: given.fields };
  const { lead, fields } = howToAnswer(one, draft);
  return [
    one.title,
    `For ${whoText(one)}. ${datesText(one)}`,
    '',
    reasonText(one) ?? one.why,
    ...(one.guide === null ? [] : [guideText(one.guide)]),
    `Where: ${placeText(one.where)}`,
    '',
    ...one.instructions.map((text, index) => `${index + 1}. ${text}`),
    ...one.copy.flatMap(({ label, value }) => ['', `${label}:`, value]),
    '',
    lead,
    ...fields.map((line) => `  ${line}`),
    '',
    `How it is checked: ${one.verified}`,
    `What happens then: ${one.next}`,
  ].join('\n');
}

const BODY =
  'font:15px/1.5 system-ui,sans-serif;max-width:40em;margin:1em auto;padding:0 1em;color:#1b1b1b;background:#fff';
const SMALL = 'font-size:13px;color:#555';
const BUTTON =
  'display:inline-block;padding:10px 20px;border-radius:6px;background:#1f4fd8;color:#fff;font-weight:600;text-decoration:none';
const CARD = 'border:1px solid #ccc;border-radius:8px;padding:4px 16px 12px;margin:16px 0';
const VALUE =
  'font:14px/1.4 ui-monospace,monospace;background:#f3f3f3;padding:8px;border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere';

function htmlQuestion(asked: Waiting, draft: MailDraft): string {
  const one = draft.isOperator ? asked : withoutTerminal(asked, draft);
  const { lead, fields } = howToAnswer(one, draft);
  const { place, url } = one.where;
  const list = (items: string[]): string => items.map((item) => `<li>${htmlText(item)}</li>`).join('');
  return [
    `<div style="${CARD}">`,
    `<h2 style="font-size:18px">${htmlText(one.title)}</h2>`,
    `<p style="${SMALL}">For ${htmlText(whoText(one))}. ${htmlText(datesText(one))}</p>`,
    `<p>${htmlText(reasonText(one) ?? one.why)}</p>`,
    `<p>Where: ${htmlLink(place, url) || htmlText(place)}</p>`,
    one.instructions.length === 0 ? '' : `<ol>${list(one.instructions)}</ol>`,
    ...one.copy.map(({ label, value }) => `<p>${htmlText(label)}:</p><pre style="${VALUE}">${htmlText(value)}</pre>`),
    `<p><strong>${htmlText(lead)}</strong></p>`,
    fields.length === 0 ? '' : `<ul>${list(fields)}</ul>`,
    `<p style="${SMALL}">How it is checked: ${htmlText(one.verified)}<br>What happens then: ${htmlText(one.next)}</p>`,
    '</div>',
  ].join('\n');
}
