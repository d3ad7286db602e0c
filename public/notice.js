// Being told when a poll ends, by Web Push: the button in the cards of open polls. offline.js loads this where the browser has what it
// takes and a poll is on the page; the app leaves a place for it, and no words. Permission is asked for on a press alone.
// docs/notices.md says what is sent and kept.
const READER = "hustings.reader";
// Per poll, whether this browser is told; the server's key, or that it has none, for as long as the tab is open.
const [WANTED, KEY] = ["hustings.notice.", "hustings.notice-key "];

/** What is kept; a browser may refuse to keep anything. */
const kept = (store, name) => {
  try {
    return window[store].getItem(name) ?? undefined;
  } catch {}
};
const keep = (store, name, value) => {
  try {
    value === undefined ? window[store].removeItem(name) : window[store].setItem(name, value);
  } catch {}
};

/** The backend's answer about a poll. It knows the reader by the cookie, or by the word that this browser has made. */
const ask = async (url, method, subscription) => {
  const isOwn = new URL(url, location).origin === location.origin;
  const headers = {};
  // Of who has asked for nothing, nothing is said; where cookies are refused, the word alone says who has.
  const isTold = method !== "GET" || kept("localStorage", WANTED + url);
  if (isTold && kept("localStorage", READER)) headers["hustings-reader"] = kept("localStorage", READER);
  if (subscription) headers["content-type"] = "application/json";
  const body = subscription && JSON.stringify(subscription);
  const signal = AbortSignal.timeout(15000);
  const asked = subscription ? `${url}?lang=${document.documentElement.lang}` : url;
  return fetch(asked, { method, headers, body, signal, credentials: isOwn ? "same-origin" : "include", cache: "no-store" });
};

/** The server's key; empty where it tells nobody, or cannot be asked. */
const keyOf = async (url) => {
  const name = KEY + new URL(url, location).origin;
  const known = kept("sessionStorage", name);
  // What this browser was to be told it may have been told, or have erased.
  if (known !== undefined && !kept("localStorage", WANTED + url)) return known;
  const answer = await ask(url, "GET").catch(() => {});
  const { key, wanted } = answer?.ok ? await answer.json().catch(() => ({})) : {};
  if (key === undefined) return known ?? "";
  keep("sessionStorage", name, key ?? "");
  keep("localStorage", WANTED + url, wanted ? "1" : undefined);
  return key ?? "";
};

const bytes = (key) => Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt());

/** What is promised, or a failure where it does not come: a browser that cannot reach its push service may wait for ever. */
const soon = (promise) => Promise.race([promise, new Promise((_, fail) => setTimeout(fail, 20000))]);

/** When something new moves nothing under its reader's eyes: its place is a screen away or more, so that it is not there before it
 * is drawn, or the reader has pressed something. */
const unseen = (place) =>
  new Promise((done) => {
    const watch = ([{ isIntersecting }]) => {
      if (isIntersecting) return;
      look.disconnect();
      done();
    };
    const look = new IntersectionObserver(watch, { rootMargin: "100%" });
    look.observe(place);
    for (const type of ["click", "keyup"]) addEventListener(type, done, { once: true });
  });

/** A subscription that was made with this key. One with another key takes no message of this server any more. */
const subscribe = async ({ pushManager }, key) => {
  const applicationServerKey = bytes(key);
  const there = await pushManager.getSubscription();
  const own = there && new Uint8Array(there.options.applicationServerKey ?? []);
  if (own && String(own) === String(applicationServerKey)) return there;
  await there?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
};

/** Places whose button is being drawn, or that have none to draw. */
const settled = new WeakSet();

/** Draws the button of one poll. */
const draw = async (place, registration, backend, words) => {
  const url = `${backend.replace(/\/+$/, "")}/api/v1/polls/${place.dataset.notice}/notice`;
  const key = await keyOf(url);
  if (!key) return;
  const said = await words();
  const button = document.createElement("button");
  button.className = "button button--quiet";
  button.type = "button";
  const status = document.createElement("p");
  status.className = "poll-card__status";
  status.setAttribute("role", "status");
  // The sheet of the cards is in every page, also in those that have no such button.
  status.style.marginBlock = "var(--space-2)";
  // Who has taken the permission back is told nothing, whatever was asked for before.
  const isOn = () => Notification.permission === "granted" && kept("localStorage", WANTED + url) === "1";
  const label = () => (button.textContent = said[isOn() ? "notice_drop" : "notice_ask"]);
  const turnOn = async () => {
    if ((await Notification.requestPermission()) !== "granted") return "notice_denied";
    const answer = await ask(url, "PUT", await soon(subscribe(registration, key)));
    if (!answer.ok) return answer.status === 409 ? "notice_over" : "notice_failed";
    keep("localStorage", WANTED + url, "1");
    return "notice_on";
  };
  const turnOff = async () => {
    if (!(await ask(url, "DELETE")).ok) return "notice_failed";
    keep("localStorage", WANTED + url);
    return "notice_off";
  };
  button.onclick = async () => {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    status.textContent = "";
    const became = await (isOn() ? turnOff() : turnOn()).catch(() => "notice_failed");
    button.removeAttribute("aria-disabled");
    label();
    status.textContent = said[became];
  };
  label();
  await unseen(place);
  place.replaceChildren(button, status);
  // The app, which may take the page over later than this, removes what it has not drawn; it is drawn again then.
  settled.delete(place);
};

/** Draws the buttons of all open polls, those that are on the page and those that come. `backend` is where the polls are, empty for the
 * page's own origin; `words` fetches the messages of its language. */
export const watch = async (backend, words) => {
  if (window.top !== window || !window.Notification) return;
  const registration = await navigator.serviceWorker.ready;
  const look = () => {
    for (const place of document.querySelectorAll("[data-notice]")) {
      if (settled.has(place) || place.firstChild) continue;
      settled.add(place);
      draw(place, registration, backend, words).catch(() => {});
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
};
