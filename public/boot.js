// Starts the app. A classic script in a file of its own: the Content-Security-Policy allows no inline
// script, and only a classic one can read the attributes of its own element.
(() => {
  const { dataset, src } = document.currentScript;
  // Where the app lives is where this file lies; the app cannot tell it from a deep address.
  document.documentElement.dataset.base = new URL(".", src).pathname;

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
      const { default: init } = await import(dataset.glue);
      await init({ module_or_path: dataset.wasm });
    } catch (error) {
      // What was served stays readable, and its forms work; an empty page has to say something.
      console.error(error);
      const root = document.getElementById("app");
      if (!root.hasAttribute("data-prerendered")) {
        root.textContent = "This page could not be started. Load it again, or use a newer browser.";
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
