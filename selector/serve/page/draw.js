"use strict";
// Elements, the map and the bars: drawn from what they are given, knowing nothing of moves.
const Draw = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const made = (name, props = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), props);
    element.append(...inside);
    return element;
  };
  const drawn = (name, attributes) => {
    const element = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    return element;
  };
  const list = (items) => made("ul", {}, ...items.map((item) => made("li", {}, item)));
  // Marks around a text of others, so that one from right to left turns nothing beside it around.
  const apart = (text) => `\u2068${text}\u2069`;

  // The map in its element: a path for each unit, coloured and lit by plan.
  const map = (element, units, ground, lit) => {
    const paths = units.map((unit) => {
      const path = drawn("path", { d: unit.d });
      ground.append(path);
      return path;
    });
    return {
      light: (id) => lit.setAttribute("d", units.filter((unit) => unit.p.includes(id)).map((unit) => unit.d).join("")),
      colour: (chosen, was) => units.forEach((unit, u) => {
        const inside = unit.p.filter((id) => chosen.has(id));
        const kind = inside.length ? (inside.some((id) => !was.has(id)) ? "new" : "chosen") : unit.p.length ? "not" : "";
        paths[u].setAttribute("class", kind);
      }),
      pressed: (tell) => element.addEventListener("click", (event) => {
        const u = paths.indexOf(event.target);
        if (u >= 0) tell(units[u]);
      }),
    };
  };

  // One bar: what is attainable, what it is now, and a stroke where it was.
  const bar = ({ now, then, best }) => {
    const rail = drawn("svg", { viewBox: "0 0 200 14", class: "bar", "aria-hidden": "true", preserveAspectRatio: "none" });
    const rect = (name, x, width, y, height) => rail.append(drawn("rect", { class: name, x, width, y, height }));
    rect("rail", 0, 200, 0, 14);
    rect("can", 0, 200 * best.value, 0, 14);
    rect("got", 0, 200 * then.value, 2, 10);
    if (now) rect("was", 200 * now.value - 1.5, 3, 0, 14);
    return rail;
  };
  return { apart, bar, list, made, map };
})();
