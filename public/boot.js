// Starts the app. A classic script in a file of its own: the Content-Security-Policy allows no inline
// script, and only a classic one can read the attributes of its own element.
(() => {
  const { dataset, src } = document.currentScript;
  // The app's base path is that of this file; the app cannot derive it from the URL of a page.
  const root = document.documentElement;
  // What begins with two slashes would name a host.
  root.dataset.base = new URL(".", src).pathname.replace(/^\/+|\/+$/g, "/");

  // The reader's settings, when they were changed in another tab or while this page was in the back/forward cache.
  for (const type of ["storage", "pageshow"]) addEventListener(type, () => window.hustingsReading());
  // The browser's toolbars take the page's background colour.
  const meta = document.createElement("meta");
  meta.name = "theme-color";
  document.head.append(meta);
  const tint = () => {
    meta.content = getComputedStyle(root).getPropertyValue("--paper");
  };
  new MutationObserver(tint).observe(root, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tint);

  // Style sheets of components that show only once the app runs; they are not needed in the first response.
  const later = ["article_bar", "continue_offer", "footnote_note", "loading_bar", "loading_page", "reading_progress", "reading_settings", "share_dialog"];
  const load = (name) =>
    new Promise((done) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.media = "not all";
      // The app waits for it, and a browser would fetch it last.
      link.fetchPriority = "high";
      link.href = new URL(`style/${name}.css`, src);
      // The app works without them.
      link.onload = link.onerror = () => done(link);
      document.head.append(link);
    });

  // The app is taken over in slices, between which the browser hears its reader. In a hidden page nobody is to be heard, and a
  // timeout would last a second.
  window.scheduler ??= {};
  scheduler.yield ??= () => new Promise((goOn) => (document.hidden ? goOn() : setTimeout(goOn)));

  // A guarded poll answers a first vote with a challenge, which `proof.js` meets before the app sends the vote again.
  const { fetch } = window;
  // A search goes over files of which `search.js` fetches those that it needs.
  window.fetch = async (url, init) => {
    if (/\/search\/index\.txt\?/.test(url)) return (await import(new URL("search.js", src))).search(url, fetch);
    const answer = await fetch(url, init);
    if (answer.status === 428) {
      const problem = answer.clone();
      import(new URL("proof.js", src)).then(({ meet }) => meet(url, problem), () => {});
    }
    return answer;
  };

  // The messages of the page's language. The app has fetched them before, so that they are in the browser's cache.
  const words = async () => {
    const url = new URL(`locales/${root.lang}.json`, src);
    return (await fetch(url, { cache: "force-cache", signal: AbortSignal.timeout(2000) })).json();
  };

  // Sharing takes a script of its own, from when a reader comes to its buttons.
  for (const type of ["click", "focusin", "input"]) {
    addEventListener(type, (event) => {
      const buttons = event.target.closest?.(".share-buttons");
      // Without the script nobody can name a server there.
      const hide = () => buttons.querySelector("[data-target=mastodon]")?.setAttribute("hidden", "");
      if (buttons) import(new URL("share.js", src)).then(({ hear }) => hear(event, words), hide);
    });
  }

  // Moving the options of a ranking takes a script of its own, from when there are places to give.
  new MutationObserver(() => {
    if (document.querySelector("select:enabled")) import(new URL("ranking.js", src)).then(({ look }) => look(words), () => {});
  }).observe(root, { childList: true, subtree: true, attributeFilter: ["disabled"] });

  // The message of a crashed app: plain DOM, since nothing else may work. The page stays readable.
  let isOver = false;
  window.hustingsCrash = async (reason = "") => {
    if (isOver) return;
    isOver = true;
    const said = await words().catch(() => ({}));
    const notice = document.createElement("div");
    notice.className = "crash";
    notice.setAttribute("role", "alert");
    const add = (tag, text) => {
      const part = document.createElement(tag);
      part.textContent = text;
      notice.append(part);
      return part;
    };
    add("p", said["crash_title"] ?? "This page has stopped working. What you have sent is kept.");
    add("p", reason);
    add("a", said["crash_reload"] ?? "Reload the page").href = "";
    document.body.prepend(notice);
  };
  // A panic of the app is a trap, which nothing catches and the browser logs. Nothing else here is WASM, and some
  // browsers have none.
  const isTrap = (error) => "WebAssembly" in window && error instanceof WebAssembly.RuntimeError;
  for (const type of ["error", "unhandledrejection"]) {
    addEventListener(type, ({ error, reason }) => {
      if (isTrap(error ?? reason)) window.hustingsCrash();
    });
  }
  // Firefox cuts the app off wherever it stands when its page is being left, and the glue takes the next call of what never came
  // back for a recursion. In a page that goes, no timer comes any more; in one that stays, the app has crashed.
  addEventListener("error", (event) => {
    if (!/closure invoked recursively/.test(event.message)) return;
    event.preventDefault();
    setTimeout(() => {
      console.error(event.error);
      window.hustingsCrash();
    }, 1000);
  });

  let start = async () => {
    start = () => {};
    try {
      // The WASM is fetched in parallel to its glue, not by it, which saves a round trip.
      const program = Promise.all([import(dataset.glue), fetch(dataset.wasm)]);
      // What fails is told below, also when it does so before the last sheet is asked for.
      program.catch(() => {});
      const sheets = [];
      for (const name of later) {
        // To ask for a file takes a phone some milliseconds; for all of them, that would be a stall.
        await scheduler.yield();
        sheets.push(load(name));
      }
      // They hold from when all are there: each alone would have the page styled anew.
      const dressed = Promise.all(sheets).then((links) => {
        for (const link of links) link.media = "";
      });
      const [[{ default: init }, wasm]] = await Promise.all([program, dressed]);
      await init({ module_or_path: wasm });
      // Caching for reading offline starts only when the page works, since it is not needed before.
      const keepOffline = ({ start }) => start(root.dataset.base, dataset.wasm, words);
      import(new URL("offline.js", src)).then(keepOffline, () => {});
    } catch (error) {
      if (isTrap(error)) window.hustingsCrash();
      const app = document.getElementById("app");
      // A served page stays readable, and its forms work. Fetches also fail while a page is being left.
      if (app.hasAttribute("data-prerendered")) return console.warn(error);
      // An empty page has to show a message.
      console.error(error);
      app.textContent = "This page could not be started. Load it again, or use a newer browser.";
    }
  };

  // The language chooser at the root of a static host: follows the link to the reader's language.
  const enter = (links) => {
    const name = location.protocol === "https:" ? "__Host-lang" : "lang";
    const chosen = document.cookie.split("; ").find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
    const primary = (tag) => tag.toLowerCase().split("-")[0];
    const open = (lang) =>
      links.find(({ hreflang }) => hreflang.toLowerCase() === lang.toLowerCase()) ??
      links.find(({ hreflang }) => primary(hreflang) === primary(lang));
    const preferred = [chosen, ...navigator.languages].filter(Boolean);
    location.replace(preferred.map(open).find(Boolean) ?? links[0]);
  };

  // The app hydrates a served page after it has been painted with its pictures and the browser is idle. A hidden page is
  // not painted: there a timeout starts the app.
  const takeOver = () => {
    const idle = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 1));
    const frame = (callback) => requestAnimationFrame(() => requestAnimationFrame(callback));
    const painted = () => {
      // Reading a colour earlier would force a layout.
      tint();
      idle(() => start());
    };
    // The observer reports a paint that is on the screen; an animation frame may not be there yet.
    new PerformanceObserver(() => frame(painted)).observe({ type: "paint", buffered: true });
    setTimeout(() => start(), 2000);
  };

  // This script is async, and so may run before the page is parsed.
  const whenLoaded = () => {
    const links = [...document.querySelectorAll("[data-language-choice]")];
    if (links.length) return enter(links);
    // The pages that are the server's alone: about its reader, and what stands behind a result.
    if (document.querySelector("[data-no-app]")) return tint();
    if (document.getElementById("app").hasAttribute("data-prerendered")) return takeOver();
    tint();
    start();
  };
  addEventListener("load", whenLoaded, { once: true });
})();
