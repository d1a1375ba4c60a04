import { htmlClass, htmlLink, htmlText as escape, isWebAddress } from '../escape/html-text.js';
import type { Evidence } from '../model/proof.js';
import { verdictOf } from '../roster/row.js';
import { durationText } from './phrases.js';
import { STYLE } from './report-style.js';
import { legendOf } from './report-legend.js';
import {
  confirmedText,
  decisionsOn,
  leftOpen,
  openSteps,
  PARTY_NAMES,
  refusedLines,
  ROSTER_TITLES,
  rosterCells,
  rosterLine,
  STAMP_TITLES,
  stampRows,
  storyOf,
  runLine,
  timeText,
  warningsShown,
  whoDid,
  writesLine,
} from './report-text.js';
import { partyOf } from './report-times.js';
import { headingOf, type Report, type ReportStep, titleOf } from './report.js';

/** The report as one HTML file for an auditor: no scripts, nothing from elsewhere, all text escaped. */
export function reportHtml(report: Report): string {
  const title = `${headingOf(report)}: ${report.domain}`;
  const of = runLine(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escape(title)}</h1>
<p><span class="badge ${htmlClass(report.outcome)}">${escape(report.outcome)}</span> Org ${escape(report.oktaOrg)}. Started ${time(report.startedAt)}, finished ${time(report.finishedAt)}.</p>
${of === null ? '' : `<p class="how">${escape(of)}</p>\n`}</header>
<main>
${[
  section('Summary', summary(report)),
  section('Not done', items(leftOpen(report))),
  section('Certificate', certificate(report)),
  section('Findings', findings(report)),
  section('Everybody', roster(report)),
  section('Answers that were not taken', items(refusedLines(report))),
  section('Warnings', items(warningsShown(report))),
  section('What nobody could prove', items(report.unproven)),
  section('Next duties', items(report.duties)),
  section('Timeline', timeline(report)),
  section('Steps and proof', report.steps.map(step).join('\n')),
  section('How to read this report', legend(report)),
].join('\n')}
</main>
</body>
</html>
`;
}

const time = (at: string | null): string =>
  at === null ? 'not yet' : `<time datetime="${escape(at)}">${escape(timeText(at))}</time>`;
const section = (title: string, body: string): string =>
  body === '' ? '' : `<section>\n<h2>${escape(title)}</h2>\n${body}\n</section>`;
const items = (texts: string[]): string =>
  texts.length === 0 ? '' : `<ul>\n${texts.map((text) => `<li>${escape(text)}</li>`).join('\n')}\n</ul>`;

function table(titles: string[], rows: string[]): string {
  const head = titles.map((title) => `<th scope="col">${escape(title)}</th>`).join('');
  return wide(`<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`);
}

/** On a narrow screen a table moves by itself, and not the whole page. */
const wide = (table: string): string => `<div class="wide" tabindex="0">${table}</div>`;

function summary(report: Report): string {
  const count = (fits: (one: ReportStep) => boolean): number => report.steps.filter(fits).length;
  const facts = [
    [`${count(({ confirmed }) => confirmed === 'proven')}`, 'steps proven by the systems themselves'],
    [`${count(({ confirmed }) => confirmed === 'attested')}`, 'steps attested by a person'],
    [`${count(({ state }) => state === 'skipped')}`, 'steps skipped'],
    ...(openSteps(report).length === 0 ? [] : [[`${openSteps(report).length}`, 'steps not done']]),
    [`${report.findings.length}`, report.findings.length === 1 ? 'finding' : 'findings'],
    ...(report.roster === null ? [] : [[`${report.roster.people}`, 'people looked at']]),
  ];
  const tiles = facts.map(([number = '', what = '']) => `<li><strong>${number}</strong> ${escape(what)}</li>`);
  return `<ul class="tiles">${tiles.join('')}</ul>\n<p>${escape(writesLine(report))}</p>`;
}

function findings(report: Report): string {
  if (report.findings.length === 0) return '<p>None.</p>';
  const rows = report.findings.map(
    ({ step: id, severity, problem, fix, url }) =>
      `<tr class="${htmlClass(severity)}"><td>${escape(severity)}</td><td>${escape(titleOf(report, id))}</td><td>${escape(problem)}</td><td>${escape(fix)} ${htmlLink('open', url)}</td></tr>`,
  );
  return `${table(['Severity', 'Step', 'What', 'What to do'], rows)}\n${items(decisionsOn(report))}`;
}

function certificate(report: Report): string {
  const rows = stampRows(report).map((cells) => `<tr>${cells.map((text) => `<td>${escape(text)}</td>`).join('')}</tr>`);
  return rows.length === 0 ? '' : table(STAMP_TITLES, rows);
}

function roster({ roster: found }: Report): string {
  if (found === null) return '';
  const rows = found.rows.map((row) => {
    const verdict = verdictOf(row).replaceAll(' ', '-');
    return `<tr class="${verdict}">${rosterCells(row)
      .map((text) => `<td>${escape(text)}</td>`)
      .join('')}</tr>`;
  });
  return `<p>${escape(rosterLine(found))}</p>\n${table(ROSTER_TITLES, rows)}`;
}

function legend(report: Report): string {
  const meanings = legendOf(report).map(([word, meaning]) => `<dt>${escape(word)}</dt><dd>${escape(meaning)}</dd>`);
  return `<dl>${meanings.join('\n')}</dl>`;
}

/** A bar a step: its own time, and over it the times it waited for somebody. */
function timeline({ startedAt, finishedAt, steps, parties }: Report): string {
  const from = Date.parse(startedAt);
  const ends = steps.flatMap(({ at }) => (at === null ? [] : [Date.parse(at)]));
  const whole = Math.max((finishedAt === null ? Math.max(from, ...ends) : Date.parse(finishedAt)) - from, 1);
  const bar = (party: string, begin: string, end: string): string => {
    const left = ((Date.parse(begin) - from) / whole) * 100;
    const width = Math.max(((Date.parse(end) - Date.parse(begin)) / whole) * 100, 0.4);
    return `<span class="bar ${htmlClass(party)}" style="left:${left.toFixed(2)}%;width:${Math.min(width, 100 - left).toFixed(2)}%"></span>`;
  };
  const rows = steps.flatMap(({ id, title, doneBy, startedAt: begun, at, waits }) => {
    if (begun === null || at === null) return [];
    const bars = [
      bar('program', begun, at),
      ...waits.map((wait) => bar(partyOf({ doneBy }, wait.role), wait.from, wait.to)),
    ];
    const lasted = durationText(Date.parse(at) - Date.parse(begun));
    return [
      `<tr><th scope="row">${escape(title ?? id)}</th><td class="track">${bars.join('')}</td><td>${lasted}</td></tr>`,
    ];
  });
  const key = parties.map(
    ({ party, ms }) =>
      `<li><span class="dot ${htmlClass(party)}"></span>${PARTY_NAMES[party]}: ${durationText(ms)}</li>`,
  );
  const note = 'How long each had something to do; steps run side by side, so the parts may exceed the whole.';
  return `<ul class="key">${key.join('')}</ul>\n<p>${note}</p>\n${wide(`<table class="timeline"><tbody>\n${rows.join('\n')}\n</tbody></table>`)}`;
}

function step(one: ReportStep): string {
  const { id, title, state, at, summary: text, evidence } = one;
  const how = [state, confirmedText(one), whoDid(one)].filter(Boolean).join(', ');
  const facts = evidence.map(
    ({ label, value, url }: Evidence) => `<dt>${escape(label)}</dt><dd>${linked(value, url)}</dd>`,
  );
  return [
    `<article>\n<h3>${escape(title ?? id)}</h3>`,
    `<p class="how">${escape(how)}${at === null ? '' : `, ${time(at)}`}</p>`,
    text === null ? '' : `<p>${escape(text)}</p>`,
    facts.length === 0 ? '' : `<dl>${facts.join('\n')}</dl>`,
    items(storyOf(one)),
    '</article>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const linked = (text: string, url: string | null): string => (isWebAddress(url) ? htmlLink(text, url) : escape(text));
