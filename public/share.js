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
  // Without words nothing is said.
  const said = key ? (await words().catch(() => ({})))[key] : "";
  // The buttons may be another subject's by now.
  if (buttons.dataset.url === url) buttons.querySelector(part).textContent = said;
};

/** The fields, by what they come behind: the app, which may take the page over later than this, leaves that and removes them. */
const fields = new WeakMap();
let focused;

/** The field behind an element of the app's, of this class; made the first time. */
const fieldBehind = (place, className, attributes) => {
  if (fields.has(place)) return fields.get(place);
  const field = document.createElement("input");
  field.className = className;
  for (const [name, value] of Object.entries({ type: "text", dir: "ltr", ...attributes })) field.setAttribute(name, value);
  // Who removes a field takes the focus away from it, which is not yet known here when it is put back.
  field.onfocus = field.onblur = () => setTimeout(() => (focused = document.activeElement));
  fields.set(place, field);
  place.after(field);
  return field;
};

const TYPING = { inputmode: "url", autocapitalize: "none", spellcheck: "false", placeholder: "mastodon.example" };
let count = 0;

/** The field that a label is for. Within it, some screen readers would say its value twice. */
const fieldOf = (label) => {
  const field = fieldBehind(label, "share-buttons__field", TYPING);
  if (!field.id) {
    count += 1;
    label.htmlFor = field.id = `mastodon-${count}`;
  }
  return field;
};

/** Takes away the field that the URL is copied from. */
const dropAddress = (buttons) => {
  const button = buttons.querySelector(".share-buttons__copy");
  fields.get(button)?.remove();
  fields.delete(button);
};

const copy = async (buttons, words) => {
  const { url } = buttons.dataset;
  let key = "share_copied";
  say(buttons, ".share-buttons__status");
  dropAddress(buttons);
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    // A browser may refuse, for instance on an insecure page: then the reader copies from the field.
    key = "share_copy_by_hand";
    // The buttons may be another subject's by now.
    if (buttons.dataset.url !== url) return;
    const named = { readonly: "", "aria-label": url };
    const field = fieldBehind(buttons.querySelector(".share-buttons__copy"), "share-buttons__address", named);
    field.value = url;
    field.select();
    field.focus();
    // Its name comes when the words do.
    words().then((said) => field.setAttribute("aria-label", said["share_address"] ?? url), () => {});
  }
  return say(buttons, ".share-buttons__status", key, words);
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

/** Aims at the server in the field, where there is one. */
const aimAgain = (buttons) => {
  const field = fields.get(buttons.querySelector(".share-buttons__server-label"));
  if (field) aim(buttons, serverIn(field.value));
};

/** What was said of one subject is not true of the next one, which the app may show in the same place. */
const forget = (buttons) => {
  for (const part of [".share-buttons__status", ".share-buttons__fault"]) {
    const words = buttons.querySelector(part);
    if (words) words.textContent = "";
  }
  dropAddress(buttons);
  aimAgain(buttons);
};

/** Puts back the fields that the app has removed, with what was typed. Until then it may yet come by them, and they stay where they are. */
const putBack = (buttons, words) => {
  for (const place of buttons.querySelectorAll(".share-buttons__server-label, .share-buttons__copy")) {
    const field = fields.get(place);
    if (!field || field.parentNode) continue;
    place.after(field);
    if (focused === field) field.focus({ preventScroll: true });
    // The app has drawn the link and the message anew as well.
    if (field.readOnly) say(buttons, ".share-buttons__status", "share_copy_by_hand", words);
    else aimAgain(buttons);
  }
};
const known = new WeakSet();

/** Hears a click, a focus or what is typed among the buttons. `words` fetches the messages of the page's language. */
export const hear = ({ type, target }, words) => {
  const buttons = target.closest(".share-buttons");
  if (!known.has(buttons)) {
    known.add(buttons);
    const look = (changes) => {
      if (changes.some(({ type }) => type === "attributes")) forget(buttons);
      putBack(buttons, words);
    };
    const attributeFilter = ["data-url", "data-title"];
    new MutationObserver(look).observe(buttons, { attributeFilter, childList: true, subtree: true });
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
