// What every page needs on a narrow screen: a wide diagram opens at the part that matters, and the
// tables of the hand-written pages become cards like the others; and a button beside each command
// copies it. Without this script the diagram stays at its left edge, tables stay tables, and commands
// are marked and copied by hand.
(function () {
  "use strict";

  // data-ub-middle: which part of the drawing's width lies left of what should stand in the middle.
  function centre(drawing) {
    var frame = drawing.closest(".ub-scroll");
    if (!frame || frame.scrollWidth <= frame.clientWidth) return;
    var width = drawing.getBoundingClientRect().width;
    frame.scrollLeft = width * Number(drawing.dataset.ubMiddle) - frame.clientWidth / 2;
  }

  function diagrams() {
    document.querySelectorAll("[data-ub-middle]").forEach(function (drawing) {
      var folded = drawing.closest("details");
      centre(drawing);
      if (!folded) return;
      function once() {
        if (!folded.open) return;
        folded.removeEventListener("toggle", once);
        centre(drawing);
      }
      folded.addEventListener("toggle", once);
    });
  }

  // Roles as in the generated tables: a cell that is drawn as a block is still a cell to be read out.
  function cards(table) {
    var labels = Array.prototype.map.call(table.querySelectorAll("thead th"), function (head) {
      return head.textContent.trim();
    });
    if (labels.length < 3) return;
    var first = table.querySelector("tbody td");
    var titled = first && /^\d+$/.test(first.textContent.trim()) ? 1 : 0; // a number alone says nothing
    table.classList.add("ub-table", "ub-table--cards");
    table.setAttribute("role", "table");
    table.querySelectorAll("thead, tbody").forEach(function (part) { part.setAttribute("role", "rowgroup"); });
    table.querySelectorAll("tr").forEach(function (row) {
      row.setAttribute("role", "row");
      Array.prototype.forEach.call(row.cells, function (cell, index) {
        var head = cell.tagName === "TH";
        cell.setAttribute("role", head ? "columnheader" : "cell");
        if (head) return;
        cell.dataset.label = labels[index];
        if (index <= titled) cell.classList.add(index < titled ? "ub-id" : "ub-title");
        var content = document.createElement("span");
        content.append.apply(content, Array.prototype.slice.call(cell.childNodes));
        cell.append(content);
      });
    });
  }

  // The command beside a button; nothing else of the page, such as a line break where it is long.
  function copying(button) {
    if (!navigator.clipboard) return;
    var label = button.textContent;
    var command = button.parentElement.querySelector("code");
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(command.textContent).then(function () {
        button.textContent = button.dataset.done;
        setTimeout(function () { button.textContent = label; }, 2000);
      }, function () { getSelection().selectAllChildren(command); });
    });
  }

  function start() {
    diagrams();
    document.querySelectorAll("[data-ub-copy]").forEach(copying);
    document.querySelectorAll(".md-typeset table:not([class])").forEach(cards);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
