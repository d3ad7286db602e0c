// <hustings-poll>: a live poll on any page. Attributes, events and custom properties: README.md beside this file.
(() => {
  // Twice on a page, or on a server that renders pages.
  if (typeof customElements === "undefined" || customElements.get("hustings-poll")) return;

  const own = document.currentScript?.src;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{display:block}iframe{display:block;width:100%;border:0;" +
      "height:max(var(--hustings-poll-height,480px),var(--content,0px))}slot,[hidden]{display:none}[hidden]+slot{display:block}",
  );

  // Puts a poll's frame into an element. Returns handlers for changed attributes and for removal.
  const show = (element, root) => {
    const attribute = (name) => element.getAttribute(name);
    const poll = attribute("poll") ?? "";
    const say = (name, detail) =>
      element.dispatchEvent(new CustomEvent("hustings-" + name, { bubbles: true, composed: true, detail }));
    const fail = (code, message, hidden = true) => {
      frame.hidden = hidden;
      console.error("<hustings-poll>: " + message);
      say("error", { code, message });
    };

    const frame = document.createElement("iframe");
    const slot = document.createElement("slot");
    const link = document.createElement("a");
    slot.append(link);

    const base = attribute("src") || (own && new URL("../..", own));
    if (!/^[\w-]+$/.test(poll) || !base) {
      root.replaceChildren(frame, slot);
      return fail("invalid_request", "set poll and src");
    }
    const url = new URL("embed/polls/" + poll, new URL(base, document.baseURI).href.replace(/\/?$/, "/"));
    let { origin } = url;
    // A poll that is asked before reading and after has one vote, one page and one file.
    const id = poll.replace(/_before$/, "");
    const key = `hustings:${origin}:${id}`;

    const look = () => {
      let theme = attribute("theme");
      if (!/^(light|dark)$/.test(theme)) {
        // Follows the page: light text means a dark theme.
        const [, r, g, b] = getComputedStyle(element).color.match(/^rgba?\((\d+), (\d+), (\d+)/) ?? [];
        theme = r ? (r * 3 + g * 6 + b * 1 > 1400 ? "dark" : "light") : "auto";
      }
      // A frame of another scheme than its page's would be opaque.
      frame.style.colorScheme = theme === "auto" ? "light dark" : theme;
      const height = attribute("height");
      if (height > 0) frame.style.setProperty("--hustings-poll-height", Math.min(height, 4000) + "px");
      const lang = attribute("lang") || element.closest("[lang]")?.lang;
      return { theme, lang, accent: attribute("accent")?.replace("#", "") };
    };

    const tell = () => {
      const options = look();
      if (!ready) return;
      let receipt;
      try {
        receipt = localStorage[key];
      } catch {}
      const config = { hustings: 1, type: "config", poll, receipt, identity: attribute("identity"), ...options };
      frame.contentWindow.postMessage(config, origin);
    };

    const hear = ({ source, origin: from, data }) => {
      if (source !== frame.contentWindow || from !== origin || data?.hustings !== 1 || data.poll !== poll) return;
      const { type, height, receipt } = data;
      // One that says why it shows no poll is not silent either.
      if (/^(ready|error)$/.test(type)) {
        ready = true;
        clearTimeout(timer);
        seen.disconnect();
      }
      if (type === "ready") {
        frame.hidden = false;
        frame.title = data.title;
        tell();
        say(type, { storage: data.storage });
      }
      if (type === "voted") say("vote");
      if (type === "error") fail(data.code, data.message, false);
      if (type === "receipt") {
        try {
          localStorage[key] = String(receipt).slice(0, 64);
        } catch {}
      }
      if (height > 0) {
        // No layout shift: the frame grows only below the screen, or after an action of the reader.
        requestAnimationFrame(() => {
          if (data.acted || element.getBoundingClientRect().top > innerHeight) {
            frame.style.setProperty("--content", Math.min(height, 4000) + "px");
          }
        });
        say("resize", { height });
      }
    };

    const blocked = ({ blockedURI, effectiveDirective, disposition }) => {
      if (disposition === "enforce" && effectiveDirective === "frame-src" && frame.src.startsWith(blockedURI)) {
        fail("blocked_by_csp", `add "frame-src ${origin}" to this page's Content-Security-Policy`);
      }
    };

    let timer, ready;
    const wait = (milliseconds) => {
      clearTimeout(timer);
      if (!ready) timer = setTimeout(silent, milliseconds);
    };
    // Beside this script may be a file with how a closed poll has ended.
    const silent = () => {
      seen.disconnect();
      const files = new URL(`../polls/${id}/${url.search}`, own ?? url);
      if (files.origin === origin) return fail("unavailable", origin + " is silent");
      origin = files.origin;
      frame.src = files;
      wait(15000);
    };
    // Firefox says nothing of a frame whose host cannot be reached.
    const seen = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && wait(15000));
    const end = new AbortController();
    const { signal } = end;
    addEventListener("message", hear, { signal });
    document.addEventListener("securitypolicyviolation", blocked, { signal });
    matchMedia("(prefers-color-scheme:dark)").addEventListener("change", tell, { signal });

    const options = look();
    for (const [name, value] of Object.entries({ ...options, host: location.origin })) {
      if (value) url.searchParams.set(name, value);
    }
    link.href = link.textContent = new URL(`../../${options.lang || "en"}/polls/${id}`, url);
    frame.title = "Poll";
    frame.loading = "lazy";
    frame.onload = () => wait(4000);
    frame.src = url;
    // The frame is inserted with its URL, or it would load an empty page first.
    root.replaceChildren(frame, slot);
    seen.observe(element);
    return { tell, end: () => end.abort(clearTimeout(timer), seen.disconnect()) };
  };

  customElements.define(
    "hustings-poll",
    class extends HTMLElement {
      static observedAttributes = ["poll", "src", "lang", "theme", "accent", "height", "identity"];

      connectedCallback() {
        const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
        root.adoptedStyleSheets = [sheet];
        this.shown = show(this, root);
      }

      disconnectedCallback() {
        this.shown?.end();
      }

      attributeChangedCallback(name) {
        if (!this.isConnected || !this.shadowRoot) return;
        if (name === "poll" || name === "src") {
          this.disconnectedCallback();
          this.connectedCallback();
        } else this.shown?.tell();
      }
    },
  );
})();
