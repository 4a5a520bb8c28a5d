// The data of the page, and what is derived from it once.

const CONFLICT = new Set(["ASSAULT", "COERCE", "THREATEN", "SANCTION", "ACCUSE", "REJECT", "PROTEST", "MOBILIZE"]);
const COOPERATION = new Set(["AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE"]);
const HOSTILE = new Set(["OPPOSES"]);
const FRIENDLY = new Set(["SUPPORTS", "ALLIED_WITH"]);
const ACTORS = new Set(["country", "government", "military", "unit", "police", "armed_group", "coalition", "igo", "ngo",
  "media", "party", "company", "agency", "person", "office", "organisation"]);

async function unpacked(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

const data = { about: {}, facts: [], main: [], sentences: [], docs: [], types: {}, chains: {}, holdings: [] };

async function load() {
  Object.assign(data, await unpacked("d-data"));
  data.types = new Map(Object.entries(data.types));
  data.chains = new Map(Object.entries(data.chains));
  data.byId = new Map(data.facts.map((fact, i) => [fact.id, i]));
  data.main = data.facts.filter((fact) => !fact.review);
  data.facts.forEach(derive);
}

function derive(fact, i) {
  fact.i = i;
  fact.from = fact.start || fact.end || "";
  fact.to = fact.end || fact.start || "";
  const docs = fact.proofs.map(([sentence]) => data.docs[data.sentences[sentence].doc]);
  fact.said_by = new Set(docs.map((doc) => doc.source).filter(Boolean));
  fact.told = docs.map((doc) => doc.published).filter(Boolean).sort()[0] || "";
  fact.actors = withChain([fact.subject, fact.object].filter((name, side) => name && isActor(name, side === 0)));
  fact.places = withChain([fact.place, isPlace(fact) ? fact.object : null].filter(Boolean));
  fact.tone = tone(fact);
}

/** Whether a name is somebody's: what no type is known of acts where it is a subject, and is a thing where it is none. */
function isActor(name, subject) {
  const type = data.types.get(name);
  return type === undefined ? subject : type === "people" || ACTORS.has(type);
}

/** Whether a name is that of a known actor: such that a drawing of who meets whom should show it. */
function isNamed(name) {
  return Boolean(name) && ACTORS.has(data.types.get(name)) && /^[^\p{Ll}]/u.test(name);
}

function isPlace(fact) {
  const type = data.types.get(fact.object);
  return Boolean(fact.object) && (fact.object === fact.place || (type !== undefined && !ACTORS.has(type) && type !== "people" && type !== "event"));
}

function withChain(names) {
  return new Set(names.flatMap((name) => [name, ...(data.chains.get(name) || [])]));
}

function tone(fact) {
  if (fact.status === "negated") return "other";
  if (CONFLICT.has(fact.plover) || HOSTILE.has(fact.relation)) return "conflict";
  return COOPERATION.has(fact.plover) || FRIENDLY.has(fact.relation) ? "cooperation" : "other";
}

/** What a search looks through; made when it is first asked for. */
function haystack(fact) {
  if (fact.hay === undefined) {
    const texts = fact.proofs.map(([sentence]) => {
      const { doc, text } = data.sentences[sentence];
      return `${text} ${data.docs[doc].title || ""} ${data.docs[doc].source || ""} ${data.docs[doc].id}`;
    });
    const words = [fact.subject, spoken(fact.relation), fact.relation, fact.object, fact.place, ...(fact.speakers || [fact.by]), fact.status, fact.id,
      period(fact.start, fact.end), ...(fact.means || []), ...(fact.names || []), ...texts];
    fact.hay = plain(words.filter(Boolean).join("\n"));
  }
  return fact.hay;
}

/** Makes what a search looks through while nobody waits for it, some facts at a time. */
function prepareSearch(from = 0) {
  data.facts.slice(from, from + 200).forEach(haystack);
  if (from < data.facts.length) setTimeout(prepareSearch, 20, from + 200);
}

let texts = null;

/** The whole text of a document and its cuts; null where the report does not carry it. */
async function wholeText(number) {
  texts ??= await unpacked("d-texts");
  const [text, cuts] = texts[number];
  return text === null ? null : { text, cuts };
}

/** [value, number of facts], most facts first. */
function tally(facts, values) {
  const found = new Map();
  for (const fact of facts) for (const value of values(fact)) found.set(value, (found.get(value) || 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
