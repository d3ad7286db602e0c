// The check on a result's passport: reads the poll's log, computes its hashes and its tally, and finds this browser's own vote.
// The rule is in docs/verifying.md. Nothing is sent, and the page says the rest without this.
(() => {
  "use strict";

  const form = document.querySelector("[data-check]");
  // A log that is too long for files cannot be checked beside them.
  if (!form) return;
  const said = document.querySelector(".passport__said");
  const progress = form.querySelector(".passport__progress");
  const { poll, lang, voters, abstained, votes, log, words, files } = JSON.parse(form.dataset.check);
  const button = form.querySelector("button");
  const start = button.textContent;
  const api = `/api/v1/polls/${encodeURIComponent(poll)}`;

  /** How often, and after how long, it is looked again for entries that a shared cache may not know yet. */
  const [LOOKS, PAUSE_MS] = [4, 4000];

  /** What the log has in the place of options for who only looked. */
  const ABSTENTION = "_abstain";
  /** And for an answer in the reader's own words. */
  const OTHER = "_other";

  // The page's language is one of the publication's, and need be none of Intl's.
  const formatted = (make) => {
    try {
      return make(document.documentElement.lang);
    } catch {
      return make("en");
    }
  };
  const number = formatted((tag) => new Intl.NumberFormat(tag));
  const list = formatted((tag) => new Intl.ListFormat(tag));
  const fill = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");

  class Broken extends Error {
    constructor(index) {
      super(`the log is not as it should be at entry ${index}`);
      this.index = index;
    }
  }

  const encoder = new TextEncoder();
  const sha256 = async (text) => {
    const digest = await crypto.subtle.digest("SHA-256", encoder.encode(text));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const pause = (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds);
      signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
    });

  /** An answer of the API's, not a copy that this device has kept. A refusal for too many requests is waited out. */
  const get = async (url, signal) => {
    for (let look = 0; ; look += 1) {
      const response = await fetch(url, { cache: "no-store", signal });
      if (response.ok && !response.headers.has("hustings-kept")) return response;
      const seconds = Number(response.headers.get("retry-after"));
      if (look >= LOOKS || response.status !== 429 || !(seconds > 0 && seconds <= 60)) {
        throw new Error(`${url} answered ${response.status}`);
      }
      await pause(seconds * 1000, signal);
    }
  };

  const linesOf = async (response) => (await response.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line));

  /** The lines from the number `from` on, page after page. Where the log is files, they are all that there is. */
  async function* pages(from, signal) {
    if (files) {
      for (const file of from ? [] : files) yield await linesOf(await get(file, signal));
      return;
    }
    for (let url = `${api}/log?from=${from}`; url; ) {
      const response = await get(url, signal);
      yield await linesOf(response);
      const [, next] = /<([^>]*)>; *rel="?next"?/.exec(response.headers.get("link") ?? "") ?? [];
      url = next && new URL(next, new URL(url, location)).href;
    }
  }

  const isList = (value) => Array.isArray(value) && value.every((id) => typeof id === "string");
  /** Whether results, and so all but the hash of an entry, are hidden from this reader. */
  const isHidden = (line) => !("kind" in line);
  const isEntry = (line, index) =>
    line?.index === index &&
    typeof line.hash === "string" &&
    (isHidden(line) || (isList(line.was) && isList(line.options) && typeof line.detail === "string"));

  const hashOf = ({ index, kind, day, was, options, detail, commitment = "" }, previous) =>
    sha256(["hustings log 1", poll, index, kind, day, was.join(), options.join(), detail, commitment, previous].join("\n"));

  /** Voters, and votes by option, as the entries have them. */
  class Tally {
    voters = 0;
    votes = new Map();

    add(line) {
      const count = (id, more) => this.votes.set(id, (this.votes.get(id) ?? 0) + more);
      if (line.kind === "start") {
        const [before, ...options] = line.detail.split(" ");
        this.voters = Number(before);
        for (const option of options) {
          const at = option.lastIndexOf("=");
          count(option.slice(0, at), Number(option.slice(at + 1)));
        }
      }
      this.voters += { cast: 1, count: 1, withdraw: -1, merge: -1 }[line.kind] ?? 0;
      for (const id of line.was) count(id, -1);
      for (const id of line.options) count(id, 1);
    }

    /** Whether the page shows this. It shows no votes where a stranger may see none. Who only looked votes for nothing. */
    isShown() {
      const shown = Object.entries(votes ?? {});
      const looked = this.votes.get(ABSTENTION) ?? 0;
      return this.voters - looked === voters && looked === (abstained ?? looked) && shown.every(([id, count]) => (this.votes.get(id) ?? 0) === count);
    }
  }

  /** What counts of a reader: where they are asked twice and have answered before reading alone, that. */
  const answerOf = ({ my_vote, my_before }) => my_vote ?? my_before;

  /** Whether the reader's own line says what they voted for, and was made with their salt. */
  const isOwn = async (line, { has_abstained: looked, options, entry, ...own }) => {
    if (line.hash !== entry.hash) return false;
    const mine = answerOf(own);
    if (isHidden(line)) return true;
    if (Boolean(looked) !== line.options.includes(ABSTENTION)) return false;
    // An option that the poll has no longer is in the entry alone.
    const ids = [...options.map(({ id }) => id), OTHER];
    const known = ids.filter((id) => line.options.includes(id));
    const commitment = await sha256(`hustings salt 1\n${entry.salt}`);
    return known.join() === ids.filter((id) => mine?.includes(id)).join() && line.commitment === commitment;
  };

  /** Reads everything: the poll as this reader sees it first, so that the log has whatever that knows of. */
  const check = async (signal) => {
    const own = files ? {} : await (await get(`${api}?lang=${encodeURIComponent(lang)}`, signal)).json();
    const wanted = [log?.index, own.entry?.index].filter((index) => index !== undefined);
    const [total, tally] = [Math.max(...wanted, 0) + 1, new Tally()];
    let [next, previous, hidden] = [0, "0".repeat(64), false];
    for (let look = 0; ; look += 1) {
      for await (const lines of pages(next, signal)) {
        const known = lines.map((line, at) => (isEntry(line, next + at) ? line : undefined));
        const before = (at) => (at ? known[at - 1]?.hash : previous);
        const hashes = await Promise.all(
          known.map((line, at) => line && (isHidden(line) ? line.hash : hashOf(line, before(at)))),
        );
        for (const [at, line] of known.entries()) {
          if (!line || hashes[at] !== line.hash) throw new Broken(next + at);
          hidden ||= isHidden(line);
          if (!isHidden(line)) tally.add(line);
          // What the page says was so when it was made. The log may have grown since.
          const isEnd = line.index === log?.index;
          if (isEnd && (line.hash !== log.hash || !(hidden || tally.isShown()))) throw new Broken(line.index);
          if (line.index === own.entry?.index && !(await isOwn(line, own))) throw new Broken(line.index);
        }
        next += lines.length;
        previous = known.at(-1)?.hash ?? previous;
        show(Math.min(next, total), total);
        if (!lines.length) break;
      }
      const missing = wanted.filter((index) => index >= next);
      if (!missing.length) return { own, hidden };
      if (files || look >= LOOKS) throw new Broken(next);
      await pause(PAUSE_MS, signal);
    }
  };

  const show = (count, total) => {
    const bar = progress.querySelector("progress");
    [bar.max, bar.value] = [total, count];
    const values = { count: number.format(count), total: number.format(total) };
    progress.querySelector(".passport__read").textContent = fill(words.progress, values);
  };

  /** What was found, as sentences. */
  const report = ({ own, hidden }) => {
    const values = { index: number.format(log?.index), voters: number.format(voters) };
    const whole = fill(!log ? words.empty : hidden ? words.hidden : words.whole, values);
    // Files know no reader.
    if (files) return [whole];
    const labels = [...own.options, { id: OTHER, label: words.poll_other }].filter(({ id }) => answerOf(own)?.includes(id)).map(({ label }) => label);
    const counted = own.entry && { index: number.format(own.entry.index), options: list.format(labels) };
    const mine = counted ? fill(own.has_abstained ? words.looked : words.counted, counted) : own.set_aside ? words.me_set_aside : answerOf(own) ? words.older : words.none;
    return [mine, whole];
  };

  const say = (sentences, kind) => {
    const lines = sentences.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      if (kind) line.className = `passport__${kind}`;
      return line;
    });
    said.replaceChildren(...lines);
  };

  let running;
  const run = async () => {
    running = new AbortController();
    button.textContent = words.stop;
    progress.querySelector("progress").removeAttribute("value");
    progress.querySelector(".passport__read").textContent = "";
    progress.hidden = false;
    say([words.checking], "waiting");
    try {
      say(report(await check(running.signal)));
    } catch (error) {
      if (running.signal.aborted) say([words.stopped]);
      else if (error instanceof Broken) say([fill(words.broken, { index: number.format(error.index) })], "broken");
      else {
        console.warn(error);
        say([words.failed], "broken");
      }
    }
    running = undefined;
    progress.hidden = true;
    button.textContent = start;
  };

  // Browsers compute hashes in secure contexts alone.
  if (!globalThis.crypto?.subtle) return say([words.insecure], "waiting");
  said.replaceChildren();
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (running) running.abort();
    else run();
  });
})();
