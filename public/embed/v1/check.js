// Checks the polls on a partner's own page: whether they load, have enough space and can remember readers, and what
// the browser blocks. For a test, beside embed.js:
//   <script async src="https://polls.example/embed/v1/check.js"></script>
// It sends nothing to any server, throws nothing and leaves no global; it reloads a frame that does not respond once.
(() => {
  "use strict";

  // Below these sizes a poll's options do not fit, in CSS pixels.
  const leastWidth = 240;
  const leastHeight = 200;
  // A frame that does not respond is reloaded after the first timeout, and fails after the second, in milliseconds.
  const patience = 4000;
  const framePath = "/embed/polls/";

  const started = document.currentScript?.src ?? "";
  const ownOrigin = started ? new URL(started).origin : location.origin;

  // What is known of each frame, and what was said of the page as a whole.
  const polls = new Map();
  const lines = new Map();
  const origins = new Set([ownOrigin]);

  const attempt = (task) => (...values) => {
    try {
      return task(...values);
    } catch (error) {
      console.warn("Hustings check:", error);
    }
  };

  // A line has a key, so that what is known better later replaces what was said before.
  const say = (key, level, text) => {
    if (lines.get(key)?.text === text) return;
    lines.set(key, { level, text });
    const log = { ok: "info", note: "warn", problem: "error" }[level];
    console[log](`Hustings check, ${level}: ${text}`);
    panel.show();
  };

  const storageWorks = () => {
    try {
      localStorage.setItem("hustings:check", "1");
      localStorage.removeItem("hustings:check");
      return true;
    } catch {
      return false;
    }
  };

  const memory = {
    cookie: ["ok", "remembers its readers by its own cookie."],
    storage: ["ok", "remembers its readers by its own storage, since this browser refuses its cookie."],
    receipt: ["note", "remembers that its readers have voted by a receipt in this page's storage, but not how: this browser keeps nothing for it."],
    memory: ["note", "forgets its readers when they leave: this browser keeps nothing for it, and a frame without embed.js has no receipt."],
  };

  // The panel: shadow DOM and a constructed sheet, which no Content-Security-Policy has to allow.
  const panel = (() => {
    let list, count, host;
    const node = (name, text, properties = {}) =>
      Object.assign(document.createElement(name), { textContent: text }, properties);
    const build = () => {
      host = document.createElement("div");
      const root = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        ":host{all:initial;position:fixed;z-index:2147483647;inset-block-end:16px;inset-inline-end:16px;color-scheme:light dark}" +
          "section{box-sizing:border-box;inline-size:min(26rem,calc(100vw - 32px));max-block-size:60vh;overflow:auto;padding:16px;" +
          "border:1px solid GrayText;border-radius:12px;background:Canvas;color:CanvasText;font:15px/1.5 system-ui,sans-serif}" +
          "header{display:flex;justify-content:space-between;align-items:center;gap:12px}h2{margin:0;font-size:17px}" +
          "button{min-inline-size:44px;min-block-size:44px;font:inherit}ul{margin:8px 0 0;padding:0;list-style:none}" +
          "li{margin-block-start:8px;overflow-wrap:anywhere}b{margin-inline-end:8px}:focus-visible{outline:3px solid Highlight}",
      );
      root.adoptedStyleSheets = [sheet];
      const section = document.createElement("section");
      section.setAttribute("aria-label", "Check of the polls on this page");
      const header = document.createElement("header");
      const close = node("button", "Close", { type: "button" });
      count = node("h2", "");
      list = document.createElement("ul");
      const status = document.createElement("div");
      status.setAttribute("role", "status");
      status.append(list);
      header.append(count, close);
      section.append(header, status);
      root.append(section);
      close.addEventListener("click", attempt(() => host.remove()));
      section.addEventListener("keydown", attempt(({ key }) => key === "Escape" && host.remove()));
      document.body.append(host);
    };
    return {
      show: attempt(() => {
        if (!document.body) return;
        if (!host) build();
        const problems = [...lines.values()].filter(({ level }) => level === "problem").length;
        count.textContent = problems === 0 ? "Polls: no problem" : `Polls: ${problems} problem${problems > 1 ? "s" : ""}`;
        const item = ({ level, text }) => {
          const line = node("li", "");
          line.append(node("b", level), text);
          return line;
        };
        const worst = ["problem", "note", "ok"];
        const sorted = [...lines.values()].sort((a, b) => worst.indexOf(a.level) - worst.indexOf(b.level));
        list.replaceChildren(...sorted.map(item));
      }),
    };
  })();

  const measure = (name, frame) => {
    const { width, height } = frame.getBoundingClientRect();
    const size = `${Math.round(width)} by ${Math.round(height)} pixels`;
    if (width < leastWidth) say(`${name} size`, "problem", `${name} has ${size}; give it a width of ${leastWidth} or more.`);
    else if (height < leastHeight) say(`${name} size`, "problem", `${name} has ${size}; give it a height of ${leastHeight} or more.`);
    else say(`${name} size`, "ok", `${name} has ${size}.`);
  };

  // Waits for a frame's message, and reloads it once: its message may have come before this script ran.
  const wait = (frame, poll) => {
    const again = attempt(() => {
      if (poll.answered || !frame.isConnected) return;
      frame.src = frame.src;
      setTimeout(attempt(() => {
        if (poll.answered || !frame.isConnected) return;
        say(`${poll.name} answer`, "problem", `${poll.name} does not answer. It is blocked, its server is down, or its scripts may not run.`);
      }), 2 * patience);
    });
    setTimeout(again, patience);
  };

  const meet = (frame, isBare) => {
    if (polls.has(frame)) return;
    const url = new URL(frame.src, document.baseURI);
    if (!url.pathname.includes(framePath)) return;
    const id = url.pathname.split("/").pop();
    const poll = { name: `${isBare ? "The frame of" : "The element of"} "${id}"`, origin: url.origin, isBare, answered: false };
    polls.set(frame, poll);
    origins.add(url.origin);
    // A lazy frame off the screen would never load in a test.
    frame.loading = "eager";
    measure(poll.name, frame);
    wait(frame, poll);
  };

  const search = attempt(() => {
    for (const frame of document.querySelectorAll("iframe[src]")) meet(frame, true);
    for (const element of document.querySelectorAll("hustings-poll")) {
      const frame = element.shadowRoot?.querySelector("iframe[src]");
      if (frame) meet(frame, false);
    }
    if (polls.size > 0) lines.delete("none");
    panel.show();
  });

  // What has not loaded within its time.
  const miss = attempt(() => {
    search();
    if (!document.querySelector("hustings-poll")) {
      if (polls.size === 0) say("none", "note", "There is no poll on this page.");
    } else if (!customElements.get("hustings-poll")) {
      say("none", "problem", "There is a <hustings-poll>, and embed.js has not run: look for its <script> and for what blocks it.");
    }
  });

  const hear = attempt(({ source, origin, data }) => {
    if (data?.hustings !== 1) return;
    for (const [frame, poll] of polls) {
      if (source !== frame.contentWindow || origin !== poll.origin) continue;
      if (data.type === "ready") {
        poll.answered = true;
        const [level, words] = memory[data.storage] ?? ["note", "does not say how it remembers its readers."];
        say(`${poll.name} answer`, level, `${poll.name} answers, and ${words}`);
      }
      if (data.type === "error") {
        poll.answered = true;
        say(`${poll.name} answer`, "problem", `${poll.name} says: ${String(data.message ?? data.code).slice(0, 300)}`);
      }
      // A height may follow, and the element grows.
      requestAnimationFrame(attempt(() => measure(poll.name, frame)));
    }
  });

  const blocked = attempt(({ blockedURI = "", effectiveDirective = "", disposition }) => {
    const origin = [...origins].find((known) => blockedURI === known || blockedURI.startsWith(`${known}/`));
    if (!origin) return;
    const directive = effectiveDirective.replace(/-(elem|attr)$/, "");
    const level = disposition === "report" ? "note" : "problem";
    const verb = level === "note" ? "would block" : "blocks";
    say(`${directive} ${origin} ${level}`, level, `This page's Content-Security-Policy ${verb} ${blockedURI}: add ${origin} to ${directive}.`);
  });

  attempt(() => {
    addEventListener("message", hear);
    document.addEventListener("securitypolicyviolation", blocked);
    // What was blocked before this script ran, where the browser keeps it.
    if (window.ReportingObserver) {
      const past = (reports) => reports.forEach(({ body }) => body && blocked({ ...body.toJSON(), blockedURI: body.blockedURL }));
      new ReportingObserver(attempt(past), { types: ["csp-violation"], buffered: true }).observe();
    }
    const begin = attempt(() => {
      const works = storageWorks();
      say("storage", works ? "ok" : "note", works
        ? "This page's storage works, so that receipts can be kept."
        : "This page's storage does not work: where a browser refuses the poll's cookie, readers are forgotten.");
      search();
      // Elements may come later, and so may the script that makes frames of them.
      new MutationObserver(search).observe(document.body, { childList: true, subtree: true });
      customElements.whenDefined("hustings-poll").then(search);
      setTimeout(miss, patience);
    });
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
    else begin();
  })();
})();
