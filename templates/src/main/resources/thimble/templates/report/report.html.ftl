<#-- @model thimble.codegen.report.ReportPage: everything about a compilation on one page -->
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} - Thimble</title>
<style>
  body { font: 15px/1.45 system-ui, sans-serif; max-width: 1000px; margin: 2em auto; padding: 0 1em; color: #222; }
  h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 2em; }
  table { border-collapse: collapse; } td, th { padding: .2em .8em .2em 0; text-align: left; vertical-align: top; }
  tr { border-bottom: 1px solid #ddd; } .number { text-align: right; font-variant-numeric: tabular-nums; }
  .bar { background: #c9dcf3; height: .5em; } .live { width: 9em; }
  svg { width: 100%; height: auto; border: 1px solid #bbb; background: #fafafa; }
  rect { stroke: #fff; stroke-width: .5; } rect:hover { opacity: .7; }
  .tensor { fill: #4c84c4; } .input { fill: #58a65c; } .output { fill: #d9923b; } .scratch { fill: #a66bbe; }
  .key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; }
  .key.tensor { background: #4c84c4; } .key.input { background: #58a65c; }
  .key.output { background: #d9923b; } .key.scratch { background: #a66bbe; }
</style>
</head>
<body>
<h1>${title}</h1>
<table>
<#list summary as fact>
<tr><th>${fact.label}</th><td>${fact.value}</td></tr>
</#list>
</table>

<h2>The arena over time</h2>
<p>${chart.steps} steps from left to right, ${chart.arenaBytes} bytes from top to bottom.
<span class="key input"></span>input<span class="key tensor"></span>tensor<span class="key output"></span>output<span class="key scratch"></span>working memory</p>
<svg viewBox="0 0 ${chart.width} ${chart.height}" role="img" aria-label="buffers in the arena over time">
<#list chart.bars as bar>
<rect class="${bar.kind}" x="${bar.x}" y="${bar.y}" width="${bar.width}" height="${bar.height}"><title>${bar.title}</title></rect>
</#list>
</svg>

<h2>Layers</h2>
<table>
<tr><th class="number">#</th><th>Node</th><th>Operator</th><th>Kernel</th><th>Output</th><th class="number">MACs</th><th class="number">Instructions</th><th class="number">Live bytes</th><th></th></tr>
<#list layers as layer>
<tr><td class="number">${layer.index}</td><td>${layer.name}</td><td>${layer.op}</td><td>${layer.kernel}</td><td>${layer.output}</td><td class="number">${layer.macs}</td><td class="number">${layer.instructions}</td><td class="number">${layer.live}</td><td class="live"><div class="bar" style="width: ${layer.livePercent}%"></div></td></tr>
</#list>
</table>
</body>
</html>
