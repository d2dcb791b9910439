<#-- @model thimble.codegen.report.ReportPage: what the pointer does; the page is whole without it; included by report.html.ftl -->
<div id="tip"></div>
<script>
(function () {
  "use strict";
  var svg = document.getElementById("arena"), tip = document.getElementById("tip"), cursor = document.getElementById("cursor");
  var live = [<#list arena.live as bytes>${bytes}<#sep>,</#list>], perValue = ${arena.stepsPerValue};
  var stages = [<#list arena.bands as band>[${band.box.x}, ${band.box.width}, ${band.first}, ${band.steps}]<#sep>, </#list>];

  function tell(event, text) {
    tip.textContent = text;
    tip.style.display = text ? "block" : "none";
    var left = event.clientX + 14, top = event.clientY + 14;
    tip.style.left = Math.max(0, Math.min(left, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = (top + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 10 : top) + "px";
  }

  function light(tensor) {
    svg.querySelectorAll(".hot").forEach(function (bar) { bar.classList.remove("hot"); });
    svg.classList.toggle("lit", tensor !== null);
    if (tensor !== null) {
      svg.querySelectorAll('.bars [data-t="' + tensor + '"]').forEach(function (bar) { bar.classList.add("hot"); });
    }
  }

  // A browser shows titles late: take them over, the first time the pointer is there.
  function words(element) {
    var title = element.querySelector("title");
    if (title) {
      element.told = title.textContent;
      title.remove();
    }
    return element.told || "";
  }

  function follow(event) {
    var point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    var stage = stages.find(function (it) { return it[0] <= point.x && point.x < it[0] + it[1]; });
    cursor.style.display = stage ? "inline" : "none";
    if (stage) {
      var step = stage[2] + Math.floor((point.x - stage[0]) / stage[1] * stage[3]);
      var text = cursor.querySelector("text"), line = cursor.querySelector("line"), late = point.x > svg.viewBox.baseVal.width * 0.7;
      line.setAttribute("x1", point.x);
      line.setAttribute("x2", point.x);
      line.setAttribute("y2", svg.viewBox.baseVal.height - 32);
      text.setAttribute("x", point.x + (late ? -5 : 5));
      text.setAttribute("text-anchor", late ? "end" : "start");
      text.textContent = "step " + step + ": " + live[Math.floor(step / perValue)].toLocaleString("en") + " bytes in use";
    }
  }

  svg.addEventListener("pointermove", function (event) {
    follow(event);
    tell(event, event.target.closest("rect, path") ? words(event.target) : "");
    light(event.target.dataset.t || null);
  });
  svg.addEventListener("pointerleave", function (event) {
    cursor.style.display = "none";
    light(null);
    tell(event, "");
  });
  document.querySelectorAll("#efficiency").forEach(function (chart) {
    chart.addEventListener("pointermove", function (event) { tell(event, event.target.closest("rect") ? words(event.target) : ""); });
    chart.addEventListener("pointerleave", function (event) { tell(event, ""); });
  });
  document.querySelectorAll("tr[data-t]").forEach(function (row) {
    row.addEventListener("pointerenter", function () { light(row.dataset.t); });
    row.addEventListener("pointerleave", function () { light(null); });
  });
})();
</script>
