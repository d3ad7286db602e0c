// Moves the options of a ranking by buttons and by dragging, in a list of those that have a place, into it and out of it. What is in
// order is said by the lists of places, which work without this and stay where they are: what is moved here is written into them, and the app hears
// of it by their events. boot.js and embed/frame.js load this once there are places to give.
const PLACE = ".poll-option__place";
/** Milliseconds in which the app says what has become of a move; without an app it is said here. */
const APP_SAYS = 150;
/** The square of the CSS pixels by which a hand that presses moves less; one that moves so far drags. */
const SLIP = 40;
/** CSS pixels from the top of an option to where a hand has it that has taken it from elsewhere. */
const GRIP = 28;
/** CSS pixels from the window's edge where the page follows what is dragged, and by how many in a frame. */
const [EDGE, STEP] = [56, 8];

const make = (tag, name, more) => Object.assign(document.createElement(tag), { className: `ranking__${name}`, ...more });

/** Words that change only where they do: Safari forgets the press of a button whose words were written anew meanwhile. */
const say = (node, words) => {
  if (node.textContent !== words) node.textContent = words;
};

/** The messages of each language; none where they cannot be had now. */
const said = new Map();
let sheet;
const load = (words) => {
  const { lang } = document.documentElement;
  if (!said.has(lang)) said.set(lang, words().catch(() => void said.delete(lang)));
  sheet ??= new Promise((done) => {
    const href = new URL("style/ranking.css", import.meta.url).href;
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
  });
  return Promise.all([said.get(lang), sheet]);
};

/** What the reader calls an option. */
const nameOf = (select) => select.parentNode.querySelector(".poll-option__words").firstChild.textContent.trim();

/** The order that these lists of places say. */
const orderOf = (selects) => selects.filter(({ value }) => value > 0).sort((one, other) => one.value - other.value);

/** What moves the options within `options`, all those of one poll. Options are known by their lists of places. */
const start = (options, words) => {
  const card = options.closest(".poll-card");
  const box = make("div", "order");
  const title = make("p", "title", { id: `${card.id}-order` });
  const list = make("ol", "list");
  const own = make("p", "said");
  // Safari takes a list without markers for none.
  list.setAttribute("role", "list");
  list.setAttribute("aria-labelledby", title.id);
  own.setAttribute("role", "status");
  box.append(title, list, own);
  const [items, toggles] = [new Map(), new Map()];
  // `wanted` is what the reader has said here, `pressed` the option under their hand, `held` the same once it is dragged.
  let order, wanted, drawn, held, pressed, acted, isDue, focused;

  const selects = () => [...options.querySelectorAll(PLACE)];
  const status = () => card.querySelector(".poll-card__status");
  const write = (places) => {
    for (const select of selects()) select.value = places.indexOf(select) + 1;
  };
  const tell = (select) => {
    for (const type of ["input", "change"]) select.dispatchEvent(new Event(type, { bubbles: true }));
  };

  /** The order with this option at this place, counted from 1; without it at 0. */
  const placed = (option, place) => {
    const others = order.filter((other) => other !== option);
    if (place > 0) others.splice(place - 1, 0, option);
    return others;
  };

  /** Whether the app has taken some of the page over since: what it has not drawn itself is gone there, and it knows the places that
   * were served. */
  const isTaken = () => drawn !== undefined && [box, ...selects().map((select) => toggles.get(select))].some((node) => node?.parentNode === null);

  /** Says the reader's order anew to an app that has just come, option by option. */
  const repeat = () => {
    const again = wanted;
    // Whatever waits to be taken over is taken over before an event is heard.
    options.dispatchEvent(new Event("input", { bubbles: true }));
    for (const select of [...selects().filter((select) => !again.includes(select)), ...again]) {
      select.value = again.indexOf(select) + 1;
      tell(select);
    }
    write(again);
  };

  /** Says the order where there is no app to say it, and that it is empty, of which an app says nothing. `before` is what the app said
   * before. */
  const announce = async (before) => {
    own.textContent = "";
    await new Promise((done) => setTimeout(done, APP_SAYS));
    const [messages] = await load(words);
    if (!order || !messages || (status()?.textContent || before) !== before) return;
    const places = order.map((select, index) => `${numberOf(select, index)}. ${nameOf(select)}`);
    own.textContent = places[0] ? messages["poll_order"].replace("{{order}}", () => places.join(" · ")) : messages["ranking_empty"];
  };

  const move = (option, place) => {
    announce(status()?.textContent);
    order = wanted = placed(option, place);
    write(order);
    tell(option);
    if (isTaken()) repeat();
    look();
  };

  const numberOf = (select, index) => select.options[index + 1].textContent;
  const number = () => {
    const [select] = selects();
    let index = 0;
    for (const item of list.children) {
      say(item.querySelector(".ranking__number"), numberOf(select, item.dataset.held === "out" ? -1 : index++));
    }
  };

  /** Lets the option under the reader's hand change places with those that it has passed. Far above the list it has none. */
  const pass = () => {
    const { item, y, grip } = held;
    const middle = (other) => {
      const { top, height } = other.getBoundingClientRect();
      return top + height / 2;
    };
    const [top, height] = [y - grip, item.offsetHeight];
    // Whoever wants the first place may go a little further.
    const isOut = top + 2 * height < list.getBoundingClientRect().top;
    item.dataset.held = isOut ? "out" : "";
    // The others move around it: what is taken out of the page and put back loses pointer and focus.
    for (let other; (other = item.previousElementSibling) && !isOut && top < middle(other); ) item.after(other);
    for (let other; (other = item.nextElementSibling) && (isOut || top + height > middle(other)); ) item.before(other);
    held.offset += top - item.getBoundingClientRect().top;
    item.style.translate = `0 ${held.offset}px`;
    number();
  };

  const follow = () => {
    if (!held) return;
    // An app that comes while an option is under the reader's hand takes the list away, with the pointer.
    if (!list.isConnected) return drop(false);
    const { top, bottom } = list.getBoundingClientRect();
    // Above the list there is to be room for what loses its place.
    if (held.y < EDGE && top < 3 * EDGE) scrollBy(0, -STEP);
    if (held.y > innerHeight - EDGE && bottom > innerHeight - EDGE) scrollBy(0, STEP);
    pass();
    requestAnimationFrame(follow);
  };

  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    drop(false);
  };

  const press = ({ target, button, pointerType, clientY, pointerId }) => {
    if (held) return;
    const item = target.closest(".ranking__item");
    const option = selects().find((select) => items.get(select) === item || select.closest(".poll-option").contains(target));
    // A finger that is on nothing made for it scrolls the page.
    const isMeant = !button && target.matches(pointerType === "mouse" ? ":not(select, .ranking__button)" : ".ranking__handle, .ranking__toggle");
    // Where all places are taken, an option without one has none to come to; and one with a place is moved where it has it.
    const isFree = toggles.get(option)?.getAttribute("aria-disabled") === null && (item || option.value < 1);
    pressed = isMeant && isFree && {
      option, pointer: pointerId, y: clientY, grip: item ? clientY - item.getBoundingClientRect().top : GRIP, offset: 0,
    };
  };

  /** The hand has come to `y`: it takes hold of what it has pressed once it is further away than a press is wide. */
  const pull = (y) => {
    if (held) held.y = y;
    if (held || !order || (y - pressed.y) ** 2 < SLIP) return;
    const item = itemOf(pressed.option);
    if (item.parentNode !== list) list.append(item);
    title.hidden = list.hidden = false;
    held = Object.assign(pressed, { item, y });
    list.setPointerCapture(held.pointer);
    addEventListener("keydown", escape, true);
    follow();
  };

  /** The reader's hand is empty again, and what was in it stays where it is, or goes back. */
  const drop = (isMeant) => {
    if (isMeant && held) pass();
    const { item, option } = held ?? {};
    held = pressed = undefined;
    if (!item) return;
    const place = item.dataset.held ? 0 : [...list.children].indexOf(item) + 1;
    removeEventListener("keydown", escape, true);
    item.style.translate = "";
    delete item.dataset.held;
    drawn = "";
    if (isMeant && order.indexOf(option) + 1 !== place) move(option, place);
    else look();
  };

  // Another finger holds nothing.
  const isOf = ({ pointerId }) => pressed?.pointer === pointerId;
  options.addEventListener("pointerdown", press);
  options.addEventListener("pointermove", (event) => isOf(event) && event.buttons && pull(event.clientY));
  // A hand may leave the options before it lets go.
  addEventListener("pointerup", (event) => isOf(event) && drop(true));
  addEventListener("pointercancel", (event) => isOf(event) && drop(false));
  options.addEventListener("selectstart", (event) => pressed && event.preventDefault());
  // What a finger has pressed loses the pointer as well, to the list.
  list.addEventListener("lostpointercapture", (event) => isOf(event) && event.target === list && drop(false));
  // The list comes when nothing moves by it under its reader's eyes: they have come here, or are more than a screen away.
  const come = () => {
    if (acted) return;
    acted = true;
    look();
  };
  for (const type of ["pointerdown", "focusin", "click"]) options.addEventListener(type, come);

  /** A button; where it has nothing to do it keeps the focus. */
  const button = (name, sign, press) => {
    const button = make("button", name, { type: "button", textContent: sign });
    button.onclick = () => button.getAttribute("aria-disabled") || press();
    return button;
  };
  const set = (button, label, isIdle) => {
    button.setAttribute("aria-label", label);
    if (isIdle) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  };

  const itemOf = (select) => {
    if (!items.has(select)) {
      const item = make("li", "item");
      const step = (by) => () => move(select, order.indexOf(select) + 1 + by);
      const handle = make("span", "handle");
      handle.setAttribute("aria-hidden", "true");
      const buttons = make("span", "buttons");
      buttons.append(button("button", "↑", step(-1)), button("button", "↓", step(1)));
      item.append(handle, make("span", "number"), make("span", "words"), buttons);
      items.set(select, item);
    }
    const item = items.get(select);
    say(item.querySelector(".ranking__words"), nameOf(select));
    return item;
  };

  const toggleOf = (select) => {
    if (!toggles.has(select)) {
      const press = () => move(select, order.includes(select) ? 0 : order.length + 1);
      toggles.set(select, button("toggle", "+", press));
    }
    return toggles.get(select);
  };

  const draw = (messages) => {
    const fill = (key, select) => messages[key].replace("{{option}}", () => nameOf(select));
    say(title, messages["ranking_order"]);
    for (const select of selects()) {
      const [toggle, isIn] = [toggleOf(select), order.includes(select)];
      say(toggle, isIn ? "−" : "+");
      const isFull = order.length >= select.options.length - 1;
      set(toggle, fill(isIn ? "ranking_drop" : "ranking_add", select), !isIn && isFull);
      const row = select.closest(".poll-option");
      if (toggle.parentNode !== row) row.append(toggle);
    }
    const all = order.map(itemOf);
    for (const item of [...list.children]) if (!all.includes(item)) item.remove();
    // The others move around the one that has the focus.
    const at = Math.max(0, all.findIndex((item) => item.contains(document.activeElement)));
    if (all[at]?.parentNode !== list) list.append(...all);
    for (const item of all.slice(0, at)) all[at].before(item);
    list.append(...all.slice(at + 1));
    order.forEach((select, index) => {
      const [up, down] = items.get(select).querySelectorAll("button");
      set(up, fill("ranking_up", select), index === 0);
      set(down, fill("ranking_down", select), index === order.length - 1);
    });
    number();
    title.hidden = list.hidden = !order.length || !acted;
    if (options.lastElementChild !== box) options.append(box);
  };

  const clear = () => {
    drop(false);
    drawn = order = wanted = undefined;
    for (const node of [box, ...toggles.values()]) node.remove();
    items.clear();
    toggles.clear();
  };

  /** Draws what the lists of places say now. */
  const look = async () => {
    isDue = false;
    if (held) return;
    const all = selects();
    if (all.every((select) => select.disabled)) return clear();
    if (isTaken() && wanted) repeat();
    order = orderOf(all);
    // The app knows better: a vote of another page, or one that was taken back.
    if (String(wanted?.map(({ name }) => name)) !== String(order.map(({ name }) => name))) wanted = undefined;
    const [messages] = await load(words);
    if (held || !order || !messages) return;
    acted ||= options.getBoundingClientRect().top > 2 * innerHeight;
    const says = JSON.stringify([messages["ranking_order"], acted, all.map((select) => [nameOf(select), order.indexOf(select)])]);
    const isThere = options.lastElementChild === box && all.every((select) => toggles.get(select)?.isConnected);
    if (says !== drawn || !isThere) {
      const isLost = focused && !focused.isConnected && document.activeElement === document.body;
      drawn = says;
      draw(messages);
      if (isLost) focused.focus({ preventScroll: true });
    }
    // What the app says of the order is in the list, and is there for who hears it.
    const line = status();
    const [start] = messages["poll_order"].split("{{order}}");
    const isSaid = start !== "" && line?.textContent.startsWith(start);
    line?.toggleAttribute("data-ordered", isSaid && !list.hidden);
    if (isSaid) say(own, "");
  };
  options.addEventListener("focusin", ({ target }) => (focused = target));

  /** Hears of a place earlier than the app, which may take over all of the page first, as it was served. */
  const hear = (option) => {
    if (!order) return;
    const last = order.filter((other) => other !== option).length + 1;
    announce(status()?.textContent);
    const all = placed(option, Math.min(option.value, last));
    // Where all places are taken, the last option gives its own up.
    const most = option.options.length - 1;
    order = wanted = all.slice(0, most);
    write(order);
    for (const out of all.slice(most)) tell(out);
    soon();
  };

  // The app sets places without a trace in the page, some of them after it has said what became of them.
  const soon = () => {
    if (!isDue) requestAnimationFrame(look);
    isDue = true;
  };
  new MutationObserver(soon).observe(card, { childList: true, subtree: true, characterData: true, attributes: true });
  return { look, hear };
};

const known = new WeakMap();
const optionsOf = (node) => node.closest(".poll-card__options");

addEventListener(
  "change",
  ({ target, isTrusted }) => isTrusted && target.matches(PLACE) && known.get(optionsOf(target))?.hear(target),
  true,
);

/** Looks after all rankings on the page, those that are new too. `words` fetches the messages of its language. */
export const look = (words) => {
  for (const options of new Set([...document.querySelectorAll(PLACE)].map(optionsOf))) {
    if (!known.has(options)) known.set(options, start(options, words));
    known.get(options).look();
  }
};
