//! Reading places of articles that are not read to the end: a line for each, the latest first.
//!
//! A line is the article's slug, the block's id and the thousandths of the block that are read, with a space
//! between them. Bounded: who has begun more articles than fit has forgotten the oldest, too.

use hustings_wire::digits::digits;

use super::reading_place::ReadingPlace;
use crate::text::split;

/// How many articles are remembered.
const BOUND: usize = 30;

/// The place in the article `slug`, if one is kept. Lines that are no places are passed over.
pub fn place_in(kept: &str, slug: &str) -> Option<ReadingPlace> {
    let line = split(kept, "\n").into_iter().find(|line| is_of(line, slug))?;
    let [_, id, thousandths, ..] = split(line, " ")[..] else { return None };
    let progress = thousandths.parse::<u64>().ok()?.min(1_000) as f64 / 1_000.0;
    Some(ReadingPlace { id: id.to_owned(), progress })
}

/// What is kept once the reader is at `place` of the article `slug`, or has read it to its end.
pub fn with_place(kept: &str, slug: &str, place: Option<&ReadingPlace>) -> String {
    let mut lines = String::new();
    if let Some(place) = place {
        let thousandths = (place.progress * 1_000.0) as u64;
        lines = [slug, " ", &place.id, " ", &digits(thousandths), "\n"].concat();
    }
    let others = split(kept, "\n").into_iter().filter(|line| !line.is_empty() && !is_of(line, slug));
    for line in others.take(BOUND - 1) {
        lines.push_str(line);
        lines.push('\n');
    }
    lines
}

fn is_of(line: &str, slug: &str) -> bool {
    split(line, " ").first() == Some(&slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(id: &str, progress: f64) -> ReadingPlace {
        ReadingPlace { id: id.into(), progress }
    }

    #[test]
    fn the_latest_place_of_each_article_is_kept() {
        let kept = with_place("", "night-trains", Some(&at("b7", 0.25)));
        let kept = with_place(&kept, "null-results", Some(&at("b3", 0.0)));
        let kept = with_place(&kept, "night-trains", Some(&at("b9", 1.0)));
        assert_eq!(kept, "night-trains b9 1000\nnull-results b3 0\n");
        assert_eq!(place_in(&kept, "night-trains"), Some(at("b9", 1.0)));
        assert_eq!(place_in(&kept, "night"), None, "not by the beginning of a slug");
    }

    #[test]
    fn an_article_read_to_its_end_is_forgotten() {
        let kept = with_place("a b1 5\nb b2 6\n", "a", None);
        assert_eq!(kept, "b b2 6\n");
        assert_eq!(with_place(&kept, "b", None), "");
    }

    #[test]
    fn the_oldest_is_forgotten_when_there_are_too_many() {
        let mut kept = String::new();
        for number in 0..40 {
            kept = with_place(&kept, &format!("article-{number}"), Some(&at("b4", 0.5)));
        }
        assert_eq!(kept.lines().count(), BOUND);
        assert!(place_in(&kept, "article-39").is_some() && place_in(&kept, "article-9").is_none());
    }

    #[test]
    fn what_is_no_place_is_passed_over() {
        for line in ["a", "a b1", "a b1 many", "{}", "a  "] {
            assert_eq!(place_in(line, "a"), None, "{line:?}");
        }
        assert_eq!(place_in("a b1 9999", "a"), Some(at("b1", 1.0)));
    }
}
