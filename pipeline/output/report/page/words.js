// How values are said.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SHAPES = ["asserted", "reported", "planned", "possible", "negated"];
const ROLE_NAMES = {
  subject: "who", trigger: "did", object: "whom, what", place: "where", date: "when", quantity: "how many",
  source: "says so", cue: "cue",
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

/** A link that leads to the web, or nothing. */
function webLink(link) {
  return typeof link === "string" && /^https?:\/\//i.test(link) ? link : null;
}
