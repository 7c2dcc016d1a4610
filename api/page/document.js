import { FIELDS, addressOfStructure, element, fetchJson, ownHeading, say, warningsList } from "./common.js";
import { rowsOf, showTable } from "./table.js";

const query = new URLSearchParams(location.search);
const wanted = query.get("clause");
// The slice of the wanted clause that is marked, in code points.
const quote = [Number(query.get("start") ?? 0), Number(query.get("end") ?? Infinity)];

function showClauses(clauses) {
  const shown = [];
  for (let at = 0; at < clauses.length; at += 1) {
    const rows = clauses[at].clause_kind === "table" ? rowsOf(clauses, at) : [];
    const block = rows.length ? showTable(clauses[at], rows, wanted, quote) : showClause(clauses[at]);
    block.style.marginLeft = `${Math.min(clauses[at].clause_id.split("/").length - 2, 6) * 1.2}rem`;
    shown.push(block);
    at += rows.length;
  }
  return shown;
}

function showClause(clause) {
  const marked = clause.clause_id === wanted;
  const heading = ownHeading(clause);
  return element(
    "div",
    { class: marked ? "clause marked" : "clause", id: clause.clause_id, "aria-current": marked ? "true" : null },
    heading ? element("div", { class: "heading" }, heading) : null,
    clause.text ? element("div", { class: "body" }, ...(marked ? markQuote(clause.text) : [clause.text])) : null,
  );
}

function markQuote(text) {
  const points = [...text];
  const slice = (from, to) => points.slice(from, to).join("");
  return [slice(0, quote[0]), element("mark", {}, slice(...quote)), slice(quote[1])];
}

try {
  const id = query.get("id");
  if (!id) throw new Error("地址里没有写是哪一份文件。请从答复或命中里打开。");
  const revision = query.get("revision");
  const address = `v1/documents/${encodeURIComponent(id)}${revision ? `?revision=${encodeURIComponent(revision)}` : ""}`;
  const found = await fetchJson(address);
  document.title = `《${found.title}》 · 政策文件知识库`;
  const about = FIELDS.filter(([field]) => found[field]).map(([field, name]) => `${name}：${found[field]}`);
  const article = document.getElementById("document");
  article.replaceChildren(
    ...[
      element("h2", {}, `《${found.title}》`),
      element("p", { class: "place" }, [...about, `第 ${found.revision} 版`].join("　")),
      warningsList(found.warnings),
      ...showClauses(found.clauses),
    ].filter(Boolean),
  );
  article.hidden = false;
  const structure = document.getElementById("structure");
  structure.href = addressOfStructure(found);
  structure.hidden = false;
  say("");
  const marked = article.querySelector(".marked");
  if (marked) {
    marked.tabIndex = -1; // so that the keyboard goes on from here
    marked.focus({ preventScroll: true });
    marked.scrollIntoView({ block: "center" });
  }
  if (!marked && wanted) say("这一版里没有要找的条款。", true);
} catch (error) {
  say(error.message, true);
}
