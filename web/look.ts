/** The look of every page: one column, clear type, one accent colour. The HTML report has the same colours. */
export const LOOK = `
:root { color-scheme: light dark; --ink: #1b2330; --soft: #566070; --line: #dde2e9; --edge: #7a8595; --ground: #f6f7f9; --paper: #fff; --wash: #f3f5f8; --accent: #0b5cad; --on-accent: #fff; --bad: #b42318; --odd: #8a5207; --good: #17734a; --bad-wash: #fdf0ee; --odd-wash: #fdf6e9; --good-wash: #edf8f2; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e3e8ef; --soft: #a9b4c3; --line: #313a46; --edge: #76839a; --ground: #10141a; --paper: #181d25; --wash: #212834; --accent: #7db7f5; --on-accent: #0d1b2a; --bad: #ff8a7d; --odd: #f0b35a; --good: #63d297; --bad-wash: #331c1a; --odd-wash: #33280f; --good-wash: #12301f; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 1rem; }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 0 auto; max-width: 50rem; padding: 0 1.5rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.8rem; line-height: 1.2; letter-spacing: -.015em; margin: .2rem 0 .5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; margin: 0 0 .3rem; }
p { margin: .5rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus, [role=status]:focus { outline: none; }
code, pre, .example { font: .9em/1.5 ui-monospace, Menlo, Consolas, monospace; }
code { background: var(--wash); padding: .1em .35em; border-radius: 4px; }
pre { margin: 0; padding: .7rem .8rem; background: var(--wash); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
.soft, .rule { color: var(--soft); }
.rule, .label { font-size: .9rem; margin: 0 0 .25rem; }
.label { color: var(--soft); }
.lines { white-space: pre-line; }
.bad { color: var(--bad); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .4rem .8rem; z-index: 2; }
.top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; padding: 1.1rem 0 .9rem; margin-bottom: 1.2rem; font-size: .93rem; }
.top p { margin: 0; }
.brand, .brand a { font-weight: 700; color: var(--ink); text-decoration: none; }
.bottom { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9rem; }
section { margin: 2.2rem 0; }
.plain { max-width: 36rem; margin: 3rem auto; padding: 1.6rem 1.8rem; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.plain h1 { font-size: 1.45rem; }
.state { font-size: 1.08rem; }
.links { margin-bottom: 1.5rem; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; }
.badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; color: var(--paper); background: var(--soft); font-weight: 600; font-size: .93rem; }
.badge.done { background: var(--good); }
.badge.done-with-findings { background: var(--odd); }
.badge.failed, .badge.cancelled { background: var(--bad); }
.question { background: var(--paper); border: 1px solid var(--line); border-top: 3px solid var(--accent); border-radius: 12px; padding: 1.4rem 1.7rem; margin: 0 0 1.6rem; box-shadow: 0 1px 3px rgb(16 24 40 / 6%); }
.question > .soft:first-of-type { margin-top: 0; font-size: .93rem; }
.question.over { border-top-color: var(--soft); }
.question .soft { color: var(--soft); }
.actions { padding-left: 1.5rem; }
.actions li { margin: .45rem 0; }
.value { position: relative; margin: .7rem 0; padding: .55rem .8rem .6rem; background: var(--wash); border: 1px solid var(--line); border-radius: 8px; min-height: 3.9rem; }
.value .label { padding-right: 6rem; }
.copy pre { padding: 0; border: 0; background: none; padding-right: 6rem; }
.copy button { position: absolute; top: .8rem; right: .8rem; }
.notice { border: 1px solid var(--line); background: var(--wash); border-radius: 6px; padding: .6rem .9rem; margin: .8rem 0; }
.notice p { margin: .2rem 0; }
.notice.good { background: var(--good-wash); border-color: var(--good); }
.notice.odd { background: var(--odd-wash); border-color: var(--odd); }
.notice.bad { background: var(--bad-wash); border-color: var(--bad); color: var(--ink); }
.answer { background: var(--wash); border-radius: 10px; padding: 1.1rem 1.2rem .6rem; margin: 1.2rem 0; }
.answer:not(:has(.field)) { background: none; padding: 0; }
.others details .answer { margin: .5rem 0 1rem; }
.field { border: 0; padding: 0; margin: 0 0 1.1rem; min-width: 0; }
label, legend { font-weight: 600; padding: 0; }
.choice { display: block; font-weight: 400; padding: .3rem 0; }
.inline { border: 0; margin: 0; padding: 0; display: flex; gap: .9rem; }
.inline .choice { display: inline-block; padding: 0; white-space: nowrap; }
input[type=text], input[type=search], input[type=number], input[type=password], textarea { font: inherit; color: inherit; background: var(--paper); width: 100%; padding: .5rem .65rem; border: 1px solid var(--edge); border-radius: 7px; }
input[type=radio], input[type=checkbox] { width: 1.1rem; height: 1.1rem; vertical-align: -.15rem; accent-color: var(--accent); margin: 0 .35rem 0 0; }
textarea { resize: vertical; font: .9rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
[aria-invalid=true] { border-color: var(--bad) !important; }
.problem { color: var(--bad); margin: .3rem 0 0; font-weight: 600; }
.problem:empty { display: none; }
.hint { color: var(--good); margin: .3rem 0 0; }
button, .button { font: inherit; font-weight: 600; display: inline-block; padding: .5rem 1rem; min-height: 2.6rem; border: 1px solid var(--accent); border-radius: 7px; background: var(--paper); color: var(--accent); cursor: pointer; text-decoration: none; }
button.primary, .button.primary { background: var(--accent); color: var(--on-accent); }
button:hover:not([disabled]), .button:hover { filter: brightness(1.08); box-shadow: 0 1px 3px rgb(16 24 40 / 18%); }
button.quiet:hover:not([disabled]) { box-shadow: none; }
button.quiet { border: 0; padding: 0; min-height: 1.7rem; background: none; font-weight: 400; text-decoration: underline; }
button[disabled] { opacity: .6; cursor: default; }
button.small { min-height: 2.2rem; padding: .3rem .7rem; font-size: .9rem; white-space: nowrap; }
dl.then { display: grid; grid-template-columns: minmax(8rem, 11rem) 1fr; gap: .3rem 1rem; margin: 1rem 0; font-size: .95rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.evidence, .changes { display: grid; grid-template-columns: minmax(7rem, 13rem) 1fr; gap: .2rem .9rem; font-size: .9rem; margin: .5rem 0; }
summary { cursor: pointer; padding: .25rem 0; color: var(--accent); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .8rem; margin: .5rem 0; }
.card .changes { grid-template-columns: 1fr; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; background: var(--paper); min-width: 0; }
ins { text-decoration: none; color: var(--good); } ins::before { content: "now " ; color: var(--soft); }
del { color: var(--soft); }
.also { padding-left: 1.1rem; } .also li { margin: .6rem 0; }
progress { appearance: none; width: 100%; height: .5rem; border: 0; border-radius: 1rem; overflow: hidden; background: var(--line); color: var(--accent); }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--accent); border-radius: 1rem; }
progress::-moz-progress-bar { background: var(--accent); border-radius: 1rem; }
.steps { list-style: none; padding: .4rem 1.1rem; margin: 1rem 0; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.step { padding: .45rem 0; border-bottom: 1px solid var(--line); }
.step:last-child { border-bottom: 0; }
.step.todo { padding: .2rem 0; border-bottom: 0; font-size: .93rem; }
.step-line { display: flex; gap: .7rem; margin: 0; }
.step .mark { flex: none; width: 1.2rem; text-align: center; font-weight: 700; color: var(--soft); }
.step.done .mark { color: var(--good); } .step.waiting .mark, .step.running .mark { color: var(--accent); } .step.failed .mark { color: var(--bad); }
.step.todo strong { font-weight: 400; color: var(--soft); }
.step .summary, .step details { margin: .1rem 0 .1rem 1.9rem; font-size: .93rem; }
.wide { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: .3rem .8rem; }
.drop .wide { margin-top: .6rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: var(--soft); padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; overflow-wrap: anywhere; padding: .45rem .6rem; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
tr.blocking td:first-child { color: var(--bad); font-weight: 600; } tr.warning td:first-child { color: var(--odd); }
td input[type=text] { min-width: 7rem; }
.rows th[scope=row] { min-width: 12rem; }
input[type=file] { display: block; max-width: 100%; font: inherit; font-size: .9rem; margin: .3rem 0 .7rem; }
input[type=file]::file-selector-button { font: inherit; font-weight: 600; padding: .35rem .8rem; margin-right: .8rem; border: 1px solid var(--accent); border-radius: 7px; background: var(--paper); color: var(--accent); cursor: pointer; }
.search { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 1rem 0; }
.search input[type=search] { max-width: 20rem; }
.bar { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; margin: 1rem 0; }
.drop { border: 2px dashed var(--line); border-radius: 8px; padding: .6rem; }
.drop.over { border-color: var(--accent); background: var(--paper); }
.drop .hint { margin: .4rem 0; }
@media screen and (max-width: 40rem) {
  body { padding: 0 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  .question { padding: 1.1rem 1rem; }
  .plain { padding: 1.1rem 1.1rem; margin: 1.5rem 0; }
  .answer { padding: .9rem .9rem .3rem; }
  .steps { padding: .4rem .8rem; }
  dl.then, .evidence, .changes { grid-template-columns: 1fr; }
  dl.then dd, .evidence dd { margin-bottom: .4rem; }
  .value .label { min-height: 2.2rem; display: flex; align-items: center; }
  .copy pre { padding-right: 0; }
  .copy button { top: .5rem; right: .5rem; }
  table.rows, .rows caption, .rows tbody, .rows tr, .rows th, .rows td { display: block; }
  .rows thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .rows tr { border-bottom: 1px solid var(--line); padding: .7rem 0; }
  .rows th, .rows td { border: 0; padding: .15rem 0; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; background: none; }
  .question, .plain, .steps, .wide { border-radius: 0; box-shadow: none; border: 0; padding: 0; }
  .question { border-top: 1px solid var(--line); padding-top: .6rem; }
  .answer, .others, .bottom, .search, .filter, .skip, nav, button, .button { display: none !important; }
  .question, .step { break-inside: avoid; }
  details > * { display: block; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
