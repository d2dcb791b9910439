<#-- @model thimble.codegen.report.ReportPage: the table of layers; included by report.html.ftl -->
<div class="wide">
<table class="layers">
<thead>
<tr><th class="n">#</th><th>Layer</th><th>Operator</th><th>Input</th><th>Output</th><th>Kernel</th><th class="n">MACs</th><th class="barred"></th><#if layers.recomputed><th class="n">Recomputed</th></#if><#if layers.measured><th class="n">Instructions</th><th class="barred"></th><th class="n">a MAC</th></#if><th class="n">Weights</th><#if layers.scratch><th class="n" title="Working memory of the kernel">Scratch</th></#if><th class="n" title="The most bytes in use while the layer runs">In use</th></tr>
</thead>
<tbody>
<#list layers.rows as row>
<@line row=row/>
</#list>
</tbody>
<tfoot>
<@line row=layers.total/>
</tfoot>
</table>
</div>
<#macro line row>
<tr><td class="n">${row.index}</td><td class="name">${row.name}</td><td>${row.op}</td><td class="code">${row.input}</td><td class="code">${row.output}</td><td class="code name">${row.kernel}</td><td class="n">${row.macs}</td><td><div class="bar" style="width: ${row.macsPercent}%"></div></td><#if layers.recomputed><td class="n">${row.recomputed}</td></#if><#if layers.measured><td class="n">${row.instructions}</td><td><div class="bar" style="width: ${row.instructionsPercent}%"></div></td><td class="n">${row.perMac}</td></#if><td class="n">${row.weights}</td><#if layers.scratch><td class="n">${row.scratch}</td></#if><td class="n">${row.live}</td></tr>
</#macro>
