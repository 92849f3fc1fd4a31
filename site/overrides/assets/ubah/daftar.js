// The change log and the asset register: search, filters, sorting, pages of fifty rows. The rows come
// from data.js beside the page; the choice lives in the address after "#", so a link keeps it.
// Without this script the tables are static and complete lists stand below them.
(function () {
  "use strict";

  var PAGE = 50;
  var PRINTED = 1000;

  function element(name, attributes, content) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      made.setAttribute(key, attributes[key]);
    });
    (content || []).forEach(function (part) {
      if (part !== null) made.append(part);
    });
    return made;
  }

  function badge(tone, text) { return element("span", { class: "ub-badge " + tone }, [text]); }
  function small(text) { return element("span", { class: "ub-small" }, [text]); }
  function second(text, more) { return element("span", { class: "ub-second" + (more || ""), title: text }, [text]); }
  // A moment may break only behind its comma.
  function whole(text) { return text.replace(/([^,]) /g, "$1\u00a0"); }
  function moment(text) { return small(whole(text)); }

  // By a script and not by a request, so that it works from a folder, too.
  function fetchScript(address, then) {
    var script = element("script", { src: address });
    script.addEventListener("load", then);
    document.head.append(script);
  }

  // Each kind of table: how a row of data.js is read, matched, compared and drawn.
  var KINDS = {};

  KINDS.perubahan = function (data, root) {
    var pool = data.pool;
    var NUMBER = 0, TITLE = 1, WHO = 2, UNIT = 3, STATE = 4, LABEL = 5, KIND = 6, CATEGORY = 7,
      CATEGORY_WORD = 8, DATE = 9, DAY = 10, ACTION = 11, TIME = 12, MOMENT = 13, WAITING = 14,
      AGE = 15, FLAGS = 16, DEVIATIONS = 17, ASSETS = 18, PEOPLE = 19;
    function is(flag) { return function (row) { return (row[FLAGS] & flag) !== 0; }; }
    var open = is(1), overdue = is(2), nonconformity = is(4), lateDocumentation = is(32),
      rolledBack = is(8), cancelled = is(16), forHead = is(64);
    function names(list, word) {
      return list.some(function (index) { return pool[index] === word; });
    }
    var places = new Map(data.rows.map(function (row, place) { return [row, place]; }));
    // The requests behind a figure of the performance page: their days are those of its cases.
    var chosen = "", behind = null;
    function dayOf(text) { return Date.parse(text + "T00:00:00Z") / 86400000; }
    function isBehind(row, want) {
      var key = [want.figure, want.counted, want.from, want.until].join(" ");
      if (key !== chosen || !behind) {
        var cases = window.ubahCases[want.figure] || [];
        chosen = key;
        behind = new Set();
        for (var at = 0; at < cases.length; at += 3) {
          if (want.from && cases[at + 1] < dayOf(want.from)) continue;
          if (want.until && cases[at + 1] > dayOf(want.until)) continue;
          if (want.counted && (cases[at + 2] === 1) !== (want.counted === "yes")) continue;
          behind.add(cases[at]);
        }
      }
      return behind.has(places.get(row));
    }
    return {
      missing: function (want) { return want.figure && !window.ubahCases ? root.dataset.cases : ""; },
      text: function (row) {
        return [row[NUMBER], row[TITLE], pool[row[WHO]], pool[row[UNIT]], pool[row[LABEL]],
          pool[row[CATEGORY_WORD]], pool[row[WAITING]], pool[row[ACTION]],
          row[ASSETS].map(function (index) { return pool[index]; }).join(" ")].join(" ");
      },
      matches: function (row, want) {
        if (want.status === "open" ? !open(row) : want.status === "overdue" ? !overdue(row)
          : want.status === "head" ? !forHead(row)
          : want.status === "setback" ? !rolledBack(row) && !cancelled(row)
          : want.status && row[STATE] !== want.status) return false;
        if (want.kind && row[KIND] !== want.kind) return false;
        if (want.waiting && pool[row[WAITING]] !== want.waiting) return false;
        if (want.retrospective === "nonconformity" && !nonconformity(row)) return false;
        if (want.retrospective === "late_documentation" && !lateDocumentation(row)) return false;
        if (want.category && pool[row[CATEGORY]] !== want.category) return false;
        if (want.asset && !names(row[ASSETS], want.asset)) return false;
        if (want.period && row[DATE].indexOf(want.period) !== 0) return false;
        if (want.figure) {
          if (!isBehind(row, want)) return false;
        } else {
          if (want.from && row[DATE] < want.from) return false;
          if (want.until && row[DATE] > want.until) return false;
        }
        if (want.deviations && (row[DEVIATIONS] > 0) !== (want.deviations === "yes")) return false;
        if (!want.person) return true;
        return row[PEOPLE].some(function (people, part) {
          return (!want.part || data.parts[part] === want.part) && names(people, want.person);
        });
      },
      keys: [
        function (row) { return row[NUMBER]; },
        function (row) { return row[TITLE]; },
        function (row) { return pool[row[WHO]]; },
        function (row) { return pool[row[LABEL]]; },
        function (row) { return data.kinds[row[KIND]]; },
        function (row) { return row[TIME]; },
        function (row) { return pool[row[WAITING]]; }
      ],
      cells: function (row) {
        var kind = { normal: "ub-badge--plain", emergency: "ub-badge--emergency" }[row[KIND]];
        var unit = pool[row[UNIT]];
        var setback = rolledBack(row) ? "rolled_back" : cancelled(row) ? "cancelled" : "";
        return [
          [element("a", { href: root.dataset.record + row[NUMBER] + "/index.html", class: "ub-nowrap" }, [row[NUMBER]]),
            second(pool[row[DAY]])],
          [element("span", { title: row[TITLE] }, [row[TITLE]])],
          [pool[row[WHO]], unit ? second(unit) : null],
          [element("span", { class: "ub-badge ub-state ub-state--" + row[STATE] }, [pool[row[LABEL]]]),
            setback ? " " : null, setback ? badge("ub-badge--warn", data.marks[setback]) : null,
            nonconformity(row) || lateDocumentation(row) ? " " : null,
            nonconformity(row) ? badge("ub-badge--bad", data.marks.nonconformity) : null,
            lateDocumentation(row) ? badge("ub-badge--warn", data.marks.late_documentation) : null],
          [!data.kinds[row[KIND]] ? null : kind || open(row) ? badge(kind || "ub-badge--faint", data.kinds[row[KIND]]) : "–",
            pool[row[CATEGORY]] ? second(pool[row[CATEGORY_WORD]]) : null],
          [element("span", { class: "ub-first", title: pool[row[ACTION]] }, [pool[row[ACTION]]]), second(whole(row[MOMENT]))],
          [pool[row[WAITING]] || "–",
            pool[row[AGE]] ? second(pool[row[AGE]], overdue(row) ? " ub-age--late" : "") : null]
        ];
      },
      classes: ["ub-nowrap ub-id", "ub-title", "", "", "", "ub-last", ""]
    };
  };

  KINDS.aset = function (data, root) {
    return {
      text: function (row) {
        return [row[0], row[1], row[3], row[5], row[6], row[9][0] || ""].join(" ");
      },
      matches: function (row, want) {
        return (!want.class || row[2] === want.class) && (!want.status || row[4] === want.status);
      },
      keys: [0, 1, 3, 5, 6, 7].map(function (index) {
        return function (row) { return String(row[index]); };
      }).concat([function (row) { return row[9][2] || ""; }]),
      cells: function (row) {
        var last = row[9];
        return [
          [element("a", { href: root.dataset.asset + row[0] + "/index.html" }, [row[0]])],
          [row[1]], [row[3]],
          [badge(row[4] === "active" ? "ub-badge--good" : "ub-badge--faint", row[5])],
          [row[6]], [row[8]],
          last.length ? [element("a", { href: root.dataset.record + last[0] + "/index.html", class: "ub-nowrap" }, [last[0]]),
            element("br"), moment(last[1])] : [row[10]]
        ];
      },
      classes: ["ub-nowrap ub-id", "ub-title", "", "", "", "", ""]
    };
  };

  function set(root) {
    var data = window.ubahRegister;
    if (!data) return;
    var kind = KINDS[root.dataset.ubRegister](data, root);
    var language = document.documentElement.lang || "id";
    var collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
    var form = root.querySelector("form");
    var status = root.querySelector("[role=status]");
    var body = root.querySelector("tbody");
    var pager = root.querySelector(".ub-pager");
    var headers = Array.prototype.slice.call(root.querySelectorAll("th[data-key]"));
    var labels = headers.map(function (header) { return header.textContent; });
    var texts = data.rows.map(function (row) { return kind.text(row).toLocaleLowerCase(language); });
    var fields = Array.prototype.slice.call(form.elements).filter(function (field) { return field.name; });
    var order = "", page = 1, found = [];

    function draw(row) {
      var cells = kind.cells(row).map(function (content, index) {
        var cell = element("td", { role: "cell", "data-label": labels[index] },
          [element("span", {}, content)]);
        if (kind.classes[index]) cell.className = kind.classes[index];
        return cell;
      });
      return element("tr", { role: "row" }, cells);
    }

    function show(all) {
      var pages = Math.max(1, Math.ceil(found.length / PAGE));
      page = Math.min(Math.max(1, page), pages);
      var rows = all ? found.slice(0, PRINTED) : found.slice((page - 1) * PAGE, page * PAGE);
      body.replaceChildren.apply(body, rows.map(function (index) { return draw(data.rows[index]); }));
      pager.hidden = pages < 2;
      pager.querySelector(".ub-pager__where").textContent =
        root.dataset.page.replace("{page}", page).replace("{pages}", pages);
      pager.querySelector("[data-step='-1']").disabled = page === 1;
      pager.querySelector("[data-step='1']").disabled = page === pages;
    }

    function sorted(indexes) {
      headers.forEach(function (header) { header.removeAttribute("aria-sort"); });
      if (!order) return indexes;
      var down = order.charAt(0) === "-";
      var column = Number(order.replace("-", ""));
      var key = kind.keys[column];
      headers[column].setAttribute("aria-sort", down ? "descending" : "ascending");
      var keys = data.rows.map(key);
      return indexes.sort(function (a, b) {
        return (down ? -1 : 1) * collator.compare(keys[a], keys[b]) || a - b;
      });
    }

    function find() {
      var want = {};
      fields.forEach(function (field) { want[field.name] = field.value; });
      var script = kind.missing ? kind.missing(want) : "";
      if (script) { fetchScript(script, function () { find(); show(); }); return; }
      var words = want.q.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
      var indexes = [];
      data.rows.forEach(function (row, index) {
        var text = texts[index];
        if (words.every(function (word) { return text.includes(word); }) && kind.matches(row, want)) {
          indexes.push(index);
        }
      });
      found = sorted(indexes);
      status.textContent = root.dataset.counter
        .replace("{shown}", found.length).replace("{total}", data.rows.length);
    }

    function address() {
      var kept = new URLSearchParams();
      fields.forEach(function (field) { if (field.value) kept.set(field.name, field.value); });
      if (order) kept.set("sort", order);
      if (page > 1) kept.set("page", page);
      var text = kept.toString();
      history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
    }

    // The start page's form asks by "?q=": for a whole number that is the record itself, else a search.
    function asked() {
      var text = (new URLSearchParams(location.search).get("q") || "").trim();
      if (!text || location.hash) return;
      var parts = text.match(/^(?:rfc)?\W*(\d{4})\W+(\d{1,4})$/i);
      var number = parts ? "RFC-" + parts[1] + "-" + parts[2].padStart(4, "0") : "";
      if (root.dataset.record && data.rows.some(function (row) { return row[0] === number; })) {
        location.replace(root.dataset.record + number + "/index.html");
        return;
      }
      history.replaceState(null, "", location.pathname + "#" + new URLSearchParams({ q: text }));
    }

    function read() {
      var kept = new URLSearchParams(location.hash.slice(1));
      fields.forEach(function (field) {
        field.value = kept.get(field.name) || "";
        if (field.value && field.closest("details")) field.closest("details").open = true;
      });
      order = kept.get("sort") || "";
      if (!/^-?\d+$/.test(order) || Number(order.replace("-", "")) >= headers.length) order = "";
      page = Number(kept.get("page")) || 1;
      find();
      show();
    }

    function again() { page = 1; find(); show(); address(); }

    headers.forEach(function (header, index) {
      var button = element("button", { type: "button" }, [header.textContent]);
      button.addEventListener("click", function () {
        order = order === String(index) ? "-" + index : String(index);
        again();
      });
      header.replaceChildren(button);
    });
    pager.addEventListener("click", function (event) {
      var step = Number(event.target.dataset.step);
      if (!step) return;
      page += step;
      show();
      address();
      root.scrollIntoView();
      if (event.target.disabled) pager.querySelector("button:not([disabled])").focus();
    });
    form.addEventListener("input", again);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function () { setTimeout(function () { order = ""; again(); }); });
    var copy = form.querySelector("[data-copy]");
    if (copy) {
      if (!navigator.clipboard) copy.remove();
      copy.addEventListener("click", function () {
        navigator.clipboard.writeText(location.href).then(function () {
          status.textContent = copy.dataset.done;
        });
      });
    }
    window.addEventListener("hashchange", read);
    window.addEventListener("beforeprint", function () { show(true); });
    window.addEventListener("afterprint", function () { show(); });
    form.hidden = false;
    asked();
    read();
  }

  function start() { document.querySelectorAll("[data-ub-register]").forEach(set); }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
