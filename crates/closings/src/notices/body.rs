//! What a message to a reader's browser says: which poll has ended, and where to read it. How it ended is on that page.

use hustings_content::Content;
use hustings_core::model::route::Route;
use hustings_push::sender::MESSAGE;
use hustings_service::default_language;
use hustings_store::Notice;
use serde::Serialize;

use crate::Pages;

/// The most characters of a title or question: in the worst case four bytes each, six with their escapes in JSON.
const CHARACTERS: usize = 300;

/// What the service worker gets.
#[derive(Serialize)]
struct Ended<'a> {
    /// Tells it from what later versions may send.
    #[serde(rename = "type")]
    kind: &'static str,
    poll: &'a str,
    lang: &'a str,
    /// The publication's title.
    title: String,
    question: String,
    /// URL of the poll's page.
    url: String,
}

/// The message about the end of a poll, or why there is none for now.
pub(super) fn body(content: &Content, pages: &Pages, notice: &Notice) -> Result<String, &'static str> {
    let Some(poll) = content.polls.get(&notice.poll) else {
        return Err("the publication has no such poll, or it cannot be read");
    };
    // The translation may have gone meanwhile.
    let lang = match poll.question.contains_key(&notice.lang) {
        true => notice.lang.clone(),
        false => default_language(content, &content.in_order(poll.question.keys())),
    };
    let question = poll.question.get(&lang).map(String::as_str).unwrap_or_default();
    let path = pages.addresses.path(&Route::Poll { lang: lang.clone(), id: poll.id.clone() });
    let ended = Ended {
        kind: "poll.closed",
        poll: &poll.id,
        lang: &lang,
        title: abridged(&content.publication(&lang).name),
        question: abridged(question),
        url: format!("{}{path}", pages.url),
    };
    let body = serde_json::to_string(&ended).map_err(|_| "the message cannot be written as JSON")?;
    if body.len() <= MESSAGE { Ok(body) } else { Err("the message is longer than push services take") }
}

/// A text as a notification shows it.
fn abridged(text: &str) -> String {
    let mut abridged: String = text.chars().take(CHARACTERS).collect();
    if abridged.len() < text.len() {
        abridged.push('…');
    }
    abridged
}
