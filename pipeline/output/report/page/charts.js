// What the drawings share: when they are drawn, colours of kinds, labels that do not collide.

const KINDS = 6;
const drawings = [];

/** Draws a chart of the selected facts: when it is near the view, when its width changes, and again before printing. */
function drawn(id, draw) {
  const chart = { node: at(id), draw, stale: true, near: false, width: 0 };
  drawings.push(chart);
  new IntersectionObserver(([entry]) => { chart.near = entry.isIntersecting; refresh(chart); }, { rootMargin: "300px" }).observe(chart.node);
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width && width !== chart.width) {
      chart.width = width;
      chart.stale = true;
      refresh(chart);
    }
  }).observe(chart.node);
}

async function refresh(chart, anyway = false) {
  const width = chart.node.clientWidth;
  if (!chart.stale || !width || !(chart.near || anyway)) return;
  chart.stale = false;
  const held = chart.node.contains(document.activeElement) ? document.activeElement : null;
  await chart.draw(selected, width);
  if (held && !held.isConnected) holdFocus(chart.node, held);
}

/** Gives the focus to the mark that stands where the one with the focus stood, else to the first. */
function holdFocus(node, held) {
  const name = (mark) => (mark.getAttribute("aria-label") || "").split(":")[0];
  const marks = [...node.querySelectorAll("[tabindex]")];
  const next = marks.find((mark) => name(mark) === name(held)) || marks.find((mark) => mark.getAttribute("tabindex") === "0");
  next?.setAttribute("tabindex", "0");
  next?.focus({ preventScroll: true });
}

let drawing = 0;

/** Draws anew what is near, one chart after the other with a pause between them, so that typing goes on. */
function redrawSoon() {
  for (const chart of drawings) chart.stale = true;
  clearTimeout(drawing);
  drawing = setTimeout(redrawNext, 120);
}

function redrawNext() {
  const next = drawings.find((chart) => chart.stale && chart.near && chart.node.clientWidth);
  if (!next) return;
  refresh(next);
  drawing = setTimeout(redrawNext);
}

/** Colour classes of the most frequent values over all facts: the same whatever is selected. */
function coloured(values) {
  const top = tally(data.facts, values).slice(0, KINDS).map(([value]) => value);
  const places = new Map(top.map((value, i) => [value, i + 1]));
  return { top, of: (value) => `k${places.get(value) || 0}` };
}

function colourLegend(colours, name = (value) => value) {
  return h("ul", { class: "keys" }, colours.top.map((value) => h("li", {}, h("span", { class: `dot ${colours.of(value)}` }), named(name(value)))),
    h("li", {}, h("span", { class: "dot k0" }), "other"));
}

/** Keeps account of what is taken, so that labels do not lie on each other. */
function freeSpace() {
  const taken = [];
  return (x, y, width, height, anyway = false) => {
    if (!anyway && taken.some(([a, b, w, t]) => x < a + w && a < x + width && y < b + t && b < y + height)) return false;
    taken.push([x, y, width, height]);
    return true;
  };
}

function isoOf(date) {
  return date.toISOString().slice(0, 10);
}

function dateOf(iso) {
  return new Date(`${iso}T00:00:00Z`);
}

function tickWords(date) {
  if (date.getUTCMonth() === 0 && date.getUTCDate() === 1) return String(date.getUTCFullYear());
  return date.getUTCDate() === 1 ? MONTHS[date.getUTCMonth()] : `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

function timeAxis(x, width, height, y) {
  const ticks = x.ticks(Math.max(2, Math.floor(width / 90))).filter((date) => date.getUTCHours() === 0);
  const first = ticks[0];
  return s("g", { class: "axis", "aria-hidden": "true" }, ticks.map((date) => {
    const words = date === first && !/^\d{4}$/.test(tickWords(date)) ? `${tickWords(date)} ${date.getUTCFullYear()}` : tickWords(date);
    return [s("line", { x1: x(date), x2: x(date), y1: 0, y2: y }), s("text", { x: x(date) + 4, y: height - 4 }, words)];
  }));
}

function canvas(width, height, attributes, ...children) {
  return s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, ...attributes }, ...children);
}
