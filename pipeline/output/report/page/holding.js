// Who held which place when, as the facts say it.

/** What a name of 22 letters takes, and the mark before it. */
const NAME_ROOM = 180;
const LANE = 24;
const FEW_PLACES = 10;
const MOST_LANES = 5;
const ENDED_WORDS = { captured: "taken by others", withdrew: "left", lost: "in other hands by" };
let allPlaces = false;

function buildHolding() {
  walkable(at("holding"), ".hold");
  drawn("holding", drawHolding);
  const key = (words, ...marks) => h("li", {}, s("svg", { class: "line", viewBox: "0 0 26 12", "aria-hidden": "true" }, marks), words);
  at("held-legend").append(h("ul", { class: "keys k1" },
    key("held, as told", bar(3, 23, 6)), key("begins with a capture", bar(6, 24, 6), diamond(7, 6)), key("ends with a withdrawal", bar(2, 12, 6), arrow(13, 24, 6)),
    key("goes on untold until others hold it", bar(2, 9, 6), line(9, 24, 6)), key("no later word", bar(2, 9, 6), line(9, 24, 6, "open")),
    key("told without a date: then or before", ring(13, 6)), key("disputed", bar(3, 23, 6, true))));
}

function bar(from, to, y, disputed = false) {
  return s("rect", { class: disputed ? "full contested" : "full", x: from, y: y - 6, width: Math.max(to - from, 3), height: 12, rx: 3 });
}

function line(from, to, y, kind = "") {
  return s("line", { class: `stroke ${kind}`, x1: from, x2: to, y1: y, y2: y });
}

function diamond(x, y) {
  return s("path", { class: "hollow", d: `M${x} ${y - 6}l6 6-6 6-6-6z` });
}

function ring(x, y) {
  return s("circle", { class: "hollow", cx: x, cy: y, r: 4.5 });
}

function arrow(from, to, y) {
  return s("path", { class: "stroke", d: `M${from} ${y}H${to}m-4-4 4 4-4 4` });
}

/** The holdings of the facts that are asked for; a time asks for those that last in it, whenever they are told. */
function heldIn() {
  const test = matcher(true);
  const isAsked = data.facts.map(test);
  return data.holdings.filter((one) => one.told.some(([fact]) => isAsked[fact]) && (!filters.from || lastOf(one) >= filters.from) && (!filters.to || one.start <= filters.to));
}

function lastOf(one) {
  return one.end || one.seen;
}

function drawHolding(facts, width) {
  const found = heldIn();
  const byPlace = [...d3.group(found, (one) => one.place)].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  at("held-tools").replaceChildren(...(byPlace.length > FEW_PLACES ? [button(allPlaces ? "Fewer places" : `All ${number(byPlace.length)} places`, () => { allPlaces = !allPlaces; redrawSoon(); }, { class: "quiet" })] : []));
  at("held-legend").hidden = !found.length;
  if (!found.length) {
    at("holding").replaceChildren(h("p", { class: "empty" }, filters.review === "only" ? "What waits for review is too unsure for this drawing." : "None of these facts says when somebody held, took or left a named place."));
    at("held-note").textContent = "";
    at("held-table").replaceChildren();
    return;
  }
  const shown = allPlaces ? byPlace : byPlace.slice(0, FEW_PLACES);
  at("holding").replaceChildren(holdingDrawing(shown, width));
  at("held-table").replaceChildren(asTable("Who held which place when", ["Place", "Who", "When", "Facts"], () =>
    byPlace.flatMap(([place, ones]) => ones.map((one) => [place, one.holder, whenHeld(one), factsOf(one).length]))));
  firstStop(at("holding"), ".hold");
  at("held-note").textContent = "A capture ends what others held; whoever is seen to hold a place later has it from them. Who takes a district does not thereby hold the city. Planned, possible and denied facts draw no bar.";
}

function factsOf(one) {
  return [...new Set([...one.told.map(([fact]) => fact), ...(one.by === null ? [] : [one.by]), ...one.denied])];
}

function whenHeld(one) {
  const taken = one.began === "captured";
  const parts = [one.dated ? `${taken ? "taken" : "held"} ${one.seen > one.start ? "from " : ""}${day(one.start)}` : `by ${day(one.start)}, as told that day`];
  if (one.seen > one.start) parts.push(`to ${day(one.seen)} at least`);
  if (one.ended && (one.dated || one.ended !== "withdrew" || one.end > one.start)) parts.push(`${ENDED_WORDS[one.ended]} ${day(one.end)}`);
  else if (one.ended === "withdrew") parts.push("when they left");
  if (one.disputed.length) parts.push(`at that time also told to be held by ${one.disputed.join(", ")}`);
  if (one.denied.length) parts.push(`contradicted by ${count(one.denied.length, "fact")}`);
  return parts.join("; ");
}

function holdingDrawing(places, width) {
  const narrow = width < 560;
  const left = narrow ? 8 : 150;
  const entries = places.flatMap(([, ones]) => ones);
  const first = d3.min(entries, (one) => one.start);
  const last = d3.max(entries, lastOf);
  const start = dateOf(filters.from && filters.from > first ? filters.from : first);
  const end = new Date(Number(dateOf(filters.to && filters.to < last ? filters.to : last)) + 864e5);
  const x = d3.scaleUtc([start, end], [left + 8, width - NAME_ROOM]).clamp(true);
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
  return canvas(width, height, { role: "group", "aria-label": "Who held which place when. The arrow keys walk from bar to bar." }, timeAxis(x, width - left, height, y), groups);
}

/** Where the marks of a holding begin and end, and its last word. */
function reach(one, x) {
  const from = x(dateOf(one.start));
  const seen = Math.max(x(new Date(Number(dateOf(one.seen)) + 864e5)), from + 3);
  return { from, seen, to: one.end ? Math.max(x(dateOf(one.end)), seen) : seen + 18 };
}

/** The lane of each, so that neither marks nor the names beside them lie on each other. */
function lanesOf(ones, x) {
  const ends = [];
  return ones.map((one) => {
    const { from, to } = reach(one, x);
    let lane = ends.findIndex((end) => end < from - 8);
    if (lane < 0) lane = ends.push(0) - 1;
    ends[lane] = to + 26 + Math.min(one.holder.length, 22) * 6.6;
    return lane;
  });
}

function holdMark(one, x, y, colours, width) {
  const { from, seen, to } = reach(one, x);
  const disputed = one.disputed.length > 0 || one.denied.length > 0;
  const point = !one.dated && one.seen === one.start;
  const tail = one.ended === "withdrew" ? (to - seen > 14 ? arrow(seen, to, y) : arrow(seen + 2, seen + 13, y)) : line(seen, to, y, one.end ? "" : "open");
  const mark = s("g", { class: `hold ${colours.of(one.holder)}`, role: "button", tabindex: "-1" },
    s("rect", { class: "hit", x: from - 10, y: y - LANE / 2, width: Math.max(to - from + 20, 24), height: LANE }),
    tail, point ? null : bar(from, seen, y, disputed),
    one.dated ? (one.began === "captured" ? diamond(from, y) : null) : ring(from, y),
    s("text", { x: Math.max(to, seen + 13) + 7, y: y + 4 }, one.holder.length > 22 ? `${one.holder.slice(0, 21)}…` : one.holder));
  tipped(mark, `${one.place}: ${one.holder}, ${whenHeld(one)}`);
  mark.addEventListener("click", () => showFacts(factsOf(one).map((fact) => data.facts[fact])));
  return mark;
}
