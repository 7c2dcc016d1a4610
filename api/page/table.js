// A table of a document as a table: column names on top, merged cells from above repeated in grey.
import { element, ownHeading } from "./common.js";

// The clauses from `at` on that lie in the table which stands there.
export function rowsOf(clauses, at) {
  const rows = [];
  while (clauses[at + 1 + rows.length]?.clause_id.startsWith(`${clauses[at].clause_id}/`)) rows.push(clauses[at + 1 + rows.length]);
  return rows;
}

// `wanted` is the id of the clause that is marked, `quote` the slice of its text, in code points.
export function showTable(table, rows, wanted, quote) {
  const keys = columnsOf(table, rows);
  const names = keys.map((key) => key.split("\n")[0]);
  const marked = table.clause_id === wanted;
  return element(
    "div",
    { class: marked ? "clause marked" : "clause", id: table.clause_id, "aria-current": marked ? "true" : null },
    table.heading ? element("div", { class: "heading" }, table.heading) : null,
    element("div", { class: "scroll" }, element(
      "table",
      { class: "cells" },
      names.some(Boolean) ? element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, marked ? element("mark", {}, name) : name)))) : null,
      element("tbody", {}, ...rows.map((row) => showRow(row, keys, row.clause_id === wanted ? quote : null))),
    )),
  );
}

function showRow(row, keys, quote) {
  const attributes = { id: row.clause_id, class: quote ? "marked" : null, "aria-current": quote ? "true" : null };
  if (!row.cells.length) {
    const words = [ownHeading(row), row.text].filter(Boolean).join(" ");
    return element("tr", attributes, element("th", { colspan: Math.max(keys.length, 1), class: "group" }, words));
  }
  const pieces = markCells(row, quote);
  const shown = new Map(keysOf(row).map((key, at) => [key, element("td", { class: row.cells[at].own ? null : "inherited" }, ...pieces[at])]));
  return element("tr", attributes, ...keys.map((key) => shown.get(key) ?? element("td")));
}

// Each cell's words, those parted out that lie in the slice of the row's text. Merged cells stand in another row.
function markCells(row, quote) {
  if (!quote) return row.cells.map(({ text }) => [text]);
  const [low, high] = quote.map((offset) => [...row.text].slice(0, offset).join("").length);
  let from = 0;
  return row.cells.map(({ text, own }) => {
    const at = own ? row.text.indexOf(text, from) : -1;
    if (at < 0) return [text];
    from = at + text.length;
    const [start, end] = [low, high].map((offset) => Math.min(Math.max(offset - at, 0), text.length));
    return [text.slice(0, start), start < end ? element("mark", {}, text.slice(start, end)) : "", text.slice(end)];
  });
}

// A column is known by its name and by how many of the same name stand before it in the row.
function keysOf(row) {
  const seen = new Map();
  return row.cells.map(({ name }) => {
    seen.set(name, (seen.get(name) ?? -1) + 1);
    return `${name}\n${seen.get(name)}`;
  });
}

// The columns in their order: as the row of names has them, the others where the rows have them (empty cells are left out).
function columnsOf(table, rows) {
  const written = keysOf({ cells: table.text.split("\t").map((name) => ({ name })) });
  const used = new Set(rows.flatMap(keysOf));
  const columns = [...used].every((key) => written.includes(key)) && table.text ? written : [];
  for (const row of rows) {
    let after = -1;
    for (const key of keysOf(row)) {
      if (!columns.includes(key)) columns.splice(after + 1, 0, key);
      after = columns.indexOf(key);
    }
  }
  return columns;
}
