// Who with whom: the actors named most, and what lies between them.

const MOST_ACTORS = 26;
const MOST_LINES = 60;

function buildNetwork() {
  walkable(at("network"), ".actor");
  drawn("network", drawNetwork);
  at("who-legend").append(h("ul", { class: "keys" }, [["conflict", "against each other"], ["cooperation", "with each other"], ["other", "other"]].map(([name, words]) =>
    h("li", {}, s("svg", { class: "line", viewBox: "0 0 26 10", "aria-hidden": "true" }, s("line", { class: `edge ${name}`, x1: 1, x2: 25, y1: 5, y2: 5 })), words))));
}

/** Facts between two named actors, by pair. */
function pairsOf(facts) {
  const pairs = new Map();
  for (const fact of facts) {
    if (!isNamed(fact.subject) || !isNamed(fact.object) || fact.subject === fact.object) continue;
    const [a, b] = [fact.subject, fact.object].sort();
    const key = `${a}\n${b}`;
    if (!pairs.has(key)) pairs.set(key, { source: a, target: b, facts: [] });
    pairs.get(key).facts.push(fact);
  }
  return [...pairs.values()].sort((one, other) => other.facts.length - one.facts.length || (one.source < other.source ? -1 : 1));
}

function graphOf(facts) {
  const pairs = pairsOf(facts);
  const weights = tally(facts, (fact) => [...new Set([fact.subject, fact.object])].filter(isNamed));
  const linked = new Set(pairs.flatMap((pair) => [pair.source, pair.target]));
  const names = weights.filter(([name]) => linked.has(name)).slice(0, MOST_ACTORS);
  const chosen = new Set(names.map(([name]) => name));
  const links = pairs.filter((pair) => chosen.has(pair.source) && chosen.has(pair.target)).slice(0, MOST_LINES).map((pair) => ({ ...pair, tone: toneOf(pair.facts) }));
  const kept = new Set(links.flatMap((link) => [link.source, link.target]));
  return { nodes: names.filter(([name]) => kept.has(name)).map(([name, weight]) => ({ id: name, weight })), links, pairs, all: linked.size };
}

function toneOf(facts) {
  return tally(facts, (fact) => [fact.tone]).sort((a, b) => (a[0] === "other") - (b[0] === "other") || b[1] - a[1])[0][0];
}

function drawNetwork(facts, width) {
  const height = width < 420 ? 360 : 470;
  const { nodes, links, pairs, all } = graphOf(facts);
  if (!nodes.length) {
    at("network").replaceChildren(h("p", { class: "empty" }, "No two named actors meet in these facts."));
    at("who-note").textContent = "";
    at("who-table").replaceChildren();
    return;
  }
  layOut(nodes, links, width, height);
  const thickest = d3.max(links, (link) => link.facts.length);
  const edges = links.map((link) => {
    const edge = s("line", { class: `edge ${link.tone}`, x1: link.source.x, y1: link.source.y, x2: link.target.x, y2: link.target.y, "stroke-width": (1 + 4 * Math.sqrt(link.facts.length / Math.max(thickest, 4))).toFixed(1) });
    tipped(edge, pairWords(link.facts));
    edge.removeAttribute("aria-label");
    return edge;
  });
  at("network").replaceChildren(
    canvas(width, height, { role: "group", "aria-label": "Network of actors. The arrow keys walk from actor to actor." }, s("g", { "aria-hidden": "true" }, edges), nodes.map(nodeOf), namesOf(nodes, width, height)));
  at("who-table").replaceChildren(
    asTable("Pairs of actors", ["Who", "with whom", "Facts", "Most of all"], () => pairs.map((pair) => [pair.source, pair.target, pair.facts.length, relationsOf(pair.facts)])));
  firstStop(at("network"), ".actor");
  const left = all > nodes.length || pairs.length > links.length;
  at("who-note").textContent = left ? `The ${nodes.length} of ${number(all)} actors in most facts, and what lies between them most often; the table has all pairs.` : `${count(nodes.length, "actor")}; thicker lines are more facts.`;
}

function relationsOf(facts) {
  return tally(facts, (fact) => [fact.relation]).slice(0, 3).map(([relation, times]) => `${spoken(relation)} ${times}`).join(", ");
}

function pairWords(facts) {
  const [first] = tally(facts, (fact) => [`${fact.subject} → ${fact.object}`])[0];
  return `${first}: ${count(facts.length, "fact")} (${relationsOf(facts)})`;
}

/** Forces settle at once, before anything is drawn; the same facts give the same drawing. */
function layOut(nodes, links, width, height) {
  const most = nodes[0].weight;
  nodes.forEach((node, i) => {
    node.r = 4 + 11 * Math.sqrt(node.weight / Math.max(most, 4));
    node.half = Math.min(node.id.length, 22) * 3;
    const angle = i * 2.4;
    [node.x, node.y] = [width / 2 + Math.cos(angle) * (20 + i * 6), height / 2 + Math.sin(angle) * (20 + i * 5)];
  });
  d3.forceSimulation(nodes)
    .force("link", d3.forceLink(links).id((node) => node.id).distance(84).strength(0.35))
    .force("charge", d3.forceManyBody().strength(-420).distanceMax(360))
    .force("x", d3.forceX(width / 2).strength(0.06 * Math.min(1.6, height / width)))
    .force("y", d3.forceY(height / 2).strength(0.1))
    .force("collide", d3.forceCollide((node) => node.r + 13))
    .force("box", () => nodes.forEach((node) => {
      node.x = Math.max(Math.min(node.half + 6, width / 2), Math.min(width - Math.min(node.half + 6, width / 2), node.x));
      node.y = Math.max(node.r + 6, Math.min(height - node.r - 20, node.y));
    })).stop().tick(240);
}

function nodeOf(node) {
  const mark = s("g", { class: "actor", role: "button", tabindex: "-1", "aria-pressed": String(filters.actor.includes(node.id)), transform: `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})` },
    s("circle", { class: "hit", r: Math.max(node.r, 12) }), s("circle", { r: node.r.toFixed(1) }));
  tipped(mark, `${node.id}: ${count(node.weight, "fact")}`);
  mark.addEventListener("click", () => toggleFilter("actor", node.id));
  return mark;
}

/** Names where they have room: below, above, to the right, to the left. */
function namesOf(nodes, width, height) {
  const free = freeSpace();
  nodes.forEach(({ x, y, r }) => free(x - r, y - r, 2 * r, 2 * r, true));
  return s("g", { class: "names", "aria-hidden": "true" }, nodes.map(({ id, x, y, r }) => {
    const name = id.length > 26 ? `${id.slice(0, 25)}…` : id;
    const wide = name.length * 6.3 + 4;
    const spots = [[x - wide / 2, y + r + 2, x, "middle"], [x - wide / 2, y - r - 15, x, "middle"], [x + r + 2, y - 7, x + r + 4, "start"], [x - r - 2 - wide, y - 7, x - r - 4, "end"]];
    for (const [left, top, anchor, align] of spots) {
      if (left > 0 && left + wide < width && top > 0 && top + 14 < height && free(left, top, wide, 13)) {
        return s("text", { x: anchor.toFixed(1), y: (top + 11).toFixed(1), "text-anchor": align }, name);
      }
    }
    return null;
  }));
}
