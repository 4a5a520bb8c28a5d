// How values are said.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SHAPES = ["asserted", "reported", "planned", "possible", "negated"];
const ROLE_NAMES = {
  subject: "who", trigger: "did", object: "whom, what", place: "where", date: "when", quantity: "how many",
  source: "says so", cue: "cue",
};

/** What a fact's own telling says otherwise, by the names of the record. */
const SAID_NAMES = {
  subject: "who", object: "whom, what", place: "where", date: "when", quantity: "how many", status: "status", attributed_to: "who says so",
};
/** The rules of merging in plain words. */
const RULE_WORDS = {
  repeat: "says the same",
  "date-once": "one has a date, the other none",
  "date-inside": "one date lies in the other",
  "next-day": "a day apart, for what happens once",
  "place-once": "one has a place, the other none",
  "place-inside": "one place lies in the other",
  "number-once": "one has a number, the other none",
  "number-range": "numbers so near that they are a range",
  status: "one asserts what the other reports or only expects",
  swap: "the two sides change places",
  scene: "the same place and day",
  "agent-left-out": "the same text, without saying who did it",
  "part-of-agent": "the same text, naming the whole for its part",
  "other-words": "the same text, in other words",
  attempt: "the same text, first tried and then done",
};

const numbers = new Intl.NumberFormat("en-GB");

function number(value) {
  return numbers.format(value);
}

function count(value, one, many = `${one}s`) {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** A relation's name in ordinary letters: HAS_STRENGTH is "has strength". */
function spoken(relation) {
  return relation.toLowerCase().replaceAll("_", " ");
}

function capital(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function day(iso) {
  const [year, month, date] = iso.split("-");
  return `${Number(date)} ${MONTHS[month - 1]} ${year}`;
}

function lastDay(month) {
  const [year, number] = month.split("-").map(Number);
  return `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`;
}

/** A period of ISO days, as short as it can be said without loss. */
function period(start, end) {
  if (!start && !end) return "";
  if (!start) return `until ${day(end)}`;
  if (!end || start === end) return day(start);
  if (start.endsWith("-01-01") && end.endsWith("-12-31")) {
    return start.slice(0, 4) === end.slice(0, 4) ? start.slice(0, 4) : `${start.slice(0, 4)} – ${end.slice(0, 4)}`;
  }
  if (start.endsWith("-01") && end === lastDay(end.slice(0, 7))) {
    const [from, to] = [start, end].map((iso) => `${MONTHS[iso.slice(5, 7) - 1]} ${iso.slice(0, 4)}`);
    return from === to ? from : `${from} – ${to}`;
  }
  if (start.slice(0, 7) === end.slice(0, 7)) return `${Number(start.slice(8))} – ${day(end)}`;
  if (start.slice(0, 4) === end.slice(0, 4)) return `${day(start).slice(0, -5)} – ${day(end)}`;
  return `${day(start)} – ${day(end)}`;
}

function quantity(low, high) {
  if (low == null && high == null) return "";
  if (high == null) return `≥ ${number(low)}`;
  if (low == null) return `≤ ${number(high)}`;
  return low === high ? number(low) : `${number(low)}–${number(high)}`;
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Lower case without accents and signs of direction: what a search compares. */
function plain(text) {
  return text.normalize("NFKD").replace(/[\p{M}\p{Cf}]+/gu, "").toLowerCase();
}

/** A fact in one line, for labels. */
function said(fact) {
  const where = fact.place && fact.place !== fact.object ? `in ${fact.place}` : "";
  const words = [fact.subject || "somebody", spoken(fact.relation), fact.object, where, period(fact.start, fact.end)];
  return words.filter(Boolean).join(" ");
}

function ruleWords(rules) {
  return rules.map((rule) => RULE_WORDS[rule] || rule).join("; ");
}

/** What a telling says itself, where its fact says otherwise. */
function ownWords([side, words]) {
  const [low, high] = words.split("/");
  const value = side === "date" ? period(low, high ?? low) : side === "quantity" ? quantity(...[low, high ?? low].map((end) => (end ? Number(end) : null))) : words;
  return `${SAID_NAMES[side] || side}: ${value}`;
}

/** A link that leads to the web, or nothing. */
function webLink(link) {
  return typeof link === "string" && /^https?:\/\//i.test(link) ? link : null;
}
