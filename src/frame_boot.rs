//! The start of a poll's frame in the browser: hydrates what was served, and reports to the page around it.

use hustings_core::{
    i18n::Locale,
    model::{ballot::Delivery, outbox::Target, poll_frame::PollFrame as FrameData},
};
use leptos::{mount::hydrate_from, prelude::*, task::tick};

use crate::{
    api::{Api, ApiError, IDENTITY, PARTNER, RECEIPT, SharedStream},
    boot::make_formatters,
    dom::{client_id::client_id, document, host, page_data, signals},
    pages::poll_frame::PollFrame,
    state::{Polls, wake::wake_all},
};

/// Boots the frame. When it cannot, what was served stays: it reads, and its form works.
pub async fn boot() {
    // The browser hears its reader at each `tick`.
    tick().await;
    let Some(frame) = page_data::served_frame() else { return };
    if let Err(error) = take_over(frame).await {
        document::log_error(&error.text());
    }
}

async fn take_over(frame: FrameData) -> Result<(), ApiError> {
    let api = Api::new("", &document::base_path()).as_reader(&client_id().unwrap_or_default());
    let FrameData { poll, now, publication, home, back, partner, notice } = frame;
    let locale = Locale::new(api.catalogue(&poll.lang).await?);
    // A page that hides where it is has this name (RFC 6454, section 6.1).
    api.credentials.set(PARTNER, partner.as_deref().unwrap_or("null"));
    make_formatters(&locale).await;
    let id = poll.id.clone();
    let polls = Polls::of_frame(api, poll, now);
    let (shown, told) = (id.clone(), polls.clone());
    hydrate_from(page_data::root(), move || {
        report(&told, &shown);
        view! {
            <PollFrame
                polls=told
                poll=shown
                publication=publication
                home=home
                back=back
                partner=partner
                notice=notice
                locale=locale
            />
        }
    })
    .forget();
    tick().await;
    polls.start_clock();
    learn(&polls, &id);
    polls.resume(&Target::Poll(id.clone()));
    polls.start_live::<SharedStream>();
    signals::on_return_or_network(wake_all);
    host::on_learned(move || {
        learn(&polls, &id);
        wake_all();
    });
    Ok(())
}

/// Reports to the page around the frame that a vote was counted, never for which options, with the receipt.
fn report(polls: &Polls, poll: &str) {
    let Some(ballot) = polls.ballots.get(poll) else { return };
    let credentials = polls.api.credentials.clone();
    let mut before = ballot.with_untracked(|ballot| ballot.delivery);
    let told = RenderEffect::new(move |_| {
        let delivery = ballot.with(|ballot| ballot.delivery);
        if before != delivery {
            before = delivery;
            match delivery {
                Some(Delivery::Delivered) => {
                    host::tell("receipt", &credentials.get(RECEIPT));
                    host::tell("voted", "");
                }
                Some(Delivery::Withdrawn) => host::tell("receipt", ""),
                _ => {}
            }
        }
    });
    // It lives as long as the frame.
    std::mem::forget(told);
}

/// Takes over credentials from the page around the frame, and fetches the poll again for that reader. Signed readers
/// come and go, also while the frame stands.
fn learn(polls: &Polls, poll: &str) {
    let credentials = &polls.api.credentials;
    let mut is_news = false;
    for (header, name) in [(PARTNER, "partner"), (RECEIPT, "receipt"), (IDENTITY, "identity")] {
        let known = host::known(name);
        if (!known.is_empty() || header == IDENTITY) && credentials.get(header) != known {
            credentials.set(header, &known);
            is_news |= header != PARTNER;
        }
    }
    if is_news {
        polls.sign_in(poll, &host::known("sub"));
        polls.refetch(poll);
    }
}
