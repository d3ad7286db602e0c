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
  tint();
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

  // The root of a static host: a door for each language, and this reader goes through theirs.
  const doors = [...document.querySelectorAll("[data-door]")];
  if (doors.length) {
    const chosen = /(?:^|; )lang=([^;]+)/.exec(document.cookie)?.[1];
    const primary = (tag) => tag.toLowerCase().split("-")[0];
    const open = (wish) =>
      doors.find(({ hreflang }) => hreflang.toLowerCase() === wish.toLowerCase()) ??
      doors.find(({ hreflang }) => primary(hreflang) === primary(wish));
    const wishes = [chosen, ...navigator.languages].filter(Boolean);
    location.replace(wishes.map(open).find(Boolean) ?? doors[0]);
    return;
  }

  const start = async () => {
    try {
      const [{ default: init }] = await Promise.all([import(dataset.glue), ...later.map(load)]);
      await init({ module_or_path: dataset.wasm });
      // What is read is kept for when there is no network; not before the page works, which needs none of it.
      const keepOffline = ({ start }) => start(document.documentElement.dataset.base, dataset.wasm);
      import(new URL("offline.js", src)).then(keepOffline, () => {});
    } catch (error) {
      // What was served stays readable, and its forms work; an empty page has to say something.
      console.error(error);
      const app = document.getElementById("app");
      if (!app.hasAttribute("data-prerendered")) {
        app.textContent = "This page could not be started. Load it again, or use a newer browser.";
      }
    }
  };

  // A page that was served complete is read first; the app takes over when the browser has time.
  if (document.getElementById("app").hasAttribute("data-prerendered")) {
    const idle = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 1));
    addEventListener("load", () => idle(start, { timeout: 2000 }), { once: true });
  } else {
    start();
  }
})();
