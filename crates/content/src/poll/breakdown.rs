//! By what the results of a poll are told apart for readers.

use hustings_domain::Breakdown;

use crate::{fields::Fields, source::Source};

/// The groupings, in the order of the file; none where the key is not there. `languages` are those of the publication,
/// `allowed_origins` those that may frame the poll.
pub(super) fn breakdown(
    source: &Source,
    top: &Fields<'_>,
    languages: &[String],
    allowed_origins: &[String],
) -> Vec<Breakdown> {
    let mut all: Vec<Breakdown> = Vec::new();
    let given = top.texts("breakdown", 20);
    if given.is_empty()
        && let Some(at) = top.place("breakdown").filter(|_| !source.is_faulty())
    {
        source.error(at, "`breakdown` names nothing; give \"language\" or \"partner\" or both, or take the line out");
    }
    for word in given {
        let Some(by) = [Breakdown::Lang, Breakdown::Partner].into_iter().find(|by| by.as_str() == word.value) else {
            let message = format!("`{}` in `breakdown` must be \"language\" or \"partner\"", word.value);
            source.error(word.at, message);
            continue;
        };
        if all.contains(&by) {
            source.error(word.at, format!("`{}` stands twice in `breakdown`; take one out", word.value));
            continue;
        }
        match by {
            Breakdown::Lang if languages.len() < 2 => source.error(
                word.at,
                "the publication has one language, so there is nothing to tell apart; take \"language\" out of `breakdown`",
            ),
            Breakdown::Partner if allowed_origins.is_empty() => source.error(
                word.at,
                "readers are shown only the names of sites that the poll lists, since anybody can make one up; name the partners' \
                 origins in `allowed_origins`, or take \"partner\" out of `breakdown`",
            ),
            _ => {}
        }
        all.push(by);
    }
    all
}
