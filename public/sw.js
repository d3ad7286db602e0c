// The service worker: caches opened pages, their JSON and the app for reading offline.
//
// It also shows what the backend sends of polls that have ended, to who has asked for it (docs/notices.md).
//
// docs/offline.md says what is kept, for how long, and how to remove this script. It deliberately ignores mutations
// (votes wait in the app's outbox), the live stream, frames on partners' pages, and unknown requests. It has no list of
// files: it reads their names from the pages it fetches.
(() => {
  const SCOPE = registration.scope;
  const PREFIX = `hustings ${SCOPE} `;
  // The number changes when caches of an earlier version cannot be used any more; those are then deleted.
  const [PAGES, DATA, MEDIA, FILES, SEARCH] = ["pages", "data", "media", "files", "search"].map((name) => `${PREFIX}1 ${name}`);
  // Most responses in each cache; the least recently used is deleted first.
  const LIMITS = { [PAGES]: 50, [DATA]: 250, [MEDIA]: 100, [FILES]: 250, [SEARCH]: 250 };
  // The last page that named the app's files: the app shell for pages of which only the JSON is kept.
  const SHELL = `${SCOPE}?shell`;
  // Milliseconds after which a slow network falls back to the cache, and after which a request counts as failed.
  const [PATIENCE, TIMEOUT] = [4000, 15000];
  // A header on cached figures with the time they were stored.
  const KEPT = "hustings-kept";
  // Headers by which a poll's frame identifies its reader.
  const OF_FRAMES = ["hustings-partner", "hustings-identity", "hustings-receipt"];
  // A hash in a name, of which Trunk leaves out the zeros in front.
  const isHashed = (url) => /[-./_][0-9a-f]{12,64}[-./_]/.test(new URL(url).pathname);

  /** The cache for a URL; none for what is left to the browser. */
  const cacheFor = (url, isPage) => {
    const { pathname } = new URL(url);
    if (/\/api\/v1\/(publication|articles(\/[^/]+(\/rating)?)?|polls(\/[^/]+)?)$/.test(pathname)) return DATA;
    if (!url.startsWith(SCOPE)) return undefined;
    const path = url.slice(SCOPE.length).replace(/[?#].*/, "");
    if (/^(api|embed)(\/|$)/.test(path) || path === "sw.js") return undefined;
    if (isPage) return /[?&]notice=/.test(url) ? undefined : PAGES;
    if (path.startsWith("media/")) return MEDIA;
    if (/^(config\.json$|locales\/)/.test(path)) return FILES;
    if (path.endsWith(".json")) return DATA;
    if (path.endsWith(".txt")) return SEARCH;
    return /\.(js|wasm|css|woff2|png|svg|webmanifest)$/.test(path) ? FILES : undefined;
  };

  // The cache key is the URL alone.
  const ANY = { ignoreVary: true };
  const find = (name, url) => caches.match(url, { cacheName: name, ...ANY });
  let isWithdrawn = false;

  /** Deletes the oldest until there are no more than `limit`. */
  const trim = async (cache, limit) => {
    // Without what names the files of a search nothing is found in them.
    const keys = (await cache.keys()).filter(({ url }) => !/index.txt$/.test(url));
    for (const key of keys.slice(0, Math.max(0, keys.length - limit))) await cache.delete(key, ANY);
  };

  /** Stores a response at the end of a cache, and deletes the oldest beyond its limit. */
  const put = async (name, url, answer) => {
    if (isWithdrawn) return;
    const cache = await caches.open(name);
    const spare = answer.clone();
    try {
      await cache.put(url, answer);
    } catch (error) {
      if (error.name !== "QuotaExceededError") return;
      // The device is full: deletes the older half; a response that still does not fit is not kept.
      for (const each of [SEARCH, MEDIA, PAGES, DATA]) {
        const full = await caches.open(each);
        await trim(full, Math.floor((await full.keys()).length / 2));
      }
      await cache.put(url, spare).catch(() => {});
    }
    await trim(cache, LIMITS[name]);
  };

  /** The URLs of glue and WASM that a page names; none for a page that is not the app's. */
  const filesOf = (html) => {
    const named = ["glue", "wasm"].map((name) => new RegExp(`\\sdata-${name}="?([^"\\s>]+)`).exec(html)?.[1]);
    return named.every(Boolean) ? named.map((href) => new URL(href, SCOPE).href) : undefined;
  };

  /** Deletes programs that no cached page names any more. */
  const sweep = async () => {
    const [pages, files] = [await caches.open(PAGES), await caches.open(FILES)];
    const used = new Set(filesOf(await (await files.match(SHELL)).text()));
    for (const key of await pages.keys()) {
      const page = await pages.match(key, ANY);
      for (const file of filesOf((await page?.text()) ?? "") ?? []) used.add(file);
    }
    for (const { url } of await files.keys()) if (isHashed(url) && !used.has(url)) await files.delete(url, ANY);
  };

  /** Learns the app's current files from a page. Returns whether the page is one of the app's. */
  const learn = async (html, headers) => {
    const files = filesOf(html);
    if (!files) return false;
    let isNew = !(await find(FILES, SHELL));
    for (const file of files) {
      if (await find(FILES, file)) continue;
      const answer = await fetch(file, { signal: AbortSignal.timeout(TIMEOUT) });
      if (!answer.ok) return true;
      isNew = true;
      await put(FILES, file, answer);
    }
    if (isNew) {
      await put(FILES, SHELL, new Response(html, { headers }));
      await sweep();
      // No page names it, and readers may come to it without a network.
      const share = await fetch(`${SCOPE}share.js`, { signal: AbortSignal.timeout(TIMEOUT) }).catch(() => {});
      if (share?.ok) await put(FILES, share.url, share);
    }
    for (const client of await clients.matchAll()) client.postMessage({ files });
    return true;
  };

  /** Deletes the caches of this scope, except for those of `others`. */
  const clear = async (others) => {
    const isOld = (name) => name.startsWith(PREFIX) && !(name in others);
    for (const name of (await caches.keys()).filter(isOld)) await caches.delete(name);
  };

  /** Stops keeping anything, as `"offline": false` in config.json asks for. */
  const withdraw = () => {
    isWithdrawn = true;
    return clear({}).then(() => registration.unregister());
  };

  /** Headers of a response with the time it was stored. */
  const dated = (headers) => new Headers([...headers, [KEPT, new Date().toISOString()]]);

  /** Stores a response, unless its headers forbid it, and deletes what is no longer there. */
  const keep = async (name, url, answer) => {
    const { headers, status } = answer;
    if ([404, 410].includes(status) || (status === 200 && /no-store/.test(headers.get("cache-control")))) {
      return void (await (await caches.open(name)).delete(url, ANY));
    }
    // Opaque responses of other origins have an unknown size and the status 0.
    if (status !== 200 || answer.redirected) return;
    if (name === PAGES) {
      const html = await answer.text();
      return void ((await learn(html, headers)) && (await put(name, url, new Response(html, { headers }))));
    }
    if (url === `${SCOPE}config.json`) {
      const { offline } = await answer.clone().json().catch(() => ({}));
      if (offline === false) return withdraw();
    }
    if (name === SEARCH && !isHashed(url)) {
      const digest = /^hustings-search \d+ (\S+)/.exec(await answer.clone().text())?.[1];
      // Some hosts have one page for all that they do not have, and so do networks that want to be asked first.
      if (!digest) return;
      // Files of an earlier index may have what was withdrawn since.
      const cache = await caches.open(name);
      for (const { url: old } of await cache.keys()) if (old.startsWith(url.slice(0, -9)) && !old.includes(digest)) await cache.delete(old, ANY);
    }
    const isCounted = name === DATA && /\/api\/v1\/(polls\/[^/]+|articles\/[^/]+\/rating)(\?|$)/.test(url);
    await put(name, url, isCounted ? new Response(answer.body, { headers: dated(headers) }) : answer);
    const article = /^(.*\/api\/v1\/)articles\/[^/?]+\?lang=([\w-]+)$/.exec(url);
    // A page that is made of kept JSON needs these two besides, which the app had with its first page.
    if (article) await gather([`${article[1]}publication?lang=${article[2]}`, `${SCOPE}locales/${article[2]}.json`]);
  };

  /** Fetches and keeps what is not kept yet, or `anew`. */
  const gather = async (urls, isPage, anew) => {
    for (const url of urls) {
      const name = cacheFor(url, isPage);
      if (!name || (!anew && (await find(name, url)))) continue;
      const credentials = new URL(url).origin === location.origin ? "same-origin" : "include";
      try {
        await keep(name, url, await fetch(url, { credentials, signal: AbortSignal.timeout(TIMEOUT) }));
      } catch {
        // Without a network there is nothing to keep.
      }
    }
  };

  /** Asks the network, and keeps what it answers. */
  const ask = (event, name) => {
    const [asked, url] = [fetch(event.request), event.request.url.replace(/#.*/, "")];
    event.waitUntil(asked.then((answer) => keep(name, url, answer.clone())).catch(() => {}));
    return asked;
  };

  /** The network's answer; what is kept when it has none, fails, or is slow. */
  const fresh = async (event, name) => {
    const { url } = event.request;
    const asked = ask(event, name);
    // Whoever waits for it below hears of its failure; until then it must not count as unheard of.
    asked.catch(() => {});
    const kept = await find(name, url);
    if (!kept) return asked;
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    const answer = await Promise.race([asked.catch(() => undefined), late]);
    if (answer && answer.status < 500) return answer;
    // Used last: it goes to the end of the cache. Where the network only was late, its answer stands there already, or will.
    const renewed = kept.clone();
    const isFailed = asked.then(({ status }) => status >= 500, () => true);
    event.waitUntil(isFailed.then((failed) => failed && put(name, url.replace(/#.*/, ""), renewed)));
    return kept;
  };

  /** What is kept; the network looks after it for the next time, unless its name says that it never changes. */
  const quick = async (event, name) => {
    const kept = await find(name, event.request.url);
    if (!kept) return ask(event, name);
    if (!isHashed(event.request.url)) ask(event, name).catch(() => {});
    return kept;
  };

  /** Language and title of the page at a URL, of which the JSON is kept, in a file or by the backend's endpoint. */
  const dataOf = async (url) => {
    const { searchParams } = new URL(url);
    const path = url.slice(SCOPE.length).replace(/[?#].*/, "");
    const page = /^([a-z]{2,3}(?:-[\w-]+)?)\/(?:(polls)\/|(articles|polls|sections)\/([\w-]+)\/?)?$/i;
    const [is, lang, list = "articles", kind, name] = page.exec(path) ?? [];
    if (!is) return undefined;
    const cache = await caches.open(DATA);
    const file = await cache.match(`${SCOPE}${path.replace(/\/?$/, "/page.json")}`, ANY);
    if (file) {
      const { article, poll } = (await file.json()).view;
      return { lang, title: article?.article.title ?? poll?.poll.question };
    }
    const isOne = kind === "articles" || kind === "polls";
    const end = isOne ? `/api/v1/${kind}/${name}` : `/api/v1/${list}`;
    const wanted = { audience: isOne ? null : (name ?? null), cursor: searchParams.get("cursor"), lang };
    const key = (await cache.keys()).find((key) => {
      const data = new URL(key.url);
      const isLike = ([field, value]) => data.searchParams.get(field) === value;
      return data.pathname.endsWith(end) && Object.entries(wanted).every(isLike);
    });
    if (!key) return undefined;
    const { title, question } = await (await cache.match(key, ANY)).json();
    return { lang, title: title ?? question };
  };
  const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

  /** The bare app for a page of which only the JSON is kept. */
  const bare = async (url) => {
    const data = await dataOf(url);
    const shell = data && (await find(FILES, SHELL));
    if (!shell) return undefined;
    const html = await shell.text();
    const head = html
      .slice(0, html.search(/<[a-z]+\s[^>]*\bid="?app\b/))
      .replace(/(<html[^>]*?\slang=)("[^"]*"|[^\s>]*)/, `$1"${data.lang}"`)
      .replace(/(<title>)[^<]*/, (_, tag) => tag + escape(data.title ?? ""));
    return new Response(`${head}<div id="app"></div></body></html>`, { headers: shell.headers });
  };

  /** URL, language and title (as HTML) of every article that is kept, the last one first. */
  const articles = async () => {
    const [pages, data] = [await caches.open(PAGES), await caches.open(DATA)];
    const found = new Map();
    for (const { url } of (await data.keys()).reverse()) {
      const [, slug, asked] = /\/api\/v1\/articles\/([^/?]+)\?lang=([\w-]+)$/.exec(url) ?? [];
      const [, path, own] = /^(([^/]+)\/articles\/[^/]+\/)page\.json$/.exec(url.slice(SCOPE.length)) ?? [];
      const lang = asked ?? own;
      if (!lang) continue;
      const json = await (await data.match(url, ANY)).json();
      const { title } = json.view?.article?.article ?? json;
      // A file may say that there is no translation.
      if (title) found.set(`${SCOPE}${path ?? `${lang}/articles/${slug}`}`, { lang, title: escape(title) });
    }
    for (const { url } of (await pages.keys()).reverse()) {
      const lang = /^([^/]+)\/articles\/[^/]+\/?$/.exec(url.slice(SCOPE.length))?.[1];
      if (!lang || found.has(url)) continue;
      const html = await (await pages.match(url, ANY)).text();
      const title = /<title>([^<]*)/.exec(html)?.[1].replace(/ · [^·]*$/, "");
      if (title) found.set(url, { lang, title });
    }
    return found;
  };

  /** The words of a language: the page's, one that the reader prefers, or any that are kept. */
  const wordsFor = async (wanted) => {
    const names = await (await caches.open(FILES)).keys();
    const langs = names.map(({ url }) => /\/locales\/([\w-]+)\.json$/.exec(url)?.[1]).filter(Boolean);
    // Who prefers `de-AT` reads `de`.
    const preferred = [wanted, ...navigator.languages].flatMap((tag) => [tag, tag.split("-")[0]]);
    const lang = [...preferred, ...langs].find((each) => langs.includes(each));
    const kept = lang && (await find(FILES, `${SCOPE}locales/${lang}.json`));
    return { lang, words: kept ? await kept.json() : {} };
  };

  /** The page that says that this one is not kept, and which are. */
  const offline = async (url) => {
    const wanted = /^[^/?#]*/.exec(url.slice(SCOPE.length))[0];
    const { lang = "en", words } = await wordsFor(wanted);
    const say = (key, otherwise) => escape(words[key] ?? otherwise);
    const dir = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/.test(lang) ? "rtl" : "ltr";
    const kept = [...(await articles())].sort(([, a], [, b]) => (b.lang === lang) - (a.lang === lang));
    const link = ([href, { lang, title }]) =>
      `<li><a class="way-on__link" href="${escape(href)}" lang="${lang}" dir="auto">${title}</a></li>`;
    const list = kept.length
      ? `<h2>${say("offline_kept", "Kept on this device")}</h2><ul class="way-on__ways">${kept.map(link).join("")}</ul>`
      : `<p>${say("offline_none", "No article is kept on this device yet.")}</p>`;
    const shell = await find(FILES, SHELL);
    // The style of the pages, letter by letter, so that the policy of the shell allows it.
    const style = (await shell?.text())?.match(/<style[^]*?<\/style>/g)?.join("") ?? "";
    const headers = new Headers({ "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    const policy = shell?.headers.get("content-security-policy");
    if (policy) headers.set("content-security-policy", policy);
    const title = say("offline_title", "You are offline");
    const html = `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex"><title>${title}</title>${style}</head><body><main class="page"><div class="way-on">
<h1 class="way-on__title">${title}</h1><p class="way-on__explanation">${say(
      "offline_explanation",
      "This page has not been opened on this device before, so it cannot be shown without a connection.",
    )}</p><p><a class="button way-on__retry" href="${escape(url)}">${say("retry", "Try again")}</a></p></div>
<div class="way-on">${list}</div></main></body></html>`;
    return new Response(html, { status: 503, headers });
  };

  const page = (event) =>
    fresh(event, PAGES).catch(async () => (await bare(event.request.url)) ?? offline(event.request.url));

  addEventListener("install", () => skipWaiting());

  addEventListener("activate", (event) => event.waitUntil(clear(LIMITS).then(() => clients.claim())));

  addEventListener("message", (event) => {
    const { page, keep: urls = [], again = [] } = event.data;
    const all = async () => {
      if (page) await gather([page.replace(/#.*/, "")], true, true);
      await gather(urls);
      // Only what is kept: a copy from before the reader's vote would not show it.
      for (const url of again) if (await find(DATA, url)) await gather([url], false, true);
    };
    event.waitUntil(all());
  });

  /** What a message of the backend's says; nothing of what is none. */
  const read = (data) => {
    try {
      const { type, poll, lang, title, question, url } = data.json();
      const are = [poll, lang, title, question, url].every((text) => typeof text === "string");
      return are && type === "poll.closed" ? { poll, lang, title, question, url } : undefined;
    } catch {
      return undefined;
    }
  };

  /** The page of a poll within this scope; whoever has sent a message leads nowhere else. */
  const pageOf = ({ url, lang, poll }) =>
    url.startsWith(SCOPE) ? url : `${SCOPE}${encodeURIComponent(lang)}/polls/${encodeURIComponent(poll)}`;

  // A browser that is given a message and shows nothing says itself that the site did something unseen.
  addEventListener("push", (event) => {
    const show = async () => {
      const said = read(event.data);
      const { words } = await wordsFor(said?.lang ?? "").catch(() => ({ words: {} }));
      const over = words["notice_over"] ?? "A poll has ended";
      const data = { page: said ? pageOf(said) : SCOPE };
      const icon = `${SCOPE}icons/icon-192.png`;
      if (!said) return registration.showNotification(over, { data, icon, tag: "hustings-poll" });
      const { lang, title, question, poll } = said;
      // One of the same poll takes the place of the first, as when its answer was lost and it was sent again.
      await registration.showNotification(title, { body: `${over}: ${question}`, data, icon, lang, tag: `hustings-poll-${poll}` });
    };
    event.waitUntil(show());
  });

  addEventListener("notificationclick", (event) => {
    event.notification.close();
    const { page = SCOPE } = event.notification.data ?? {};
    const open = async () => {
      const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
      const there = pages.find(({ url }) => url.replace(/[?#].*|\/$/g, "") === page.replace(/\/$/, ""));
      return there ? there.focus() : clients.openWindow(page);
    };
    event.waitUntil(open());
  });

  /** The push service has given the browser another subscription: the backend is told of it, for each poll that waits. */
  const renew = async ({ oldSubscription, newSubscription }) => {
    const { notices = [] } = await (await fetch(`${SCOPE}api/v1/me`)).json();
    if (!notices.length) return;
    const options = { userVisibleOnly: true, applicationServerKey: oldSubscription?.options.applicationServerKey };
    const subscription = newSubscription ?? (await registration.pushManager.subscribe(options));
    for (const { poll, lang } of notices) {
      const url = `${SCOPE}api/v1/polls/${encodeURIComponent(poll)}/notice?lang=${encodeURIComponent(lang)}`;
      await fetch(url, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(subscription) });
    }
  };
  // Failing, the reader is not told, and may ask anew.
  addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event).catch(() => {})));

  addEventListener("fetch", (event) => {
    const { request } = event;
    const ofFrame = request.referrer.startsWith(`${SCOPE}embed/`) || OF_FRAMES.some((n) => request.headers.has(n));
    if (request.method !== "GET" || request.headers.has("range") || ofFrame || isWithdrawn) return;
    const isPage = request.mode === "navigate";
    const name = isPage && request.destination !== "document" ? undefined : cacheFor(request.url, isPage);
    // Only pictures of an article that is open are kept, and none of those on its list.
    if (!name || (name === MEDIA && !/\/articles\//.test(request.referrer))) return;
    // A search fetches anew what it could not read.
    const isFresh = name === DATA || /^no-c|^r/.test(request.cache);
    event.respondWith(isPage ? page(event) : isFresh ? fresh(event, name) : quick(event, name));
  });
})();
