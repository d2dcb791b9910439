<#-- @model thimble.codegen.report.FrontierPage: RAM against work, a chart and a table -->
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<style>
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; color: #222; background: #fff; }
h1 { font-size: 1.4em; margin-bottom: 0; }
p { color: #555; margin-top: 0.2em; }
svg { width: 100%; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: #555; }
.grid { stroke: #ddd; }
.resident { stroke: #c2571a; fill: #c2571a; }
.rows { stroke: #1a66c2; fill: #1a66c2; }
path.resident, path.rows { fill: none; stroke-width: 1.5; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2em; }
th, td { text-align: right; padding: 0.25em 0.6em; border-bottom: 1px solid #ddd; font-variant-numeric: tabular-nums; }
th:last-child, td:last-child { text-align: left; }
h2 { font-size: 1.1em; }
</style>
</head>
<body>
<h1>${title}</h1>
<p>${subtitle}. Up: RAM live at once, on a logarithmic scale. To the right: multiply-accumulates computed again.</p>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="RAM against work">
<#list lines as line>
<line class="grid" x1="${left}" x2="${right}" y1="${line.at}" y2="${line.at}"/>
<text x="8" y="${line.at}">${line.label}</text>
</#list>
<#list ticks as tick>
<text x="${tick.at}" y="${bottom}" dy="20" text-anchor="middle">${tick.label}</text>
</#list>
<#list curves as curve>
<path class="${curve.kind}" d="${curve.path}"/>
<#list curve.marks as mark>
<circle class="${curve.kind}" cx="${mark.x}" cy="${mark.y}" r="4"><title>${mark.ram} B, +${mark.extra}: ${mark.what}</title></circle>
</#list>
</#list>
</svg>
<#list curves as curve>
<h2 class="${curve.kind}">${curve.name}</h2>
<table>
<tr><th>RAM, bytes</th><th>more MACs</th><th>MACs</th><th>instructions, predicted</th><th>how</th></tr>
<#list curve.marks as mark>
<tr><td>${mark.ram}</td><td>${mark.extra}</td><td>${mark.macs}</td><td>${mark.instructions}</td><td>${mark.what}</td></tr>
</#list>
</table>
</#list>
</body>
</html>
