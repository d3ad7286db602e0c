//! In which language an answer about a poll is.

use hustings_content::Content;
use hustings_service as service;
use hustings_wire::moment::poll_of;

/// The language to answer in about the poll `id`.
pub fn language(content: &Content, id: &str, asked: Option<String>) -> String {
    asked.unwrap_or_else(|| {
        let available = content.polls.get(poll_of(id)).map(|poll| content.in_order(poll.question.keys()));
        service::default_language(content, &available.unwrap_or_default())
    })
}
