//! What a reader has said on a page, as far as it shows there: the page is the same for all who have said the same.

use std::collections::BTreeMap;

use hustings_content::Content;
use hustings_core::model::{page::View, route::Route};
use hustings_http::error::ApiError;
use hustings_identity::{reader::Reader, voter::Voter};
use hustings_routes_state::RouteState;
use hustings_service::{self as service, OwnAnswers};
use hustings_wire::{Poll, moment::poll_of};

use super::response::polls;

/// A reader's votes and stars on one page, and what else it depends on who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// For each poll in which the reader has said something what shows of it.
    answers: BTreeMap<String, OwnAnswers>,
    stars: Option<u8>,
    /// For each poll that is asked in an order of their own, while there is no vote, that order.
    orders: BTreeMap<String, Vec<String>>,
}

impl Said {
    /// What `reader` has said on the page at `route`.
    ///
    /// # Errors
    /// `unavailable` where that cannot be read.
    pub(super) async fn read(
        state: &RouteState,
        content: &Content,
        route: &Route,
        reader: Option<&Reader>,
    ) -> Result<Self, ApiError> {
        let mut said = Self::default();
        let Some(reader) = reader else { return Ok(said) };
        let polls: &[String] = match route {
            Route::List { .. } | Route::Polls { .. } | Route::Search { .. } => &[],
            Route::Poll { id, .. } => std::slice::from_ref(id),
            Route::Article { slug, .. } => content.article(slug).map_or(&[], |article| &article.polls),
        };
        for id in polls {
            let Some(voter) = voter(state, content, id, Some(reader)) else { continue };
            let answers = service::own_answers(state.context(content), id, &voter).await?;
            if let (None, Some(poll)) = (&answers.vote, content.polls.get(poll_of(id))) {
                let order = service::own_order(poll, &voter, &state.clock);
                let owned = |order: Vec<&str>| order.into_iter().map(str::to_owned).collect();
                said.orders.extend(order.map(|order| (id.clone(), owned(order))));
            }
            if answers != OwnAnswers::default() {
                said.answers.insert(id.clone(), answers);
            }
        }
        if let Route::Article { slug, .. } = route {
            let keys = reader.keys_for_rating(&state.identity.keys, slug);
            said.stars = state.store.rating(slug, Some(&keys)).await?.my_stars;
        }
        Ok(said)
    }

    /// Whether this is what the page shows. It is not where the reader has said something else in between.
    pub(super) fn is_shown_by(&self, view: &View) -> bool {
        let stars = match view {
            View::Article { article, .. } => article.rating.my_stars,
            _ => None,
        };
        let said = |poll: &Poll| self.answers.get(&poll.id).cloned().unwrap_or_default();
        let is_same = |poll: &Poll| service::answers_shown_by(poll) == said(poll);
        stars == self.stars && polls(view).into_iter().all(is_same)
    }

    /// The same for the same words alone.
    pub(super) fn key(&self) -> String {
        let Self { answers, stars, orders } = self;
        if *self == Self::default() { String::new() } else { format!("{answers:?} {stars:?} {orders:?}") }
    }
}

/// The page's reader as the poll `id` knows them; nobody where it asks for ids that partners sign.
pub(super) fn voter(state: &RouteState, content: &Content, id: &str, reader: Option<&Reader>) -> Option<Voter> {
    let asks_for_signed = content.polls.get(poll_of(id)).is_some_and(|poll| !poll.signed_by.is_empty());
    reader.filter(|_| !asks_for_signed).map(|reader| Voter::of_reader(reader, &state.identity.keys, poll_of(id)))
}
