"use strict";
// What the browser keeps: minutes and named cohorts. Tabs of one round write into the same store,
// so each puts what it has with what is there, and loses nothing of another.
const Store = (() => {
  const open = (name, changed) => {
    const lists = { minutes: [], kept: [] };
    const stored = () => {
      try { return JSON.parse(localStorage.getItem(name)) ?? {}; } catch { return {}; }
    };
    const together = (list, other) => {
      const all = new Map(other.concat(list).map((each) => [each.id ?? `${each.time} ${each.name}`, each]));
      return [...all.values()].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
    };
    const merge = () => {
      const there = stored();
      for (const kind of Object.keys(lists)) {
        lists[kind] = together(lists[kind], Array.isArray(there[kind]) ? there[kind] : []);
      }
    };
    const add = (kind, entry) => {
      lists[kind].push({ id: crypto.getRandomValues(new Uint32Array(2)).join("-"), time: new Date().toISOString(), ...entry });
      merge();
      try { localStorage.setItem(name, JSON.stringify(lists)); } catch { /* may be full: this tab still has it */ }
      changed();
    };
    addEventListener("storage", (event) => {
      if (event.key !== name) return;
      merge();
      changed();
    });
    merge();
    return { lists, add };
  };
  return { open };
})();
