// The head of the page, and how everything begins.

const THEMES = ["auto", "light", "dark"];

function remembered(value) {
  try {
    if (value !== undefined) localStorage.setItem("sitrep-theme", value);
    return localStorage.getItem("sitrep-theme");
  } catch {
    return null;
  }
}

function buildTheme() {
  const show = (theme) => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    at("theme").textContent = `Colours: ${theme}`;
  };
  let theme = THEMES.includes(remembered()) ? remembered() : "auto";
  at("theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    remembered(theme);
    show(theme);
  });
  show(theme);
}

function buildHead() {
  const { about, main: facts } = data;
  const docs = [...new Set(facts.flatMap((fact) => fact.proofs.map(([sentence]) => data.sentences[sentence].doc)))].map((doc) => data.docs[doc]);
  const sources = new Set(docs.map((doc) => doc.source).filter(Boolean));
  const dates = facts.flatMap((fact) => (fact.from ? [fact.from, fact.to] : [])).sort();
  at("title").textContent = `What ${count(docs.length, "text")} say${docs.length === 1 ? "s" : ""}`;
  document.title = `${at("title").textContent} · Sitrep`;
  const most = tally(facts, (fact) => [fact.relation]).slice(0, 3).map(([relation, found]) => `${spoken(relation)} (${number(found)})`);
  const span = dates.length ? `, from ${day(dates[0])} to ${day(dates[dates.length - 1])}` : "";
  at("deck").textContent = facts.length
    ? `Who did what to whom, where, when, how many, and who says so${span}. Most often: ${most.join(", ")}. Every row opens the sentences that prove it.`
    : about.selection.length ? "None of the facts of the run is like what was asked for." : "The run found no facts.";
  const figures = [[facts.length, facts.length === 1 ? "fact" : "facts"], [d3.sum(facts, (fact) => fact.statements || 0), "statements"],
    [`${number(docs.length)} of ${number(Math.max(about.texts_in, docs.length))}`, "texts tell facts"], [sources.size, sources.size === 1 ? "source" : "sources"],
    [facts.filter((fact) => fact.sources > 1).length, "told by two or more"], [facts.filter((fact) => fact.disputed).length, "disputed"]];
  at("figures").append(...figures.map(([value, name]) => h("div", {}, h("dt", {}, name), h("dd", {}, typeof value === "number" ? number(value) : value))));
  buildNotice(about);
  const made = [`Sitrep ${about.sitrep || ""}`.trim(), about.model, about.started ? `run of ${day(about.started.slice(0, 10))}` : ""].filter(Boolean).join(" · ");
  at("foot").append(h("p", {}, made, ". The sentences are their sources’ own; what they claim is theirs. A confidence of 0.9 means that about nine of ten such facts say what the text says, not that the text is right."),
    h("p", {}, "Drawn with D3; borders from Natural Earth, as they are held, not as they are claimed."));
}

function buildNotice(about) {
  const lines = [];
  if (about.selection.length) lines.push(h("p", {}, "This report was asked for: ", about.selection.flatMap((words, i) => [i ? "; " : "", h("b", {}, named(words))]), about.read ? `. The run has ${count(about.read, "fact")}.` : "."));
  if (about.left_out) {
    lines.push(h("p", {}, h("b", {}, `${count(about.left_out, "fact")} of ${number(about.found)} ${about.left_out === 1 ? "is" : "are"} left out: `), `the page shows the ${number(about.found - about.left_out)} told by most sources. For the others write a narrower report, for instance:`),
      h("ul", { class: "commands" }, about.proposals.slice(0, 9).map(([kind, name, found]) => h("li", {}, h("code", {}, `sitrep report DIR --${kind} ${shellWord(name)}`), ` ${count(found, "fact")}`)),
        h("li", {}, h("code", {}, "sitrep report DIR --since 2017-01-01 --until 2017-03-31"))));
  }
  const review = data.facts.length - data.main.length;
  if (review) {
    lines.push(h("p", {}, h("b", {}, `${count(about.review, "fact")} ${about.review === 1 ? "waits" : "wait"} for review: `), `less sure than the threshold of ${about.review === 1 ? "its" : "their"} relation, and in no figure, drawing or row until you ask for ${about.review === 1 ? "it" : "them"}.`,
      about.review > review ? ` The page carries the ${number(review)} surest. ` : " ", button("Show what waits for review", () => { setFilters({ ...noFilters(), review: "only" }); at("facts").scrollIntoView(); at("count").focus({ preventScroll: true }); }, { class: "link", id: "to-review" })));
  }
  if (about.texts_short) lines.push(h("p", {}, `${count(about.texts_short, "text")} ${about.texts_short === 1 ? "is" : "are"} shown by ${about.texts_short === 1 ? "its" : "their"} sentences only, not whole.`));
  if (about.texts_failed) lines.push(h("p", {}, `${count(about.texts_failed, "text")} could not be read: see errors.jsonl.`));
  at("notice").hidden = !lines.length;
  at("notice").append(...lines);
}

function shellWord(text) {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Brings a fact into view, open; lets go of the filters where they hide it. */
function showFact(fact) {
  if (!selected.includes(fact)) setFilters({ ...noFilters(), review: fact.review ? "too" : "" });
  opened.add(fact.id);
  page = Math.floor(rows.indexOf(fact) / PAGE);
  drawRows(false);
  at(`row-${fact.i}`).scrollIntoView({ block: "center" });
  at(`row-${fact.i}`).querySelector(".opener").focus({ preventScroll: true });
}

/** Brings one fact into view, or several and nothing else. */
function showFacts(facts) {
  if (facts.length === 1) return showFact(facts[0]);
  setFilters({ ...noFilters(), ids: facts.map((fact) => fact.id).join(",") });
  at("facts").scrollIntoView();
  at("count").focus({ preventScroll: true });
}

async function begin() {
  buildTheme();
  if (typeof DecompressionStream === "undefined") throw new Error("this browser is too old for the page: it needs one of 2023 or later");
  await load();
  buildHead();
  buildFilters();
  buildTable();
  buildReader();
  onSelection(redrawSoon);
  readAddress();
  setFilters({});
  buildTimeline();
  buildMap();
  buildNetwork();
  buildHolding();
  new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${at("filters").offsetHeight}px`)).observe(at("filters"));
  setTimeout(() => drawings.forEach((one) => refresh(one, true)), 50);
  setTimeout(prepareSearch, 400);
  window.addEventListener("beforeprint", () => drawings.forEach((one) => refresh(one, true)));
  window.addEventListener("hashchange", () => {
    if (!location.hash.startsWith("#?")) return;
    readAddress();
    setFilters({});
  });
  window.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select, textarea, dialog")) {
      event.preventDefault();
      at("f-words").focus();
    }
  });
  document.documentElement.dataset.ready = "yes";
  performance.mark("ready");
}

begin().catch((error) => {
  at("broken").hidden = false;
  at("broken").textContent = `The page could not be built: ${error.message}`;
  throw error;
});
