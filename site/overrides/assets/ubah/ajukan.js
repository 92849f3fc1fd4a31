// The request page: checks while one types, keeps a draft in this browser, shows the file and hands
// it to the forge's "new file" page. Nothing is sent anywhere by the page itself.
(function () {
  "use strict";

  var form = document.getElementById("ub-request");
  if (!form) return;
  var settings = JSON.parse(form.dataset.settings);
  var record = window.ubahRecord;
  var memory = "ubah-ajukan:" + settings.office;
  var people = ["requester", "addressee"];
  var touched = new Set();

  function say(name, values) {
    return settings.say[name].replace(/\{(\w+)\}/g, function (all, key) {
      return key in values ? values[key] : all;
    });
  }

  function typed(id) { return record.plainText(form.elements[id].value); }

  function length(text) { return Array.from(text).length; }

  function isDay(text) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
    var day = new Date(text + "T00:00:00Z");
    return !isNaN(day) && day.toISOString().slice(0, 10) === text;
  }

  function listed(text) {
    return text.split(",").map(function (part) { return part.trim(); }).filter(Boolean);
  }

  // The pattern of a schema; its $ is the very end, its \d the ten digits.
  function fits(pattern, text) { return !pattern || new RegExp(pattern, "u").test(text); }

  // Each attachment has a row of fields of its own; its pointer is the group's name, the row, the field.
  var rows = document.getElementById("ub-attachments");

  function attached() {
    if (!rows) return [];
    return Array.prototype.flatMap.call(rows.children, function (row) {
      return settings.attachment.map(function (field) {
        return Object.assign({ completes: true, kind: "line" }, field, {
          id: row.dataset.row + "-" + field.id, pointer: ["attachments", row.dataset.row, field.id]
        });
      });
    });
  }

  function fields() { return settings.fields.concat(attached()); }

  function groupStarted(field) {
    return fields().some(function (other) {
      var together = other.pointer.slice(0, -1).join() === field.pointer.slice(0, -1).join();
      return other.pointer.length > 1 && together && typed(other.id);
    });
  }

  function addRow(name) {
    var row = document.getElementById("ub-attachment").content.firstElementChild.cloneNode(true);
    var number = rows.children.length ? Number(rows.lastElementChild.dataset.row.split("-")[1]) + 1 : 0;
    row.dataset.row = name || "attachments-" + number;
    Array.prototype.forEach.call(row.querySelectorAll("[data-part]"), function (part) {
      var id = row.dataset.row + "-" + part.dataset.part, input = part.querySelector("input");
      part.dataset.field = id;
      part.querySelector("label").htmlFor = input.id = "isi-" + id;
      input.name = id;
      part.querySelector(".ub-error").id = "galat-" + id;
      input.setAttribute("aria-describedby", "galat-" + id);
    });
    var file = row.querySelector("input[type=file]");
    file.id = "berkas-" + row.dataset.row;
    file.previousElementSibling.htmlFor = file.id;
    // Only over https, or on this very computer, does a browser compute digests.
    file.parentElement.hidden = !(window.crypto && window.crypto.subtle);
    file.addEventListener("change", function () { if (file.files.length) take(file.files[0], row); });
    row.querySelector("button").addEventListener("click", function () {
      row.remove();
      document.getElementById("ub-attach").focus();
      refresh();
      keep();
    });
    rows.appendChild(row);
    return row;
  }

  // The file stays where it is: only its name and its digest are taken.
  function take(file, row) {
    var name = row.dataset.row, said = row.querySelector("[role=status]");
    said.textContent = say("digesting", { name: file.name });
    file.arrayBuffer().then(function (content) {
      return window.crypto.subtle.digest("SHA-256", content);
    }).then(function (digest) {
      form.elements[name + "-sha256"].value = Array.from(new Uint8Array(digest), function (byte) {
        return byte.toString(16).padStart(2, "0");
      }).join("");
      if (!typed(name + "-name")) form.elements[name + "-name"].value = file.name;
      said.textContent = say("digested", { name: file.name });
      refresh();
      keep();
    }, function () { said.textContent = say("undigested", { name: file.name }); });
  }

  function problem(field) {
    var text = typed(field.id);
    var values = { label: field.label, value: text.slice(0, 60), limit: field.limit };
    if (!text) {
      if (field.required) return say("empty", values);
      if (!field.completes || !groupStarted(field)) return "";
      return say(field.pointer[0] === "attachments" ? "attachment" : "whole", values);
    }
    if (field.kind === "day") return isDay(text) ? "" : say("day", values);
    var parts = field.kind === "list" ? listed(text) : [text];
    if (!parts.length) return say("empty", values);
    for (var index = 0; index < parts.length; index += 1) {
      values.value = parts[index].slice(0, 60);
      values.count = length(parts[index]) - field.limit;
      if (parts.indexOf(parts[index]) !== index) return say("twice", values);
      if (field.limit && values.count > 0) return say("long", values);
      if (field.kind !== "text" && parts[index].includes("\n")) return say("line", values);
      if (!fits(field.pattern, parts[index])) return say("form", values);
    }
    return "";
  }

  function problems() {
    var found = {};
    fields().forEach(function (field) {
      var text = problem(field);
      if (text) found[field.id] = text;
    });
    people.forEach(function (name) {
      var label = form.querySelector("label[for=isi-" + name + "]").firstChild.textContent.trim();
      if (!form.elements[name].value) found[name] = say("empty", { label: label });
    });
    return found;
  }

  function request() {
    var now = new Date(Date.now() + settings.offset * 60000).toISOString();
    var given = { date: now.slice(0, 10) };
    people.forEach(function (name) { given[name] = form.elements[name].value; });
    settings.fields.forEach(function (field) {
      var text = typed(field.id);
      if (!text) return;
      var value = field.kind === "list" ? listed(text) : text;
      if (field.pointer.length === 1) given[field.pointer[0]] = value;
      else (given[field.pointer[0]] = given[field.pointer[0]] || {})[field.pointer[1]] = value;
    });
    var files = {};
    attached().forEach(function (field) {
      var text = typed(field.id), row = field.pointer[1];
      if (text) (files[row] = files[row] || {})[field.pointer[2]] = text;
    });
    if (Object.keys(files).length) given.attachments = Object.values(files);
    var ordered = {};
    settings.order.forEach(function (key) { if (key in given) ordered[key] = given[key]; });
    return ordered;
  }

  function file() {
    var apart = Math.abs(settings.offset), minutes = apart % 60;
    var zone = (settings.offset < 0 ? "-" : "+") + String((apart - minutes) / 60).padStart(2, "0") + ":" + String(minutes).padStart(2, "0");
    var now = new Date(Date.now() + settings.offset * 60000).toISOString();
    var year = now.slice(0, 4);
    var number = "RFC-" + year + "-" + String((settings.taken[year] || 0) + 1).padStart(4, "0");
    var content = request();
    return {
      name: number + ".yaml",
      path: "changes/" + year + "/" + number + ".yaml",
      text: record.newRecord(settings.header, number, content, content.requester, now.slice(0, 19) + zone, settings.opening)
    };
  }

  function address(made) {
    var parts = { path: made.path, text: made.text };
    var link = settings.address.replace(/\{(path|text)\}/g, function (_whole, name) { return encodeURIComponent(parts[name]); });
    return new URL(link).href; // as the browser sends it: it escapes the apostrophe too
  }

  // How far the address exceeds the limit in the form in which it travels through a sign-in page.
  function excess(link) {
    return settings.signIn.replace("{address}", function () { return encodeURIComponent(link); }).length - settings.limit;
  }

  function tell(text) { document.getElementById("ub-state").textContent = text; }

  function showProblems(found, all) {
    Array.prototype.forEach.call(form.querySelectorAll("[data-field]"), function (part) {
      var name = part.dataset.field;
      var text = (all || touched.has(name)) && found[name] ? found[name] : "";
      form.elements[name].setAttribute("aria-invalid", text ? "true" : "false");
      document.getElementById("galat-" + name).textContent = text;
    });
  }

  function refresh() {
    var made = file();
    document.getElementById("ub-path").textContent = made.path;
    document.getElementById("ub-preview").textContent = made.text;
    var found = problems();
    showProblems(found, false);
    if (!Object.keys(found).length) tell(say("ready", {}));
    else if (document.getElementById("ub-state").textContent === say("ready", {})) tell("");
    return made;
  }

  // Returns the file if everything is filled in; else shows what is not.
  function finished() {
    var found = problems();
    var names = Object.keys(found);
    if (!names.length) return refresh();
    showProblems(found, true);
    var first = form.querySelector("[aria-invalid=true]");
    var folded = first.closest("details");
    if (folded) folded.open = true;
    first.focus();
    tell(say("faulty", { count: names.length }));
    return null;
  }

  function keep() {
    var values = {};
    Array.prototype.forEach.call(form.querySelectorAll("[data-field]"), function (part) {
      values[part.dataset.field] = form.elements[part.dataset.field].value;
    });
    try {
      localStorage.setItem(memory, JSON.stringify({ time: Date.now(), values: values }));
      document.getElementById("ub-draft").textContent = say("draft", {});
    } catch (refused) { /* a browser may keep nothing; then there is no draft */ }
  }

  function restore() {
    var kept = null;
    try { kept = JSON.parse(localStorage.getItem(memory)); } catch (refused) { return; }
    if (!kept || typeof kept.values !== "object") return;
    Object.keys(kept.values).forEach(function (name) {
      var row = name.match(/^(attachments-\d+)-/);
      if (row && rows && kept.values[name] && !rows.querySelector("[data-row=\"" + row[1] + "\"]")) addRow(row[1]);
      var part = form.elements[name];
      if (part && form.querySelector("[data-field=\"" + name + "\"]")) part.value = kept.values[name];
      if (part && part.tagName === "SELECT" && part.selectedIndex < 0) part.selectedIndex = 0;
      if (kept.values[name] && part && part.closest("details")) part.closest("details").open = true;
    });
    var time = new Date(kept.time).toLocaleString(document.documentElement.lang || "id", { dateStyle: "long", timeStyle: "short" });
    document.getElementById("ub-draft").textContent = say("restored", { time: time });
  }

  function copied(made) {
    return navigator.clipboard ? navigator.clipboard.writeText(made.text) : Promise.reject();
  }

  form.addEventListener("input", function (event) {
    if (event.target.name) touched.add(event.target.name);
    refresh();
    keep();
  });
  // The list of assets completes what stands behind the last comma, and keeps what stands before it.
  var assets = form.elements.affected_assets;
  if (assets) {
    var known = Array.prototype.map.call(assets.list.options, function (option) { return option.value; });
    assets.addEventListener("input", function () {
      var before = assets.value.match(/^(?:.*,)? */)[0];
      Array.prototype.forEach.call(assets.list.options, function (option, index) {
        option.value = before + known[index];
      });
    });
  }
  form.addEventListener("focusout", function (event) {
    if (!event.target.name) return;
    touched.add(event.target.name);
    showProblems(problems(), false);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });

  var open = document.getElementById("ub-open");
  if (open) open.addEventListener("click", function (event) {
    var made = finished();
    var link = made ? address(made) : "";
    if (!made || excess(link) > 0) {
      event.preventDefault();
      if (made) tell(say("too_long", { count: excess(link), path: made.path }));
      return;
    }
    open.href = link;
    tell(say("opened", {}));
  });

  document.getElementById("ub-copy").addEventListener("click", function () {
    var made = finished();
    if (!made) return;
    copied(made).then(
      function () { tell(say("copied", { path: made.path })); },
      function () {
        document.getElementById("ub-file").open = true;
        tell(say("uncopied", {}));
      }
    );
  });

  document.getElementById("ub-save").addEventListener("click", function () {
    var made = finished();
    if (!made) return;
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([made.text], { type: "application/yaml" }));
    link.download = made.name;
    link.click();
    URL.revokeObjectURL(link.href);
    tell(say("saved", { name: made.name }));
  });

  document.getElementById("ub-clear").addEventListener("click", function () {
    try { localStorage.removeItem(memory); } catch (refused) { /* nothing was kept */ }
    form.reset();
    if (rows) rows.replaceChildren();
    touched.clear();
    refresh();
    tell(say("cleared", {}));
    document.getElementById("ub-draft").textContent = "";
  });

  var attach = document.getElementById("ub-attach");
  if (attach) attach.addEventListener("click", function () {
    var row = addRow("");
    row.querySelector(row.querySelector("input[type=file]").parentElement.hidden ? "[data-part] input" : "input[type=file]").focus();
  });

  form.hidden = false;
  restore();
  refresh();
})();
