// Sentences with the words marked that told the fact.

function roleNames(roles) {
  return roles.split(" ").map((role) => ROLE_NAMES[role] || role).join(", ");
}

/** A text between two offsets as nodes, with marks: [start, end, roles], offsets as those of the text. */
function marked(text, base, marks) {
  const nodes = [];
  let offset = base;
  for (const [start, end, roles] of marks) {
    if (start < offset || end > base + text.length) continue;
    if (start > offset) nodes.push(text.slice(offset - base, start - base));
    nodes.push(h("mark", { class: `m-${roles.split(" ")[0]}`, "data-role": roleNames(roles) }, text.slice(start - base, end - base)));
    offset = end;
  }
  if (offset < base + text.length) nodes.push(text.slice(offset - base));
  return nodes;
}

function docName(doc) {
  return doc.title || doc.id;
}

function sentenceOf([number]) {
  const sentence = data.sentences[number];
  return { ...sentence, source: data.docs[sentence.doc] };
}

/** Where a sentence stands: title, source, day. */
function whence(doc) {
  const parts = [h("cite", {}, named(docName(doc)))];
  if (doc.source) parts.push(" · ", named(doc.source));
  if (doc.published) parts.push(" · ", day(doc.published));
  return parts;
}

/** The way to the original: to the second, where it was spoken. */
function original(sentence) {
  const link = webLink(sentence.link) || webLink(sentence.source.link);
  if (sentence.seconds === undefined || sentence.seconds === null) return outLink(link, "Open the original ↗");
  return outLink(link, `Play at ${clock(sentence.seconds)} ↗`) || h("span", { class: "soft" }, `spoken at ${clock(sentence.seconds)}`);
}

function quote(fact, index) {
  const proof = fact.proofs[index];
  const sentence = sentenceOf(proof);
  const inside = proof[1].filter(([start, end]) => start >= sentence.start && end <= sentence.end);
  return h("figure", { class: "quote" },
    h("blockquote", { dir: "auto" }, marked(sentence.text, sentence.start, inside)),
    h("figcaption", {}, h("span", { class: "whence" }, whence(sentence.source)),
      h("span", { class: "ways" },
        button("In the whole text", () => openReader(fact, index), { class: "link", "aria-haspopup": "dialog" }), original(sentence))),
    joining(proof));
}

/** Why a sentence counts as telling the same, and what it says otherwise. */
function joining([, , [rules, said] = [[], []]]) {
  const parts = [];
  if (rules.length) parts.push(h("span", {}, "Counted as the same fact: ", ruleWords(rules), "."));
  const [told, silent] = [said.filter(([, words]) => words), said.filter(([, words]) => !words)];
  if (told.length) parts.push(h("span", {}, "It says itself ", told.flatMap((one, i) => [i ? "; " : "", named(ownWords(one))]), "."));
  if (silent.length) parts.push(h("span", {}, `It does not say ${silent.map(([side]) => SAID_NAMES[side] || side).join("; ")}.`));
  return parts.length ? h("p", { class: "joining" }, parts.flatMap((part) => [part, " "])) : null;
}
