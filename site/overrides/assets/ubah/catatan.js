// Writes a new record's file byte for byte as `ubah new` does (core/writing.py, which uses PyYAML):
// the same styles, the same folding at 100 columns. The browser tests compare the two.
(function () {
  "use strict";

  var WIDTH = 100;
  var INVISIBLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u3164\uffa0\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

  // Plain scalars that YAML readers take for something else than text.
  var TYPED = [
    /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
    /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
    /^(?:<<|=|~|null|Null|NULL)$/,
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
    /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?$/
  ];
  var NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

  // What a person typed, as a record may hold it (core/vouchers.py, plain_text).
  function plainText(text) {
    return text.replace(/\r\n|[\r\u000b\u000c\u0085\u2028\u2029]/g, "\n").replace(/[\t\u001c-\u001f]/g, " ").split("\n")
      .map(function (line) { return line.replace(INVISIBLE, "").trimEnd(); })
      .join("\n").trim();
  }

  function printable(character) {
    var code = character.codePointAt(0);
    return character === "\n" || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code < 0x10ffff);
  }

  function readsWellAsLines(text) {
    var lines = text.split("\n");
    return lines.length > 1 && lines[0] !== "" && lines[lines.length - 1] !== "" &&
      !lines[0].startsWith(" ") && !lines.some(function (line) { return line.endsWith(" "); });
  }

  function retyped(text) {
    return NUMBER.test(text) || /^\p{Nd}{4}-/u.test(text) || text.includes("\n");
  }

  // Whether a text of one line may stand without quotation marks in block context.
  function mayStandPlain(text) {
    return !(/^(?:---|\.\.\.)/.test(text) || /^[#,\[\]{}&*!|>'"%@`]/.test(text) ||
      /^[?:-](?:[ ]|$)/.test(text) || /:(?:[ ]|$)/.test(text) || / #/.test(text) ||
      /^ | $/.test(text) || TYPED.some(function (form) { return form.test(text); }));
  }

  function fold(pieces, column, indent) {
    // A single space may become a line break once the line is full; several never do.
    var written = "";
    pieces.forEach(function (piece, index) {
      var inside = index > 0 && index < pieces.length - 1;
      if (piece === " " && inside && column > WIDTH) {
        written += "\n" + " ".repeat(indent);
        column = indent;
      } else {
        written += piece;
        column += Array.from(piece).length;
      }
    });
    return written;
  }

  function words(text) {
    return text.match(/ +|[^ ]+/g) || [];
  }

  function plain(text, column, indent) {
    return " " + fold(words(text), column + 1, indent);
  }

  function singleQuoted(text, column, indent) {
    var pieces = words(text).map(function (piece) { return piece.replace(/'/g, "''"); });
    return " '" + fold(pieces, column + 2, indent) + "'";
  }

  function escaped(character) {
    var known = { "\n": "n", "\"": "\"", "\\": "\\", "\u00a0": "_" };
    var code = character.codePointAt(0);
    if (character in known) return "\\" + known[character];
    var digits = code <= 0xff ? 2 : code <= 0xffff ? 4 : 8;
    var letter = { 2: "x", 4: "u", 8: "U" }[digits];
    return "\\" + letter + code.toString(16).toUpperCase().padStart(digits, "0");
  }

  function doubleQuoted(text, column, indent) {
    var characters = Array.from(text);
    var written = " \"";
    var start = 0;
    column += 2;
    function put(piece) {
      written += piece;
      column += Array.from(piece).length;
    }
    for (var end = 0; end <= characters.length; end += 1) {
      var character = end < characters.length ? characters[end] : null;
      var code = character === null ? 0 : character.codePointAt(0);
      var kept = character !== null && character !== "\"" && character !== "\\" &&
        ((code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd));
      if (!kept) {
        put(characters.slice(start, end).join(""));
        start = Math.max(start, end);
        if (character !== null) {
          put(escaped(character));
          start = end + 1;
        }
      }
      if (end > 0 && end < characters.length - 1 && (character === " " || start >= end) &&
          column + (end - start) > WIDTH) {
        put(characters.slice(start, end).join("") + "\\");
        start = Math.max(start, end);
        written += "\n" + " ".repeat(indent);
        column = indent;
        if (characters[start] === " ") put("\\");
      }
    }
    return written + "\"";
  }

  function literal(text, indent) {
    return " |-\n" + text.split("\n").map(function (line) {
      return line === "" ? "" : " ".repeat(indent) + line;
    }).join("\n");
  }

  // A text behind a key or a dash that ends at `column`; further lines stand at `indent`.
  function scalar(text, column, indent) {
    var sound = Array.from(text).every(printable);
    if (readsWellAsLines(text)) return sound ? literal(text, indent) : doubleQuoted(text, column, indent);
    if (retyped(text) || !sound) return doubleQuoted(text, column, indent);
    return mayStandPlain(text) ? plain(text, column, indent) : singleQuoted(text, column, indent);
  }

  function mapping(value, indent) {
    return Object.keys(value).map(function (key) {
      var lead = " ".repeat(indent) + key + ":";
      var part = value[key];
      if (Array.isArray(part)) {
        if (!part.length) return lead + " []\n";
        return lead + "\n" + part.map(function (item) {
          var dash = " ".repeat(indent + 2) + "-";
          if (typeof item === "object") return dash + mapping(item, indent + 4).slice(indent + 3);
          return dash + scalar(item, dash.length, indent + 4) + "\n";
        }).join("");
      }
      if (typeof part === "object") return lead + "\n" + mapping(part, indent + 2);
      return lead + scalar(part, lead.length, indent + 2) + "\n";
    }).join("");
  }

  // `opening`: the action that opens a journal, and the state that it leads to, by the office's SOP.
  function newRecord(header, number, request, by, at, opening) {
    opening = opening || { action: "submit", state: "submitted" };
    var entry = mapping({ action: opening.action, by: by, at: at }, 4).replace("    action", "  - action");
    return header + "id: " + number + "\nstatus: " + opening.state + "\nrequest:\n" + mapping(request, 2) +
      "journal:\n" + entry;
  }

  window.ubahRecord = { newRecord: newRecord, plainText: plainText };
})();
