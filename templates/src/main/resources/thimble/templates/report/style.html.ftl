<#-- @model thimble.codegen.report.ReportPage: how the page looks; included by report.html.ftl -->
<style>
  :root { color-scheme: light dark; --paper: #fff; --ground: #f4f5f7; --ink: #1d2330; --soft: #667085; --line: #dfe3ea; --accent: #d1344b;
    --area: #b9c6da; --t0: #c3ccd9; --t1: #d3dae4; --in: #2f9e6e; --out: #e08a1e; --ws: #8d63c9; --code: #98a2b3;
    --p0: #2f6fdb; --p1: #12a3b4; --p2: #d6557f; --p3: #8a9a1b; --p4: #5b50c9; --p5: #b8642c; --p6: #4d9fe8; --p7: #a14fae; }
  @media (prefers-color-scheme: dark) { :root { --paper: #14171d; --ground: #1d222b; --ink: #e6e9ef; --soft: #98a2b3; --line: #313846; --accent: #ff5d73;
    --area: #42536d; --t0: #3a4556; --t1: #465266; --in: #3dbb86; --out: #f0a040; --ws: #a883e0; --code: #667085;
    --p0: #5b95f5; --p1: #2cc0d0; --p2: #ec7b9f; --p3: #b3c43a; --p4: #8a80f0; --p5: #d98a54; --p6: #7fc0ff; --p7: #c77bd3; } }
  * { box-sizing: border-box; }
  body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 1240px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
  header p, .note, figcaption { color: var(--soft); margin: 0; }
  h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .4rem; } h3 { font-size: .95rem; margin: 1.2rem 0 .4rem; }
  .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: .8rem; margin: 1.5rem 0 0; }
  .card { border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; }
  .card h3 { margin: 0; color: var(--soft); font-weight: 500; } .card p { margin: 0; color: var(--soft); font-size: .82rem; line-height: 1.35; }
  .card .figure { color: var(--ink); font-size: 1.4rem; font-weight: 600; line-height: 1.5; white-space: nowrap; font-variant-numeric: tabular-nums; } .figure span { font-size: .85rem; font-weight: 400; color: var(--soft); }
  .why { margin: 0 0 .6rem; max-width: 75em; overflow-wrap: anywhere; }
  figure { margin: 0; position: relative; } svg { display: block; width: 100%; height: auto; } figcaption { font-size: .85rem; }
  svg text { font-size: 11px; fill: var(--soft); font-variant-numeric: tabular-nums; }
  .ground { fill: var(--ground); } .area { fill: var(--area); } .grid { stroke: var(--soft); }
  .bars .e { stroke: var(--paper); stroke-width: .5; }
  .t0 { fill: var(--t0); } .t1 { fill: var(--t1); } .in { fill: var(--in); } .out { fill: var(--out); } .ws { fill: var(--ws); }
  .p0 { fill: var(--p0); } .p1 { fill: var(--p1); } .p2 { fill: var(--p2); } .p3 { fill: var(--p3); } .p4 { fill: var(--p4); } .p5 { fill: var(--p5); } .p6 { fill: var(--p6); } .p7 { fill: var(--p7); }
  .bars .pale { opacity: .28; } svg.lit .bars > * { opacity: .25; } svg.lit .bars .hot { opacity: 1; }
  path.arena { stroke: var(--ink); } path.bound { stroke: var(--ink); stroke-dasharray: 5 4; } path.budget { stroke: var(--accent); stroke-dasharray: 8 3; }
  svg text.arena, svg text.bound { fill: var(--ink); } svg text.budget { fill: var(--accent); }
  .water { fill: var(--accent); opacity: .16; pointer-events: none; } path.limit { stroke: var(--accent); } svg text.limit { fill: var(--accent); } svg text.within { fill: var(--paper); pointer-events: none; } svg text.cut { fill: var(--ink); font-size: 9px; }
  #frontier { max-width: 760px; } .guide { stroke: var(--line); } circle.resident { fill: var(--p5); } circle.rows { fill: var(--p0); } path.resident, path.rows { fill: none; stroke: var(--p5); stroke-width: 1.5; } path.rows { stroke: var(--p0); }
  .bands rect { fill: var(--ground); stroke: var(--paper); } .bands rect.stream { fill: var(--line); } .bands text { pointer-events: none; }
  .peak { fill: none; stroke: var(--accent); pointer-events: none; } .dot { fill: var(--accent); } svg text.peaklabel { fill: var(--accent); font-weight: 600; font-size: 12px; }
  #cursor { display: none; pointer-events: none; } #cursor line { stroke: var(--ink); stroke-width: .6; } svg #cursor text { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
  #tip { display: none; position: fixed; z-index: 1; white-space: pre-line; pointer-events: none; background: var(--ink); color: var(--paper); border-radius: 6px; padding: .4rem .6rem; font-size: .8rem; line-height: 1.35; max-width: 26rem; overflow-wrap: anywhere; }
  #tip::first-line { font-weight: 600; }
  .keys { display: block; } i { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin: 0 .15em; background: var(--t0); }
  i.t1 { background: var(--t1); } i.in, .bar.in { background: var(--in); } i.out, .bar.out { background: var(--out); } i.ws, .bar.ws { background: var(--ws); }
  i.resident { background: var(--p5); } i.rows { background: var(--p0); }
  i.p0, .bar.p0 { background: var(--p0); } i.p1, .bar.p1 { background: var(--p1); } i.p2, .bar.p2 { background: var(--p2); } i.p3, .bar.p3 { background: var(--p3); }
  i.p4, .bar.p4 { background: var(--p4); } i.p5, .bar.p5 { background: var(--p5); } i.p6, .bar.p6 { background: var(--p6); } i.p7, .bar.p7 { background: var(--p7); }
  .wide { overflow-x: auto; } table { border-collapse: collapse; min-width: 100%; font-size: .85rem; } td, th { padding: .22rem .8rem .22rem 0; text-align: left; vertical-align: middle; }
  th { color: var(--soft); font-weight: 500; white-space: nowrap; } tr { border-bottom: 1px solid var(--line); } tfoot td { font-weight: 600; }
  .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .name { overflow-wrap: anywhere; min-width: 8em; } .code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .78rem; white-space: nowrap; }
  .barred { min-width: 5rem; width: 18%; } .layers { font-size: .8rem; } .layers td, .layers th { padding-right: .55rem; } .layers .barred { width: 5%; min-width: 3rem; } .bar { height: .6em; min-width: 1px; border-radius: 2px; background: var(--area); } .bar[style='width: 0%'] { min-width: 0; } .fullest td { font-weight: 600; } .fullest .bar { background: var(--accent); }
  .flash { display: flex; height: 2rem; margin-top: .5rem; border-radius: 6px; overflow: hidden; font-size: .7rem; line-height: 2rem; }
  .flash div { overflow: hidden; white-space: nowrap; text-align: center; } .flash .w0 { background: var(--t0); } .flash .w1 { background: var(--area); } .flash .code { background: var(--code); font-size: inherit; } .flash div:hover { background: var(--p0); color: var(--paper); }
  @media print { :root { color-scheme: light; } body { padding: 0; max-width: none; font-size: 11px; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } figure, .card, tr { break-inside: avoid; } h2 { break-after: avoid; } .wide { overflow: visible; } table { font-size: 8px; } .code { font-size: 7px; white-space: normal; } }
</style>
