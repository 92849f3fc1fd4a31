// Search, filter and sort for the change log and the asset register. Without this script the tables
// are complete and static; nothing is fetched.
(function () {
  "use strict";

  function cellValue(row, index) {
    var cell = row.cells[index];
    return cell.dataset.sort || cell.textContent.trim();
  }

  function set(register) {
    var language = document.documentElement.lang || "id";
    var collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
    var form = register.querySelector(".ub-filter");
    var status = register.querySelector("[role=status]");
    var body = register.querySelector("tbody");
    var rows = Array.prototype.slice.call(body.rows);
    var texts = new Map(rows.map(function (row) {
      return [row, row.textContent.toLocaleLowerCase(language)];
    }));

    function matches(row) {
      var chosen = form.elements.status.value;
      var kind = form.elements.kind ? form.elements.kind.value : "";
      var words = form.elements.text.value.toLocaleLowerCase(language).split(/\s+/);
      if (chosen === "open" || chosen === "overdue") {
        if (!(chosen in row.dataset)) return false;
      } else if (chosen && row.dataset.status !== chosen) {
        return false;
      }
      if (kind && row.dataset.kind !== kind) return false;
      return words.every(function (word) { return texts.get(row).includes(word); });
    }

    function filter() {
      var shown = 0;
      rows.forEach(function (row) {
        row.hidden = !matches(row);
        if (!row.hidden) shown += 1;
      });
      status.textContent = register.dataset.counter
        .replace("{shown}", shown).replace("{total}", rows.length);
    }

    function sort(header) {
      var index = Number(header.dataset.key);
      var down = header.getAttribute("aria-sort") === "ascending";
      register.querySelectorAll("th[aria-sort]").forEach(function (other) {
        other.removeAttribute("aria-sort");
      });
      header.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort(function (a, b) {
        return (down ? -1 : 1) * collator.compare(cellValue(a, index), cellValue(b, index));
      });
      rows.forEach(function (row) { body.appendChild(row); });
    }

    register.querySelectorAll("th[data-key]").forEach(function (header) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      button.addEventListener("click", function () { sort(header); });
      header.replaceChildren(button);
    });

    // A link such as ?status=open chooses beforehand.
    new URLSearchParams(location.search).forEach(function (value, name) {
      if (form.elements[name]) form.elements[name].value = value;
    });
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    filter();
  }

  document.querySelectorAll("[data-ub-register]").forEach(set);
})();
