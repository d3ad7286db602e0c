// Starts the app. A classic script in a file of its own: the Content-Security-Policy allows no inline
// script, and only a classic one can read the attributes of its own element.
(() => {
  const { dataset, src } = document.currentScript;
  // Where the app lives is where this file lies; the app cannot tell it from a deep address.
  document.documentElement.dataset.base = new URL(".", src).pathname;

  const start = async () => {
    try {
      const { default: init } = await import(dataset.glue);
      await init({ module_or_path: dataset.wasm });
      // What is read is kept for when there is no network; not before the page works, which needs none of it.
      const keepOffline = ({ start }) => start(document.documentElement.dataset.base, dataset.wasm);
      import(new URL("offline.js", src)).then(keepOffline, () => {});
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
