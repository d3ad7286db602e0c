//! What a search costs: without scripts the server's time, in a browser the bytes of the files that it fetches, packed.

use std::{collections::BTreeSet, time::Instant};

use anyhow::{Context, Result};

use super::{
    publication::Publication,
    server::{body, milliseconds, until_it_says},
};
use crate::load::Answering;

/// Articles that are shown.
const SHOWN: usize = 50;
/// Places in a vocabulary, whose first words are the most common ones.
const COMMON: usize = 3;
const FREQUENT: usize = 300;
const RARE: usize = 20_000;

/// Prints rows about the first searches, and about what a browser fetches for some.
pub(crate) fn measure(server: &Answering, publication: &Publication) -> Result<()> {
    for (which, lang) in ["en", "ru"].into_iter().enumerate() {
        let word = |place: usize| publication.word(which, place);
        let search = |words: &str| milliseconds_of(server, &format!("/{lang}/search?q={}", encoded(words)));
        println!("| the first search in {lang}, without scripts, ms | {:.0} |", search(word(FREQUENT))?);
        println!("| a later one, ms | {:.0} |", search(word(COMMON))?);
        let index = String::from_utf8(body(server, &format!("/{lang}/search/index.txt"), false)?)?;
        if !index.starts_with("hustings-search ") {
            let file = body(server, &format!("/{lang}/search.json"), true)?.len();
            println!("| what a browser fetches for any search in {lang}, kB | {:.0} |", file as f64 / 1e3);
            continue;
        }
        let files = Files { server, lang, index: &index };
        println!("| files of words in {lang} | {} |", files.firsts().count());
        println!("| what they are named in, kB | {:.1} |", files.packed("index.txt")? as f64 / 1e3);
        let beginning: String = word(FREQUENT).chars().take(2).collect();
        for (what, keys) in [
            ("a rare word", vec![word(RARE)]),
            ("a common word", vec![word(COMMON)]),
            ("two letters", vec![&beginning]),
            ("three words", vec![word(FREQUENT), word(COMMON), word(FREQUENT * 2)]),
        ] {
            let bytes = files.search(&keys)?;
            println!("| what a browser fetches for {what}, kB | {:.0} |", bytes as f64 / 1e3);
        }
    }
    println!("| memory with the indexes of both languages, MB | {:.0} |", server.memory()? / 1e3);
    Ok(())
}

/// How many milliseconds it takes until a saved word is found.
pub(crate) fn until_it_is_found(server: &Answering, word: &str) -> Result<f64> {
    until_it_says(server, &format!("/en/search?q={word}"), "search-panel__article\"")
}

fn milliseconds_of(server: &Answering, path: &str) -> Result<f64> {
    let began = Instant::now();
    body(server, path, false)?;
    Ok(milliseconds(began))
}

/// The files of the search in a language.
struct Files<'a> {
    server: &'a Answering,
    lang: &'a str,
    index: &'a str,
}

impl Files<'_> {
    fn firsts(&self) -> impl Iterator<Item = &str> {
        self.index.lines().skip(2)
    }

    /// The bytes that a search for these words takes at most: as if all had been found that have the first of them.
    fn search(&self, words: &[&str]) -> Result<usize> {
        let digest = self.index.split(' ').nth(2).context("the first line of an index")?;
        let counts = self.index.lines().nth(1).and_then(|line| line.split_once(' ')).context("the second line")?;
        let together: usize = counts.1.parse()?;
        let mut names = BTreeSet::from(["index.txt".to_owned()]);
        for (nth, word) in words.iter().enumerate() {
            let key = word.to_lowercase().replace('ё', "е").replace('й', "и");
            let piece = self.firsts().take_while(|first| **first <= *key).count().saturating_sub(1);
            let name = format!("words-{digest}-{piece}.txt");
            if nth == 0 {
                let lines = String::from_utf8(body(self.server, &self.path(&name), false)?)?;
                let mut found = BTreeSet::new();
                for list in
                    lines.lines().filter(|line| line.starts_with(&key)).flat_map(|line| line.split('\t').skip(1))
                {
                    let distances = list.split(' ').filter_map(|distance| distance.parse::<usize>().ok());
                    found.extend(distances.scan(0, |article, distance| {
                        *article += distance;
                        Some(*article)
                    }));
                }
                let step = (found.len() / SHOWN).max(1);
                let shown = found.into_iter().step_by(step).take(SHOWN);
                names.extend(shown.map(|article| format!("articles-{digest}-{}.txt", article / together)));
            }
            names.insert(name);
        }
        names.iter().map(|name| self.packed(name)).sum()
    }

    fn packed(&self, name: &str) -> Result<usize> {
        Ok(body(self.server, &self.path(name), true)?.len())
    }

    fn path(&self, name: &str) -> String {
        format!("/{}/search/{name}", self.lang)
    }
}

fn encoded(words: &str) -> String {
    words.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
