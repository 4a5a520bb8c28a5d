// Which facts are shown: the fields, the chips, and the address of the page.

const MANY = ["relation", "actor", "place", "status", "source"];
const REVIEW = { too: "with others", only: "alone" };
const filters = noFilters();
const known = { actor: new Set(), place: new Set() };
const listeners = [];
let selected = [];

function noFilters() {
  return { words: "", relation: [], actor: [], place: [], status: [], source: [], from: "", to: "", sure: "", text: "", ids: "", review: "" };
}

function onSelection(listener) {
  listeners.push(listener);
}

function asked(words) {
  return [...plain(words).matchAll(/"([^"]+)"|[^\s"]+/g)].map((match) => match[1] || match[0]);
}

/** Tells whether a fact is asked for; what has to be of a time is left to the caller where it asks for any. */
function matcher(anyTime = false) {
  const words = asked(filters.words);
  const wanted = MANY.map((kind) => [kind, filters[kind]]).filter(([, values]) => values.length);
  const ids = filters.ids ? new Set(filters.ids.split(",")) : null;
  const tests = { relation: (fact, value) => fact.relation === value, status: (fact, value) => fact.status === value,
    source: (fact, value) => fact.said_by.has(value), actor: (fact, value) => holdsName("actor", fact.actors, value),
    place: (fact, value) => holdsName("place", fact.places, value) };
  return (fact) =>
    wanted.every(([kind, values]) => values.some((value) => tests[kind](fact, value))) &&
    (!filters.sure || fact.sure >= Number(filters.sure)) &&
    (ids ? ids.has(fact.id) : filters.review === "only" ? fact.review : filters.review || !fact.review) &&
    (anyTime || (!filters.from && !filters.to) || (fact.from && (!filters.from || fact.to >= filters.from) && (!filters.to || fact.from <= filters.to))) &&
    (!filters.text || fact.proofs.some(([sentence]) => data.docs[data.sentences[sentence].doc].id === filters.text)) &&
    words.every((word) => haystack(fact).includes(word));
}

function holdsName(kind, names, value) {
  if (known[kind].has(value)) return names.has(value);
  const part = plain(value);
  return [...names].some((name) => plain(name).includes(part));
}

function select() {
  selected = data.facts.filter(matcher());
  const all = filters.review === "only" ? data.facts.length - data.main.length : filters.review ? data.facts.length : data.main.length;
  at("count").textContent = selected.length === all ? count(selected.length, "fact") : `${number(selected.length)} of ${count(all, "fact")}`;
  showChips();
  keepAddress();
  for (const listener of listeners) listener(selected);
}

/** Changes filters and shows what they select. */
function setFilters(changes) {
  Object.assign(filters, changes);
  for (const kind of ["words", "from", "to", "sure", "review"]) at(`f-${kind}`).value = filters[kind];
  select();
}

/** Puts a value into a filter of several, or takes it out. */
function toggleFilter(kind, value) {
  const values = filters[kind];
  setFilters({ [kind]: values.includes(value) ? values.filter((other) => other !== value) : [...values, value] });
}

function clearFilters() {
  setFilters(noFilters());
}

function inForce() {
  const found = MANY.flatMap((kind) => filters[kind].map((value) => [kind, kind === "relation" ? spoken(value) : value, () => toggleFilter(kind, value)]));
  if (filters.from || filters.to) {
    const words = filters.from && filters.to ? period(filters.from, filters.to) : filters.from ? `from ${day(filters.from)}` : `to ${day(filters.to)}`;
    found.push(["date", words, () => setFilters({ from: "", to: "" })]);
  }
  if (filters.sure) found.push(["confidence", `≥ ${filters.sure}`, () => setFilters({ sure: "" })]);
  if (filters.review) found.push(["for review", REVIEW[filters.review], () => setFilters({ review: "" })]);
  if (filters.text) found.push(["text", docName(data.docs.find((doc) => doc.id === filters.text) || { id: filters.text }), () => setFilters({ text: "" })]);
  if (filters.ids) found.push(["facts", filters.ids.includes(",") ? `these ${filters.ids.split(",").length}` : "this one", () => setFilters({ ids: "" })]);
  if (filters.words) found.push(["words", filters.words, () => setFilters({ words: "" })]);
  return found;
}

function showChips() {
  const chips = inForce();
  at("chips").replaceChildren(...chips.map(([kind, words, remove]) => h("li", {},
    h("button", { type: "button", onclick: () => { remove(); at("count").focus(); }, "aria-label": `Remove the filter ${kind}: ${words}` },
      h("span", { class: "kind" }, kind), " ", named(words), h("span", { class: "x", "aria-hidden": "true" }, "×")))));
  if (chips.length) at("chips").append(h("li", {}, button("Clear all", () => { clearFilters(); at("count").focus(); }, { class: "clear", id: "clear" })));
  const hidden = chips.filter(([kind]) => kind !== "words").length;
  at("f-more").textContent = hidden ? `Filters (${hidden})` : "Filters";
}

/** The address says what is shown, so that it can be kept and given to others who have the file. */
function keepAddress() {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(filters)) for (const one of [value].flat()) if (one) query.append(key, one);
  const address = query.toString();
  try {
    history.replaceState(null, "", address ? `#?${address}` : location.hash.startsWith("#?") ? location.pathname : location.href);
  } catch { /* an address that may not be changed stays as it is */ }
}

function readAddress() {
  if (!location.hash.startsWith("#?")) return;
  const query = new URLSearchParams(location.hash.slice(2));
  for (const key of Object.keys(filters)) {
    const values = query.getAll(key).slice(0, 50);
    if (MANY.includes(key)) filters[key] = values;
    else filters[key] = isGood(key, values[0] || "") ? values[0] || "" : "";
  }
}

function isGood(key, value) {
  if (key === "from" || key === "to") return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
  if (key === "review") return value in REVIEW;
  return key !== "sure" || /^0?\.\d{1,3}$/.test(value);
}

function options(select, first, values) {
  select.replaceChildren(h("option", { value: "" }, first), ...values.map(([value, name]) => h("option", { value }, name)));
}

function buildFilters() {
  const counted = (values, name = (value) => value) => {
    const found = tally(data.main, values);
    const seen = new Set(found.map(([value]) => value));
    const others = tally(data.facts, values).filter(([value]) => !seen.has(value)).map(([value]) => [value, `${name(value)} (for review)`]);
    return [...found.map(([value, facts]) => [value, `${name(value)} (${number(facts)})`]), ...others];
  };
  options(at("f-review"), "left out", Object.entries(REVIEW));
  at("l-review").hidden = data.main.length === data.facts.length;
  at("f-rest").classList.toggle("more", data.main.length < data.facts.length);
  options(at("f-relation"), "any", counted((fact) => [fact.relation], spoken));
  options(at("f-status"), "any", counted((fact) => [fact.status]));
  options(at("f-source"), "any", counted((fact) => fact.said_by));
  options(at("f-sure"), "any", ["0.5", "0.7", "0.8", "0.9", "0.95"].map((value) => [value, `≥ ${value}`]));
  for (const kind of ["actor", "place"]) {
    const found = tally(data.facts, (fact) => fact[`${kind}s`]);
    known[kind] = new Set(found.map(([name]) => name));
    at(`l-${kind}`).replaceChildren(...found.slice(0, 1500).map(([name, facts]) => h("option", { value: name, label: `${name} (${number(facts)})` })));
    const field = at(`f-${kind}`);
    const take = () => {
      const value = field.value.trim();
      if (value && !filters[kind].includes(value)) toggleFilter(kind, value);
      field.value = "";
    };
    field.addEventListener("change", take);
    // A choice from the list comes as a replacement, letters come one by one: "Iraq" may become "Iraqi Army".
    field.addEventListener("input", (event) => {
      if ((!event.inputType || event.inputType === "insertReplacementText") && known[kind].has(field.value)) take();
    });
  }
  for (const kind of ["relation", "status", "source"]) {
    at(`f-${kind}`).addEventListener("change", (event) => {
      if (event.target.value) toggleFilter(kind, event.target.value);
      event.target.value = "";
    });
  }
  let waiting = 0;
  at("f-words").addEventListener("input", (event) => {
    filters.words = event.target.value;
    clearTimeout(waiting);
    waiting = setTimeout(select, data.facts.length > 1000 ? 60 : 0);
  });
  for (const kind of ["from", "to", "sure", "review"]) at(`f-${kind}`).addEventListener("change", (event) => setFilters({ [kind]: event.target.value }));
  at("filters").addEventListener("submit", (event) => { event.preventDefault(); select(); });
  at("f-more").addEventListener("click", () => {
    const open = at("f-more").getAttribute("aria-expanded") !== "true";
    at("f-more").setAttribute("aria-expanded", String(open));
    at("f-rest").classList.toggle("open", open);
  });
}
