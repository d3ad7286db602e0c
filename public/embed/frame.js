// The first script of a poll's frame: exchanges messages with the page around it, blocks stray clicks, and starts the
// app once the poll is on the screen. A classic script, for the attributes of its own element.
(() => {
  const { src, dataset } = document.currentScript;
  const { poll, error, glue, wasm } = dataset;
  const root = document.documentElement;
  const params = new URLSearchParams(location.search);
  root.dataset.base = new URL("..", src).pathname;

  // The origin of the page around the frame, once it has sent a message. Messages sent before hold no secret.
  let host;
  const say = (type, more) => {
    if (parent !== window) parent.postMessage({ hustings: 1, type, poll, ...more }, host ?? "*");
  };

  // How the reader is recognised the next time.
  const storage = (() => {
    const probe = "hustings_probe=1; Secure; SameSite=None; Partitioned";
    try {
      document.cookie = probe;
      const kept = document.cookie.includes("hustings_probe");
      document.cookie = `${probe}; Max-Age=0`;
      if (kept) return "cookie";
    } catch {}
    // What the frame keeps for itself is apart for each site that shows it, and no page around it can read it.
    try {
      localStorage["hustings.probe"] = 1;
      delete localStorage["hustings.probe"];
      return "storage";
    } catch {}
    return params.has("host") ? "receipt" : "memory";
  })();
  const forgets = storage === "receipt" || storage === "memory";

  // The reader whom a partner has signed in. The server alone checks the token; here `sub` keeps readers apart.
  const signIn = (token) => {
    root.dataset.identity = token;
    root.dataset.sub = "";
    try {
      const claims = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
      root.dataset.sub = JSON.parse(claims).sub ?? "";
    } catch {}
  };

  const reload = () => location.replace(`${location.pathname}?${params}`);

  // The poll has become one that the program of this page does not know. A page at this other URL names the one that knows every kind;
  // where it does not, another one would not either.
  const wasRenewed = params.has("anew");
  // What tells the page around of a vote that was taken, or taken back, until the app has told it.
  let untold;
  let hasVoted = false;
  const isChoosing = () =>
    document.querySelector(".poll-option:not(.poll-option--mine) :enabled:checked, .poll-option--mine :enabled:not(:checked)");
  const renew = () => {
    if (params.has("anew") && !wasRenewed) return;
    // The app cannot read what its reader's vote was answered, and tells nobody. What is ticked and not sent would be gone: whatever is
    // heard next of the poll, at the latest the answer to the vote, leads here again.
    if (untold) untold();
    else if (isChoosing()) return;
    params.set("anew", 1);
    // Where nothing is kept, another page would not know its reader again, and take another vote.
    if (wasRenewed || (hasVoted && storage === "memory")) return giveUp();
    reload();
  };

  const tellApp = () => document.dispatchEvent(new Event("hustings-learned"));

  addEventListener("message", ({ source, origin, data }) => {
    const isOurs = data?.hustings === 1 && data.type === "config" && data.poll === poll;
    if (parent === window || source !== parent || !isOurs) return;
    const { theme, lang, accent, receipt, identity } = data;
    const is = (text, form) => typeof text === "string" && form.test(text);
    if (is(theme, /^(auto|light|dark)$/)) root.dataset.theme = theme;
    const options = { lang: is(lang, /^[a-z0-9-]{2,35}$/i) && lang, accent: is(accent, /^[0-9a-f]{6}$/i) && accent };
    let isOther = false;
    for (const [name, value] of Object.entries(options)) {
      if (value && value !== params.get(name)) {
        params.set(name, value);
        isOther = true;
      }
    }
    // Texts and colours come from the server: another language or colour needs another page.
    if (isOther) return reload();
    if (origin !== "null") {
      host = origin;
      root.dataset.partner = origin;
    }
    if (storage !== "cookie" && is(receipt, /^[\w-]{64}$/)) root.dataset.receipt = receipt;
    if (is(identity, /^[\w-]+\.[\w-]+\.[\w-]+$/) && identity.length <= 2048) signIn(identity);
    // The reader has signed out; a page that says nothing of it changes nothing.
    if (identity === null) signIn("");
    tellApp();
  });

  // A frame that is taken away says once more that it is hidden. Firefox cuts off in the middle whatever begins then, and
  // the glue takes the next call of what never came back for a recursion. So the app hears of it in a task of its own, which
  // does not come any more in a frame that is gone.
  document.addEventListener("visibilitychange", () => setTimeout(tellApp));

  // For the app. Receipts go only to the page that has sent a message, and only where cookies are refused: they say that
  // there was a vote, and open nothing.
  let acted = -Infinity;
  const tell = (type, text) => {
    if (type === "outdated") return renew();
    untold = undefined;
    hasVoted ||= type === "voted";
    if (type !== "receipt") return say(type);
    if (!text) delete root.dataset.receipt;
    if (host && storage !== "cookie") say(type, { receipt: text });
  };
  window.hustingsTell = tell;

  // As in boot.js: the challenge of a guarded poll.
  const { fetch } = window;
  window.fetch = async (url, init) => {
    // Nobody reads the answers any more.
    if (isOver) throw new TypeError("This page has stopped working.");
    const answer = await fetch(url, init);
    const isVote = init?.method === "PUT";
    if (answer.ok && (isVote || init?.method === "DELETE")) {
      untold = () => {
        const receipt = answer.headers.get("hustings-receipt") ?? "";
        // That of a vote which was sent twice has been told.
        if (receipt || !isVote) tell("receipt", receipt);
        // Elsewhere the app of the next page sends the vote once more, and tells.
        if (isVote && forgets) tell("voted");
      };
    }
    if (answer.status === 428) {
      const problem = answer.clone();
      import(new URL("../proof.js", src)).then(({ meet }) => meet(url, problem), () => {});
    }
    return answer;
  };

  const app = document.getElementById("app");
  let height;
  new ResizeObserver(() => {
    const now = Math.ceil(app.getBoundingClientRect().height);
    if (now === height) return;
    height = now;
    // The page grows the frame at once after an action of its reader.
    say("height", { height, acted: performance.now() - acted < 1000 });
  }).observe(app);

  // A click within half a second of the frame's appearance was meant for what was there before.
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
  addEventListener("change", ({ isTrusted }) => isTrusted && (acted = performance.now()), true);

  // As in boot.js.
  const words = async () => {
    const url = new URL(`../locales/${root.lang}.json`, src);
    return (await fetch(url, { cache: "force-cache", signal: AbortSignal.timeout(2000) })).json();
  };
  // Likewise, once the frame is on the screen, and when a poll opens.
  new MutationObserver(() => {
    if (document.querySelector("select:enabled")) import(new URL("../ranking.js", src)).then(({ look }) => look(words), () => {});
  }).observe(root, { subtree: true, attributeFilter: ["data-armed", "disabled"] });

  // The message of a crashed app, as in boot.js.
  let isOver = false;
  const giveUp = async () => {
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
    add("a", said["crash_reload"] ?? "Reload the page").href = `?${params}`;
    document.body.prepend(notice);
  };
  // A panic of the app is a trap. Nothing else here is WASM, and some browsers have none.
  const isTrap = (error) => "WebAssembly" in window && error instanceof WebAssembly.RuntimeError;
  for (const type of ["error", "unhandledrejection"]) {
    addEventListener(type, ({ error, reason }) => {
      if (isTrap(error ?? reason)) giveUp();
    });
  }
  // Firefox cuts the app off wherever it stands when its frame is taken away, and the glue takes the next call of what never came
  // back for a recursion. In a frame that goes, no timer comes any more; in one that stays, the app has crashed.
  addEventListener("error", (event) => {
    if (!/closure invoked recursively/.test(event.message)) return;
    event.preventDefault();
    setTimeout(() => {
      console.error(event.error);
      giveUp();
    }, 1000);
  });

  // As in boot.js.
  window.scheduler ??= {};
  scheduler.yield ??= () => new Promise((goOn) => setTimeout(goOn));

  let start = async () => {
    start = () => {};
    try {
      const { default: init } = await import(glue);
      await init({ module_or_path: wasm });
    } catch (reason) {
      if (isTrap(reason)) giveUp();
      // The served frame stays readable, and its form works.
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
