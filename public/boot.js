// Starts the app. A classic script in a file of its own: the Content-Security-Policy allows no inline
// script, and only a classic one can read the attributes of its own element.
(() => {
  const { dataset, src } = document.currentScript;
  // Where the app lives is where this file lies; the app cannot tell it from a deep address.
  const root = document.documentElement;
  root.dataset.base = new URL(".", src).pathname;

  // The reader's settings, when they were changed in another tab or while this page was kept aside.
  for (const type of ["storage", "pageshow"]) addEventListener(type, () => window.hustingsReading());
  // The browser's own bars take the colour of the paper, whoever chose it.
  const meta = document.createElement("meta");
  meta.name = "theme-color";
  document.head.append(meta);
  const tint = () => {
    meta.content = getComputedStyle(root).getPropertyValue("--paper");
  };
  new MutationObserver(tint).observe(root, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tint);

  // Sheets of what shows only once the app runs: they would be dead weight in the first answer.
  const later = ["continue_offer", "footnote_note", "loading_bar", "loading_page", "reading_progress", "reading_settings", "share_dialog"];
  const load = (name) =>
    new Promise((done) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = new URL(`style/${name}.css`, src);
      // Without one of them the app is plainer, and works.
      link.onload = link.onerror = done;
      document.head.append(link);
    });

  // What the reader sees when the app cannot go on: plain DOM, since nothing else may work. What is on the page stays
  // readable.
  let isOver = false;
  window.hustingsCrash = async (reason = "") => {
    if (isOver) return;
    isOver = true;
    let words = {};
    try {
      // The app has read them before: what the browser kept of that is enough.
      words = await (await fetch(new URL(`locales/${root.lang}.json`, src), { cache: "force-cache" })).json();
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
    add("p", reason);
    add("a", words["crash_reload"] ?? "Reload the page").href = "";
    document.body.prepend(notice);
  };
  // A panic of the app is a trap: the browser writes it into the console, and nobody catches it. Nothing else here is
  // WASM, and some browsers have none.
  const isTrap = (error) => "WebAssembly" in window && error instanceof WebAssembly.RuntimeError;
  for (const type of ["error", "unhandledrejection"]) {
    addEventListener(type, ({ error, reason }) => {
      if (isTrap(error ?? reason)) window.hustingsCrash();
    });
  }

  let start = async () => {
    start = () => {};
    try {
      // The WASM is asked for beside its glue and not by it, which would come a round trip later.
      const [{ default: init }, wasm] = await Promise.all([import(dataset.glue), fetch(dataset.wasm), ...later.map(load)]);
      await init({ module_or_path: wasm });
      // What is read is kept for when there is no network; not before the page works, which needs none of it.
      const keepOffline = ({ start }) => start(document.documentElement.dataset.base, dataset.wasm);
      import(new URL("offline.js", src)).then(keepOffline, () => {});
    } catch (error) {
      if (isTrap(error)) window.hustingsCrash();
      const app = document.getElementById("app");
      // What was served stays readable, and its forms work. A page that is being left fails, too.
      if (app.hasAttribute("data-prerendered")) return console.warn(error);
      // An empty one has to say something.
      console.error(error);
      app.textContent = "This page could not be started. Load it again, or use a newer browser.";
    }
  };

  // The root of a static host: a door for each language, and this reader goes through theirs.
  const enter = (doors) => {
    const chosen = /(?:^|; )lang=([^;]+)/.exec(document.cookie)?.[1];
    const primary = (tag) => tag.toLowerCase().split("-")[0];
    const open = (wish) =>
      doors.find(({ hreflang }) => hreflang.toLowerCase() === wish.toLowerCase()) ??
      doors.find(({ hreflang }) => primary(hreflang) === primary(wish));
    const wishes = [chosen, ...navigator.languages].filter(Boolean);
    location.replace(wishes.map(open).find(Boolean) ?? doors[0]);
  };

  // A page that was served complete is read first; the app takes over when it has been painted with its pictures and
  // the browser has time. Nothing is painted while nobody looks: then it is only not in anybody's way.
  const takeOver = () => {
    const idle = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 1));
    const frame = (callback) => requestAnimationFrame(() => requestAnimationFrame(callback));
    const painted = () => {
      // To ask for a colour sooner would make the browser lay out the page in the middle of its work.
      tint();
      idle(() => start());
    };
    // It hears of a paint that is on the screen; a frame that was made may not be there yet.
    new PerformanceObserver(() => frame(painted)).observe({ type: "paint", buffered: true });
    setTimeout(() => start(), 2000);
  };

  // This script keeps nothing waiting, so it may be here before the page is.
  const whenLoaded = () => {
    const doors = [...document.querySelectorAll("[data-door]")];
    if (doors.length) return enter(doors);
    if (document.getElementById("app").hasAttribute("data-prerendered")) return takeOver();
    tint();
    start();
  };
  addEventListener("load", whenLoaded, { once: true });
})();
