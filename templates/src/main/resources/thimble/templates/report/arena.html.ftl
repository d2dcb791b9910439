<#-- @model thimble.codegen.report.ReportPage: the arena over time; included by report.html.ftl -->
<figure>
<svg id="arena" viewBox="0 0 ${arena.width} ${arena.height}" role="img" aria-label="the arena over time">
<defs><clipPath id="within"><rect x="${arena.plot.x}" y="${arena.plot.y}" width="${arena.plot.width}" height="${arena.plot.height}"/></clipPath></defs>
<rect class="ground" x="${arena.profile.x}" y="${arena.profile.y}" width="${arena.profile.width}" height="${arena.profile.height}"/>
<path class="area" d="${arena.area}"/>
<text class="label" x="${arena.profile.x}" y="${arena.profile.y}" dx="-7" dy="9" text-anchor="end">${arena.profileTop}</text>
<text class="label" x="${arena.profile.x}" y="${arena.plot.y}" dx="-7" dy="-17" text-anchor="end">0</text>
<text class="axis" x="${arena.width}" y="${arena.profile.y}" dx="-132" dy="9">bytes in use</text>
<rect class="ground" x="${arena.plot.x}" y="${arena.plot.y}" width="${arena.plot.width}" height="${arena.plot.height}"/>
<#list arena.ticks as tick>
<path class="grid" d="M${arena.plot.x} ${tick.y}h-4"/><text class="label" x="${arena.plot.x}" y="${tick.textY}" dx="-7" text-anchor="end">${tick.label}</text>
</#list>
<g class="bars" clip-path="url(#within)">
<#list arena.crumbs as crumbs>
<path class="${crumbs.kind}" d="${crumbs.path}"><title>${crumbs.title}</title></path>
</#list>
<#list arena.bars as bar>
<rect class="${bar.kind}" data-t="${bar.tensor}" x="${bar.box.x}" y="${bar.box.y}" width="${bar.box.width}" height="${bar.box.height}"><title>${bar.title}</title></rect>
</#list>
</g>
<#list arena.lines as line>
<path class="${line.kind}" d="M${arena.plot.x} ${line.y}h${arena.plot.width}"/><text class="axis ${line.kind}" x="${arena.width}" y="${line.labelY}" dx="-132">${line.label}</text>
</#list>
<g class="bands">
<#list arena.bands as band>
<rect class="${band.kind}" x="${band.box.x}" y="${band.box.y}" width="${band.box.width}" height="${band.box.height}"><title>${band.title}</title></rect><text x="${band.middle}" y="${band.box.y}" dy="14" text-anchor="middle">${band.label}</text>
</#list>
</g>
<rect class="peak" x="${arena.peak.column.x}" y="${arena.peak.column.y}" width="${arena.peak.column.width}" height="${arena.peak.column.height}"/>
<circle class="dot" cx="${arena.peak.middle}" cy="${arena.peak.dotY}" r="3.5"/>
<text class="peaklabel" x="${arena.peak.labelX}" y="16" text-anchor="${arena.peak.anchor}">${arena.peak.label}</text>
<g id="cursor"><line y1="${arena.profile.y}" y2="${arena.plot.y}"/><text y="${arena.plot.y}" dy="-4"></text></g>
</svg>
<figcaption>Time runs to the right in ${arena.steps} steps, each a layer or a row of a layer; a stage is as wide as the root of its number of steps. Addresses run upwards. In colour: what is in use at the fullest step, the red line; pale: the same tensors' rows at other times.
<span class="keys"><i class="in"></i>input <i class="out"></i>output <i class="ws"></i>working memory <i class="p0"></i><i class="p1"></i><i class="p2"></i>tensors at the fullest step <i class="t0"></i><i class="t1"></i>other tensors</span></figcaption>
</figure>
