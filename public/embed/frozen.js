// The one script of a closed poll's frame that is a file: tells the page around it that the poll is there and how high it is, and
// goes to the page's or the reader's language. Nothing is asked of a backend. Attributes: crates/render/src/frozen_frame.rs.
(() => {
  const { poll, frames, languages } = document.currentScript.dataset;
  const root = document.documentElement;
  const params = new URLSearchParams(location.search);
  const say = (type, more) => {
    if (parent !== window) parent.postMessage({ hustings: 1, type, poll, ...more }, "*");
  };

  const dress = (theme) => {
    if (/^(light|dark)$/.test(theme)) root.dataset.theme = theme;
  };

  // The language that is nearest to one of these: the same, else another form of it. Whether another frame is on its way.
  const speak = (...wanted) => {
    const tags = languages.split(" ");
    const like = (one, other, part) => part(one) === part(other);
    const whole = (tag) => tag.toLowerCase();
    const primary = (tag) => whole(tag).split("-")[0];
    for (const tag of wanted) {
      const found = [whole, primary].map((part) => tags.find((known) => like(known, tag, part))).find(Boolean);
      if (!found) continue;
      if (found === root.lang) return false;
      const theme = root.dataset.theme ?? params.get("theme");
      location.replace(frames + found + "/" + (theme ? "?theme=" + theme : ""));
      return true;
    }
    return false;
  };

  dress(params.get("theme"));
  addEventListener("message", ({ source, data }) => {
    if (parent === window || source !== parent || data?.hustings !== 1 || data.type !== "config" || data.poll !== poll) return;
    dress(data.theme);
    if (typeof data.lang === "string") speak(data.lang);
  });

  // A frame in a language's folder was asked for in that language.
  const isAnybodys = !languages.split(" ").some((tag) => location.pathname.endsWith(`/${tag}/`));
  if (params.has("lang") ? speak(params.get("lang")) : isAnybodys && speak(...navigator.languages)) return;

  const app = document.getElementById("app");
  const heightNow = () => Math.ceil(app.getBoundingClientRect().height);
  say("ready", { storage: "memory", title: document.title, height: heightNow() });
  new ResizeObserver(() => say("height", { height: heightNow(), acted: false })).observe(app);
})();
