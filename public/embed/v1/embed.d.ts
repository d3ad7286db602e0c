/**
 * Types of `<hustings-poll>`. Importing the package defines the element; it exports nothing.
 *
 * ```ts
 * import "hustings-poll";
 * const poll = document.createElement("hustings-poll");
 * poll.setAttribute("src", "https://polls.example");
 * poll.setAttribute("poll", "night-trains");
 * ```
 */
export {};

/** How the reader's vote will be found again: by a cookie of the frame's own or by its own storage. Or it will not: then a
 * receipt that this page keeps says that there was one, or nothing does beyond this visit. */
export type HustingsStorage = "cookie" | "storage" | "receipt" | "memory";

/** The attributes of the element. All are texts; all may change at any time. */
export interface HustingsPollAttributes {
  /** Id of the poll: 1 to 100 lower-case letters, digits, `-` and `_`. Required. */
  poll: string;
  /** URL of the publication, such as `https://polls.example`. By default where `embed.js` came from; required when
   * the script is bundled. */
  src?: string;
  /** Language of the poll (BCP 47); by default the language of the page around the element. */
  lang?: string;
  /** By default `auto`: dark where the page's letters are light. */
  theme?: "auto" | "light" | "dark";
  /** The colour of buttons and bars, six hexadecimal digits. It is darkened or lightened until it can be read. */
  accent?: string;
  /** Height that is reserved before anything has loaded, in CSS pixels, at most 4000; by default 480. */
  height?: string | number;
  /** A JSON Web Token by which you vouch for your reader, for polls that ask for it. */
  identity?: string;
}

/** The events of the element. They bubble, and leave shadow trees. */
export interface HustingsPollEventMap {
  /** The poll is there. */
  "hustings-ready": CustomEvent<{ storage: HustingsStorage }>;
  /** A vote was counted. Never for what. */
  "hustings-vote": CustomEvent<undefined>;
  /** The poll wants this height, in CSS pixels. */
  "hustings-resize": CustomEvent<{ height: number }>;
  /** The poll cannot be shown. `code` is one of the publication's error codes, such as `origin_not_allowed` and
   * `not_found`, or `blocked_by_csp`, `unavailable` or `invalid_request`; `message` says what to do, in English. */
  "hustings-error": CustomEvent<{ code: string; message: string }>;
}

/** The element. */
export interface HustingsPollElement extends HTMLElement {
  addEventListener<K extends keyof HustingsPollEventMap>(
    type: K,
    listener: (this: HustingsPollElement, event: HustingsPollEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "hustings-poll": HustingsPollElement;
  }

  interface DocumentEventMap extends HustingsPollEventMap {}
}
