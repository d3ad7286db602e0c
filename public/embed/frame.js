// The first script of a poll's frame: speaks with the page around it, guards against stray clicks, and starts
// the app once the poll is on the screen. A classic script, for the attributes of its own element.
(() => {
  const { src, dataset } = document.currentScript;
  const { poll, error, glue, wasm } = dataset;
  const root = document.documentElement;
  const params = new URLSearchParams(location.search);
  root.dataset.base = new URL("..", src).pathname;

  // The origin of the page around the frame, once it has spoken. What is said before is no secret.
  let host;
  const say = (type, more) => {
    if (parent !== window) parent.postMessage({ hustings: 1, type, poll, ...more }, host ?? "*");
  };

  // How the reader will be known the next time.
  const storage = (() => {
    const probe = "hustings_probe=1; Secure; SameSite=None; Partitioned";
    try {
      document.cookie = probe;
      const kept = document.cookie.includes("hustings_probe");
      document.cookie = `${probe}; Max-Age=0`;
      if (kept) return "cookie";
    } catch {}
    return params.has("host") ? "receipt" : "memory";
  })();

  addEventListener("message", ({ source, origin, data }) => {
    const isOurs = data?.hustings === 1 && data.type === "config" && data.poll === poll;
    if (parent === window || source !== parent || !isOurs) return;
    const { theme, lang, accent, receipt, identity } = data;
    const is = (text, form) => typeof text === "string" && form.test(text);
    if (is(theme, /^(auto|light|dark)$/)) root.dataset.theme = theme;
    const wishes = { lang: is(lang, /^[a-z0-9-]{2,35}$/i) && lang, accent: is(accent, /^[0-9a-f]{6}$/i) && accent };
    let isOther = false;
    for (const [name, value] of Object.entries(wishes)) {
      if (value && value !== params.get(name)) {
        params.set(name, value);
        isOther = true;
      }
    }
    // Words and colours are the server's: another language or colour is another frame.
    if (isOther) return location.replace(`${location.pathname}?${params}`);
    if (origin !== "null") {
      host = origin;
      root.dataset.partner = origin;
    }
    if (is(receipt, /^[\w-]{64}$/)) root.dataset.receipt = receipt;
    if (is(identity, /^[\w-]+\.[\w-]+\.[\w-]+$/) && identity.length <= 2048) root.dataset.identity = identity;
    document.dispatchEvent(new Event("hustings-learned"));
  });

  // For the app. A receipt is for the one page that has spoken, and for where cookies are refused.
  let acted = -Infinity;
  window.hustingsTell = (type, text) => {
    if (type !== "receipt") return say(type);
    if (host && storage === "receipt") say(type, { receipt: text });
  };

  const app = document.getElementById("app");
  let height;
  new ResizeObserver(() => {
    const now = Math.ceil(app.getBoundingClientRect().height);
    if (now === height) return;
    height = now;
    // The page makes room at once for what its reader has just done.
    say("height", { height, acted: performance.now() - acted < 1000 });
  }).observe(app);

  // Whoever clicks within half a second of the frame's appearing meant what was there before.
  let timer;
  const appear = () => {
    root.removeAttribute("data-armed");
    clearTimeout(timer);
    timer = setTimeout(() => root.setAttribute("data-armed", ""), 500);
  };
  const guard = (event) => {
    if (event.isTrusted && root.hasAttribute("data-armed")) {
      acted = performance.now();
    } else if (event.isTrusted) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };
  for (const kind of ["click", "submit"]) addEventListener(kind, guard, true);

  // What the reader sees when the app cannot go on, as boot.js says it on a page.
  let isOver = false;
  const giveUp = async () => {
    if (isOver) return;
    isOver = true;
    let words = {};
    try {
      // The app has read them before: what the browser kept of that is enough.
      words = await (await fetch(new URL(`../locales/${root.lang}.json`, src), { cache: "force-cache" })).json();
    } catch {}
    const notice = document.createElement("div");
    notice.className = "crash";
    notice.setAttribute("role", "alert");
    const add = (tag, text) => {
      const part = document.createElement(tag);
      part.textContent = text;
      notice.append(part);
      return part;
    };
    add("p", words["crash_title"] ?? "This page has stopped working. What you have sent is kept.");
    add("a", words["crash_reload"] ?? "Reload the page").href = "";
    document.body.prepend(notice);
  };
  // A panic of the app is a trap. Nothing else here is WASM, and some browsers have none.
  const isTrap = (error) => "WebAssembly" in window && error instanceof WebAssembly.RuntimeError;
  for (const type of ["error", "unhandledrejection"]) {
    addEventListener(type, ({ error, reason }) => {
      if (isTrap(error ?? reason)) giveUp();
    });
  }

  let start = async () => {
    start = () => {};
    try {
      const { default: init } = await import(glue);
      await init({ module_or_path: wasm });
    } catch (reason) {
      if (isTrap(reason)) giveUp();
      // What was served stays: it reads, and its form works.
      console.warn(reason);
    }
  };
  const idle = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 1));
  // Several changes may come at once, in particular to a frame in a process of its own: the last one counts.
  new IntersectionObserver((entries) => {
    if (!entries.at(-1).isIntersecting) return;
    appear();
    if (!error) idle(() => start(), { timeout: 1000 });
  }).observe(app);

  if (error) {
    console.error(dataset.console);
    say("error", { code: error, message: dataset.console });
  } else {
    say("ready", { storage, title: document.title, height: app.offsetHeight });
  }
})();
