//! What holds for the body of a form, whatever is in it: the law of the fuzz target, which the tests run over the kept inputs.

use hustings_wire::ErrorCode;
use url::{Url, form_urlencoded};

use crate::forms;

/// The publication of the law.
const HOME: &str = "https://news.example";

/// The body of a form. It is read as browsers write it, and leads nowhere but to the publication.
pub fn form(data: &[u8]) {
    let Ok(fields) = forms::fields(data) else { return };
    let expected: Vec<(String, String)> = form_urlencoded::parse(data).into_owned().collect();
    assert_eq!(fields.pairs(), expected);
    let page = Url::parse(HOME).and_then(|home| home.join("/en/polls/which/vote")).expect("a URL");
    for (_, value) in fields.pairs().iter().filter(|(_, value)| forms::is_local(value)) {
        for notice in [None, Some(ErrorCode::PollClosed)] {
            let location = forms::location(value, notice, "poll-which");
            let there = page.join(&location).unwrap_or_else(|error| panic!("{location}: {error}"));
            assert_eq!(there.origin().ascii_serialization(), HOME, "{location}");
        }
    }
}

#[cfg(test)]
#[path = "../../../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
mod tests {
    use super::kept::holds;

    #[test]
    fn a_form_leads_to_the_publication_alone() {
        holds("form", super::form);
    }
}
