"use strict";
// A link that holds the moves: /#v1.MOVES.CHECKSUM. What was cut off or changed is refused.
const Link = (() => {
  const crc = (text) => {
    let sum = 0xffffffff;
    for (const byte of new TextEncoder().encode(text)) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
  };
  const packed = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const unpacked = (text) => {
    const bytes = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
  };
  // The mark of the round is in the sum: a link to another round is as damaged.
  const make = (moves, mark) => {
    const text = packed(JSON.stringify(moves));
    return `#v1.${text}.${crc(`${mark}.${text}`)}`;
  };
  // The moves in a hash; null when it is damaged, undefined when it is none.
  const read = (hash, mark) => {
    if (!hash.startsWith("#v1.")) return hash.length > 1 && hash.startsWith("#v") ? null : undefined;
    const [, text, sum, ...rest] = hash.split(".");
    try {
      if (rest.length || crc(`${mark}.${text}`) !== sum) return null;
      const moves = JSON.parse(unpacked(text));
      return Array.isArray(moves) && moves.every((move) => typeof move === "string") ? moves : null;
    } catch {
      return null;
    }
  };
  return { make, read };
})();
