// The table of facts: a page of rows at a time, each with its evidence below it when it is opened.

const PAGE = 50;
const MOST_PRINTED = 200;
const COLUMNS = [
  { key: "who", name: "Who", of: (fact) => fact.subject || "" },
  { key: "did", name: "Did", of: (fact) => spoken(fact.relation) },
  { key: "whom", name: "What, to whom", of: (fact) => fact.object || "" },
  { key: "where", name: "Where", of: (fact) => fact.place || "" },
  { key: "when", name: "When", of: (fact) => fact.from },
  { key: "many", name: "How many", number: true, of: (fact) => fact.low ?? fact.high ?? "" },
  { key: "status", name: "Status", of: (fact) => `${SHAPES.indexOf(fact.status)}${fact.status}${fact.by || ""}` },
  { key: "told", name: "Told by", number: true, down: true, of: (fact) => fact.sources },
  { key: "sure", name: "Sure", number: true, down: true, of: (fact) => fact.sure },
];
const order = { key: "told", down: true };
const opened = new Set();
let rows = [];
let page = 0;

function buildTable() {
  const head = h("tr", { role: "row" }, COLUMNS.map((column) => h("th", { role: "columnheader", scope: "col", class: `c-${column.key}`, "data-key": column.key, "aria-label": column.name },
    button(column.name, () => sortBy(column)))));
  at("table").append(h("caption", { class: "unseen" }, "Facts, each with its evidence; the buttons of the header sort"),
    h("thead", { role: "rowgroup" }, head), h("tbody", { role: "rowgroup", id: "rows" }));
  const sorting = h("select", { id: "f-order" }, COLUMNS.map((column) => h("option", { value: column.key }, column.name)));
  sorting.addEventListener("change", () => sortBy(COLUMNS.find((column) => column.key === sorting.value)));
  at("facts-tools").append(h("label", { class: "order" }, h("span", {}, "Sort by"), sorting),
    button("Download as CSV", download, { class: "quiet" }));
  window.addEventListener("beforeprint", () => drawRows(true));
  window.addEventListener("afterprint", () => drawRows(false));
  onSelection((facts) => {
    rows = [...facts];
    page = 0;
    sortRows();
    drawRows(false);
  });
}

function sortBy(column) {
  if (order.key === column.key) order.down = !order.down;
  else Object.assign(order, { key: column.key, down: Boolean(column.down) });
  page = 0;
  sortRows();
  drawRows(false);
}

/** Sorts by the column; what is empty comes last either way, what is equal in the order of the run. */
function sortRows() {
  const column = COLUMNS.find(({ key }) => key === order.key);
  const sign = order.down ? -1 : 1;
  const keys = new Map(rows.map((fact) => [fact, column.of(fact)]));
  rows.sort((one, other) => {
    const [a, b] = [keys.get(one), keys.get(other)];
    if (a === b) return order.key === "told" ? newest(one, other) : one.i - other.i;
    if (a === "" || b === "") return a === "" ? 1 : -1;
    return sign * (typeof a === "number" ? a - b : a < b ? -1 : 1);
  });
}

/** Of two facts that as many tell the later one comes first, and those with a day of their own before others. */
function newest(one, other) {
  if (Boolean(one.from) !== Boolean(other.from)) return one.from ? -1 : 1;
  const [a, b] = [one.from || one.told, other.from || other.told];
  return a === b ? other.sure - one.sure || one.i - other.i : a < b ? 1 : -1;
}

function drawRows(printing) {
  for (const head of at("table").querySelectorAll("th")) {
    const here = head.dataset.key === order.key;
    if (here) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  at("f-order").value = order.key;
  const from = printing ? 0 : page * PAGE;
  const shown = rows.slice(from, printing ? MOST_PRINTED : from + PAGE);
  at("rows").replaceChildren(...shown.flatMap((fact) => rowsOf(fact, printing)));
  if (!rows.length) {
    at("rows").append(h("tr", { role: "row" }, h("td", { role: "cell", class: "none", colspan: COLUMNS.length }, "No fact is like that. ", button("Clear all filters", clearFilters, { class: "link" }))));
  }
  at("facts-note").textContent = printing && rows.length > MOST_PRINTED ? `The first ${MOST_PRINTED} of ${number(rows.length)} facts are printed, each with its first sentence.` : "";
  drawPager(from, shown.length);
}

function drawPager(from, shown) {
  const pages = Math.ceil(rows.length / PAGE);
  const go = (to, focus) => () => {
    page = to;
    drawRows(false);
    at("facts").scrollIntoView();
    at(focus).focus({ preventScroll: true });
  };
  at("pager").replaceChildren();
  at("pager").hidden = pages < 2;
  if (pages < 2) return;
  const jump = h("select", { id: "p-jump", "aria-label": "Page" }, Array.from({ length: pages }, (_, i) => h("option", { value: i, selected: i === page }, `${i + 1}`)));
  jump.addEventListener("change", () => go(Number(jump.value), "p-jump")());
  const last = page === pages - 1;
  at("pager").append(
    button("← Previous", go(Math.max(page - 1, 0), page > 1 ? "p-back" : "p-on"), { id: "p-back", disabled: page === 0 }),
    h("span", {}, `${number(from + 1)}–${number(from + shown)} of ${number(rows.length)} · page `, jump, ` of ${number(pages)}`),
    button("Next →", go(Math.min(page + 1, pages - 1), page < pages - 2 ? "p-on" : "p-back"), { id: "p-on", disabled: last }));
}

function rowsOf(fact, printing) {
  const open = !printing && opened.has(fact.id);
  const row = h("tr", { role: "row", class: `fact${open ? " open" : ""}${fact.review ? " review" : ""}`, id: `row-${fact.i}`, "data-id": fact.id }, COLUMNS.map((column) => cellOf(fact, column, open)));
  row.addEventListener("click", (event) => {
    if (!event.target.closest("button, a") && !String(getSelection())) toggleRow(fact);
  });
  if (printing) return [row, h("tr", { role: "row", class: "more" }, h("td", { role: "cell", colspan: COLUMNS.length }, fact.proofs.length ? quote(fact, 0) : null))];
  return open ? [row, moreOf(fact)] : [row];
}

function cellOf(fact, column, open) {
  const attributes = { role: "cell", class: `c-${column.key}` };
  const nothing = () => h("span", { class: "none", "aria-label": "not said" }, "–");
  if (column.key === "who") {
    const opener = h("button", { type: "button", class: "opener", "aria-expanded": String(open), "aria-controls": open ? `more-${fact.i}` : null,
      "aria-label": `Evidence: ${said(fact)}`, onclick: () => toggleRow(fact) }, h("span", { "aria-hidden": "true" }, "›"));
    return h("td", attributes, opener, named(fact.subject) || nothing());
  }
  if (column.key === "did") {
    return h("td", attributes, h("span", { class: "did" }, named(spoken(fact.relation))),
      fact.review ? h("span", { class: "badge" }, "for review") : null, fact.disputed ? h("span", { class: "badge" }, "disputed") : null,
      fact.fulfilled ? h("span", { class: "badge done" }, "carried out") : null);
  }
  if (column.key === "whom") return h("td", attributes, named(fact.object) || nothing());
  if (column.key === "where") return h("td", attributes, fact.place === fact.object ? null : named(fact.place));
  if (column.key === "when") {
    const words = period(fact.start, fact.end);
    return h("td", attributes, words || (fact.told ? h("span", { class: "soft", title: "No text dates it; this is when it was published." }, `told ${day(fact.told)}`) : null));
  }
  if (column.key === "many") return h("td", attributes, quantity(fact.low, fact.high));
  if (column.key === "status") {
    return h("td", attributes, h("span", { class: `status ${SHAPES.includes(fact.status) ? fact.status : "other"}` }, shape(fact.status), named(fact.status)),
      fact.by ? [" ", h("span", { class: "by" }, named(fact.by))] : null);
  }
  if (column.key === "told") return h("td", attributes, h("span", { class: "unit" }, count(fact.sources, "source")), h("span", { class: "bare", "aria-hidden": "true" }, number(fact.sources)));
  return h("td", attributes, h("span", { class: "unit-sure" }, "sure "), fact.sure.toFixed(2));
}

function toggleRow(fact) {
  const row = at(`row-${fact.i}`);
  const opener = row.querySelector(".opener");
  const open = !opened.has(fact.id);
  if (open) {
    opened.add(fact.id);
    row.after(moreOf(fact));
    opener.setAttribute("aria-controls", `more-${fact.i}`);
  } else {
    opened.delete(fact.id);
    at(`more-${fact.i}`)?.remove();
    opener.removeAttribute("aria-controls");
  }
  row.classList.toggle("open", open);
  opener.setAttribute("aria-expanded", String(open));
}

function moreOf(fact) {
  const quotes = fact.proofs.map((_, i) => quote(fact, i));
  if (fact.more) quotes.push(h("p", { class: "soft" }, `… and ${count(fact.more, "sentence")} more, in facts.jsonl.`));
  return h("tr", { role: "row", class: "more", id: `more-${fact.i}` },
    h("td", { role: "cell", colspan: COLUMNS.length }, h("div", { class: "evidence" }, h("div", {}, quotes), detailsOf(fact))));
}

function detailsOf(fact) {
  const list = h("dl", { class: "details" });
  const add = (name, ...values) => {
    const parts = values.flat(Infinity).filter(Boolean);
    if (parts.length) list.append(h("div", {}, h("dt", {}, name), h("dd", {}, parts)));
  };
  add("Told by", `${count(fact.sources, "source")}, ${count(fact.docs || 0, "text")}, ${count(fact.statements || 0, "statement")}`);
  const speakers = fact.speakers || (fact.by ? [fact.by] : []);
  add(speakers.length > 1 ? "Say so" : "Says so", speakers.flatMap((speaker, i) => [i ? ", " : "", named(speaker)]));
  if (fact.review) add("For review", "less sure than the threshold of its relation: in facts_review.jsonl, in no figure above");
  add("By means of", (fact.means || []).join(", "));
  add("Date", fact.precision && period(fact.start, fact.end) ? `${period(fact.start, fact.end)} (${fact.precision})` : "");
  for (const [role, reason] of fact.why || []) add(`Why this ${role}`, named(reason));
  add("Joined because", ruleWords((fact.rules || []).filter((rule) => rule !== "repeat")));
  add("Disputed by", otherFacts(fact, fact.disputed));
  add("Carries out", otherFacts(fact, fact.fulfils));
  add("Carried out by", otherFacts(fact, fact.fulfilled));
  const names = (fact.names || []).filter((name) => ![fact.subject, fact.object, fact.place, fact.by].includes(name));
  add("Also called", names.length ? h("details", {}, h("summary", {}, count(names.length, "name")), names.flatMap((name, i) => [i ? ", " : "", named(name)])) : null);
  add("Codes", [["ACLED", fact.acled], ["PLOVER", fact.plover], ["CAMEO", fact.cameo]].filter(([, code]) => code).map(([name, code]) => `${name} ${code}`).join(" · "));
  add("Entries", (fact.ids || []).flatMap(([role, id], i) => [i ? h("br") : null, `${SAID_NAMES[role]} `, h("code", {}, id)]));
  add("Id", h("code", {}, fact.id), " ", h("a", { href: `#?ids=${encodeURIComponent(fact.id)}` }, "link"));
  return list;
}

/** The facts that a fact names, each opened by its line; those that the page does not carry are counted. */
function otherFacts(fact, ids = []) {
  const others = ids.filter((id) => data.byId.has(id)).map((id) => data.facts[data.byId.get(id)]);
  const lines = others.map((other) => h("div", {}, button(named(`${other.status}: ${said(other)}`), () => showFact(other), { class: "link" })));
  if (ids.length > others.length) lines.push(h("div", { class: "soft" }, `${count(ids.length - others.length, "fact")} not on this page`));
  if (others.length) lines.push(h("div", {}, button("Show them together", () => setFilters({ ...noFilters(), ids: [fact.id, ...others.map((other) => other.id)].join(",") }), { class: "link quiet" })));
  return lines;
}

/** A cell that no spreadsheet takes for a formula. */
function csvCell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvOf(facts) {
  const heads = ["id", "subject", "relation", "object", "place", "lat", "lon", "date_start", "date_end", "quantity_low", "quantity_high",
    "status", "attributed_to", "speakers", "n_sources", "n_documents", "n_statements", "confidence", "for_review", "disputed_by", "fulfils", "fulfilled_by",
    "merged_by", "evidence", "links"];
  const joined = (values) => (values || []).join("; ");
  const lines = facts.map((fact) => {
    const proofs = fact.proofs.map(sentenceOf);
    const links = proofs.map((proof) => webLink(proof.link) || webLink(proof.source.link)).filter(Boolean);
    return [fact.id, fact.subject, fact.relation, fact.object, fact.place, fact.lat, fact.lon, fact.start, fact.end, fact.low, fact.high,
      fact.status, fact.by, joined(fact.speakers), fact.sources, fact.docs, fact.statements, fact.sure, fact.review ? "yes" : "no", joined(fact.disputed), joined(fact.fulfils), joined(fact.fulfilled),
      joined(fact.rules), proofs.map(({ text }) => text).join(" | "), [...new Set(links)].join(" ")];
  });
  return [heads, ...lines].map((line) => line.map(csvCell).join(",")).join("\r\n");
}

function download() {
  const link = h("a", { href: URL.createObjectURL(new Blob(["\ufeff", csvOf(rows)], { type: "text/csv" })), download: "facts.csv" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
