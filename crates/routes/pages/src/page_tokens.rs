//! The tokens of a page: in the URL of each form of a guarded poll, since an app that takes over a page looks for no input
//! that its components do not have. Forms of other polls stay as they are.

use hustings_content::Content;
use hustings_core::model::route::Route;
use hustings_domain::Guarding;
use hustings_guard::Guard;
use hustings_routes_state::RouteState;
use hustings_wire::{Poll, moment::poll_of};

/// Name of the parameter.
pub(crate) const NAME: &str = "proof";

/// The guarded ones among the polls of a page.
pub fn guarded<'p>(content: &Content, polls: impl IntoIterator<Item = &'p Poll>) -> Vec<String> {
    let is_guarded =
        |poll: &&Poll| content.polls.get(poll_of(&poll.id)).is_some_and(|poll| poll.guarding == Guarding::Guarded);
    polls.into_iter().filter(is_guarded).map(|poll| poll.id.clone()).collect()
}

/// The page with a token in the form of each of the `polls`.
pub fn put(mut html: String, lang: &str, polls: &[String], state: &RouteState) -> String {
    for id in polls {
        let token = state.guard.page_token(poll_of(id), state.clock.now());
        html = with_token(&html, &Route::Poll { lang: lang.to_owned(), id: id.clone() }.path(), &token);
    }
    html
}

/// What the entity tag of a page with these `polls` has in it of their tokens.
pub fn stamp(polls: &[String], guard: &Guard, now: hustings_wire::Timestamp) -> String {
    if polls.is_empty() { String::new() } else { guard.page_stamp(now) }
}

/// The page with this token in the form of the poll whose page is at `path`.
fn with_token(html: &str, path: &str, token: &str) -> String {
    let begin = format!("action=\"{path}/vote");
    let mut parts = html.split(&begin);
    let mut page = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        page += &begin;
        let (query, rest) = part.split_once('"').unwrap_or((part, ""));
        let separator = if query.is_empty() { "?" } else { "&amp;" };
        page += &format!("{query}{separator}{NAME}={token}\"{rest}");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_forms_of_the_poll_get_its_token() {
        let html = "<form action=\"/en/polls/a/vote\"><form action=\"/en/polls/ab/vote\"><form class=\"x\" \
                    action=\"/en/polls/a/vote?partner=null\" method=\"post\"><a href=\"/en/polls/a/vote\">";
        let page = with_token(html, "/en/polls/a", "T");
        assert_eq!(
            page,
            "<form action=\"/en/polls/a/vote?proof=T\"><form action=\"/en/polls/ab/vote\"><form class=\"x\" \
             action=\"/en/polls/a/vote?partner=null&amp;proof=T\" method=\"post\"><a href=\"/en/polls/a/vote\">"
        );
        assert_eq!(with_token("<p>", "/en/polls/a", "T"), "<p>");
    }
}
