/** The look of the HTML report: on a screen, and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d8dee6; --paper: #fff; --head: #f3f6f9; --link: #0b5cad; --bad: #b42318; --odd: #93570a; --good: #1a7f4b; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e3e8ef; --soft: #a3afbf; --line: #38424f; --paper: #161b22; --head: #222a34; --link: #7db7f5; --bad: #ff8a7d; --odd: #f0b35a; --good: #63d297; }
}
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 68rem; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.7rem; margin: 0 0 .4rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1rem; margin: 1.2rem 0 .1rem; }
p { margin: .3rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
thead th { background: var(--head); white-space: nowrap; }
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
  body { padding: 1rem .9rem 3rem; }
  dl { grid-template-columns: 1fr; }
  dd { margin-bottom: .3rem; }
  .timeline th { width: 9rem; }
  .track { min-width: 10rem; }
}
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .wide { overflow: visible; }
  article, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  thead { display: table-header-group; }
  .bar, .dot, .badge, thead th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;
