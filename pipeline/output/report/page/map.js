// Where: places over the borders of countries, sized by their facts.

const WORLD = 1000;
const chart = { by: "relation", zoom: null, svg: null, fitted: false, countries: [], places: [] };

function buildMap() {
  const zoomBy = (factor) => () => chart.svg && chart.zoom.scaleBy(d3.select(chart.svg), factor);
  at("where-tools").append(
    choice("colour", [["relation", "relation"], ["actor", "actor"]], chart.by, (by) => { chart.by = by; redrawSoon(); }),
    h("div", { class: "zoom", role: "group", "aria-label": "Zoom" },
      button("−", zoomBy(1 / 1.6), { "aria-label": "Zoom out", id: "zoom-out" }), button("+", zoomBy(1.6), { "aria-label": "Zoom in", id: "zoom-in" }),
      button("Fit", () => fitMap(), { "aria-label": "Fit: show all places", id: "zoom-fit" })));
  walkable(at("map"), ".place");
  drawn("map", drawMap);
}

let world = null;

async function drawMap(facts, width) {
  world ??= unpacked("d-world").then(countriesOf);
  chart.countries = await world;
  const height = width < 520 ? Math.round(width * 0.85) : Math.min(470, Math.round(width * 0.62));
  if (!chart.svg || chart.width !== width) newMap(width, height);
  chart.places = placesOf(facts);
  chart.colours = coloured(chart.by === "relation" ? (fact) => (fact.lat === undefined ? [] : [fact.relation]) : (fact) => (fact.lat === undefined || !fact.subject ? [] : [fact.subject]));
  drawPlaces();
  if (!chart.fitted) fitMap(0.03);
  at("where-legend").replaceChildren(colourLegend(chart.colours, chart.by === "relation" ? spoken : undefined));
  const without = facts.filter((fact) => fact.lat === undefined).length;
  at("where-note").textContent = [chart.places.length ? `${count(chart.places.length, "place")}, coloured by the most frequent ${chart.by === "relation" ? "relation" : "subject"}.` : "None of these facts has a known place.",
    without && chart.places.length ? `${count(without, "fact")} without coordinates.` : "", "Borders: Natural Earth. "].filter(Boolean).join(" ");
  at("where-note").append(h("span", { class: "hint" }, "Drag to move; Ctrl and the wheel, two fingers or the buttons to zoom."));
}

/** Mercator's projection onto a square; on the plane, so that the sense of a ring does not matter. */
function project(lon, lat) {
  const north = Math.log(Math.tan(Math.PI / 4 + (Math.max(-84, Math.min(84, lat)) * Math.PI) / 360));
  return [WORLD / 2 + (lon / 360) * WORLD, WORLD / 2 - (north / (2 * Math.PI)) * WORLD];
}

/** Countries as paths of a world a thousand units wide, with the middle and the width of their largest part. */
function countriesOf(topology) {
  const path = d3.geoPath(d3.geoTransform({ point(lon, lat) { this.stream.point(...project(lon, lat)); } })).digits(3);
  return d3.feature(topology, topology.objects.countries).features.map((country) => {
    const parts = country.geometry.type === "MultiPolygon" ? country.geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates })) : [country.geometry];
    const largest = parts.reduce((best, part) => (path.area(part) > path.area(best) ? part : best));
    const [[left], [right]] = path.bounds(largest);
    return { name: country.properties.name, d: path(country), middle: path.centroid(largest), width: right - left };
  });
}

function newMap(width, height) {
  const land = s("g", { class: "land" }, chart.countries.map((country) => s("path", { d: country.d })));
  const labels = s("g", { class: "lands" });
  const marks = s("g", { class: "places" });
  const svg = canvas(width, height, { class: "map", tabindex: "0", role: "group", "aria-label": "Map of places. Plus and minus zoom, arrow keys move, 0 shows all. The places follow as buttons." }, land, labels, marks);
  chart.zoom = d3.zoom().scaleExtent([0.6, 20000]).translateExtent([[-60, 0], [WORLD + 60, WORLD]]).extent([[0, 0], [width, height]])
    .filter((event) => !event.button && (event.type !== "wheel" || event.ctrlKey || event.metaKey) && (!event.touches || event.touches.length > 1))
    .on("zoom", ({ transform }) => { land.setAttribute("transform", transform); positionPlaces(); });
  d3.select(svg).call(chart.zoom).on("dblclick.zoom", null);
  svg.addEventListener("keydown", mapKeys);
  Object.assign(chart, { svg, width, height, land, labels, marks, fitted: false });
  at("map").replaceChildren(svg);
  at("where-table").replaceChildren(asTable("Places", ["Place", "Facts", "Most of all"], () => chart.places.map((place) => [place.name, place.facts.length, place.told])));
}

function mapKeys(event) {
  if (event.target !== chart.svg) return;
  const selection = d3.select(chart.svg);
  const k = d3.zoomTransform(chart.svg).k;
  const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  if (event.key === "+" || event.key === "=") chart.zoom.scaleBy(selection, 1.6);
  else if (event.key === "-") chart.zoom.scaleBy(selection, 1 / 1.6);
  else if (event.key === "0") fitMap();
  else if (event.key in moves) chart.zoom.translateBy(selection, ...moves[event.key].map((step) => step / k));
  else return;
  event.preventDefault();
}

/** Facts by their point on the map, most facts first. */
function placesOf(facts) {
  const found = new Map();
  for (const fact of facts) {
    if (fact.lat === undefined || fact.lon === undefined || Math.abs(fact.lat) > 84) continue;
    const key = `${fact.lat.toFixed(3)} ${fact.lon.toFixed(3)}`;
    if (!found.has(key)) found.set(key, { key, name: fact.place || key, point: project(fact.lon, fact.lat), facts: [] });
    found.get(key).facts.push(fact);
  }
  const places = [...found.values()].sort((a, b) => b.facts.length - a.facts.length || (a.name < b.name ? -1 : 1));
  for (const place of places) {
    const relations = tally(place.facts, (fact) => [fact.relation]).slice(0, 3);
    place.told = relations.map(([relation, times]) => `${spoken(relation)} ${times}`).join(", ");
    const kinds = chart.by === "relation" ? relations : tally(place.facts, (fact) => (fact.subject ? [fact.subject] : []));
    place.kind = kinds.length ? kinds[0][0] : "";
  }
  return places;
}

function drawPlaces() {
  const most = chart.places.length ? chart.places[0].facts.length : 1;
  chart.labelled = chart.places.slice(0, 60);
  chart.marks.replaceChildren(...chart.places.map((place) => {
    place.r = 3.5 + 12 * Math.sqrt(place.facts.length / Math.max(most, 4));
    place.node = s("g", { class: "place", role: "button", tabindex: "-1", "aria-pressed": String(filters.place.includes(place.name)) },
      s("circle", { r: Math.max(place.r, 11), class: "hit" }), s("circle", { r: place.r, class: chart.colours.of(place.kind) }));
    tipped(place.node, `${place.name}: ${count(place.facts.length, "fact")} (${place.told})`);
    place.node.addEventListener("click", () => { if (known.place.has(place.name)) toggleFilter("place", place.name); });
    return place.node;
  }));
  firstStop(chart.marks, ".place");
  positionPlaces();
}

/** Puts places and names where they are at this zoom. */
function positionPlaces() {
  const { x, y, k } = d3.zoomTransform(chart.svg);
  const inside = (px, py) => px > 0 && py > 9 && px < chart.width && py < chart.height - 9;
  const free = freeSpace();
  const names = [];
  for (const place of chart.places) {
    [place.x, place.y] = [place.point[0] * k + x, place.point[1] * k + y];
    place.node.setAttribute("transform", `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})`);
    if (inside(place.x, place.y)) free(place.x - place.r, place.y - place.r, 2 * place.r, 2 * place.r, true);
  }
  for (const { name, x: px, y: py, r } of chart.labelled) {
    const width = name.length * 6.4 + 4;
    if (inside(px, py) && px + r + width < chart.width && free(px + r + 1, py - 6, width, 12)) names.push(s("text", { class: "name", x: (px + r + 3).toFixed(1), y: (py + 4).toFixed(1) }, name));
  }
  for (const country of chart.countries) {
    const [px, py] = [country.middle[0] * k + x, country.middle[1] * k + y];
    const width = country.name.length * 8;
    if (country.width * k > width * 1.15 && inside(px, py) && free(px - width / 2, py - 7, width, 14)) names.push(s("text", { class: "country", x: px.toFixed(1), y: (py + 4).toFixed(1) }, country.name));
  }
  chart.labels.replaceChildren(...names);
}

/** The ends of a row of numbers, or of what is left of it without a share of its facts at either end. */
function ends(axis, share) {
  const values = chart.places.flatMap((place) => place.facts.map(() => place.point[axis])).sort((a, b) => a - b);
  const skip = Math.floor(values.length * share);
  return [values[skip], values[values.length - 1 - skip]];
}

/** Shows all places with some room around them; at first without the few that lie far off. */
function fitMap(share = 0) {
  const [[left, right], [top, bottom]] = chart.places.length ? [ends(0, share), ends(1, share)] : [[100, 900], [250, 650]];
  const [wide, tall] = [Math.max(right - left, 6), Math.max(bottom - top, 6)];
  const k = Math.min((chart.width - 90) / wide, (chart.height - 60) / tall, 20000);
  const transform = d3.zoomIdentity.translate(chart.width / 2 - (k * (left + right)) / 2, chart.height / 2 - (k * (top + bottom)) / 2).scale(k);
  chart.fitted = true;
  d3.select(chart.svg).call(chart.zoom.transform, transform);
}
