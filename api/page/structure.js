// How a document was cut: metadata with evidence, the clauses, what stands in no clause.
import { FIELDS, addressOf, element, fetchJson, ownHeading, say, warningsList } from "./common.js";

const REASONS = { title: "标题", front: "文号、机关或日期", contents: "目录", snippet: "重复开头的摘要", page: "页码、页眉页脚", site: "网页上正文之外的内容", layout: "换行、空白和格式标记" };
const MOST_OPEN = 20; // longer lists are folded
const MOST_LINES_NAMED = 5;
const LONGEST_WORDS = 200; // more than any screen shows in one line

const id = decodeURIComponent(location.pathname.split("/").at(-2));
const revision = new URLSearchParams(location.search).get("revision");

function showMetadata(found) {
  const rows = [["document_id", "编号"], ["title", "题名"], ...FIELDS].filter(([field]) => found[field]);
  return element("table", { class: "cells" }, element("tbody", {}, ...rows.map(([field, name]) => element(
    "tr",
    {},
    element("th", { scope: "row" }, name),
    element("td", {}, found[field]),
    element("td", { class: "place" }, tellEvidence(found, field)),
  ))));
}

function tellEvidence(found, field) {
  const named = field === "document_number" ? "number" : field;
  const words = (found.evidence[named] ?? "").replace(/\s+/g, " ");
  const line = found.evidence_lines[named];
  if (line) return `第 ${line} 行${words === found[field] ? "" : `“${words}”`}`;
  if (words === "file name") return "取自文件名";
  if (words.startsWith("catalogue")) return words.replace(/^catalogue:?\s*/, "目录登记：").replace(/：$/, "");
  return words && `“${words}”`;
}

function showClause(clause, found) {
  const parts = clause.clause_id.split("/");
  const address = addressOf({ ...clause, document_id: found.document_id, revision: found.revision });
  const heading = ownHeading(clause) || (clause.clause_kind === "table" ? "表格" : "");
  const shown = element(
    "li",
    { id: clause.clause_id },
    element("a", { class: "name", href: `#${encodeURIComponent(clause.clause_id)}`, title: clause.clause_id }, parts.at(-1)),
    element("a", { class: "words", href: address }, heading && element("b", {}, `${heading} `), ...wordsOf(clause)),
    clause.page && element("span", { class: "page" }, `第 ${clause.page} 页`),
  );
  shown.style.marginLeft = `${Math.min(parts.length - 2, 6) * 1.2}rem`;
  return shown;
}

function wordsOf(clause) {
  if (clause.cells.length) {
    return clause.cells.map(({ name, text, own }, at) => element(
      "span",
      { class: own ? null : "inherited" },
      `${at ? "｜" : ""}${name && `${name}：`}${text}`.slice(0, LONGEST_WORDS),
    ));
  }
  const words = clause.clause_kind === "table" ? clause.text.replaceAll("\t", "｜") : clause.text;
  return [words.slice(0, LONGEST_WORDS)];
}

function showRemoved(removed) {
  const reasons = new Set([...Object.keys(REASONS), ...removed.map(({ why }) => why)]);
  return [...reasons].map((why) => showReason(why, removed.filter((one) => one.why === why)));
}

function showReason(why, removed) {
  if (!removed.length) return null;
  const lines = linesOfWords(removed);
  const characters = removed.reduce((sum, { text }) => sum + [...text.replace(/\s/g, "")].length, 0);
  const total = `${REASONS[why] ?? why}：${removed.length} 处，${characters} 字`;
  if (!lines.size) return element("p", { class: "removed" }, total);
  return element(
    "details",
    { class: "removed", open: why !== "layout" && lines.size <= MOST_OPEN ? "" : null },
    element("summary", {}, total),
    element("ul", {}, ...[...lines].map(([words, at]) => element("li", {}, element("span", { class: "place" }, tellLines(at)), ` ${words}`))),
  );
}

// The words left out in each line; equal words stand once, with all their lines.
function linesOfWords(removed) {
  const byLine = new Map();
  for (const { line, text } of removed) byLine.set(line, `${byLine.get(line) ?? ""} ${text}`);
  const byWords = new Map();
  for (const [line, text] of byLine) {
    const words = text.trim().replace(/\s+/g, " ");
    if (words) byWords.set(words, [...(byWords.get(words) ?? []), line]);
  }
  return byWords;
}

function tellLines(lines) {
  const more = lines.length > MOST_LINES_NAMED ? ` 等 ${lines.length}` : "";
  return `第 ${lines.slice(0, MOST_LINES_NAMED).join("、")}${more} 行`;
}

// The clauses are not there yet when the browser looks for the address' anchor.
function markAnchor() {
  document.querySelector("li.marked")?.classList.remove("marked");
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  wanted?.classList.add("marked");
  wanted?.scrollIntoView({ block: "center" });
}

try {
  const found = await fetchJson(`v1/documents/${encodeURIComponent(id)}/structure${revision ? `?revision=${encodeURIComponent(revision)}` : ""}`);
  document.title = `《${found.title}》的结构 · 政策文件知识库`;
  document.getElementById("back").href = addressOf(found);
  const { clauses, characters, removed, lost } = found.counts;
  const article = document.getElementById("structure");
  article.replaceChildren(...[
    element("h2", {}, `《${found.title}》的结构`),
    element("p", { class: "place" }, `第 ${found.revision} 版　条款数 ${clauses}，条款里的字数 ${characters}，不作条款的字数 ${removed}，没有着落的字数 ${lost}（都不计空白）`),
    warningsList([...new Set([...found.warnings, ...found.notes])]),
    element("h3", {}, "题名、文号等，各自的依据"),
    element("div", { class: "scroll" }, showMetadata(found)),
    element("h3", {}, "条款"),
    element("ol", { class: "tree" }, ...found.clauses.map((clause) => showClause(clause, found))),
    element("h3", {}, "不作条款的部分"),
    ...showRemoved(found.removed),
    element("p", { class: "place" }, "行号数的是从文件里读出的文字，不是纸面上的行。"),
  ].filter(Boolean));
  article.hidden = false;
  say("");
  markAnchor();
  addEventListener("hashchange", markAnchor);
} catch (error) {
  say(error.message, true);
}
