//! For native tests: requests that are on their way until the test says what becomes of them. Beside
//! [`crate::dom::simulated`].

use std::{
    cell::RefCell,
    future::poll_fn,
    task::{Poll, Waker},
};

use super::{super::IDENTITY, ApiError, Credentials, Request, TIMEOUT_MS, Text};
use crate::dom::simulated::{Timeout, current_tab};

/// A request on its way.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) id: usize,
    pub(crate) tab: usize,
    pub(crate) method: &'static str,
    pub(crate) body: Option<String>,
    /// The token in whose name it goes.
    pub(crate) identity: String,
}

struct Waiting {
    sent: Sent,
    answer: Option<Result<String, ApiError>>,
    waker: Option<Waker>,
}

#[derive(Default)]
struct Network {
    last_id: usize,
    requests: Vec<Waiting>,
}

thread_local! {
    static NETWORK: RefCell<Network> = RefCell::default();
}

/// As the function of this name beside it.
pub(in crate::api) fn answer(request: Request, who: &Credentials) -> Text {
    let id = NETWORK.with_borrow_mut(|network| {
        network.last_id += 1;
        let Request { method, body, .. } = request;
        let sent = Sent { id: network.last_id, tab: current_tab(), method, body, identity: who.get(IDENTITY) };
        network.requests.push(Waiting { sent, answer: None, waker: None });
        network.last_id
    });
    let timeout = Timeout::new(TIMEOUT_MS, move || reply(id, Err(ApiError::Unreachable("timeout".to_owned()))));
    let answer = poll_fn(move |context| {
        NETWORK.with_borrow_mut(|network| {
            let index = network.requests.iter().position(|waiting| waiting.sent.id == id).expect("it was sent");
            if network.requests[index].answer.is_some() {
                return Poll::Ready(network.requests.remove(index).answer.expect("it is there"));
            }
            network.requests[index].waker = Some(context.waker().clone());
            Poll::Pending
        })
    });
    Box::pin(async move {
        let _timeout = timeout;
        answer.await
    })
}

/// A network on which nothing is.
pub(crate) fn start() {
    NETWORK.take();
}

/// What waits for an answer, in the order in which it was sent.
pub(crate) fn on_their_way() -> Vec<Sent> {
    NETWORK.with_borrow(|network| {
        network.requests.iter().filter(|waiting| waiting.answer.is_none()).map(|waiting| waiting.sent.clone()).collect()
    })
}

/// Gives a request its answer.
pub(crate) fn reply(id: usize, answer: Result<String, ApiError>) {
    let waker = NETWORK.with_borrow_mut(|network| {
        let waiting = network.requests.iter_mut().find(|waiting| waiting.sent.id == id && waiting.answer.is_none())?;
        waiting.answer = Some(answer);
        waiting.waker.take()
    });
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Nobody waits for the requests of this tab any more.
pub(crate) fn forget(tab: usize) {
    NETWORK.with_borrow_mut(|network| network.requests.retain(|waiting| waiting.sent.tab != tab));
}
