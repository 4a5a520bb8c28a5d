// Who held which place when, as the facts say it.

const LANE = 24;
const FEW_PLACES = 10;
const MOST_LANES = 5;
const HELD_WORDS = { held: "held by", taken: "taken by", left: "left by", denied: "not held or taken by" };
let allPlaces = false;

function buildHolding() {
  walkable(at("holding"), ".hold");
  drawn("holding", drawHolding);
  const key = (kind, said, words) => h("li", {}, s("svg", { class: "line", viewBox: "0 0 26 12", "aria-hidden": "true" }, glyph(kind, said, 3, 23, 6)), words);
  at("held-legend").append(h("ul", { class: "keys k1" }, key("held", false, "held over this time"), key("taken", false, "taken"), key("left", false, "left"),
    key("denied", false, "denied"), key("held", true, "said without a date; stands on the day of publication")));
}

function glyph(kind, said, from, to, y) {
  const middle = (from + to) / 2;
  if (kind === "denied") return s("path", { class: "stroke", d: `M${middle - 5} ${y - 5}l10 10m0-10l-10 10` });
  if (kind === "left") return s("path", { class: "stroke", d: `M${middle - 6} ${y}h11m-4-4 4 4-4 4` });
  if (kind === "taken") return s("path", { class: said ? "hollow" : "full", d: `M${middle} ${y - 6}l6 6-6 6-6-6z` });
  if (said) return s("circle", { class: "hollow", cx: middle, cy: y, r: 4.5 });
  return s("rect", { class: "full", x: from, y: y - 6, width: Math.max(to - from, 3), height: 12, rx: 3 });
}

function drawHolding(facts, width) {
  const chosen = new Set(facts.map((fact) => fact.i));
  const told = data.holdings.filter((one) => chosen.has(one.fact) && (!filters.from || (one.until || one.end) >= filters.from) && (!filters.to || one.start <= filters.to));
  const byPlace = [...d3.group(told, (one) => one.place)].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  at("held-tools").replaceChildren(...(byPlace.length > FEW_PLACES ? [button(allPlaces ? "Fewer places" : `All ${number(byPlace.length)} places`, () => { allPlaces = !allPlaces; redrawSoon(); }, { class: "quiet" })] : []));
  at("held-legend").hidden = !told.length;
  if (!told.length) {
    at("holding").replaceChildren(h("p", { class: "empty" }, "None of these facts says when somebody held, took or left a named place."));
    at("held-note").textContent = "";
    at("held-table").replaceChildren();
    return;
  }
  const shown = allPlaces ? byPlace : byPlace.slice(0, FEW_PLACES);
  at("holding").replaceChildren(holdingDrawing(shown, width));
  at("held-table").replaceChildren(asTable("Who held which place when", ["Place", "Fact", "Who", "When"], () =>
    byPlace.flatMap(([place, ones]) => ones.map((one) => [place, HELD_WORDS[one.kind], one.holder, whenHeld(one)]))));
  firstStop(at("holding"), ".hold");
  at("held-note").textContent = "A thin line runs from a capture to the next fact that has the place in other hands; where none does, it ends open.";
}

function whenHeld(one) {
  return one.said ? `said on ${day(one.start)}` : `${period(one.start, one.end)}${one.until ? `, until ${day(one.until)}` : ""}`;
}

function holdingDrawing(places, width) {
  const narrow = width < 560;
  const left = narrow ? 8 : 150;
  const entries = places.flatMap(([, ones]) => ones);
  const first = d3.min(entries, (one) => one.start);
  const last = d3.max(entries, (one) => one.until || one.end);
  const start = dateOf(filters.from && filters.from > first ? filters.from : first);
  const end = new Date(Number(dateOf(filters.to && filters.to < last ? filters.to : last)) + 864e5);
  const x = d3.scaleUtc([start, end], [left + 8, width - 130]).clamp(true);
  const colours = coloured((fact) => (fact.subject && /^(CONTROLS|CAPTURE|WITHDRAW)$/.test(fact.relation) ? [fact.subject] : []));
  const groups = [];
  let y = 8;
  for (const [place, ones] of places) {
    const top = y;
    if (narrow) y += 18;
    const lanes = lanesOf(ones, x);
    const marks = ones.flatMap((one, i) => (lanes[i] < MOST_LANES ? [holdMark(one, x, y + lanes[i] * LANE + LANE / 2, colours, width)] : []));
    const more = ones.length - marks.length;
    y += Math.min(Math.max(...lanes) + 1, MOST_LANES) * LANE;
    if (more) marks.push(s("text", { class: "tick start", x: left + 8, y: (y += 16) - 4 }, `and ${number(more)} more, in the table`));
    groups.push(s("line", { class: "grid", x1: 0, x2: width, y1: top - 4, y2: top - 4 }),
      s("text", { class: "where", x: narrow ? 0 : left - 12, y: narrow ? top + 12 : top + LANE / 2 + 4, "text-anchor": narrow ? "start" : "end" }, place.length > 21 && !narrow ? `${place.slice(0, 20)}…` : place), marks);
    y += 8;
  }
  const height = y + 20;
  return canvas(width, height, { role: "group", "aria-label": "Who held which place when. The arrow keys walk from fact to fact." }, timeAxis(x, width - left, height, y), groups);
}

/** Where the holder's name begins: behind the bar or the line, else behind the sign, which stands in the middle. */
function nameAt(one, from, to, line) {
  return (one.kind === "held" && !one.said) || line > to ? line + 6 : (from + to) / 2 + 12;
}

/** The lane of each, so that neither marks nor the names beside them lie on each other. */
function lanesOf(ones, x) {
  const ends = [];
  return ones.map((one) => {
    const from = x(dateOf(one.start)) - 8;
    const to = x(dateOf(one.until || one.end)) + 26 + one.holder.length * 6.6;
    let lane = ends.findIndex((end) => end < from);
    if (lane < 0) lane = ends.push(0) - 1;
    ends[lane] = to;
    return lane;
  });
}

function holdMark(one, x, y, colours, width) {
  const [from, to] = [x(dateOf(one.start)), x(new Date(Number(dateOf(one.end)) + 864e5))];
  const line = one.kind === "taken" && !one.said ? (one.until ? x(dateOf(one.until)) : Math.min(to + 18, width)) : to;
  const mark = s("g", { class: `hold ${colours.of(one.holder)}`, role: "button", tabindex: "-1" },
    s("rect", { class: "hit", x: from - 10, y: y - LANE / 2, width: Math.max(line - from + 20, 24), height: LANE }),
    one.kind === "taken" && line > to ? s("line", { class: one.until ? "stroke" : "stroke open", x1: (from + to) / 2, x2: line, y1: y, y2: y }) : null,
    glyph(one.kind, one.said, from, to, y),
    s("text", { x: nameAt(one, from, to, line), y: y + 4 }, one.holder.length > 22 ? `${one.holder.slice(0, 21)}…` : one.holder));
  tipped(mark, `${one.place}: ${HELD_WORDS[one.kind]} ${one.holder}, ${whenHeld(one)}`);
  mark.addEventListener("click", () => showFact(data.facts[one.fact]));
  return mark;
}
