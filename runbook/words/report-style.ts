/** The look of the HTML report: on a screen, and on paper. Its colours and type are those of the page (`web/look.ts`). */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b2330; --soft: #566070; --line: #dde2e9; --ground: #f6f7f9; --paper: #fff; --wash: #f3f5f8; --accent: #0b5cad; --bad: #b42318; --odd: #8a5207; --good: #17734a; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e3e8ef; --soft: #a9b4c3; --line: #313a46; --ground: #10141a; --paper: #181d25; --wash: #212834; --accent: #7db7f5; --bad: #ff8a7d; --odd: #f0b35a; --good: #63d297; }
}
* { box-sizing: border-box; }
body { font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 0 auto; max-width: 68rem; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.8rem; line-height: 1.2; letter-spacing: -.015em; margin: 0 0 .5rem; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.5rem 1.2rem; margin: 1.2rem 0; }
h2 { font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; margin: 0 0 .6rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .1rem; }
p { margin: .3rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .15em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
article + article { border-top: 1px solid var(--line); }
tr.blocking td:first-child, tr.not-as-meant td:last-child { color: var(--bad); font-weight: 600; }
tr.warning td:first-child, tr.not-proven td:last-child { color: var(--odd); }
tr.as-meant td:last-child { color: var(--good); }
tr.inactive td { color: var(--soft); }
.badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; color: var(--paper); background: var(--soft); font-weight: 600; }
.badge.done { background: var(--good); }
.badge.done-with-findings { background: var(--odd); }
.badge.failed, .badge.cancelled { background: var(--bad); }
.tiles, .key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .6rem 1.6rem; }
.tiles strong { font-size: 1.5rem; display: block; line-height: 1.1; }
.how { color: var(--soft); font-size: .87rem; }
dl { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; gap: .1rem .8rem; margin: .4rem 0; font-size: .87rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.timeline th { font-weight: 400; width: 20rem; }
.timeline td:last-child { white-space: nowrap; width: 7rem; }
.track { position: relative; }
.bar { position: absolute; top: .5rem; height: .8rem; border-radius: 2px; min-width: 2px; }
.dot { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .35rem; }
.program { background: #4c78a8; } .okta { background: #72b7b2; } .people { background: #f58518; } .dns { background: #b279a2; } .waiting { background: #bab0ac; }
@media screen and (max-width: 40rem) {
  body { padding: 1rem .8rem 3rem; }
  h1 { font-size: 1.5rem; }
  section { padding: .9rem .9rem 1rem; }
  dl { grid-template-columns: 1fr; }
  dd { margin-bottom: .3rem; }
  .timeline th { width: 9rem; }
  .track { min-width: 10rem; }
}
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; background: none; }
  section { border: 0; border-radius: 0; padding: 0; margin: 1.4rem 0 0; }
  h2 { padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
  .wide { overflow: visible; }
  article, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  thead { display: table-header-group; }
  .bar, .dot, .badge, thead th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;
