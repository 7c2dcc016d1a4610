// What the pages share. Texts are put in as text, never as markup: documents hold "<" and "*".

const ROOT = new URL("../", import.meta.url); // the service, wherever a proxy puts it and however deep the page lies

export const FIELDS = [["kind", "文种"], ["region", "地区"], ["issuer", "发文机关"], ["document_number", "文号"], ["date", "成文日期"], ["published", "发布日期"], ["effective", "施行日期"], ["expires", "有效期至"], ["period", "规划期"], ["addressees", "主送"]];

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export async function fetchJson(address, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let reply;
  try {
    reply = await fetch(new URL(address, ROOT), options);
  } catch {
    throw new Error("连不上服务，请检查网络，或请管理员看看服务是否还在运行。");
  }
  const value = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Error([value.detail, value.remedy].filter(Boolean).join(" ") || `出错了（${reply.status}）。`);
  return value;
}

export function say(text, isError = false) {
  const status = document.getElementById("status");
  status.textContent = text;
  status.classList.toggle("error", isError);
}

export function warningsList(warnings) {
  if (!warnings.length) return null;
  return element("ul", { class: "warnings" }, ...warnings.map((warning) => element("li", {}, `注意：${warning}`)));
}

// A clause's heading, unless its text begins with it.
export function ownHeading(clause) {
  return clause.text.startsWith(clause.heading) ? "" : clause.heading;
}

// Where a document is read, or a clause in it; with a quote, the slice that is marked, in code points.
export function addressOf(found) {
  const query = new URLSearchParams({ id: found.document_id, revision: found.revision });
  if (found.clause_id !== undefined) query.set("clause", found.clause_id);
  if (found.quote !== undefined) {
    query.set("start", found.start);
    query.set("end", found.end);
  }
  return new URL(`document?${query}`, ROOT).href;
}

export function addressOfStructure(found) {
  return new URL(`documents/${encodeURIComponent(found.document_id)}/structure?revision=${found.revision}`, ROOT).href;
}
