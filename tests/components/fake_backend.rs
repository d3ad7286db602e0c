//! A backend in the place of `fetch`, which answers about one poll as it is told to: with what a test has scripted, and
//! then as the real one does. Every tab of a test asks the same one.

use std::cell::Cell;

use hustings::{
    api::{Api, IDENTITY},
    state::Polls,
};
use hustings_core::model::ballot::Ballot;
use hustings_wire::Poll;
use js_sys::{Function, Promise};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{samples, screen::window};

thread_local! {
    /// How many backends there were. Each has a poll of its own, since tabs of earlier tests may still be waiting.
    static BACKENDS: Cell<u32> = const { Cell::new(0) };
}

/// Replaces `fetch`. What is scripted is an answer to one change, `"lost"` for one that never arrives, or `"held"` for one
/// that is answered when the test says so.
const FAKE: &str = r#"
    const backend = { asked: [], script: [], reading: [], votes: {}, held: [], seq: 1, looks: 0, reads: 0 };
    window.backend = backend;
    const { getItem, setItem } = Storage.prototype;
    window.own ??= { getItem, setItem, now: Date.now, setTimeout };
    window.restore = () => {
        Object.assign(Storage.prototype, { getItem: own.getItem, setItem: own.setItem });
        Date.now = own.now;
        window.setTimeout = own.setTimeout;
    };
    restore();
    Storage.prototype.getItem = function (key) {
        if (key.endsWith(" turn")) backend.looks += 1;
        return own.getItem.call(this, key);
    };
    window.fetch = async (url, { method, headers, body }) => {
        // Earlier tests' tabs ask, too.
        if (!url.includes(`/${JSON.parse(poll).id}`)) throw new TypeError("the line is down");
        const who = headers["hustings-identity"] ?? "cookie";
        if (method !== "GET") {
            backend.asked.push({ method, who, body: body ?? "", at: performance.now() });
            const scripted = backend.script.shift();
            if (scripted === "lost") throw new TypeError("the line is down");
            if (scripted === "held") {
                await new Promise((go) => backend.held.push(go));
            } else if (scripted) {
                const [status, type, text, more] = scripted;
                return new Response(text, { status, headers: { "content-type": type, ...more } });
            }
            backend.votes[who] = method === "PUT" ? (JSON.parse(body).options ?? []) : null;
            backend.seq += 1;
        } else {
            backend.reads += 1;
            const scripted = backend.reading.shift();
            if (scripted === "kept") {
                return new Response(poll, { headers: { "content-type": "application/json", "hustings-kept": "2026-09-01T12:00:00Z" } });
            }
            if (scripted?.seq) {
                await new Promise((go) => backend.held.push(go));
                return new Response(JSON.stringify(scripted), { headers: { "content-type": "application/json" } });
            }
            if (backend.isCut || scripted === "lost") throw new TypeError("the line is down");
        }
        const json = { ...JSON.parse(poll), my_vote: backend.votes[who] ?? null, has_abstained: backend.votes[who]?.length === 0, seq: `e.${backend.seq}` };
        if (method === "GET" && backend.holdsReads) await new Promise((go) => backend.held.push(go));
        return new Response(JSON.stringify(json), { headers: { "content-type": "application/json" } });
    };
"#;

/// The backend of one test.
pub(crate) struct Backend;

impl Backend {
    /// A backend without votes, and a browser that has kept nothing.
    pub(crate) fn new() -> Self {
        hustings_core::kinds::know_every_kind();
        let _ = any_spawner::Executor::init_wasm_bindgen();
        window().local_storage().ok().flatten().expect("a page has storage").clear().expect("storage can be cleared");
        BACKENDS.set(BACKENDS.get() + 1);
        let poll = serde_json::to_string(&poll()).expect("a poll can be written");
        Function::new_with_args("poll", FAKE).call1(&window(), &poll.into()).expect("the script is well formed");
        Self
    }

    fn run(&self, script: &str, argument: &Value) -> Value {
        let run = Function::new_with_args("given", &format!("given = JSON.parse(given); {script}"));
        let answer = run.call1(&window(), &argument.to_string().into()).expect("the script is well formed");
        serde_json::from_str(&answer.as_string().unwrap_or_else(|| "null".to_owned())).expect("the script answers JSON")
    }

    /// Answers the next change like this.
    pub(crate) fn next(&self, scripted: &Value) {
        self.run("backend.script.push(given)", scripted);
    }

    /// Answers the next who asks for the poll with a copy from before any vote, as the service worker does on a slow
    /// network (`"kept"`), not at all (`"lost"`), or, at [`Self::release`], with this snapshot.
    pub(crate) fn next_read(&self, scripted: &Value) {
        self.run("backend.reading.push(given)", scripted);
    }

    /// Counts a vote that this tab knows nothing of.
    pub(crate) fn count(&self, who: &str, options: &Value) {
        self.run(
            "backend.votes[given.who] = given.options; backend.seq += 1",
            &json!({ "who": who, "options": options }),
        );
    }

    /// Holds the answers to those who ask for the poll, until [`Self::release`].
    pub(crate) fn hold_reads(&self) {
        self.run("backend.holdsReads = true", &Value::Null);
    }

    /// Takes the network away from those who ask for the poll.
    pub(crate) fn cut(&self) {
        self.run("backend.isCut = true", &Value::Null);
    }

    /// How often the poll was asked for.
    pub(crate) fn reads(&self) -> f64 {
        self.run("return JSON.stringify(backend.reads)", &Value::Null).as_f64().expect("a number")
    }

    /// Sets the clock of the browser this many milliseconds ahead, or back.
    pub(crate) fn set_clock(&self, ahead: f64) {
        self.run("Date.now = () => own.now() + given", &ahead.into());
    }

    /// Lets this many milliseconds pass for the next tab that writes its lease, before it goes on.
    pub(crate) fn delay_next_lease(&self, ms: f64) {
        let script = "Storage.prototype.setItem = function (key, text) {
            own.setItem.call(this, key, text);
            if (!key.endsWith(' turn')) return;
            Storage.prototype.setItem = own.setItem;
            Date.now = () => own.now() + given;
        }";
        self.run(script, &ms.into());
    }

    /// Ends waits of just this many milliseconds at once.
    pub(crate) fn hurry(&self, ms: u32) {
        self.run(
            "window.setTimeout = (run, ms) => own.setTimeout.call(window, run, ms === given ? 0 : ms)",
            &ms.into(),
        );
    }

    /// Takes the Web Lock `name`, as a tab would that was frozen, until [`Self::release`].
    pub(crate) fn take_lock(&self, name: &str) {
        let script = "navigator.locks.request(given, () => new Promise((go) => backend.held.push(go)))";
        self.run(script, &name.into());
    }

    /// Lets the changes, reads and locks that are held go on.
    pub(crate) fn release(&self) {
        self.run("for (const go of backend.held.splice(0)) go()", &Value::Null);
    }

    /// The changes that have come, each as who sent it, how, and what.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.run("return JSON.stringify(backend.asked)", &Value::Null);
        let line = |change: &Value| {
            let text = |name: &str| change[name].as_str().unwrap_or_default();
            format!("{} {} {}", text("who"), text("method"), text("body"))
        };
        asked.as_array().expect("a list").iter().map(line).collect()
    }

    /// Milliseconds between the last two changes.
    pub(crate) fn pause(&self) -> f64 {
        let script = "return JSON.stringify(backend.asked.at(-1).at - backend.asked.at(-2).at)";
        self.run(script, &Value::Null).as_f64().expect("a number")
    }

    /// Whether a tab waits until another has sent: by the browser's locks.
    pub(crate) async fn has_a_tab_waiting(&self) -> bool {
        let query = Function::new_no_args("return navigator.locks.query().then(({ pending }) => pending.length > 0)");
        let asked: Promise = query.call0(&window()).expect("the browser has locks").unchecked_into();
        JsFuture::from(asked).await.expect("it knows them") == JsValue::TRUE
    }

    /// How often tabs have looked whose turn it is, where there are no locks.
    pub(crate) fn looks(&self) -> f64 {
        self.run("return JSON.stringify(backend.looks)", &Value::Null).as_f64().expect("a number")
    }

    /// Whether the lease of some tab runs for so many milliseconds more, by the clock that tabs have.
    pub(crate) fn has_lease_for(&self, ms: f64) -> bool {
        let script = "const key = Object.keys(localStorage).find((key) => key.endsWith(' turn'));
            return JSON.stringify(own.getItem.call(localStorage, key) / 1000 > Date.now() + given)";
        self.run(script, &ms.into()) == Value::Bool(true)
    }

    /// What counts for a reader: the vote of who sends no identity is `cookie`'s.
    pub(crate) fn vote_of(&self, who: &str) -> Value {
        self.run("return JSON.stringify(backend.votes[given] ?? null)", &who.into())
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.run("restore()", &Value::Null);
    }
}

/// The mutations that this browser keeps.
pub(crate) fn kept() -> Vec<String> {
    let storage = window().local_storage().ok().flatten().expect("a page has storage");
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    keys.filter(|key| key.starts_with("hustings.outbox") && !key.ends_with(" turn"))
        .filter_map(|key| storage.get_item(&key).ok().flatten())
        .collect()
}

/// The poll of this test.
pub(crate) fn poll() -> Poll {
    Poll { id: format!("trains-{}", BACKENDS.get()), ..samples::poll() }
}

/// A tab of this browser that shows the poll, or the poll's frame on a page of a partner's.
pub(crate) fn tab() -> Polls {
    show(poll())
}

/// The same, where the poll is one of signed readers.
pub(crate) fn signed_tab() -> Polls {
    show(Poll { identity_required: true, ..poll() })
}

fn show(poll: Poll) -> Polls {
    Polls::of_frame(Api::new("", "/").as_reader("0123456789abcdef0123456789abcdef"), poll, samples::noon())
}

/// The id of the poll that a tab shows.
pub(crate) fn id(tab: &Polls) -> String {
    tab.topics().polls.remove(0)
}

/// The ballot as a tab shows it.
pub(crate) fn ballot(tab: &Polls) -> Ballot {
    tab.ballots.get(&id(tab)).expect("the tab shows the poll").get_untracked()
}

/// Chooses an option and sends it.
pub(crate) fn vote(tab: &Polls, option: &str) {
    tab.choose(&id(tab), option, 1);
    tab.send_vote(&id(tab));
}

/// The page around the frame has a token for the reader `sub`.
pub(crate) fn sign_in(tab: &Polls, token: &str, sub: &str) {
    tab.api.credentials.set(IDENTITY, token);
    tab.sign_in(&id(tab), sub);
    tab.refetch(&id(tab));
}
