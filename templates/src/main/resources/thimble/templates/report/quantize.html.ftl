<#-- @model thimble.codegen.report.QuantizePage: everything about a quantization on one page -->
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Thimble</title>
<#include "style.html.ftl">
<style>.spread { width: 144px; height: 26px; } .spread line { stroke: var(--accent); stroke-width: 1.2; }</style>
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

<#list notes>
<section>
<h2>To know</h2>
<#items as note>
<p class="why">${note}</p>
</#items>
</section>
</#list>

<section>
<h2>Which layers hurt</h2>
<p class="why">${why} The bar is the noise that a layer's result has more than what it reads, as a share of the signal.</p>
<div class="wide">
<table id="layers">
<thead><tr><th>Layer</th><th>Operator</th><th class="n">Bits</th><th class="n">Bytes</th><th class="n" title="Signal to noise of the weights alone">Weights, dB</th><th class="n" title="Signal to noise of the result, all before it quantized">Result, dB</th><th class="n">Noise added</th><th class="barred"></th></tr></thead>
<tbody>
<#list layers as layer>
<tr><td class="name">${layer.name}</td><td>${layer.op}</td><td class="n">${layer.bits}</td><td class="n">${layer.bytes}</td><td class="n">${layer.weights}</td><td class="n">${layer.result}</td><td class="n">${layer.harm}</td><td><div class="bar ${layer.kind}" style="width: ${layer.percent}%"></div></td></tr>
</#list>
</tbody>
</table>
</div>
</section>

<#list budgets as chart>
<section>
<h2>${chart.title}</h2>
<p class="why">${chart.sentence}</p>
<div class="wide">
<table class="budget">
<thead><tr><th>What</th><th class="n">Bits</th><th class="n">Bytes</th><th class="n">Noise</th><th class="barred"></th></tr></thead>
<tbody>
<#list chart.rows as row>
<tr><td class="name">${row.name}</td><td class="n">${row.bits}</td><td class="n">${row.bytes}</td><td class="n">${row.cost}</td><td><div class="bar ${row.kind}" style="width: ${row.percent}%"></div></td></tr>
</#list>
</tbody>
</table>
</div>
</section>
</#list>

<#list tried>
<section>
<h2>What was tried</h2>
<div class="wide">
<table id="tried">
<thead><tr><th>Way</th><th class="n">Output, dB</th><th class="n">Same largest output</th><th class="barred"></th><th></th></tr></thead>
<tbody>
<#items as way>
<tr><td>${way.way}</td><td class="n">${way.decibels}</td><td class="n">${way.agreement}</td><td><div class="bar ${way.kind}" style="width: ${way.percent}%"></div></td><td>${way.mark}</td></tr>
</#items>
</tbody>
</table>
</div>
</section>
</#list>

<#list loud>
<section>
<h2>Loud channels</h2>
<p class="why">Channels of more than eight times the usual range leave the others few levels, since a tensor has one scale.</p>
<div class="wide">
<table id="loud">
<thead><tr><th>Tensor</th><th>Channels</th><th class="n">Times the usual range</th><th class="n">Now</th><th>What was done</th></tr></thead>
<tbody>
<#items as row>
<tr><td class="name">${row.tensor}</td><td>${row.channels}</td><td class="n">${row.before}</td><td class="n">${row.after}</td><td>${row.what}</td></tr>
</#items>
</tbody>
</table>
</div>
</section>
</#list>

<section>
<h2>Stored tensors</h2>
<p class="why">How the numbers seen are spread, on a logarithmic scale; red lines where the stored range ends inside of them.</p>
<div class="wide">
<table id="tensors">
<thead><tr><th>Tensor</th><th></th><th class="n">Bits</th><th class="n">Seen</th><th class="n">Stored</th><th class="n">Scale</th><th class="n">Clipped</th><th class="n">dB</th></tr></thead>
<tbody>
<#list tensors as tensor>
<tr><td class="name">${tensor.name}</td><td><svg class="spread" viewBox="0 0 ${tensor.picture.width} ${tensor.picture.height}" role="img" aria-label="how the numbers are spread"><path class="area" d="${tensor.picture.area}"/><#list tensor.picture.edges as edge><line x1="${edge}" x2="${edge}" y1="0" y2="${tensor.picture.height}"/></#list></svg></td><td class="n">${tensor.bits}</td><td class="n">${tensor.seen}</td><td class="n">${tensor.stored}</td><td class="n">${tensor.scale}</td><td class="n">${tensor.clipped}</td><td class="n">${tensor.decibels}</td></tr>
</#list>
</tbody>
</table>
</div>
</section>
</body>
</html>
