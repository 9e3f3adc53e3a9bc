"use strict";
// The page works without this: it adds filters, the live map and the choice of a swap.
(() => {
  const one = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const made = (name, text, ...inside) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    element.append(...inside);
    return element;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const { units } = JSON.parse(one("data").textContent);
  const plans = all("article.plan");
  const byPlace = new Map(plans.map((plan) => [Number(plan.dataset.at), plan]));
  const title = (plan) => plan.querySelector("h3 .id").textContent;
  const unitsOf = new Map(plans.map((plan) => [Number(plan.dataset.at), []]));
  units.forEach((unit, u) => unit.p.forEach((p) => unitsOf.get(p).push(u)));
  all(".needs-script").forEach((element) => { element.hidden = false; });

  // --- The list and its filters
  const form = one("filters"), count = one("count");
  const texts = new Map(plans.map((plan) => {
    const places = unitsOf.get(Number(plan.dataset.at)).map((u) => units[u].n);
    return [plan, plain(`${plan.textContent} ${places.join(" ")}`)];
  }));
  let pinned = null; // the municipality that was chosen, by position

  const fits = (plan) => {
    const words = plain(one("f-text").value).split(/\s+/).filter(Boolean);
    const standing = one("f-standing").value;
    return (!standing || plan.dataset.standing.split(" ").includes(standing))
      && ["sectors", "context", "province"].every((facet) => {
        const wanted = one(`f-${facet}`).value;
        return !wanted || plan.dataset[facet].split("|").includes(wanted);
      })
      && (pinned === null || units[pinned].p.includes(Number(plan.dataset.at)))
      && words.every((word) => texts.get(plan).includes(word));
  };

  const filter = () => {
    plans.forEach((plan) => { plan.hidden = !fits(plan); });
    const shown = plans.filter((plan) => !plan.hidden).length;
    one("none").hidden = shown > 0;
    const values = { shown, all: plans.length, place: pinned === null ? "" : units[pinned].n };
    count.textContent = fill(pinned === null ? count.dataset.some : count.dataset.place, values);
  };

  const open = (plan) => {
    if (!fits(plan)) form.reset();
    plan.querySelector("details").open = true;
    plans.forEach((other) => other.classList.toggle("here", other === plan));
    lightUp(unitsOf.get(Number(plan.dataset.at)));
  };

  // --- The map
  const map = one("map"), says = one("map-says"), place = one("place");
  const paths = all("#units path");
  const outline = (which) => which.map((u) => paths[u].getAttribute("d")).join("");
  let cursor = null;

  const lightUp = (which) => one("map-lit").setAttribute("d", outline(which));

  const describe = (u) => {
    if (u === null) {
      says.replaceChildren(made("p", says.dataset.hint));
      return;
    }
    const items = units[u].p.map((p) => {
      const plan = byPlace.get(p);
      const link = made("a", "", made("bdi", title(plan)));
      link.href = `#${plan.id}`;
      const names = all("h3 bdi", plan).slice(1).map((name) => made("bdi", name.textContent));
      const states = all(".badge", plan).map((badge) => badge.textContent).join(", ");
      return made("li", "", link, " ", ...names, ` (${states})`);
    });
    const name = made("strong", units[u].n);
    const rest = items.length ? made("ul", "", ...items) : made("p", says.dataset.none);
    const jump = Object.assign(made("a", says.dataset.list), { href: "#plans" });
    says.replaceChildren(name, rest, ...(u === pinned && items.length ? [made("p", "", jump)] : []));
  };

  const point = (u) => {
    cursor = u;
    one("map-cursor").setAttribute("d", u === null ? "" : outline([u]));
    describe(u);
  };

  const pin = (u) => {
    pinned = u;
    place.value = u === null ? "" : String(u);
    point(u);
    lightUp(u === null ? [] : [...new Set(units[u].p.flatMap((p) => unitsOf.get(p)))]);
    filter();
  };

  const next = (from, [dx, dy]) => {
    const { x, y } = units[from];
    let best = null, least = Infinity;
    units.forEach((unit, u) => {
      const along = (unit.x - x) * dx + (unit.y - y) * dy;
      const aside = Math.abs((unit.x - x) * dy) + Math.abs((unit.y - y) * dx);
      const far = along + 2 * aside;
      if (along > 0 && aside <= 2 * along && far < least) [best, least] = [u, far];
    });
    return best ?? from;
  };

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const mean = (axis) => units.reduce((sum, unit) => sum + unit[axis], 0) / units.length;
  const middle = () => {
    const far = units.map((unit) => Math.hypot(unit.x - mean("x"), unit.y - mean("y")));
    return far.indexOf(Math.min(...far));
  };
  const onKey = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in WAYS) point(cursor === null ? middle() : next(cursor, WAYS[event.key]));
    else if ((event.key === "Enter" || event.key === " ") && cursor !== null) pin(cursor);
    else if (event.key === "Escape") pin(null);
    else return;
    event.preventDefault();
  };

  if (paths.length) {
    const at = (event) => (event.target.closest("#units path") ? paths.indexOf(event.target) : null);
    map.classList.add("live");
    Object.entries({ role: "application", tabindex: "0", "aria-label": map.dataset.label })
      .forEach(([name, value]) => map.setAttribute(name, value));
    map.append(Object.assign(made("p", map.dataset.keys), { id: "map-keys", className: "hush" }));
    map.setAttribute("aria-describedby", "map-keys");
    map.addEventListener("keydown", onKey);
    map.addEventListener("focus", () => point(cursor ?? pinned ?? middle()));
    map.addEventListener("blur", () => point(pinned));
    map.addEventListener("pointerover", (event) => { if (at(event) !== null) point(at(event)); });
    map.addEventListener("pointerleave", () => point(pinned));
    map.addEventListener("click", (event) => { pin(at(event) === pinned ? null : at(event)); });
    const names = units.map((unit, u) => [unit.n, u]);
    names.sort((a, b) => a[0].localeCompare(b[0], document.documentElement.lang));
    place.append(...names.map(([name, u]) => Object.assign(made("option", name), { value: u })));
    place.addEventListener("change", () => pin(place.value === "" ? null : Number(place.value)));
    all("[name=colour]").forEach((radio) => radio.addEventListener("change", () => {
      map.dataset.colour = radio.value;
      all(".legend").forEach((legend) => { legend.hidden = !legend.classList.contains(`for-${radio.value}`); });
    }));
  }
  all(".legend.for-context").forEach((legend) => { legend.hidden = true; });

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => pin(null)));
  plans.forEach((plan) => {
    const own = unitsOf.get(Number(plan.dataset.at));
    plan.addEventListener("pointerenter", () => lightUp(own));
    plan.addEventListener("focusin", () => lightUp(own));
  });
  const toHash = () => {
    const plan = plans.find((each) => `#${each.id}` === location.hash);
    if (plan) open(plan);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#plan-']");
    const plan = link && plans.find((each) => `#${each.id}` === link.getAttribute("href"));
    if (plan) open(plan);
  });
  addEventListener("hashchange", toHash);

  // --- X in plaats van Y
  const into = one("swap-in"), out = one("swap-out"), answer = one("swap-says");
  const swap = () => {
    const key = `[data-in="${into.value}"][data-out="${out.value}"]`;
    const found = document.querySelector(`.swaps > li${key}`);
    answer.replaceChildren(...(found ? [...found.cloneNode(true).childNodes] : [made("p", answer.dataset.open)]));
    all("#matrix td[data-in]").forEach((cell) => cell.classList.toggle("now", cell.matches(key)));
  };
  if (into) {
    into.addEventListener("change", swap);
    out.addEventListener("change", swap);
    one("matrix").addEventListener("click", (event) => {
      const cell = event.target.closest("td[data-in]");
      if (!cell) return;
      [into.value, out.value] = [cell.dataset.in, cell.dataset.out];
      swap();
    });
    swap();
  }

  // --- Printing shows everything
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((details) => { details.open = false; }));

  pin(null);
  toHash();
})();
