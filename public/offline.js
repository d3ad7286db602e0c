// The page's side of sw.js: registers it, tells it what this page was made of, and asks it for new versions. boot.js
// loads this when the app runs, so that none of it stands in the way of the first view. docs/offline.md has the whole.

/** Milliseconds between two looks for a new version, unless the network was away in between. */
const LOOK_EVERY = 15 * 60 * 1000;

/** Adds a link to the head. Resolves when the browser has what it leads to, or has not. */
const link = (rel, href) =>
  new Promise((resolve) => {
    const element = document.createElement("link");
    Object.assign(element, { rel, href, onload: resolve, onerror: resolve });
    document.head.append(element);
  });

/** Takes back what an earlier visit registered and kept. */
const withdraw = async (scope) => {
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (registration.scope === scope) await registration.unregister();
  }
  for (const name of await caches.keys()) {
    if (name.startsWith(`hustings ${scope} `)) await caches.delete(name);
  }
};

const keep = async (base, wasm) => {
  const scope = new URL(base, location).href;
  const answer = await fetch(`${scope}config.json`, { cache: "no-cache" });
  const { offline = true } = await answer.json();
  if (!offline) return withdraw(scope);

  const { serviceWorker } = navigator;
  await serviceWorker.register(`${scope}sw.js`, { updateViaCache: "none" });
  const { active } = await serviceWorker.ready;
  const page = () => location.href;

  let offered = false;
  serviceWorker.addEventListener("message", async ({ data }) => {
    if (offered || !data.files || data.files.includes(new URL(wasm, scope).href)) return;
    offered = true;
    await link("stylesheet", `${scope}style/update_notice.css`);
    dispatchEvent(new Event("hustings-update"));
  });

  // Whatever came before there was a worker to keep it.
  active.postMessage({ page: page(), keep: performance.getEntriesByType("resource").map((entry) => entry.name) });

  // The page may be kept whole, though its data are not; and without a network the worker says what is kept.
  addEventListener("hustings-lost", async () => {
    const isKept = await caches.match(page(), { ignoreVary: true });
    const isReached = !isKept && (await fetch(page(), { method: "HEAD" }).then(() => true, () => false));
    if (!isReached) location.reload();
  });

  let looked = Date.now();
  const look = (isDue) => {
    if (!isDue && Date.now() - looked < LOOK_EVERY) return;
    looked = Date.now();
    serviceWorker.controller?.postMessage({ page: page() });
  };
  addEventListener("online", () => look(true));
  document.addEventListener("visibilitychange", () => document.hidden || look(false));
  setInterval(() => document.hidden || look(false), LOOK_EVERY);

  // Kept copies from before the reader's vote or rating would not show it.
  const changed = /(\/api\/v1\/(?:polls|articles)\/[^/?]+)\/(?:vote|rating)(?:\?.*)?$/;
  new PerformanceObserver((list) => {
    const names = list.getEntries().map((entry) => entry.name.replace(changed, `$1?lang=${document.documentElement.lang}`));
    const again = names.filter((name, at) => name !== list.getEntries()[at].name);
    if (again.length) serviceWorker.controller?.postMessage({ page: page(), again });
  }).observe({ type: "resource" });
};

/** Starts all of it for the app whose files are below `base`. Failing, pages come from the network as ever. */
export const start = async (base, wasm) => {
  if (!document.querySelector("link[rel=manifest]")) {
    // A bare page, for a host that serves one for every address and language.
    link("manifest", `${base}app.webmanifest`);
    link("apple-touch-icon", `${base}icons/apple-touch-icon.png`);
  }
  try {
    await keep(base, wasm);
  } catch {
    // No secure context, storage refused, or no worker at this host.
  }
};
