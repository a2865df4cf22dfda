/**
 * The style sheet of `report.html`: one serif column, hairlines, light and dark, and a print form.
 */

/** CSS; it loads nothing. */
export const reportStyle: string = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfb; --ink: #1a1a1a; --soft: #595959; --rule: #cfcdc6; --tint: #f3f2ed; --link: #1d4f91;
  --verified: #1b6e3c; --violated: #a3201f; --inconclusive: #7a5200;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16171a; --ink: #e8e6e1; --soft: #a9a7a1; --rule: #3b3d42; --tint: #1f2125; --link: #8fb8ee;
    --verified: #7fce9d; --violated: #ff9c93; --inconclusive: #e6bd6a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 5rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 1.06rem/1.55 'STIX Two Text', 'STIX Two', 'Iowan Old Style', Palatino, 'Palatino Linotype', Georgia, serif;
}
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; font-weight: 600; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .5rem; font-weight: 600; }
h3 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; font-weight: 400; font-style: italic; }
p, ul, dl { max-width: 44rem; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre { font: .88em/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
pre { background: var(--tint); border: 1px solid var(--rule); padding: .7rem .9rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.lead { color: var(--soft); margin-top: 0; }
section.statement { border-top: 1px solid var(--rule); margin-top: 3rem; padding-top: 1.6rem; }
.claim { border-left: 2px solid var(--ink); padding-left: 1rem; margin: 1rem 0; max-width: 44rem; }
.claim b { font-variant: small-caps; font-weight: 600; letter-spacing: .02em; }
.verdict { font-weight: 600; white-space: nowrap; }
.verdict.verified { color: var(--verified); }
.verdict.violated { color: var(--violated); }
.verdict.inconclusive { color: var(--inconclusive); }
.scroll { overflow-x: auto; max-width: 100%; margin: .6rem 0 1rem; }
.scroll:focus-visible { outline: 2px solid var(--link); }
table { border-collapse: collapse; font-size: .86rem; line-height: 1.4; font-variant-numeric: lining-nums tabular-nums; border-top: 1.5px solid var(--ink); border-bottom: 1.5px solid var(--ink); }
th { font-weight: 600; text-align: left; vertical-align: bottom; border-bottom: 1px solid var(--ink); }
th, td { padding: .22rem .7rem .22rem 0; vertical-align: baseline; }
td.n, th.n { text-align: right; }
td.nw { white-space: nowrap; }
td.m { min-width: 12rem; }
tr.first td { border-top: 1px solid var(--rule); }
th.subject { font-style: italic; font-weight: 400; padding-top: .7rem; border-bottom: 1px solid var(--rule); }
.note { color: var(--soft); font-size: .92rem; margin-bottom: .3rem; }
.tag { display: inline-block; font-size: .78em; line-height: 1.3; padding: 0 .35em; margin-right: .35em; border: 1px solid currentColor; }
.tag.estimate { border-style: dashed; font-style: italic; }
.tag.plan { border-color: transparent; padding-left: 0; color: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.2rem; margin: 1rem 0; align-items: start; }
figure { margin: 0; }
figure svg { display: block; width: 100%; max-width: 32rem; height: auto; background: #fff; border: 1px solid var(--rule); }
figcaption { font-size: .86rem; color: var(--soft); margin-top: .3rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #333; --rule: #999; --tint: #fff; --link: #000; --verified: #000; --violated: #000; --inconclusive: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  section.statement { break-before: page; border-top: 0; }
  figure, tr, .claim { break-inside: avoid; }
  .figures { grid-template-columns: 1fr 1fr; }
  .scroll { overflow: visible; }
  table { font-size: 6.6pt; }
  th, td { padding-right: .45rem; }
  td.m { min-width: 8rem; }
  .screen { display: none; }
  thead { display: table-header-group; }
}
`.trim();
