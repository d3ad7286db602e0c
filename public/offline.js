// The page's side of sw.js: registers it, tells it which files this page consists of, and checks for new versions.
// boot.js loads this once the app runs, so that it does not delay the first view. See docs/offline.md.

/** Milliseconds between two checks for a new version, unless the network was lost in between. */
const LOOK_EVERY = 15 * 60 * 1000;

/** Adds a link to the head. Resolves when the browser has loaded it or failed to. */
const link = (rel, href) =>
  new Promise((resolve) => {
    const element = document.createElement("link");
    Object.assign(element, { rel, href, onload: resolve, onerror: resolve });
    document.head.append(element);
  });

/** Removes what an earlier visit registered and cached. */
const withdraw = async (scope) => {
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (registration.scope === scope) await registration.unregister();
  }
  for (const name of await caches.keys()) {
    if (name.startsWith(`hustings ${scope} `)) await caches.delete(name);
  }
};

/** Being told when a poll ends takes a script of its own, from when an open poll is on the page of a browser that can be told. */
const heed = (backend, words) => {
  const look = () => {
    if (!document.querySelector("[data-notice]")) return;
    changes.disconnect();
    import("./notice.js").then(({ watch }) => watch(backend, words), () => {});
  };
  const changes = new MutationObserver(look);
  changes.observe(document.body, { childList: true, subtree: true });
  look();
};

const keep = async (base, wasm, words) => {
  const scope = new URL(base, location).href;
  const answer = await fetch(`${scope}config.json`, { cache: "no-cache" });
  const { offline = true, api_base = "" } = await answer.json();
  if (!offline) return withdraw(scope);

  const { serviceWorker } = navigator;
  // Milliseconds since the page began, from which on a worker keeps what is asked for: from the beginning where it
  // answered for the page itself.
  const [{ workerStart }] = performance.getEntriesByType("navigation");
  let since = workerStart ? 0 : serviceWorker.controller ? performance.now() : Infinity;
  serviceWorker.addEventListener("controllerchange", () => (since = Math.min(since, performance.now())));
  await serviceWorker.register(`${scope}sw.js`, { updateViaCache: "none" });
  const { active, pushManager } = await serviceWorker.ready;
  if (pushManager) heed(api_base, words);
  const page = () => location.href;

  let offered = false;
  serviceWorker.addEventListener("message", async ({ data }) => {
    if (offered || !data.files || data.files.includes(new URL(wasm, scope).href)) return;
    offered = true;
    await link("stylesheet", `${scope}style/update_notice.css`);
    dispatchEvent(new Event("hustings-update"));
  });

  active.postMessage({ page: page() });

  let looked = Date.now();
  const look = (isDue) => {
    if (!isDue && Date.now() - looked < LOOK_EVERY) return;
    looked = Date.now();
    serviceWorker.controller?.postMessage({ page: page() });
  };
  addEventListener("online", () => look(true));
  document.addEventListener("visibilitychange", () => document.hidden || look(false));
  setInterval(() => document.hidden || look(false), LOOK_EVERY);

  const changed = /(\/api\/v1\/(?:polls|articles)\/[^/?]+)\/(?:vote|rating)(?:\?.*)?$/;
  new PerformanceObserver((list) => {
    const namesOf = (are) => list.getEntries().filter(are).map(({ name }) => name);
    // Whatever was asked for before there was a worker to keep it; some of it may have been on its way until now.
    const early = namesOf(({ startTime }) => startTime < since);
    // Kept copies from before the reader's vote or rating would not show it.
    const { lang } = document.documentElement;
    const answered = namesOf(({ name }) => changed.test(name));
    const again = answered.flatMap((name) => [name.replace(changed, `$1?lang=${lang}`), name]);
    const message = { page: again.length ? page() : undefined, keep: early, again };
    if (early.length || again.length) (serviceWorker.controller ?? active).postMessage(message);
  }).observe({ type: "resource", buffered: true });
};

/** Looks after a page that the app could not fetch. It may be kept whole, though its data are not; and without a network
 * the worker says what is kept. */
const rescue = async () => {
  if (!navigator.serviceWorker?.controller) return;
  const isKept = await caches.match(location.href, { ignoreVary: true });
  const isReached = !isKept && (await fetch(location.href, { method: "HEAD" }).then(() => true, () => false));
  if (!isReached) location.reload();
};

/** Starts all of it for the app whose files are below `base`; `words` fetches the messages of the page's language. Failing, pages come from the network as ever. */
export const start = async (base, wasm, words) => {
  if (!document.querySelector("link[rel=manifest]")) {
    // A bare page, for a host that serves one for every URL and language.
    link("manifest", `${base}app.webmanifest`);
    link("apple-touch-icon", `${base}icons/apple-touch-icon.png`);
  }
  addEventListener("hustings-lost", rescue);
  // The app may have lost a page before this file came. A bare page that fails at its start is not lost: it has just
  // been looked for.
  if (document.documentElement.hasAttribute("data-lost") && document.querySelector(".way-on__retry")) rescue();
  try {
    await keep(base, wasm, words);
  } catch {
    // No secure context, storage refused, or no worker at this host.
  }
};
