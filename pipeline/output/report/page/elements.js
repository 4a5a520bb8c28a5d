// Elements without markup: every string goes in as text.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function at(id) {
  return document.getElementById(id);
}

/** A name from a text, kept apart from the direction of the line around it. */
function named(text, attributes) {
  return text ? h("bdi", attributes, text) : null;
}

function shape(status) {
  const known = SHAPES.includes(status) ? status : "other";
  return s("svg", { class: "shape", "aria-hidden": "true", focusable: "false" }, s("use", { href: `#s-${known}` }));
}

function outLink(link, ...children) {
  const safe = webLink(link);
  return safe ? h("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, ...children) : null;
}

function button(label, act, attributes) {
  return h("button", { type: "button", onclick: act, ...attributes }, label);
}

/** A group of buttons of which one is pressed. */
function choice(label, options, current, pick) {
  const group = h("div", { class: "choice", role: "group", "aria-label": label }, h("span", { "aria-hidden": "true" }, label));
  for (const [value, name] of options) {
    group.append(button(name, () => {
      for (const other of group.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other.dataset.value === value));
      pick(value);
    }, { "aria-pressed": String(value === current), "data-value": value }));
  }
  return group;
}

/** Lets marks of a drawing be walked with the arrow keys: one stop of the tabulator for all of them. */
function walkable(container, selector) {
  container.addEventListener("keydown", (event) => {
    const marks = [...container.querySelectorAll(selector)];
    const here = marks.indexOf(event.target);
    if (here < 0) return;
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    let next = null;
    if (event.key in steps) next = marks[(here + steps[event.key] + marks.length) % marks.length];
    else if (event.key === "Home") next = marks[0];
    else if (event.key === "End") next = marks[marks.length - 1];
    else if (event.key === "Enter" || event.key === " ") event.target.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    else return;
    event.preventDefault();
    if (next) {
      event.target.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    }
  });
}

/** Of the marks of a drawing the first is the stop of the tabulator. */
function firstStop(container, selector) {
  container.querySelectorAll(selector).forEach((mark, i) => mark.setAttribute("tabindex", i ? "-1" : "0"));
}

/** Shows a line at a mark while the pointer or the focus is on it. */
function tipped(node, words) {
  const show = () => {
    const tip = at("tip");
    tip.textContent = words;
    tip.hidden = false;
    const box = node.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left + box.width / 2 - tip.offsetWidth / 2), document.documentElement.clientWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 8 ? above : box.bottom + 8}px`;
  };
  const hide = () => { at("tip").hidden = true; };
  node.setAttribute("aria-label", words);
  node.addEventListener("pointerenter", show);
  node.addEventListener("focus", show);
  node.addEventListener("pointerleave", hide);
  node.addEventListener("blur", hide);
}

/** The same as a drawing shows, as a table; made when somebody opens it. */
function asTable(caption, heads, rows) {
  const details = h("details", { class: "as-table" }, h("summary", {}, "As a table"));
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector("table")) return;
    const found = rows();
    const head = h("tr", {}, heads.map((name) => h("th", { scope: "col" }, name)));
    const body = found.map((cells) => h("tr", {}, cells.map((cell) => h("td", {}, typeof cell === "number" ? number(cell) : h("bdi", {}, cell || "")))));
    details.append(h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${caption}, as a table` },
      h("table", {}, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, body))));
  });
  return details;
}
