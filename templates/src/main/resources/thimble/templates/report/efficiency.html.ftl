<#-- @model thimble.codegen.report.ReportPage: instructions by multiply-accumulates; included by report.html.ftl -->
<#list efficiency as chart>
<section>
<h2>Where the instructions go</h2>
<p class="why">${chart.sentence}</p>
<figure>
<svg id="efficiency" viewBox="0 0 ${chart.width} ${chart.height}" role="img" aria-label="instructions a multiply-accumulate, layer by layer">
<rect class="ground" x="${chart.plot.x}" y="${chart.plot.y}" width="${chart.plot.width}" height="${chart.plot.height}"/>
<#list chart.ticks as tick>
<path class="grid" d="M${chart.plot.x} ${tick.y}h-4"/><text class="label" x="${chart.plot.x}" y="${tick.textY}" dx="-7" text-anchor="end">${tick.label}</text>
</#list>
<g class="bars">
<#list chart.columns as column>
<rect class="${column.kind}" x="${column.box.x}" y="${column.box.y}" width="${column.box.width}" height="${column.box.height}"><title>${column.title}</title></rect><#if column.label?has_content><text class="within" x="${column.middle}" y="${column.box.y}" dy="13" text-anchor="middle">${column.label}</text></#if><#if column.cut?has_content><text class="cut" x="${column.middle}" y="${chart.plot.y}" dy="-3" text-anchor="middle">${column.cut} &#8593;</text></#if>
</#list>
</g>
<rect class="water" x="${chart.water.x}" y="${chart.water.y}" width="${chart.water.width}" height="${chart.water.height}"/>
<#list chart.lines as line>
<path class="${line.kind}" d="M${chart.plot.x} ${line.y}h${chart.plot.width}"/><text class="axis ${line.kind}" x="${chart.width}" y="${line.labelY}" dx="-132">${line.label}</text>
</#list>
<text class="label" x="${chart.plot.x}" y="${chart.height}" dy="-8">${chart.macs}</text>
</svg>
<figcaption>Each layer is as wide as its multiply-accumulates and as high as the instructions that one of them takes: its area is its cost. ${chart.rest}
<span class="keys"><#list chart.keys as key><i class="${key.kind}"></i>${key.label} </#list></span></figcaption>
</figure>
</section>
</#list>
