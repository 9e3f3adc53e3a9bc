"use strict";
// One state: a list of moves. Every answer on screen is the answer to the moves on screen.
(async () => {
  const one = (id) => document.getElementById(id);
  const made = (name, props = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), props);
    element.append(...inside);
    return element;
  };
  const PATIENCE = 150; // milliseconds before it says that it is busy
  const client = crypto.getRandomValues(new Uint32Array(3)).join("-");
  const round = await (await fetch("/api/round")).json();
  const t = (key, values = {}) =>
    round.texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const plans = new Map(round.plans.map((plan) => [plan.id, plan]));
  const first = round.start;
  const store = `selector-${round.mark}`;
  const decimal = (number) => number.toLocaleString(round.lang, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

  let moves = [], undone = [], before = [], answer = first, turn = 0;
  let minutes = [], kept = [];
  try {
    ({ minutes = [], kept = [] } = JSON.parse(localStorage.getItem(store)) ?? {});
  } catch { /* nothing was kept, or nothing may be */ }
  const save = () => {
    try { localStorage.setItem(store, JSON.stringify({ minutes, kept })); } catch { /* may be full */ }
  };

  // --- Moves
  const keyOf = (move) => (/^[+-]/.test(move) && plans.has(move.slice(1)) ? `plan ${move.slice(1)}` : move.split("=")[0]);
  const lockOf = (id) => moves.find((move) => keyOf(move) === `plan ${id}`)?.[0] ?? "";
  const change = (next, what) => {
    before.push(moves);
    undone = [];
    moves = next;
    ask(what);
  };
  const put = (move) => [...moves.filter((old) => keyOf(old) !== keyOf(move)), move];
  const free = (id) => moves.filter((move) => keyOf(move) !== `plan ${id}`);

  // --- Asking: the stream tells how far it is, and then the answer
  const parts = async function* (response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += value;
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        yield [/^event: (.*)$/m.exec(block)[1], JSON.parse(/^data: (.*)$/m.exec(block)[1])];
      }
    }
  };
  const busy = (mine, told = {}) => {
    if (mine !== turn) return;
    one("says").setAttribute("aria-busy", "true");
    document.body.classList.add("busy");
    const gap = told.bound === undefined ? "" : t("gap", { best: decimal(told.best), bound: decimal(told.bound) });
    one("says").replaceChildren(made("p", { className: "big" }, t("busy")), made("p", {}, gap));
  };
  const ask = async (what) => {
    const mine = ++turn, asked = moves;
    buttons();
    const timer = setTimeout(() => busy(mine), PATIENCE);
    try {
      const query = new URLSearchParams({ moves: JSON.stringify(asked), client });
      const response = await fetch(`/api/events?${query}`);
      if (response.status === 400) return refused(mine, (await response.json()).faults);
      if (!response.ok) throw new Error(String(response.status));
      for await (const [kind, told] of parts(response)) {
        if (mine !== turn) return undefined;
        if (kind === "busy" && document.body.classList.contains("busy")) busy(mine, told);
        if (kind === "faults") return refused(mine, told.faults);
        if (kind === "open") return refused(mine, [t("open_answer")]);
        if (kind === "answer") return answered(mine, told, what);
      }
    } catch (error) {
      if (mine === turn) refused(mine, [t("lost")]);
    } finally {
      clearTimeout(timer);
    }
    return undefined;
  };
  const rest = () => {
    one("says").setAttribute("aria-busy", "false");
    document.body.classList.remove("busy");
  };
  const refused = (mine, faults) => {
    if (mine !== turn) return;
    rest();
    one("says").replaceChildren(made("p", { className: "big" }, t("refused")), list(faults));
    note(t("refused"), faults.join(" "));
  };
  const answered = (mine, told, what) => {
    if (mine !== turn) return;
    answer = told;
    rest();
    say(told);
    if (told.status !== "infeasible") show(told);
    if (what) note(what, short(told));
    history.replaceState(null, "", moves.length ? Link.make(moves, round.mark) : location.pathname);
  };

  // --- Words
  const list = (items) => made("ul", {}, ...items.map((item) => made("li", {}, item)));
  const named = (ids) => made("ul", { className: "names" }, ...ids.map((id) =>
    made("li", {}, made("strong", {}, id), " ", made("bdi", {}, plans.get(id)?.name ?? ""))));
  const short = (told) => {
    if (told.status === "infeasible") return t("stuck");
    const same = !told.enters.length && !told.leaves.length;
    const tier = told.price[0] ?? "";
    const who = same ? t("same") : t("changes", { enters: told.enters.join(", ") || "–", leaves: told.leaves.join(", ") || "–" });
    return `${who} ${tier} ${told.proven ? t("proven") : t("not_proven")}`;
  };
  const say = (told) => {
    const box = one("says");
    if (told.status === "infeasible") {
      const ways = told.repairs.map((way) => (way.moves
        ? made("button", { type: "button", onclick: () => change(way.moves, t("repair", { way: way.said.join("; ") })) }, way.said.join("; "))
        : made("p", {}, way.said.join("; "))));
      box.replaceChildren(made("p", { className: "big" }, t("stuck")), list(told.clash_said),
        made("p", {}, ways.length ? t("ways") : ""), made("div", { className: "buttons" }, ...ways));
      return;
    }
    const same = !told.enters.length && !told.leaves.length;
    const columns = made("div", { className: "two" });
    if (told.enters.length) columns.append(made("div", {}, made("h3", {}, t("enters")), named(told.enters)));
    if (told.leaves.length) columns.append(made("div", {}, made("h3", {}, t("leaves")), named(told.leaves)));
    const head = moves.length ? (same ? t("same") : t("changed", { count: Math.max(told.enters.length, told.leaves.length) })) : t("nomination", { size: told.size });
    const gap = told.proven ? t("proven") : `${t("not_proven")} ${told.gap.map((g) => `${g.tier}: ${g.value} / ${g.bound}`).join("; ")}`;
    box.replaceChildren(made("p", { className: "big" }, head), columns, ...told.price.map((line) => made("p", {}, line)), made("p", { className: "fine" }, gap));
  };

  // --- The map and the lists
  const SVG = "http://www.w3.org/2000/svg";
  one("map").setAttribute("viewBox", round.view_box);
  const paths = round.units.map((unit) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", unit.d);
    one("units").append(path);
    return path;
  });
  const light = (id) => {
    const own = round.units.filter((unit) => unit.p.includes(id)).map((unit) => unit.d);
    one("lit").setAttribute("d", own.join(""));
  };
  const colour = (told) => {
    const chosen = new Set(told.selected), was = new Set(first.selected);
    round.units.forEach((unit, u) => {
      const inside = unit.p.filter((id) => chosen.has(id));
      const fresh = inside.some((id) => !was.has(id));
      paths[u].setAttribute("class", inside.length ? (fresh ? "new" : "chosen") : unit.p.length ? "not" : "");
    });
    one("map-name").textContent = t("map_says", { plans: told.selected.join(", ") });
  };
  const row = (plan) => {
    const state = made("span", { className: "state" });
    const about = made("button", { type: "button", className: "name" }, made("strong", {}, plan.id), " ", made("bdi", {}, plan.name));
    const items = ["+", "-", ""].map((sign) => {
      const word = sign === "+" ? t("in") : sign === "-" ? t("out") : t("free");
      const button = made("button", { type: "button", className: "lock" }, word);
      button.dataset.sign = sign;
      button.setAttribute("aria-label", `${word}: ${plan.id}`);
      button.addEventListener("click", () => {
        if (sign === lockOf(plan.id)) return;
        change(sign ? put(sign + plan.id) : free(plan.id), sign ? t(sign === "+" ? "asked_in" : "asked_out", { plan: plan.id }) : t("asked_free", { plan: plan.id }));
      });
      return button;
    });
    about.addEventListener("click", () => explain(plan));
    const item = made("li", { className: "plan" }, about, state, made("span", { className: "locks", role: "group" }, ...(plan.eligible ? items : [])));
    item.lastChild.setAttribute("aria-label", t("lock_group", { plan: plan.id }));
    item.dataset.plan = plan.id;
    item.addEventListener("pointerenter", () => light(plan.id));
    item.addEventListener("focusin", () => light(plan.id));
    return [plan.id, item];
  };
  const rows = new Map(round.plans.map(row));
  one("plans").append(...rows.values());
  const mark = (told) => {
    const chosen = new Set(told.selected), was = new Set(first.selected);
    for (const [id, item] of rows) {
      const plan = plans.get(id), into = chosen.has(id);
      item.classList.toggle("chosen", into);
      item.classList.toggle("new", into && !was.has(id));
      item.classList.toggle("gone", !into && was.has(id));
      const word = !plan.eligible ? "not_eligible" : into ? (was.has(id) ? "chosen" : "is_new") : was.has(id) ? "is_gone" : "not_chosen";
      item.querySelector(".state").textContent = t(word);
      item.querySelectorAll(".lock").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.sign === lockOf(id))));
    }
  };
  one("map").addEventListener("click", (event) => {
    const u = paths.indexOf(event.target);
    if (u < 0) return;
    const unit = round.units[u];
    one("map-says").replaceChildren(made("strong", {}, unit.n), ": ", ...(unit.p.length
      ? unit.p.map((id) => made("button", { type: "button", onclick: () => rows.get(id)?.querySelector(".name").focus() }, id))
      : [t("map_none")]));
  });

  // --- The points
  const bars = (told) => {
    const scores = new Map(told.points.map((point) => [point.name, point]));
    one("points").replaceChildren(...round.points.filter((point) => scores.has(point.name)).map((point) => {
      const { now, then, best } = scores.get(point.name);
      const rail = document.createElementNS(SVG, "svg");
      Object.entries({ viewBox: "0 0 200 14", class: "bar", "aria-hidden": "true", preserveAspectRatio: "none" }).forEach(([k, v]) => rail.setAttribute(k, v));
      const rect = (cls, x, width, y, height) => {
        const element = document.createElementNS(SVG, "rect");
        Object.entries({ class: cls, x, width, y, height }).forEach(([k, v]) => element.setAttribute(k, v));
        rail.append(element);
      };
      rect("rail", 0, 200, 0, 14);
      rect("can", 0, 200 * best.value, 0, 14);
      rect("got", 0, 200 * then.value, 2, 10);
      if (now) rect("was", 200 * now.value - 1.5, 3, 0, 14);
      const moved = !now || now.exact === then.exact ? "" : then.value > now.value ? " ▲" : " ▼";
      const cell = (text, name = "n") => made("td", { className: name }, text);
      return made("tr", { className: moved ? "moved" : "" }, made("th", { scope: "row", title: point.wanted }, point.title),
        cell(now ? decimal(now.value) : "–"), cell(decimal(then.value) + moved), cell(decimal(best.value)), made("td", { className: "drawn" }, rail));
    }));
  };

  // --- Rules and the order of importance
  const sizeOf = () => moves.find((move) => keyOf(move) === "size")?.split("=")[1] ?? round.size.max;
  one("size").value = sizeOf();
  one("quotas").append(...round.quotas.flatMap((quota) => ["min", "max"].filter((bound) => bound in quota).map((bound) => {
    const input = made("input", { type: "number", min: "0", step: "1", value: quota[bound] });
    input.dataset.key = `quotas.${quota.name}.${bound}`;
    return made("label", {}, `${quota.name} ${t(bound === "min" ? "quota_min" : "quota_max")} `, input);
  })));
  one("rules").addEventListener("submit", (event) => {
    event.preventDefault();
    let next = moves.filter((move) => keyOf(move) !== "size");
    if (Number(one("size").value) !== round.size.max || round.size.min !== round.size.max) next = [...next, `size=${one("size").value}`];
    one("quotas").querySelectorAll("input").forEach((input) => {
      next = next.filter((move) => keyOf(move) !== input.dataset.key);
      if (input.value !== "" && input.value !== input.defaultValue) next = [...next, `${input.dataset.key}=${input.value}`];
    });
    change(next, t("asked_rules", { rules: next.filter((move) => !keyOf(move).startsWith("plan ")).join(", ") || t("as_it_was") }));
  });
  let order = round.tiers.map((_, at) => at);
  const tiers = () => {
    one("order").replaceChildren(...order.map((at, place) => {
      const tier = round.tiers[at];
      const shift = (way) => {
        const to = place + way, next = [...order];
        [next[place], next[to]] = [next[to], next[place]];
        order = next;
        const move = `objective=[${order.map((each) => round.tiers[each].toml).join(", ")}]`;
        const asItWas = order.every((each, index) => each === index);
        tiers();
        change(asItWas ? moves.filter((old) => keyOf(old) !== "objective") : put(move), t("asked_order", { order: order.map((each) => each + 1).join(", ") }));
        one("order").children[to].querySelector("button:not([disabled])")?.focus();
      };
      const button = (way, word) => {
        const found = made("button", { type: "button", disabled: place + way < 0 || place + way >= order.length, onclick: () => shift(way) }, word);
        found.setAttribute("aria-label", `${word}: ${tier.kind} ${tier.over.join(", ")}`);
        return found;
      };
      return made("li", {}, made("strong", {}, tier.kind), " ", tier.over.join(", "), " ", button(-1, t("up")), button(1, t("down")));
    }));
  };

  // --- X in the place of Y
  const options = (told) => {
    const fill = (select, ids) => {
      const old = select.value;
      select.replaceChildren(...ids.map((id) => made("option", { value: id }, `${id} ${plans.get(id).name}`)));
      if (ids.includes(old)) select.value = old;
    };
    const chosen = new Set(told.selected);
    fill(one("swap-in"), told.eligible.filter((id) => !chosen.has(id) && plans.has(id)));
    fill(one("swap-out"), told.selected.filter((id) => plans.has(id)));
  };
  one("swap").addEventListener("submit", (event) => {
    event.preventDefault();
    const [into, out] = [one("swap-in").value, one("swap-out").value];
    if (!into || !out) return;
    change([...free(into).filter((move) => keyOf(move) !== `plan ${out}`), `+${into}`, `-${out}`], t("asked_swap", { into, out }));
  });

  // --- One plan
  const dialog = one("about");
  const explain = async (plan) => {
    one("about-title").replaceChildren(made("strong", {}, plan.id), " ", made("bdi", {}, plan.name));
    one("about-says").replaceChildren(list(plan.reasons), made("p", { role: "status" }, t("busy")));
    const close = made("button", { type: "button", onclick: () => dialog.close() }, t("close"));
    const helped = made("button", { type: "button", onclick: () => helping(plan) }, t("help"));
    one("about-buttons").replaceChildren(...(first.selected.includes(plan.id) ? [] : [helped]), close);
    dialog.showModal();
    const response = await fetch(`/api/why?${new URLSearchParams({ plan: plan.id })}`);
    const told = response.ok ? (await response.json()).said : [t("open_answer")];
    one("about-says").replaceChildren(...told.filter(Boolean).map((line) => made("p", {}, line)));
    note(t("asked_why", { plan: plan.id }), told[0] ?? "");
  };

  const helping = async (plan) => {
    one("about-says").append(made("p", { role: "status" }, t("busy")));
    const response = await fetch(`/api/help?${new URLSearchParams({ plan: plan.id })}`);
    one("about-says").lastChild.remove();
    if (!response.ok) return;
    const { said, moves: ways } = await response.json();
    one("about-says").replaceChildren(...said.filter(Boolean).map((line) => made("p", {}, line)), ...ways.slice(0, 12).map((way) =>
      made("button", { type: "button", onclick: () => { dialog.close(); change([...moves.filter((old) => !way.some((move) => keyOf(move) === keyOf(old))), ...way], t("asked_help", { way: way.join(", ") })); } }, t("try", { way: way.join(", ") }))));
    note(t("asked_would", { plan: plan.id }), said[0] ?? "");
  };

  // --- What is kept: named cohorts, minutes, links
  const note = (what, said) => {
    minutes.push({ time: new Date().toISOString(), who: one("who").value, what, answer: said, moves });
    save();
    log();
  };
  const log = () => {
    one("log").replaceChildren(...minutes.map((entry) => made("li", {}, made("time", {}, new Date(entry.time).toLocaleTimeString(round.lang)), " ",
      made("strong", {}, made("bdi", {}, entry.who || t("somebody"))), ": ", made("bdi", {}, entry.what), " — ", entry.answer)).reverse());
  };
  const cohorts = () => {
    one("kept").replaceChildren(...kept.map((each) => made("tr", {}, made("th", { scope: "row" }, made("bdi", {}, each.name)),
      made("td", {}, each.enters.join(", ") || "–"), made("td", {}, each.leaves.join(", ") || "–"), made("td", {}, each.price),
      made("td", {}, made("button", { type: "button", onclick: () => change(each.moves, t("asked_kept", { name: each.name })) }, t("open"))))));
  };
  one("keep").addEventListener("submit", (event) => {
    event.preventDefault();
    if (answer.status === "infeasible") return;
    kept.push({ name: one("keep-name").value, moves, enters: answer.enters, leaves: answer.leaves, price: short(answer) });
    event.target.reset();
    save();
    cohorts();
  });
  const download = (name, text, type) => {
    const link = made("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const post = (path, body) => fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "X-Client": client }, body: JSON.stringify(body) });
  one("link").addEventListener("click", async () => {
    const link = `${location.origin}/${Link.make(moves, round.mark)}`;
    try { await navigator.clipboard.writeText(link); } catch { /* it is shown as well */ }
    one("linked").replaceChildren(made("a", { href: link }, link));
  });
  one("minutes-json").addEventListener("click", () => download("notulen.json", JSON.stringify({ round: round.mark, minutes, kept }, null, 1), "application/json"));
  one("minutes-page").addEventListener("click", async () => {
    const response = await post("/api/minutes", { minutes });
    if (response.ok) download("notulen.html", await response.text(), "text/html");
  });
  one("take-over").addEventListener("click", async () => {
    const response = await post("/api/scenario", { moves });
    if (response.ok) download("scenario.toml", await response.text(), "application/toml");
    else one("linked").textContent = (await response.json()).faults.join(" ");
  });

  // --- Undo and redo
  const buttons = () => {
    one("undo").disabled = !before.length;
    one("redo").disabled = !undone.length;
    one("clear").disabled = !moves.length;
    one("size").value = sizeOf();
  };
  one("undo").addEventListener("click", () => { undone.push(moves); moves = before.pop(); ask(t("undo")); });
  one("redo").addEventListener("click", () => { before.push(moves); moves = undone.pop(); ask(t("redo")); });
  one("clear").addEventListener("click", () => { order = round.tiers.map((_, at) => at); tiers(); change([], t("clear")); });

  const show = (told) => { colour(told); mark(told); bars(told); options(told); };
  const follow = () => {
    const found = Link.read(location.hash, round.mark);
    if (found === null) {
      one("says").replaceChildren(made("p", { className: "big" }, t("bad_link")));
      return;
    }
    if (found === undefined || JSON.stringify(found) === JSON.stringify(moves)) return;
    change(found, t("asked_link"));
  };
  if (round.marks.length) {
    one("marks").textContent = round.marks.join(" · ");
    one("marks").hidden = false;
  }
  tiers();
  say(first);
  show(first);
  buttons();
  log();
  cohorts();
  addEventListener("hashchange", follow);
  follow();
})();
