<#-- @model thimble.codegen.report.ReportPage: everything about a compilation on one page -->
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Thimble</title>
<#include "style.html.ftl">
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

<section>
<h2>Where the memory goes</h2>
<p class="why">${why}</p>
<#include "arena.html.ftl">
<h3>In use at the fullest step</h3>
<div class="wide">
<table>
<tr><th></th><th>Tensor</th><th>Rows</th><th>Type</th><th class="n">Bytes</th><th class="n">Share</th><th class="barred"></th><th class="n">At bytes</th></tr>
<#list live as row>
<tr data-t="${row.tensor}"><td><i class="${row.kind}"></i></td><td class="name">${row.what}</td><td>${row.rows}</td><td class="code">${row.shape}</td><td class="n">${row.bytes}</td><td class="n">${row.share}</td><td><div class="bar ${row.kind}" style="width: ${row.percent}%"></div></td><td class="n">${row.place}</td></tr>
</#list>
</table>
</div>
</section>

<#include "frontier.html.ftl">
<#include "efficiency.html.ftl">

<#if stages?has_content>
<section>
<h2>Stages</h2>
<div class="wide">
<table>
<tr><th class="n">#</th><th>Kind</th><th>Layers</th><th class="n">Steps</th><th class="n">MACs</th><#if layers.measured><th class="n">Instructions</th></#if><th class="n">In use, at most</th><th class="barred"></th></tr>
<#list stages as row>
<tr<#if row.fullest> class="fullest"</#if>><td class="n">${row.index}</td><td>${row.kind}</td><td class="name">${row.layers}</td><td class="n">${row.steps}</td><td class="n">${row.macs}</td><#if layers.measured><td class="n">${row.instructions}</td></#if><td class="n">${row.live}</td><td><div class="bar" style="width: ${row.percent}%"></div></td></tr>
</#list>
</table>
</div>
</section>
</#if>

<section>
<h2>Flash</h2>
<p class="note">Each layer's weights as wide as they are large, in the order in which they are read; rest the pointer on one to see which it is.</p>
<div class="flash">
<#list flash as part>
<div class="${part.kind}" style="flex: ${part.bytes}" title="${part.title}">${part.label}</div>
</#list>
</div>
</section>

<section>
<h2>Layers</h2>
<#include "layers.html.ftl">
</section>

<section>
<h2>All figures</h2>
<table>
<#list facts as fact>
<tr><th>${fact.label}</th><td class="name">${fact.value}</td></tr>
</#list>
</table>
</section>
<#include "script.html.ftl">
</body>
</html>
