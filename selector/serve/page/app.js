"use strict";
// One state: a list of moves. Every answer on screen is the answer to the moves on screen.
(async () => {
  const one = (id) => document.getElementById(id);
  const { apart, list, made } = Draw;
  const PATIENCE = 150; // milliseconds before it says that it is busy
  const client = crypto.getRandomValues(new Uint32Array(3)).join("-");
  // The round, asked for until it comes: the program may just be starting again.
  const begin = async (tries = 0) => {
    try {
      const response = await fetch("/api/round");
      if (response.ok) return await response.json();
    } catch { /* told below */ }
    one("line").hidden = false;
    await Wire.pause(tries);
    return begin(tries + 1);
  };
  const round = await begin();
  const t = (key, values = {}) =>
    round.texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const plans = new Map(round.plans.map((plan) => [plan.id, plan]));
  const first = round.start;
  const decimal = (number) => number.toLocaleString(round.lang, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

  let moves = [], settled = moves, undone = [], before = [], answer = first, turn = 0;
  let asking = new AbortController();

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

  // --- The line to the program
  const line = (state) => {
    const box = one("line");
    box.hidden = state === "here";
    if (state === "lost") box.textContent = t("lost");
    if (state === "locked") box.textContent = t("locked");
    if (state === "other") {
      box.replaceChildren(t("other"), " ", made("button", { type: "button", onclick: () => location.reload() }, t("reload")));
    }
  };
  const STATES = { 401: "locked", 410: "other" };

  // --- Asking: the stream tells how far it is, and then the answer
  const busy = (mine, told = {}) => {
    if (mine !== turn) return;
    one("says").setAttribute("aria-busy", "true");
    document.body.classList.add("busy");
    const gap = told.bound === undefined ? "" : t("gap", { best: decimal(told.best), bound: decimal(told.bound) });
    one("says").replaceChildren(made("p", { className: "big" }, t("busy")), made("p", {}, gap));
  };
  // Ask once; true when that ended in an answer or in a newer question.
  const once = async (mine, query, what, signal) => {
    for await (const [kind, told] of Wire.events(`/api/events?${query}`, signal)) {
      if (mine !== turn) return true;
      if (/^\d+$/.test(kind) && kind !== "400") {
        line(STATES[kind] ?? "lost");
        return false;
      }
      line("here");
      if (kind === "busy" && document.body.classList.contains("busy")) busy(mine, told);
      if (kind === "400" || kind === "faults") return refused(mine, told.faults);
      if (kind === "open") return refused(mine, [t("open_answer")]);
      if (kind === "answer") return answered(mine, told, what);
    }
    return false; // too many ask, or the program stops
  };
  // Ask until there is an answer: a program that is gone may come back, and no move is lost.
  const ask = async (what) => {
    const mine = ++turn;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const query = new URLSearchParams({ moves: JSON.stringify(moves), mark: round.mark, client });
    controls();
    history.replaceState(null, "", moves.length ? Link.make(moves, round.mark) : location.pathname);
    const timer = setTimeout(() => busy(mine), PATIENCE);
    for (let tries = 0, done = false; !done && mine === turn; tries += 1) {
      if (tries) await Wire.pause(tries - 1);
      try {
        done = mine !== turn || await once(mine, query, what, signal);
      } catch {
        if (mine === turn) line("lost");
      }
    }
    clearTimeout(timer);
  };
  const rest = () => {
    one("says").setAttribute("aria-busy", "false");
    document.body.classList.remove("busy");
  };
  // What is refused is no state: the one before it stays.
  const refused = (mine, faults) => {
    rest();
    one("says").replaceChildren(made("p", { className: "big" }, t("refused")), list(faults), made("p", {}, t("stays")));
    note(t("refused"), faults.join(" "));
    if (before.at(-1) === settled) before.pop();
    moves = settled;
    history.replaceState(null, "", moves.length ? Link.make(moves, round.mark) : location.pathname);
    controls();
    return true;
  };
  const answered = (mine, told, what) => {
    [answer, settled] = [told, moves];
    rest();
    say(told);
    document.body.classList.toggle("stuck", told.status === "infeasible");
    if (told.status !== "infeasible") show(told);
    if (what) note(what, short(told));
    return true;
  };

  // --- Words
  const named = (ids) => made("ul", { className: "names" }, ...ids.map((id) =>
    made("li", {}, made("strong", {}, made("bdi", {}, id)), " ", made("bdi", {}, plans.get(id)?.name ?? ""))));
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
        made("p", {}, ways.length ? t("ways") : ""), made("div", { className: "buttons" }, ...ways), made("p", { className: "fine" }, t("stuck_shown")));
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
  one("map").setAttribute("viewBox", round.view_box);
  const map = Draw.map(one("map"), round.units, one("units"), one("lit"));
  const colour = (told) => {
    map.colour(new Set(told.selected), new Set(first.selected));
    one("map-name").textContent = t("map_says", { plans: told.selected.join(", ") });
  };
  const row = (plan) => {
    const state = made("span", { className: "state" });
    const about = made("button", { type: "button", className: "name" }, made("strong", {}, made("bdi", {}, plan.id)), " ", made("bdi", {}, plan.name));
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
    item.addEventListener("pointerenter", () => map.light(plan.id));
    item.addEventListener("focusin", () => map.light(plan.id));
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
    }
  };
  const pressed = () => rows.forEach((item, id) => item.querySelectorAll(".lock").forEach((button) =>
    button.setAttribute("aria-pressed", String(button.dataset.sign === lockOf(id)))));
  map.pressed((unit) => one("map-says").replaceChildren(made("strong", {}, unit.n), ": ", ...(unit.p.length
    ? unit.p.map((id) => made("button", { type: "button", onclick: () => rows.get(id)?.querySelector(".name").focus() }, id))
    : [t("map_none")])));

  // --- The points
  const bars = (told) => {
    const scores = new Map(told.points.map((point) => [point.name, point]));
    one("points").replaceChildren(...round.points.filter((point) => scores.has(point.name)).map((point) => {
      const { now, then, best } = scores.get(point.name);
      const moved = !now || now.exact === then.exact ? "" : then.value > now.value ? " ▲" : " ▼";
      const cell = (text, name = "n") => made("td", { className: name }, text);
      return made("tr", { className: moved ? "moved" : "" }, made("th", { scope: "row", title: point.wanted }, point.title),
        cell(now ? decimal(now.value) : "–"), cell(decimal(then.value) + moved), cell(decimal(best.value)), made("td", { className: "drawn" }, Draw.bar({ now, then, best })));
    }));
  };

  // --- Rules and the order of importance
  const { size } = round;
  const usualSize = size.min === size.max ? String(size.max) : "";
  one("size").placeholder = `${size.min}–${size.max}`;
  one("quotas").append(...round.quotas.flatMap((quota) => ["min", "max"].filter((bound) => bound in quota).map((bound) => {
    const input = made("input", { type: "number", min: "0", step: "1" });
    Object.assign(input.dataset, { key: `quotas.${quota.name}.${bound}`, usual: quota[bound] });
    return made("label", {}, made("bdi", {}, quota.name), ` ${t(bound === "min" ? "quota_min" : "quota_max")} `, input);
  })));
  Object.assign(one("size").dataset, { key: "size", usual: usualSize });
  const numbers = [one("size"), ...one("quotas").querySelectorAll("input")];
  const valueOf = (input) => moves.find((move) => keyOf(move) === input.dataset.key)?.split("=")[1] ?? input.dataset.usual;
  one("rules").addEventListener("submit", (event) => {
    event.preventDefault();
    const others = moves.filter((move) => !numbers.some((input) => input.dataset.key === keyOf(move)));
    const asked = numbers.filter((input) => input.value !== "" && input.value !== input.dataset.usual).map((input) => `${input.dataset.key}=${input.value}`);
    change([...others, ...asked], t("asked_rules", { rules: asked.join(", ") || t("as_it_was") }));
  });
  const usualOrder = round.tiers.map((_, at) => at);
  const orderOf = () => {
    const text = moves.find((move) => keyOf(move) === "objective");
    return text ? [...usualOrder].sort((a, b) => text.indexOf(round.tiers[a].toml) - text.indexOf(round.tiers[b].toml)) : usualOrder;
  };
  const tiers = () => {
    const order = orderOf();
    one("order").replaceChildren(...order.map((at, place) => {
      const tier = round.tiers[at];
      const shift = (way) => {
        const to = place + way, next = [...order];
        [next[place], next[to]] = [next[to], next[place]];
        const move = `objective=[${next.map((each) => round.tiers[each].toml).join(", ")}]`;
        const asItWas = next.every((each, index) => each === index);
        change(asItWas ? moves.filter((old) => keyOf(old) !== "objective") : put(move), t("asked_order", { order: next.map((each) => each + 1).join(", ") }));
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
      select.replaceChildren(...ids.map((id) => made("option", { value: id }, `${apart(id)} ${apart(plans.get(id).name)}`)));
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
  const asked = async (path, plan) => {
    const query = new URLSearchParams({ plan: plan.id, mark: round.mark });
    try {
      const response = await fetch(`${path}?${query}`);
      return response.ok ? await response.json() : { said: [t(response.status < 500 ? "refused" : "open_answer")] };
    } catch {
      line("lost");
      return { said: [t("lost")] };
    }
  };
  // The dialog may meanwhile be about another plan: then this answer is not shown.
  let about = 0;
  const told = (mine, { said, moves: ways = [] }) => {
    if (mine !== about) return;
    one("about-says").replaceChildren(...said.filter(Boolean).map((text) => made("p", {}, text)), ...ways.slice(0, 12).map((way) =>
      made("button", { type: "button", onclick: () => {
        dialog.close();
        change([...moves.filter((old) => !way.some((move) => keyOf(move) === keyOf(old))), ...way], t("asked_help", { way: way.join(", ") }));
      } }, t("try", { way: way.join(", ") }))));
  };
  const explain = async (plan) => {
    const mine = ++about;
    one("about-title").replaceChildren(made("strong", {}, made("bdi", {}, plan.id)), " ", made("bdi", {}, plan.name));
    one("about-says").replaceChildren(list(plan.reasons), made("p", { role: "status" }, t("busy")));
    const close = made("button", { type: "button", onclick: () => dialog.close() }, t("close"));
    const helped = made("button", { type: "button", onclick: () => helping(plan) }, t("help"));
    one("about-buttons").replaceChildren(...(first.selected.includes(plan.id) ? [] : [helped]), close);
    dialog.showModal();
    const answer = await asked("/api/why", plan);
    told(mine, answer);
    note(t("asked_why", { plan: plan.id }), answer.said[0] ?? "");
  };
  const helping = async (plan) => {
    const mine = ++about;
    one("about-says").append(made("p", { role: "status" }, t("busy")));
    const answer = await asked("/api/help", plan);
    told(mine, answer);
    note(t("asked_would", { plan: plan.id }), answer.said[0] ?? "");
  };

  // --- What is kept: named cohorts, minutes, links
  const kept = Store.open(`selector-${round.mark}`, () => { log(); cohorts(); });
  const note = (what, said) => kept.add("minutes", { who: one("who").value, what, answer: said, moves });
  const log = () => {
    one("log").replaceChildren(...kept.lists.minutes.map((entry) => made("li", {}, made("time", {}, new Date(entry.time).toLocaleTimeString(round.lang)), " ",
      made("strong", {}, made("bdi", {}, entry.who || t("somebody"))), ": ", made("bdi", {}, entry.what), " — ", entry.answer)).reverse());
  };
  const cohorts = () => {
    one("kept").replaceChildren(...kept.lists.kept.map((each) => made("tr", {}, made("th", { scope: "row" }, made("bdi", {}, each.name)),
      made("td", {}, each.enters.join(", ") || "–"), made("td", {}, each.leaves.join(", ") || "–"), made("td", {}, each.price),
      made("td", {}, made("button", { type: "button", onclick: () => change(each.moves, t("asked_kept", { name: each.name })) }, t("open"))))));
  };
  one("keep").addEventListener("submit", (event) => {
    event.preventDefault();
    if (answer.status === "infeasible") return;
    kept.add("kept", { name: one("keep-name").value, moves: settled, enters: answer.enters, leaves: answer.leaves, price: short(answer) });
    event.target.reset();
  });
  const download = (name, text, type) => {
    const link = made("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const post = async (path, body) => {
    try {
      return await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "X-Client": client }, body: JSON.stringify(body) });
    } catch {
      line("lost");
      return new Response(JSON.stringify({ faults: [t("lost")] }), { status: 503 });
    }
  };
  const failed = async (response) => {
    const { faults = [] } = await response.json().catch(() => ({}));
    one("linked").textContent = faults.join(" ") || t("not_saved");
  };
  one("link").addEventListener("click", async () => {
    const link = `${location.origin}/${Link.make(moves, round.mark)}`;
    try { await navigator.clipboard.writeText(link); } catch { /* it is shown as well */ }
    one("linked").replaceChildren(made("a", { href: link }, link));
  });
  one("minutes-json").addEventListener("click", () => download("notulen.json", JSON.stringify({ round: round.mark, ...kept.lists }, null, 1), "application/json"));
  one("minutes-page").addEventListener("click", async () => {
    const response = await post("/api/minutes", { minutes: kept.lists.minutes.map(({ time, who, what, answer: said }) => ({ time, who, what, answer: said })) });
    if (response.ok) download("notulen.html", await response.text(), "text/html");
    else await failed(response);
  });
  one("take-over").addEventListener("click", async () => {
    const response = await post("/api/scenario", { moves });
    if (response.ok) download("scenario.toml", await response.text(), "application/toml");
    else await failed(response);
  });

  // --- Undo and redo
  const controls = () => {
    pressed();
    tiers();
    numbers.forEach((input) => { input.value = valueOf(input); });
    one("undo").disabled = !before.length;
    one("redo").disabled = !undone.length;
    one("clear").disabled = !moves.length;
  };
  one("undo").addEventListener("click", () => { undone.push(moves); moves = before.pop(); ask(t("undo")); });
  one("redo").addEventListener("click", () => { before.push(moves); moves = undone.pop(); ask(t("redo")); });
  one("clear").addEventListener("click", () => { change([], t("clear")); });

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
  say(first);
  show(first);
  controls();
  line("here");
  Wire.watch(round.mark, line);
  log();
  cohorts();
  addEventListener("hashchange", follow);
  follow();
})();
