// The whole text of a document, with a fact's sentences marked in it.

const reading = { fact: null, index: 0 };

function buildReader() {
  const dialog = at("reader");
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}

async function openReader(fact, index) {
  Object.assign(reading, { fact, index });
  if (!at("reader").open) at("reader").showModal();
  await drawReader();
}

function turn(step) {
  reading.index = (reading.index + step + reading.fact.proofs.length) % reading.fact.proofs.length;
  return drawReader();
}

async function drawReader() {
  const { fact, index } = reading;
  const sentence = sentenceOf(fact.proofs[index]);
  const doc = sentence.source;
  const whole = await wholeText(sentence.doc);
  if (reading.fact !== fact || reading.index !== index) return;
  const several = fact.proofs.length > 1;
  const facts = data.facts.filter((other) => (filters.review || !other.review) && other.proofs.some(([number]) => data.sentences[number].doc === sentence.doc)).length;
  const close = button("Close", () => at("reader").close(), { class: "close" });
  const body = h("div", { class: "text", dir: "auto", tabindex: "0", role: "region", "aria-label": "The text" }, whole ? wholeBody(fact, sentence, whole) : shortBody(fact, sentence));
  at("reader").replaceChildren(
    h("div", { class: "bar" },
      several ? h("div", { class: "turn", role: "group", "aria-label": "Sentences that tell this fact" },
        button("←", () => turn(-1), { "aria-label": "Sentence before" }), h("span", { "aria-live": "polite" }, `Sentence ${index + 1} of ${fact.proofs.length}`),
        button("→", () => turn(1), { "aria-label": "Next sentence" })) : h("span", {}),
      close),
    h("header", {}, h("h2", { id: "r-title" }, named(docName(doc))),
      h("p", { class: "soft" }, [doc.source ? named(doc.source) : null, doc.published ? day(doc.published) : null].filter(Boolean).flatMap((part, i) => (i ? [" · ", part] : [part]))),
      h("p", { class: "ways" }, original(sentence), button(`All ${count(facts, "fact")} of this text`, () => { at("reader").close(); setFilters({ ...noFilters(), review: filters.review, text: doc.id }); at("facts").scrollIntoView(); }, { class: "link" })),
      h("p", { class: "claim" }, shape(fact.status), " ", named(`${fact.status}: ${said(fact)}`))),
    roleLegend(), body);
  const here = body.querySelector(".here");
  if (here) body.scrollTop = Math.max(0, here.offsetTop - body.clientHeight / 3);
  close.focus({ preventScroll: true });
}

function shortBody(fact, sentence) {
  const own = fact.proofs[reading.index][1].filter(([start, end]) => start >= sentence.start && end <= sentence.end);
  return [h("p", { class: "soft" }, "This report does not carry the whole text, only the sentence."), h("span", { class: "here" }, marked(sentence.text, sentence.start, own))];
}

/** The text in pieces: the fact's sentences of this document highlighted, its marks, and the seconds of a recording. */
function wholeBody(fact, sentence, { text, cuts }) {
  const mine = fact.proofs.filter(([number]) => data.sentences[number].doc === sentence.doc);
  const marks = mine.flatMap(([, spans]) => spans).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const spans = mine.map(([number]) => data.sentences[number]).sort((a, b) => a.start - b.start);
  const nodes = [];
  let offset = 0;
  for (const span of spans) {
    if (span.start < offset) continue;
    nodes.push(...timed(text, offset, span.start, marks, cuts));
    nodes.push(h("span", { class: span.start === sentence.start ? "sentence here" : "sentence" }, timed(text, span.start, span.end, marks, cuts)));
    offset = span.end;
  }
  nodes.push(...timed(text, offset, text.length, marks, cuts));
  return nodes;
}

function timed(text, start, end, marks, cuts) {
  const nodes = [];
  let offset = start;
  const inside = (low, high) => marked(text.slice(low, high), low, marks.filter(([from, to]) => from >= low && to <= high));
  for (const [cut, seconds, link] of cuts) {
    if (cut < start || cut >= end || seconds === null || marks.some(([from, to]) => from < cut && cut < to)) continue;
    nodes.push(...inside(offset, cut), outLink(link, h("span", { class: "unseen" }, "play at "), clock(seconds)) || h("span", { class: "soft" }, clock(seconds)), " ");
    nodes[nodes.length - 2].classList.add("second");
    offset = cut;
  }
  nodes.push(...inside(offset, end));
  return nodes;
}

function roleLegend() {
  return h("p", { class: "roles", "aria-label": "What the marks mean" }, Object.entries(ROLE_NAMES).map(([role, name]) => h("mark", { class: `m-${role}` }, name)));
}
