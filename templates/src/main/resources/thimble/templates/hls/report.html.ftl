<#-- @model thimble.codegen.hls.HlsPage: everything about a design on one page -->
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Thimble</title>
<#include "../report/style.html.ftl">
<style>
  .takes { display: grid; grid-template-columns: 13em 1fr 14em; gap: .35rem 1rem; align-items: center; max-width: 900px; } .takes .track { background: var(--ground); border-radius: 3px; } .takes .bar { height: 1em; }
  i.limit { background: var(--accent); } rect.limit { fill: var(--accent); } path.interval { stroke: var(--accent); stroke-dasharray: 5 4; } svg text.interval { fill: var(--accent); }
  #roofline { max-width: 900px; } #roofline path { fill: none; stroke-width: 1.5; } path.packed { stroke: var(--ink); } path.single { stroke: var(--ink); stroke-dasharray: 5 4; } path.memory { stroke: var(--in); } path.port { stroke: var(--out); }
  circle.layer { fill: var(--p0); opacity: .6; } circle.design { fill: var(--accent); } svg text.design { fill: var(--accent); font-weight: 600; }
</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p>${subtitle}</p>
</header>

<section class="cards">
<#list cards as card>
<div class="card"><h3>${card.label}</h3><p class="figure">${card.value} <span>${card.unit}</span></p><p>${card.note}</p></div>
</#list>
</section>
<#list notes as note>
<p class="why">Note: ${note}</p>
</#list>

<section>
<h2>What it takes of the device</h2>
<div class="takes">
<#list takes as part>
<div>${part.what}</div><div class="track"><div class="bar ${part.kind}" style="width: ${part.percent}%"></div></div><div>${part.count} of ${part.all}, ${part.share}</div>
</#list>
</div>
<p class="note">Slices and blocks by the device's own shapes; look-up tables are an estimate, good within a third.</p>
</section>

<section>
<h2>Balance</h2>
<p class="why">${balance.sentence}</p>
<figure>
<svg id="balance" viewBox="0 0 ${balance.width} ${balance.height}" role="img" aria-label="cycles layer by layer">
<#list balance.ticks as tick>
<path class="guide" d="M${balance.left} ${tick.y}H${balance.width}"/><text x="${balance.left}" y="${tick.y}" dx="-7" dy="4" text-anchor="end">${tick.label}</text>
</#list>
<g class="bars">
<#list balance.columns as column>
<rect class="${column.kind}" x="${column.x}" y="${column.y}" width="${column.width}" height="${column.height}"><title>${column.title}</title></rect>
</#list>
</g>
<path class="interval" d="M${balance.left} ${balance.line}H${balance.width}"/><text class="interval" x="${balance.width}" y="${balance.line}" dx="-4" dy="-6" text-anchor="end">${balance.interval}</text>
</svg>
<figcaption>Cycles in which each layer works, of one inference, in the order of the network.
<span class="keys"><i class="p0"></i>with multipliers <i class="t0"></i>without <i class="limit"></i>as long as the interval</span></figcaption>
</figure>
</section>

<section>
<h2>Roofline</h2>
<p class="why">${roofline.sentence}</p>
<figure>
<svg id="roofline" viewBox="0 0 ${roofline.width} ${roofline.height}" role="img" aria-label="operations a second by operations a byte">
<#list roofline.across as mark>
<line class="guide" x1="${mark.at}" x2="${mark.at}" y1="${roofline.top}" y2="${roofline.bottom}"/><text x="${mark.at}" y="${roofline.bottom}" dy="18" text-anchor="middle">${mark.label}</text>
</#list>
<#list roofline.up as mark>
<line class="guide" x1="${roofline.left}" x2="${roofline.right}" y1="${mark.at}" y2="${mark.at}"/><text x="${roofline.left}" y="${mark.at}" dx="-7" dy="4" text-anchor="end">${mark.label}</text>
</#list>
<#list roofline.roofs as roof>
<path class="${roof.kind}" d="${roof.path}"/><text x="${roof.labelX}" y="${roof.labelY}" dy="-6" text-anchor="end">${roof.label}</text>
</#list>
<#list roofline.points as point>
<circle class="${point.kind}" cx="${point.x}" cy="${point.y}" r="${point.size}"><title>${point.title}</title></circle><#if point.label?has_content><text class="design" x="${point.x}" y="${point.y}" dx="-9" dy="4" text-anchor="end">${point.label}</text></#if>
</#list>
<text x="${roofline.right}" y="${roofline.bottom}" dy="38" text-anchor="end">operations for each byte in or out of the device</text>
</svg>
<figcaption>Operations a second, upwards. The large point is the design, whose tensors never leave the device; small ones are its layers, if each fetched its tensors and weights from memory.</figcaption>
</figure>
</section>

<section>
<h2>Layers</h2>
<div class="wide">
<table class="layers">
<tr><th class="n">#</th><th>Layer</th><th>Operator</th><th>Output</th><th class="n">MACs</th><th class="n">PE</th><th class="n">SIMD</th><th class="n">Multipliers</th><th class="n">Cycles</th><th class="barred"></th><th class="n" title="Of the products that its multipliers could do in an interval, those that are wanted">Use</th><th class="n">DSP</th><th class="n">BRAM18</th><th class="n">LUT, about</th></tr>
<#list rows as row>
<tr><td class="n">${row.index}</td><td class="name">${row.name}</td><td>${row.op}</td><td class="code">${row.output}</td><td class="n">${row.macs}</td><td class="n">${row.pe}</td><td class="n">${row.simd}</td><td class="n">${row.multipliers}</td><td class="n">${row.cycles}</td><td><div class="bar" style="width: ${row.percent}%"></div></td><td class="n">${row.use}</td><td class="n">${row.dsp}</td><td class="n">${row.bram}</td><td class="n">${row.lut}</td></tr>
</#list>
</table>
</div>
</section>

<section>
<h2>Streams</h2>
<p class="note">The largest first. A stream of two words costs nothing but its registers; deeper ones keep branches apart or even out their rates.</p>
<div class="wide">
<table class="layers" id="streams">
<tr><th>Stream</th><th class="n">Bits a word</th><th class="n">Words</th><th class="n">Depth</th><th class="n">Bits held</th><th>Lies in</th><th class="n" title="Cycles in which its writer waits for room">Waited</th></tr>
<#list streams as row>
<tr><td class="name">${row.name}</td><td class="n">${row.width}</td><td class="n">${row.words}</td><td class="n">${row.depth}</td><td class="n">${row.bits}</td><td>${row.where}</td><td class="n">${row.waited}</td></tr>
</#list>
</table>
</div>
</section>

<section>
<h2>Processes</h2>
<div class="wide">
<table class="layers" id="units">
<tr><th>Process</th><th>Unit</th><th class="n">Cycles it works</th><th class="n">First word given</th><th class="n">Ended</th><th class="n">DSP</th><th class="n">BRAM18</th><th class="n">LUT, about</th></tr>
<#list units as row>
<tr><td class="name">${row.name}</td><td>${row.unit}</td><td class="n">${row.cycles}</td><td class="n">${row.began}</td><td class="n">${row.ended}</td><td class="n">${row.dsp}</td><td class="n">${row.bram}</td><td class="n">${row.lut}</td></tr>
</#list>
</table>
</div>
</section>
</body>
</html>
