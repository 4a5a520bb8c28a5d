// When: facts by day, week, month or year. A bar leads into its time.

const TIMELINE_HEIGHT = 168;
let timeMode = "happened";

function buildTimeline() {
  at("when-tools").append(
    button("Whole period", () => setFilters({ from: "", to: "" }), { id: "when-all", class: "quiet", hidden: true }),
    choice("by", [["happened", "when it happened"], ["told", "when it was published"]], timeMode, (mode) => { timeMode = mode; redrawSoon(); }));
  walkable(at("timeline"), ".bar");
  drawn("timeline", drawTimeline);
}

function unitOf(days) {
  if (days <= 92) return [d3.utcDay, "day"];
  if (days <= 731) return [d3.utcMonday, "week"];
  return days <= 4500 ? [d3.utcMonth, "month"] : [d3.utcYear, "year"];
}

/** The facts that have a date, and the first and last day of the drawing. */
function spanOf(facts) {
  const happened = timeMode === "happened";
  const dated = facts.filter((fact) => (happened ? fact.from : fact.told));
  const first = d3.min(dated, (fact) => (happened ? fact.from : fact.told));
  const last = d3.max(dated, (fact) => (happened ? fact.to : fact.told));
  if (!happened) return [dated, first, last];
  return [dated, filters.from || first, filters.to || last];
}

function drawTimeline(facts, width) {
  const [dated, first, last] = spanOf(facts);
  at("when-all").hidden = !(filters.from || filters.to);
  if (!dated.length || first > last) {
    at("timeline").replaceChildren(h("p", { class: "empty" }, "None of these facts has a date."));
    at("when-note").textContent = "";
    at("when-table").replaceChildren();
    return;
  }
  const [unit, unitName] = unitOf((dateOf(last) - dateOf(first)) / 864e5);
  const low = unit.floor(dateOf(first));
  const high = unit.offset(unit.floor(dateOf(last)), 1);
  const bins = binned(dated, unit, low, high);
  const tallest = d3.max(bins, (bin) => bin.facts.length) || 1;
  const base = TIMELINE_HEIGHT - 22;
  const x = d3.scaleUtc([low, high], [26, width - 4]);
  const y = d3.scaleLinear([0, tallest], [base, 12]).nice(3);
  const grid = y.ticks(3).filter((tick) => Number.isInteger(tick)).map((tick) => [s("line", { class: "grid", x1: 26, x2: width, y1: y(tick), y2: y(tick) }), s("text", { class: "tick", x: 20, y: y(tick) + 4 }, number(tick))]);
  const bars = bins.filter((bin) => bin.facts.length).map((bin) => barOf(bin, x, y, base));
  const label = `Facts by ${unitName}, ${day(first)} to ${day(last)}. The arrow keys walk along the bars.`;
  at("timeline").replaceChildren(
    canvas(width, TIMELINE_HEIGHT, { role: "group", "aria-label": label }, s("g", { class: "y", "aria-hidden": "true" }, grid), timeAxis(x, width, TIMELINE_HEIGHT, base + 6), bars));
  at("when-table").replaceChildren(
    asTable(`Facts by ${unitName}`, [capital(unitName), "Facts", "of these planned, possible or denied"],
      () => bins.filter((bin) => bin.facts.length).map((bin) => [bin.name, bin.facts.length, bin.unsure])));
  firstStop(at("timeline"), ".bar");
  describeTimeline(facts, dated, bins, unitName);
}

function binned(facts, unit, low, high) {
  const starts = unit.range(low, high);
  const bins = starts.map((start) => {
    const end = new Date(unit.offset(start, 1) - 864e5);
    return { start, end, facts: [], unsure: 0, name: period(isoOf(start), isoOf(end)) };
  });
  const index = new Map(starts.map((start, i) => [Number(start), i]));
  for (const fact of facts) {
    const [from, to] = timeMode === "happened" ? [fact.from, fact.to] : [fact.told, fact.told];
    const i = index.get(Number(unit.floor(dateOf(from))));
    if (i === undefined || index.get(Number(unit.floor(dateOf(to)))) !== i) continue;
    bins[i].facts.push(fact);
    if (SHAPES.indexOf(fact.status) > 1) bins[i].unsure += 1;
  }
  return bins;
}

function barOf(bin, x, y, base) {
  const left = x(bin.start);
  const width = Math.max(1.5, x(new Date(Number(bin.end) + 864e5)) - left - (x.range()[1] > 400 ? 1.5 : 0.5));
  const sure = bin.facts.length - bin.unsure;
  const mark = s("g", { class: "bar" },
    s("rect", { class: "hit", x: left, width: Math.max(width, 6), y: 0, height: base }),
    bin.unsure ? s("rect", { class: "unsure", x: left, width, y: y(bin.facts.length), height: y(sure) - y(bin.facts.length) }) : null,
    s("rect", { class: "sure", x: left, width, y: y(sure), height: base - y(sure) }));
  const words = `${bin.name}: ${count(bin.facts.length, "fact")}${bin.unsure ? `, ${number(bin.unsure)} of them planned, possible or denied` : ""}`;
  tipped(mark, words);
  mark.setAttribute("role", timeMode === "happened" ? "button" : "img");
  if (timeMode === "happened") mark.addEventListener("click", () => setFilters({ from: isoOf(bin.start), to: isoOf(bin.end) }));
  return mark;
}

function describeTimeline(facts, dated, bins, unitName) {
  const inBars = d3.sum(bins, (bin) => bin.facts.length);
  const parts = [`Each bar is a ${unitName}; its pale part was planned, possible or denied.`];
  if (dated.length > inBars) parts.push(`${count(dated.length - inBars, "fact")} with a longer or vaguer period ${dated.length - inBars === 1 ? "is" : "are"} in no bar.`);
  const undated = facts.length - dated.length;
  if (undated) parts.push(`${count(undated, "fact")} ${undated === 1 ? "has" : "have"} no date${timeMode === "happened" ? "" : " of publication"}.`);
  at("when-note").textContent = parts.join(" ");
}
