/** `/console/assets/console.css`: one calm look for the three consoles, each with its own accent. */
export const CONSOLE_STYLE = `:root {
  color-scheme: light dark;
  --back: #f5f6f8; --card: #ffffff; --text: #1b2330; --muted: #525d6e; --line: #d8dde5; --field: #838d9c;
  --accent: #2450c8; --on-accent: #ffffff; --good: #0c6b3d; --good-back: #e7f5ed; --bad: #b3261e; --bad-back: #fcebea;
  --sand: #5b4300; --sand-back: #ffedbf;
}
[data-system='Kiro'] { --accent: #6a36c9 }
[data-system='DNS'] { --accent: #0b6a70 }
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14171c; --card: #1d2129; --text: #e8ebf0; --muted: #a9b2c0; --line: #343b47; --field: #768193;
    --accent: #8aabff; --on-accent: #10131a; --good: #7fd6a5; --good-back: #16301f; --bad: #ff9d94; --bad-back: #3a1c1a;
    --sand: #ffe3a1; --sand-back: #463404;
  }
  [data-system='Kiro'] { --accent: #c0a3ff }
  [data-system='DNS'] { --accent: #6fd0d6 }
}
* { box-sizing: border-box }
html { scroll-padding-top: 124px }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif }
a { color: var(--accent); text-underline-offset: 2px }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px }
main:focus, .notice:focus { outline: none }
.skip { position: absolute; left: -999px } .skip:focus { left: 8px; top: 8px; background: var(--card); padding: 8px; z-index: 3 }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.sandbox { position: sticky; top: 0; z-index: 2; padding: 6px 16px; background: var(--sand-back); color: var(--sand); font-weight: 600; text-align: center }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 24px; padding: 12px 24px; background: var(--card); border-bottom: 1px solid var(--line) }
.brand { font-size: 20px; font-weight: 700; color: var(--accent); text-decoration: none } .brand span { font-weight: 400; color: var(--muted); font-size: 16px }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px; margin: 0; padding: 0 } .bar nav { margin-left: auto }
nav a { display: block; padding: 8px 12px; border-radius: 6px; color: var(--text); text-decoration: none }
nav a:hover { text-decoration: underline } nav a[aria-current] { background: var(--back); color: var(--accent); font-weight: 600 }
.page { display: grid; grid-template-columns: 200px minmax(0, 860px); gap: 32px; max-width: 1140px; margin: 0 auto; padding: 24px }
.sections ul { flex-direction: column } .sections a[aria-current] { background: var(--card); box-shadow: inset 3px 0 var(--accent) }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 16px } h2 { font-size: 19px; margin: 0 0 12px } h3 { font-size: 16px; margin: 20px 0 8px }
p { margin: 0 0 12px } .muted, .hint, .empty { color: var(--muted) } .hint { font-size: 14px; margin: 0 0 6px }
section, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 20px; margin: 0 0 20px }
section > :last-child, .card > :last-child, .notice > :last-child, form > :last-child { margin-bottom: 0 } .card > :first-child { margin-top: 0 }
.notice.good:not(:has(.copyable)) { position: sticky; top: 44px; z-index: 1 } details.card > summary { padding: 0 }
section:target { border-color: var(--accent) }
.notice { border: 1px solid; border-left-width: 5px; border-radius: 8px; padding: 14px 16px; margin: 0 0 20px }
.notice.good { color: var(--good); background: var(--good-back) } .notice.bad { color: var(--bad); background: var(--bad-back) }
.notice.bad a { color: inherit } .notice h2 { font-size: 16px; margin-bottom: 4px } .notice .copyable { color: var(--text) }
.field { margin: 0 0 16px } label, legend, .label { display: block; font-weight: 600; margin: 0 0 4px; padding: 0 }
input:not([type='checkbox']), select, textarea { width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--field); border-radius: 6px; padding: 9px 11px }
textarea { font-family: ui-monospace, 'DejaVu Sans Mono', monospace; font-size: 14px }
fieldset { border: 0; margin: 0 0 16px; padding: 0; min-width: 0 } .box { display: grid; grid-template-columns: auto 1fr; gap: 2px 10px; align-items: start; margin: 0 0 8px }
.box input { width: 20px; height: 20px; margin: 2px 0 0; accent-color: var(--accent) } .box label { font-weight: 400; margin: 0 } .box .hint { grid-column: 2; margin: 0 }
.wrong { border-left: 4px solid var(--bad); padding-left: 12px } .wrong input { border-color: var(--bad) } .error { color: var(--bad); font-weight: 600; margin: 0 0 6px }
button, .button { display: inline-block; font: inherit; font-weight: 600; line-height: 1.4; padding: 8px 16px; border-radius: 6px; border: 1px solid var(--accent); cursor: pointer; text-decoration: none; background: var(--card); color: var(--accent) }
button.main, .button.main { background: var(--accent); color: var(--on-accent) } button.danger { border-color: var(--bad); color: var(--bad) }
button { overflow-wrap: normal } button.plain, .press button.danger { padding: 5px 12px } button:hover, .button:hover { text-decoration: underline }
.actions { display: flex; flex-wrap: wrap; gap: 10px } .press { display: inline-block; margin: 0 } td .press button, td .press button.danger, td .button { padding: 2px 12px; font-size: 15px }
.copyable { margin: 0 0 12px } .copy { display: flex; gap: 8px; align-items: flex-start } .copy button { flex: none }
.copy code { flex: 1; min-width: 0; overflow-wrap: anywhere; background: var(--back); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px }
code { font: 14px/1.5 ui-monospace, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere }
.scroll { position: relative; overflow-x: auto; margin: 0 0 12px } table { border-collapse: collapse; width: 100%; font-size: 15px }
th, td { text-align: left; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top } th { color: var(--muted); font-size: 14px; white-space: nowrap }
td { overflow-wrap: anywhere; min-width: 90px } td:first-child { min-width: 185px } td .press, td .button { margin: 0 6px 6px 0 }
.badge { display: inline-block; border-radius: 999px; padding: 1px 10px; font-size: 14px; font-weight: 600; border: 1px solid var(--line); color: var(--muted); white-space: nowrap }
.badge.good { color: var(--good); background: var(--good-back); border-color: transparent } .badge.bad { color: var(--bad); background: var(--bad-back); border-color: transparent }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 6px 20px; margin: 0 0 12px } dt { color: var(--muted) } dd { margin: 0; overflow-wrap: anywhere }
ol, ul { padding-left: 22px; margin: 0 0 12px } .tabs ul, nav ul { padding: 0 } .tabs { margin: 0 0 16px } .tabs a { border: 1px solid var(--line); background: var(--card); padding: 5px 12px }
details { margin: 0 0 12px } details.danger { margin-top: 8px } summary { cursor: pointer; font-weight: 600; padding: 4px 0 } details.danger > summary { color: var(--bad) }
.search { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0 0 16px } .search label { margin: 0 } .search input { flex: 1; min-width: 160px; width: auto }
.tiles { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(128px, 1fr)); gap: 12px; margin: 0 0 20px } .tiles a { display: block; height: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px; text-decoration: none; color: var(--text) }
.tiles strong { display: block; font-size: 22px; color: var(--accent) } .steps li { margin: 0 0 8px }
@media (max-width: 800px) {
  .page { grid-template-columns: minmax(0, 1fr); gap: 12px; padding: 12px } .bar { padding: 10px 12px } .bar nav { margin-left: 0 }
  .sections ul { flex-direction: row } .sections a[aria-current] { box-shadow: inset 0 -3px var(--accent) }
  section, .card { padding: 16px } h1 { font-size: 24px } dl { grid-template-columns: minmax(0, 1fr); gap: 0 } dd { margin: 0 0 8px } .copy { flex-wrap: wrap } .copy code { flex-basis: 100% }
}
@media (max-width: 560px) {
  table, tbody, tr, td { display: block } thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  tr { border-bottom: 1px solid var(--line); padding: 8px 0 } td { border: 0; padding: 3px 0; min-width: 0 }
  td:not(:empty)::before { content: attr(data-label); display: block; color: var(--muted); font-size: 14px }
}
`;
