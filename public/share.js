// What sharing takes a script for: the system's share sheet, the clipboard, and the reader's own Mastodon server, which stays
// on the device. The app draws all of it but the fields; boot.js loads this when a reader comes to the buttons, and hands on
// what they do.
const SERVER = "hustings.mastodon";

/** The subject of these buttons. */
const subjectOf = ({ dataset: { url, title } }) => ({ url, title });

/** The host, in small letters and with its port, in what a reader types as their server: `mastodon.example`,
 * `https://mastodon.example/home` and `@reader@mastodon.example` all name the same. None when there is no host in it: at least
 * two labels of letters, digits and hyphens, of which the whole is at most 253 characters (RFC 1035, section 2.3.4). */
const serverIn = (typed) => {
  const host = typed.trim().replace(/^.*?:\/\//, "").split(/[/?#]/)[0].split("@").pop().toLowerCase();
  const [, name, port = 1] = /^([^:]+)(?::(\d+))?$/.exec(host) ?? [];
  const isLabel = (label) => label.length < 64 && /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u.test(label);
  const isHost = name?.includes(".") && name.length < 254 && name.split(".").every(isLabel);
  return isHost && port > 0 && port < 65536 ? host : undefined;
};

/** Says in the element of this class what the message of this key says; nothing without a key. */
const say = async (buttons, part, key, words) => {
  const { url } = buttons.dataset;
  const said = key ? (await words())[key] : "";
  // The buttons may be another subject's by now.
  if (buttons.dataset.url === url) buttons.querySelector(part).textContent = said;
};

/** A new field of this class. */
const newField = (className, attributes) => {
  const field = document.createElement("input");
  field.className = className;
  for (const [name, value] of Object.entries({ type: "text", dir: "ltr", ...attributes })) field.setAttribute(name, value);
  return field;
};

const TYPING = { inputmode: "url", autocapitalize: "none", spellcheck: "false", placeholder: "mastodon.example" };
let fields = 0;

/** The field that a label is for, which comes behind it the first time. Within it, some screen readers would say its value twice. */
const fieldOf = (label) => {
  if (label.control) return label.control;
  const field = newField("share-buttons__field", TYPING);
  fields += 1;
  label.htmlFor = field.id = `mastodon-${fields}`;
  label.after(field);
  return field;
};

const copy = async (buttons, words) => {
  const { url } = buttons.dataset;
  const tell = (key) => say(buttons, ".share-buttons__status", key, words);
  tell();
  buttons.querySelector(".share-buttons__address")?.remove();
  try {
    await navigator.clipboard.writeText(url);
    await tell("share_copied");
  } catch {
    // A browser may refuse, for instance on an insecure page: then the reader copies from the field.
    const said = await words().catch(() => ({}));
    // The buttons may be another subject's by now.
    if (buttons.dataset.url !== url) return;
    const way = buttons.querySelector("[data-target=copy]");
    const named = { readonly: "", "aria-label": said["share_address"] ?? url };
    const field = way.querySelector("input") ?? newField("share-buttons__address", named);
    way.append(field);
    field.value = url;
    field.select();
    field.focus();
    await tell("share_copy_by_hand");
  }
};

/** Gives the link to the reader's server its URL; none, nor what belongs to one, while there is no server. */
const aim = (buttons, server) => {
  const { url, title } = subjectOf(buttons);
  const link = buttons.querySelector(".share-buttons__go");
  const text = encodeURIComponent(`${title}\n${url}`);
  const says = { href: `https://${server}/share?text=${text}`, target: "_blank", rel: "noopener noreferrer nofollow" };
  for (const name in says) server ? link.setAttribute(name, says[name]) : link.removeAttribute(name);
  link.setAttribute("aria-disabled", !server);
};

/** What was said of one subject is not true of the next one, which the app may show in the same place. */
const forget = ([{ target }]) => {
  for (const part of [".share-buttons__status", ".share-buttons__fault"]) {
    const words = target.querySelector(part);
    if (words) words.textContent = "";
  }
  target.querySelector(".share-buttons__address")?.remove();
  const server = target.querySelector(".share-buttons__field");
  if (server) aim(target, serverIn(server.value));
};
const known = new WeakSet();

/** Hears a click, a focus or what is typed among the buttons. `words` fetches the messages of the page's language. */
export const hear = ({ type, target }, words) => {
  const buttons = target.closest(".share-buttons");
  if (!known.has(buttons)) {
    known.add(buttons);
    new MutationObserver(forget).observe(buttons, { attributeFilter: ["data-url", "data-title"] });
  }
  const native = buttons.querySelector("[data-target=native] button");
  if (native) native.hidden = !navigator.share;
  const label = buttons.querySelector(".share-buttons__server-label");
  const field = label && fieldOf(label);
  const server = () => serverIn(field.value);
  let kept;
  try {
    kept = localStorage.getItem(SERVER);
  } catch {}
  if (field) {
    // It shows until the reader has typed.
    field.defaultValue = kept ?? "";
    aim(buttons, server());
    if (server()) say(buttons, ".share-buttons__fault");
  }
  if (type !== "click") return;
  if (target.closest("[data-target=native]")) {
    // Who closes the sheet has decided not to share.
    navigator.share(subjectOf(buttons)).catch(() => {});
  } else if (target.closest(".share-buttons__copy")) {
    return copy(buttons, words);
  } else if (target.closest(".share-buttons__go")) {
    if (!server()) return say(buttons, ".share-buttons__fault", "share_mastodon_fault", words);
    try {
      localStorage.setItem(SERVER, server());
    } catch {}
  }
};
