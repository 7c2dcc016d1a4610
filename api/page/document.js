import { element, fetchJson, say, warningsList } from "./common.js";

const query = new URLSearchParams(location.search);
const FIELDS = [["kind", "文种"], ["region", "地区"], ["issuer", "发文机关"], ["document_number", "文号"], ["date", "成文日期"], ["effective", "施行日期"], ["expires", "有效期至"], ["period", "规划期"]];

function showClause(clause) {
  const depth = clause.clause_id.split("/").length - 2;
  const marked = clause.clause_id === query.get("clause");
  const inText = clause.heading && clause.text.startsWith(clause.heading);
  return element(
    "div",
    { class: marked ? "clause marked" : "clause", id: clause.clause_id, "data-depth": depth, "aria-current": marked ? "true" : null },
    clause.heading && !inText ? element("div", { class: "heading" }, clause.heading) : null,
    clause.text ? element("div", { class: "body" }, ...(marked ? markQuote(clause.text) : [clause.text])) : null,
  );
}

function markQuote(text) {
  const points = [...text]; // offsets are in code points
  const start = Number(query.get("start") ?? 0);
  const end = Number(query.get("end") ?? points.length);
  const slice = (from, to) => points.slice(from, to).join("");
  return [slice(0, start), element("mark", {}, slice(start, end)), slice(end)];
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
  const clauses = found.clauses.map(showClause);
  for (const shown of clauses) shown.style.marginLeft = `${Math.min(Number(shown.dataset.depth), 6) * 1.2}rem`;
  article.replaceChildren(
    ...[
      element("h2", {}, `《${found.title}》`),
      element("p", { class: "place" }, [...about, `第 ${found.revision} 版`].join("　")),
      warningsList(found.warnings),
      ...clauses,
    ].filter(Boolean),
  );
  article.hidden = false;
  say("");
  const marked = article.querySelector(".marked");
  if (marked) {
    marked.tabIndex = -1; // so that the keyboard goes on from here
    marked.focus({ preventScroll: true });
    marked.scrollIntoView({ block: "center" });
  }
  if (!marked && query.get("clause")) say("这一版里没有要找的条款。", true);
} catch (error) {
  say(error.message, true);
}
