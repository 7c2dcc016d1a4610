import { addressOf, element, fetchJson, say, warningsList } from "./common.js";

const form = document.getElementById("form");
const STATUS = { answered: "已答", partial: "部分回答", no_evidence: "无依据" };
const FILTERS = ["region", "kind"];
let latest = 0; // the number of the last question, so that a slow answer does not cover a newer one

async function fillFilters() {
  const { documents, next } = await fetchJson("v1/documents?limit=1000");
  document.getElementById("holdings").textContent = `库里有 ${documents.length} 份${next ? "以上" : ""}文件`;
  for (const field of FILTERS) {
    const values = [...new Set(documents.map((one) => one[field]).filter(Boolean))].sort((a, b) => a.localeCompare(b, "zh"));
    for (const value of values) offer(field, value);
  }
}

function offer(field, value) {
  const known = [...form.elements[field].options].some((option) => option.value === value);
  if (!known) form.elements[field].append(element("option", { value }, value));
}

function readAddress() {
  const query = new URLSearchParams(location.search);
  form.elements.q.value = query.get("q") ?? "";
  for (const field of FILTERS) {
    offer(field, query.get(field) ?? "");
    form.elements[field].value = query.get(field) ?? "";
  }
}

function writeAddress() {
  const query = new URLSearchParams();
  for (const name of ["q", ...FILTERS]) {
    if (form.elements[name].value) query.set(name, form.elements[name].value);
  }
  const address = `?${query}`;
  if (address !== location.search) history.pushState(null, "", address);
}

async function ask() {
  const question = form.elements.q.value.trim();
  const answer = document.getElementById("answer");
  const hits = document.getElementById("hits");
  const number = ++latest; // also when there is nothing to ask: an answer on its way must not come any more
  if (!question) {
    answer.hidden = hits.hidden = true;
    say(form.elements.q.value ? "请写出要问的内容。" : "");
    return;
  }
  const filters = {};
  for (const field of FILTERS) {
    if (form.elements[field].value) filters[field] = form.elements[field].value;
  }
  document.title = `${question} · 政策文件知识库`;
  say("正在查……");
  answer.classList.add("stale");
  hits.classList.add("stale");
  try {
    const [answered, found] = await Promise.all([
      fetchJson("v1/ask", { question, filters }),
      fetchJson("v1/search", { query: question, k: 20, filters }),
    ]);
    if (number !== latest) return;
    say("");
    answer.classList.remove("stale");
    hits.classList.remove("stale");
    answer.replaceChildren(...showAnswer(answered));
    if (answered.status === "no_evidence" && Object.keys(filters).length && !found.hits.length) {
      say("在所选的地区和文种里没有找到。请放宽筛选再试。");
    }
    hits.replaceChildren(...showHits(found.hits, answered));
    answer.hidden = false;
    hits.hidden = found.hits.length === 0;
  } catch (error) {
    if (number !== latest) return;
    answer.hidden = hits.hidden = true;
    say(error.message, true);
  }
}

function showAnswer(answered) {
  const parts = [
    element("h2", {}, element("span", { class: `badge ${answered.status}` }, STATUS[answered.status]), ` ${answered.question}`),
  ];
  if (answered.status === "no_evidence") {
    parts.push(element("p", {}, answered.answer.split("\n")[0]));
  }
  if (answered.gaps.length) {
    parts.push(element("ul", { class: "gaps" }, ...answered.gaps.map((gap) => element("li", {}, gap))));
  }
  let documentId = null;
  for (const citation of answered.citations) {
    if (citation.document_id !== documentId) {
      documentId = citation.document_id;
      parts.push(element("h3", {}, titleOf(citation)), warningsList(citation.warnings));
    }
    parts.push(
      element("p", { class: "place" }, [placeOf(citation), headingOf(citation)].filter(Boolean).join("　")),
      element("blockquote", { class: "quote" }, citation.quote, " ", element(
        "a",
        { href: addressOf(citation), class: "citation", title: `${citation.citation}，在原文中查看` },
        `[${citation.n}]`,
      )),
      citation.quote_is_part ? element("p", { class: "part" }, `摘自该条第 ${citation.start + 1}–${citation.end} 字，请看原文全条。`) : null,
    );
  }
  return parts.filter(Boolean);
}

function titleOf(found) {
  return `《${found.document_title}》${found.document_number ? `（${found.document_number}）` : ""}`;
}

function placeOf(found) {
  return found.citation.startsWith(titleOf(found)) ? found.citation.slice(titleOf(found).length) : found.citation;
}

// The clause's own heading, unless the quotation itself begins with it.
function headingOf(citation) {
  const heading = citation.path.at(-1) ?? "";
  return citation.quote.startsWith(heading) ? "" : heading;
}

function showHits(hits, answered) {
  const cited = new Set(answered.citations.map((one) => one.clause_id));
  const title = answered.status === "no_evidence" ? "最接近的条款（不能作为依据）" : "全部命中";
  const items = hits.map((hit) => element(
    "li",
    {},
    element("a", { href: addressOf(hit) }, hit.citation),
    cited.has(hit.clause_id) ? element("span", { class: "score" }, " 已引用") : null,
    element("span", { class: "score" }, ` 相关度 ${Math.round(hit.score * 100)}%`),
    element("div", { class: "place" }, hit.path.join(" › ")),
    element("p", { class: "text" }, shorten(hit.text)),
  ));
  return [element("h2", {}, title), element("ol", { class: "hits" }, ...items)];
}

function shorten(text) {
  const points = [...text];
  return points.length <= 160 ? text : `${points.slice(0, 160).join("")}……（共 ${points.length} 字）`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  writeAddress();
  ask();
});
for (const field of FILTERS) {
  form.elements[field].addEventListener("change", () => {
    writeAddress();
    ask();
  });
}
addEventListener("popstate", () => {
  readAddress();
  ask();
});

readAddress();
ask();
fillFilters().catch((error) => say(error.message, true));
