"use strict";
// The line to the program: answers as they come, and what to do when none come.
const Wire = (() => {
  const SILENCE = 10_000; // milliseconds; while it works the program gives a sign every quarter of a second
  const LOOK = 10_000; // milliseconds between two looks at whether it is still there
  const AGAIN = [300, 1000, 2000, 3000]; // milliseconds before it is tried again
  const WAKE = ["online", "pageshow", "focus"];

  // Wait; shorter when the machine wakes up or the network comes back.
  const pause = (tries) => new Promise((done) => {
    const awake = () => {
      clearTimeout(timer);
      WAKE.forEach((kind) => removeEventListener(kind, awake));
      done();
    };
    const timer = setTimeout(awake, AGAIN[Math.min(tries, AGAIN.length - 1)]);
    WAKE.forEach((kind) => addEventListener(kind, awake));
  });

  // A request that fails when nothing is heard for long; `heard` puts the end off.
  const guarded = (url, outer) => {
    const own = new AbortController();
    const stop = () => own.abort();
    let timer = setTimeout(stop, SILENCE);
    outer?.addEventListener("abort", stop, { once: true });
    if (outer?.aborted) stop();
    return {
      response: fetch(url, { signal: own.signal }),
      heard: () => { clearTimeout(timer); timer = setTimeout(stop, SILENCE); },
      done: () => { clearTimeout(timer); outer?.removeEventListener("abort", stop); own.abort(); },
    };
  };

  // Server-sent events as pairs; throws when the line breaks, is silent, or ends before an answer.
  const events = async function* (url, signal) {
    const line = guarded(url, signal);
    try {
      const response = await line.response;
      line.heard();
      if (!response.ok) {
        yield [String(response.status), await response.json().catch(() => ({}))];
        return;
      }
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) throw new Error("cut off");
        line.heard();
        text += value;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          yield [/^event: (.*)$/m.exec(block)[1], JSON.parse(/^data: (.*)$/m.exec(block)[1])];
        }
      }
    } finally {
      line.done();
    }
  };

  // How it is on the other side: `here`, `lost`, `locked` (the token is another), or `other` (another round).
  const look = async (mark) => {
    const line = guarded(`/api/here?${new URLSearchParams({ mark })}`);
    try {
      const { status } = await line.response;
      return status === 401 ? "locked" : status === 410 ? "other" : status < 500 ? "here" : "lost";
    } catch {
      return "lost";
    } finally {
      line.done();
    }
  };
  // Look every so often, and at once when the machine wakes up.
  const watch = (mark, tell) => {
    const now = async () => tell(await look(mark));
    setInterval(now, LOOK);
    WAKE.forEach((kind) => addEventListener(kind, now));
  };
  return { events, look, pause, watch };
})();
