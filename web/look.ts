/** The look of every page: one column, clear type, one accent colour. The HTML report has the same colours. */
export const LOOK = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #566070; --line: #d8dee6; --paper: #fff; --wash: #f5f7fa; --accent: #0b5cad; --on-accent: #fff; --bad: #b42318; --odd: #8a5207; --good: #17734a; --bad-wash: #fdf0ee; --odd-wash: #fdf6e9; --good-wash: #edf8f2; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e3e8ef; --soft: #a9b4c3; --line: #38424f; --paper: #14181e; --wash: #1c232c; --accent: #7db7f5; --on-accent: #0d1b2a; --bad: #ff8a7d; --odd: #f0b35a; --good: #63d297; --bad-wash: #331c1a; --odd-wash: #33280f; --good-wash: #12301f; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 52rem; padding: 0 1.5rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .2rem 0 .6rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .3rem; }
p { margin: .5rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
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
.top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; padding: .9rem 0; border-bottom: 1px solid var(--line); margin-bottom: 1.6rem; font-size: .93rem; }
.top p { margin: 0; }
.brand, .brand a { font-weight: 700; color: var(--ink); text-decoration: none; }
.bottom { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9rem; }
section { margin: 2.4rem 0; }
.plain { max-width: 36rem; margin: 3rem 0; }
.run-head { margin-bottom: 1.5rem; }
.state { font-size: 1.05rem; }
.links { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; }
.badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; color: var(--paper); background: var(--soft); font-weight: 600; font-size: .93rem; }
.badge.done { background: var(--good); }
.badge.done-with-findings { background: var(--odd); }
.badge.failed, .badge.cancelled { background: var(--bad); }
.question { border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 8px; padding: 1.2rem 1.4rem; margin: 0 0 1.6rem; }
.question > .soft:first-of-type { margin-top: 0; font-size: .93rem; }
.question.over { border-left-color: var(--soft); }
.actions { padding-left: 1.5rem; }
.actions li { margin: .45rem 0; }
.value { margin: .8rem 0; }
.copy { display: flex; gap: .5rem; align-items: flex-start; }
.copy pre { flex: 1; min-width: 0; }
.notice { border: 1px solid var(--line); background: var(--wash); border-radius: 6px; padding: .6rem .9rem; margin: .8rem 0; }
.notice p { margin: .2rem 0; }
.notice.good { background: var(--good-wash); border-color: var(--good); }
.notice.odd { background: var(--odd-wash); border-color: var(--odd); }
.notice.bad { background: var(--bad-wash); border-color: var(--bad); color: var(--ink); }
.answer { background: var(--wash); border-radius: 8px; padding: .9rem 1.1rem; margin: 1.1rem 0; }
.others details .answer { margin: .5rem 0 1rem; }
.field { border: 0; padding: 0; margin: 0 0 1.1rem; min-width: 0; }
label, legend { font-weight: 600; padding: 0; }
.choice { display: block; font-weight: 400; padding: .3rem 0; }
.inline { border: 0; margin: 0; padding: 0; display: flex; gap: .9rem; }
.inline .choice { display: inline-block; padding: 0; white-space: nowrap; }
input[type=text], input[type=search], input[type=number], input[type=password], textarea { font: inherit; color: inherit; background: var(--paper); width: 100%; padding: .5rem .65rem; border: 1px solid var(--soft); border-radius: 6px; }
input[type=radio], input[type=checkbox] { width: 1.1rem; height: 1.1rem; vertical-align: -.15rem; accent-color: var(--accent); margin: 0 .35rem 0 0; }
textarea { resize: vertical; font: .9rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
[aria-invalid=true] { border-color: var(--bad) !important; }
.problem { color: var(--bad); margin: .3rem 0 0; font-weight: 600; }
.problem:empty { display: none; }
.hint { color: var(--good); margin: .3rem 0 0; }
button, .button { font: inherit; font-weight: 600; display: inline-block; padding: .5rem 1rem; min-height: 2.6rem; border: 1px solid var(--accent); border-radius: 6px; background: var(--paper); color: var(--accent); cursor: pointer; text-decoration: none; }
button.primary, .button.primary { background: var(--accent); color: var(--on-accent); }
button.quiet { border: 0; padding: 0; min-height: 1.7rem; background: none; font-weight: 400; text-decoration: underline; }
button[disabled] { opacity: .6; cursor: default; }
button.small { min-height: 2.2rem; padding: .3rem .7rem; font-size: .9rem; white-space: nowrap; }
dl.then { display: grid; grid-template-columns: minmax(8rem, 11rem) 1fr; gap: .3rem 1rem; margin: 1rem 0; font-size: .95rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.evidence, .changes { display: grid; grid-template-columns: minmax(7rem, 13rem) 1fr; gap: .2rem .9rem; font-size: .9rem; margin: .5rem 0; }
summary { cursor: pointer; padding: .25rem 0; color: var(--accent); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .8rem; margin: .5rem 0; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; background: var(--paper); min-width: 0; }
ins { text-decoration: none; color: var(--good); } ins::before { content: "now " ; color: var(--soft); }
del { color: var(--soft); }
.also { padding-left: 1.1rem; } .also li { margin: .6rem 0; }
progress { width: 100%; height: .6rem; accent-color: var(--accent); }
.steps { list-style: none; padding: 0; margin: 1rem 0; }
.step { padding: .45rem 0; border-bottom: 1px solid var(--line); }
.step-line { display: flex; gap: .7rem; margin: 0; }
.step .mark { width: 1.2rem; text-align: center; font-weight: 700; color: var(--soft); }
.step.done .mark { color: var(--good); } .step.waiting .mark, .step.running .mark { color: var(--accent); } .step.failed .mark { color: var(--bad); }
.step.todo strong { font-weight: 400; color: var(--soft); }
.step .summary, .step details { margin: .1rem 0 .1rem 1.9rem; font-size: .93rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: var(--soft); padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--wash); white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
tr.blocking td:first-child { color: var(--bad); font-weight: 600; } tr.warning td:first-child { color: var(--odd); }
td input[type=text] { min-width: 9rem; }
.search { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 1rem 0; }
.search input[type=search] { max-width: 20rem; }
.bar { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; margin: 1rem 0; }
.drop { border: 2px dashed var(--line); border-radius: 8px; padding: .6rem; }
.drop.over { border-color: var(--accent); background: var(--paper); }
.drop .hint { margin: .4rem 0; }
@media screen and (max-width: 40rem) {
  body { padding: 0 1rem 3rem; }
  h1 { font-size: 1.45rem; }
  .question { padding: 1rem; }
  .answer { padding: .8rem; }
  dl.then, .evidence, .changes { grid-template-columns: 1fr; }
  dl.then dd, .evidence dd { margin-bottom: .4rem; }
  .copy { flex-direction: column; }
  .copy pre { width: 100%; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .answer, .others, .bottom, .copy button, .skip, nav, form, .button { display: none; }
  .question, .step { break-inside: avoid; }
  details > * { display: block; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
