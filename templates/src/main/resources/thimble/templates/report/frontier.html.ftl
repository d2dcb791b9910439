<#-- @model thimble.codegen.report.ReportPage: RAM against work, a chart and tables; included by report.html.ftl -->
<#list frontier as chart>
<section>
<h2>RAM against work</h2>
<p class="why">What is live at once at the least (upwards, on a logarithmic scale) for so many multiply-accumulates computed again (to the right).</p>
<figure>
<svg id="frontier" viewBox="0 0 ${chart.width} ${chart.height}" role="img" aria-label="RAM against work">
<#list chart.lines as line>
<line class="guide" x1="${chart.left}" x2="${chart.right}" y1="${line.at}" y2="${line.at}"/><text x="8" y="${line.at}" dy="4">${line.label}</text>
</#list>
<#list chart.ticks as tick>
<text x="${tick.at}" y="${chart.bottom}" dy="20" text-anchor="middle">${tick.label}</text>
</#list>
<#list chart.curves as curve>
<path class="${curve.kind}" d="${curve.path}"/>
<#list curve.marks as mark>
<circle class="${curve.kind}" cx="${mark.x}" cy="${mark.y}" r="4"><title>${mark.ram} bytes, +${mark.extra}: ${mark.what}</title></circle>
</#list>
</#list>
</svg>
</figure>
<#list chart.curves as curve>
<h3><i class="${curve.kind}"></i> ${curve.name}</h3>
<div class="wide">
<table>
<tr><th class="n">RAM, bytes</th><th class="n">more MACs</th><th class="n">MACs</th><th class="n">instructions, predicted</th><th>how</th></tr>
<#list curve.marks as mark>
<tr><td class="n">${mark.ram}</td><td class="n">${mark.extra}</td><td class="n">${mark.macs}</td><td class="n">${mark.instructions}</td><td class="name">${mark.what}</td></tr>
</#list>
</table>
</div>
</#list>
</section>
</#list>
