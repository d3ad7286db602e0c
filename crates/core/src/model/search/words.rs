//! The words of all articles in pieces, of which a search takes one for each of its words.
//!
//! A piece is lines, each a key, a tab, and where it occurs: the articles that have it in their texts, in their deks, in
//! their titles, each article at its best place alone. The articles are numbers from 0, the newest, each as the distance from
//! the one before it, with spaces between them and tabs between the three lists.
//!
//! A search for `n` may go over many pieces. So each beginning that the words of two pieces have in common has a line of its
//! own, the beginning and a `*`, in the piece in which it would stand: whatever is looked for is found in one piece.
//!
//! `public/search.js` reads the same in the browser.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap},
    fmt::Write as _,
};

use super::{
    MAX_HITS, Query,
    keys::{ANYWHERE, for_each_key},
    query::PLACES,
};
use crate::i18n::fold;

/// Bytes after which a piece ends: some 18 kB packed, which is what a word of a search costs a reader.
const PIECE: usize = 32 << 10;
/// Bits of a posting that are the place: 0 in the title, 1 in the dek, 2 in the text. Above them is the article.
const PLACE_BITS: u32 = 2;
/// The place of an article that does not have the word at all.
const NOWHERE: u8 = 3;

/// The words of the articles of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    articles: usize,
    firsts: Vec<String>,
    pieces: Vec<String>,
}

/// Which articles a search has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranked {
    /// How many.
    pub total: u64,
    /// The first [`MAX_HITS`] of them, best first.
    pub best: Vec<usize>,
}

/// A key with its articles, newest first.
type Line<'a> = (&'a str, &'a [u32]);

impl Words {
    /// Makes the index of these articles, newest first: title, dek and text of each. Takes seconds for ten thousand
    /// articles.
    ///
    /// # Panics
    /// With more than a thousand million articles.
    pub fn new<'a>(articles: impl IntoIterator<Item = [&'a str; 3]>) -> Self {
        Self::in_pieces(articles, PIECE)
    }

    /// The same in pieces that end after so many bytes.
    ///
    /// # Panics
    /// With more than a thousand million articles.
    pub fn in_pieces<'a>(articles: impl IntoIterator<Item = [&'a str; 3]>, bytes: usize) -> Self {
        let mut postings: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        let mut count = 0;
        for texts in articles {
            let article = u32::try_from(count).ok().filter(|article| article.leading_zeros() >= PLACE_BITS);
            let article = article.expect("a publication has no thousand million articles") << PLACE_BITS;
            count += 1;
            for (text, place) in texts.into_iter().zip(0..) {
                for_each_key(&fold(text), |key| match postings.get_mut(key) {
                    // The title comes first, so it is known at its best place.
                    Some(known) if known.last().is_some_and(|last| *last >= article) => {}
                    Some(known) => known.push(article | place),
                    None => {
                        postings.insert(key.into(), vec![article | place]);
                    }
                });
            }
        }
        let mut lines: Vec<Line<'_>> = postings.iter().map(|(key, known)| (&**key, &**known)).collect();
        lines.sort_unstable_by(|(one, _), (other, _)| in_order(one, other));
        Self::of_lines(count, &lines, bytes)
    }

    fn of_lines(articles: usize, lines: &[Line<'_>], bytes: usize) -> Self {
        let mut words = Self { articles, ..Self::default() };
        let mut shared = BTreeSet::new();
        let mut before = "";
        for (key, known) in lines {
            if words.pieces.last().is_none_or(|piece| piece.len() >= bytes) {
                let alike = before.chars().zip(key.chars()).take_while(|(one, other)| one == other);
                let alike: usize = alike.map(|(character, _)| character.len_utf8()).sum();
                let mut ends = key.char_indices().map(|(at, character)| at + character.len_utf8());
                shared.extend(ends.clone().take_while(|end| *end <= alike).map(|end| &key[..end]));
                let end = ends.find(|end| *end > alike).unwrap_or(key.len());
                words.firsts.push(key[..end].to_owned());
                words.pieces.push(String::new());
            }
            write_line(words.pieces.last_mut().expect("one was begun"), key, known);
            before = key;
        }
        for beginning in shared {
            let from = lines.partition_point(|(key, _)| in_order(key, beginning) == Ordering::Less);
            let mut places = vec![NOWHERE; articles];
            for (_, known) in lines[from..].iter().take_while(|(key, _)| key.starts_with(beginning)) {
                for posting in *known {
                    let place = &mut places[(posting >> PLACE_BITS) as usize];
                    *place = (*place).min((posting & u32::from(NOWHERE)) as u8);
                }
            }
            let all = (0..).zip(places).filter(|(_, place)| *place != NOWHERE);
            let all: Vec<u32> = all.map(|(article, place)| (article << PLACE_BITS) | u32::from(place)).collect();
            let piece = words.piece_of(beginning).expect("a word begins so");
            write_line(&mut words.pieces[piece], &format!("{beginning}{ANYWHERE}"), &all);
        }
        // They stay for as long as the content, and there may be hundreds.
        words.pieces.iter_mut().for_each(String::shrink_to_fit);
        words
    }

    /// How many articles there are.
    pub fn articles(&self) -> usize {
        self.articles
    }

    /// The beginning of the first key of each piece as far as it takes to tell it from the key before, in the order of UTF-16,
    /// in which browsers compare texts. A key is in the last piece whose beginning is not greater.
    pub fn firsts(&self) -> &[String] {
        &self.firsts
    }

    /// The pieces.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// The piece that has what is found by `key`; none when there are no words at all.
    fn piece_of(&self, key: &str) -> Option<usize> {
        let after = self.firsts.partition_point(|first| in_order(first, key) != Ordering::Greater);
        (!self.firsts.is_empty()).then(|| after.saturating_sub(1))
    }

    /// Finds the articles in which every word of `query` occurs.
    pub fn find(&self, query: &Query) -> Ranked {
        let mut scores = vec![0; self.articles];
        for (nth, term) in query.terms.iter().enumerate() {
            let counts = self.counts(&term.key(), term.anywhere);
            for (score, count) in scores.iter_mut().zip(counts) {
                *score = if count == 0 || (nth > 0 && *score == 0) { 0 } else { *score + count };
            }
        }
        let mut found: Vec<usize> = (0..self.articles).filter(|article| scores[*article] > 0).collect();
        let total = found.len() as u64;
        // Newer ones stay before older ones that count the same.
        found.sort_by_key(|article| std::cmp::Reverse(scores[*article]));
        found.truncate(MAX_HITS);
        Ranked { total, best: found }
    }

    /// What a key counts in each article; 0 where it does not occur.
    fn counts(&self, wanted: &str, anywhere: bool) -> Vec<u32> {
        let mut counts = vec![0; self.articles];
        let lines = self.piece_of(wanted).into_iter().flat_map(|piece| self.pieces[piece].lines());
        for line in lines.filter(|line| line.starts_with(wanted)) {
            let Some((key, lists)) = line.split_once('\t') else { continue };
            let strength = if anywhere || key == wanted { 2 } else { 1 };
            for (list, place) in lists.split('\t').zip(PLACES.into_iter().rev()) {
                let mut article = 0;
                for distance in list.split(' ').filter_map(|distance| distance.parse::<usize>().ok()) {
                    article += distance;
                    counts[article] = counts[article].max(place + strength);
                }
            }
        }
        counts
    }
}

/// The order of UTF-16.
fn in_order(one: &str, other: &str) -> Ordering {
    one.encode_utf16().cmp(other.encode_utf16())
}

fn write_line(piece: &mut String, key: &str, known: &[u32]) {
    piece.push_str(key);
    let in_place = |place: u32| known.iter().filter(move |posting| **posting & u32::from(NOWHERE) == place);
    // The text first: most words occur there alone, and the lists at the end of a line are left out where they are empty.
    let last = (0..3).find(|place| in_place(*place).next().is_some()).unwrap_or_default();
    for place in (last..3).rev() {
        let mut before = 0;
        for (nth, posting) in in_place(place).enumerate() {
            let article = posting >> PLACE_BITS;
            let between = if nth == 0 { '\t' } else { ' ' };
            let _ = write!(piece, "{between}{}", article - before);
            before = article;
        }
        if in_place(place).next().is_none() {
            piece.push('\t');
        }
    }
    piece.push('\n');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{Entry, scan::scan},
        *,
    };

    fn words(articles: &[[&str; 3]], bytes: usize) -> Words {
        Words::in_pieces(articles.iter().copied(), bytes)
    }

    #[test]
    fn a_piece_is_lines_of_keys_and_distances() {
        let articles = [["Night trains", "", "A train"], ["", "", ""], ["", "trains", "night trains 夜车"]];
        let made = words(&articles, 1_000);
        assert_eq!(made.pieces(), ["*夜车\t2\n*车\t2\na\t0\nnight\t2\t\t0\ntrain\t0\ntrains\t\t2\t0\n"]);
        assert_eq!((made.firsts(), made.articles()), (&["*".to_owned()][..], 3));
    }

    #[test]
    fn a_beginning_that_two_pieces_share_has_a_line_of_its_own() {
        let made = words(&[["night", "", "niche"], ["", "nickel", ""], ["", "", "no"]], 1);
        assert_eq!(made.firsts(), ["n", "nick", "nig", "no"]);
        assert_eq!(made.pieces()[0], "niche\t0\nn*\t2\t1\t0\nni*\t\t1\t0\nnic*\t0\t1\n");
        assert_eq!(made.pieces()[1..], ["nickel\t\t1\n", "night\t\t\t0\n", "no\t2\n"]);
    }

    #[test]
    fn what_begins_in_a_later_piece_is_not_looked_for_in_the_one_before() {
        let made = words(&[["", "", "1d"], ["", "", "1eb"], ["", "", "1ec"]], 1);
        assert_eq!(made.find(&Query::parse("1e").expect("long enough")).best, [1, 2]);
    }

    #[test]
    fn pieces_end_after_so_many_bytes_and_are_found_in_the_order_of_browsers() {
        // U+20000 comes before U+FE73 in UTF-16, and after it in UTF-8.
        let texts: Vec<String> = (0..2_000).map(|n| format!("word{n} \u{20000}{n} \u{e000}")).collect();
        let articles: Vec<[&str; 3]> = texts.iter().map(|text| ["", "", &**text]).collect();
        let made = words(&articles, 500);
        assert_eq!(made, words(&articles, 500), "all servers of a publication make the same files");
        assert!(made.firsts().is_sorted_by(|one, other| in_order(one, other) == Ordering::Less));
        assert!(made.pieces().len() > 20 && made.pieces().iter().all(|piece| piece.len() < 25_000));
        assert_eq!(made.find(&Query::parse("word1234").expect("long enough")).best, [1_234]);
        assert_eq!(made.find(&Query::parse("\u{20000}7").expect("long enough")).total, 111);
    }

    #[test]
    fn nothing_is_found_where_there_is_nothing() {
        assert_eq!(Words::default().find(&Query::parse("night").expect("long enough")), Ranked::default());
        assert_eq!(words(&[["", "", ""]], 10).find(&Query::parse("night").expect("long enough")), Ranked::default());
    }

    /// A few letters of many kinds, so that words are often alike.
    const TEXT: &str = "([a-cé1夜间车พ恤\u{20000}]{1,4}[ -]?){0,6}";

    proptest! {
        #[test]
        fn the_index_finds_what_going_through_all_texts_finds(
            texts in prop::collection::vec((TEXT, TEXT, TEXT), 0..70),
            asked in "([a-cé1夜间车พ恤\u{20000}]{1,3} ?){1,3}",
            bytes in 1_usize..200,
        ) {
            if let Some(query) = Query::parse(&asked) {
                let entries: Vec<Entry> = texts.into_iter().enumerate().map(|(n, (title, dek, text))| {
                    Entry { slug: n.to_string(), title, dek, text }
                }).collect();
                let articles = entries.iter().map(|entry| [&*entry.title, &*entry.dek, &*entry.text]);
                let found = Words::in_pieces(articles, bytes).find(&query);
                let expected = scan(&entries, &query);
                prop_assert_eq!(found.total, expected.total);
                let slugs: Vec<String> = found.best.iter().map(usize::to_string).collect();
                prop_assert_eq!(slugs, expected.hits.into_iter().map(|hit| hit.slug).collect::<Vec<_>>());
            }
        }
    }
}
