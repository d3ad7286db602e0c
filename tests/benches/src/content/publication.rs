//! A publication of many articles, whose words are those of the demo and others made of parts of them. Every run makes the
//! same one.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Different words of a language, which is some of what ten thousand articles of one have.
const VOCABULARY: usize = 60_000;
/// Articles of the demo whose words are taken.
const OF_DEMO: [&str; 4] = ["night-trains", "null-results", "shorter-meetings", "spaced-learning"];
/// For each so many articles there is a poll.
const ARTICLES_FOR_A_POLL: usize = 20;

const HEAD: &str = "default_language = \"en\"
[[languages]]
lang = \"en\"
name = \"English\"
switch_label = \"Read in English\"
[[languages]]
lang = \"ru\"
name = \"Русский\"
switch_label = \"Читать на русском\"
[name]
en = \"The Open Question\"
ru = \"Открытый вопрос\"
";

/// A folder of files, and what it takes to change them.
pub(crate) struct Publication {
    folder: PathBuf,
    articles: usize,
    words: [Vec<String>; 2],
}

/// A file, what is to be in it, and the path at which the server then says so.
pub(crate) type Change = (PathBuf, String, String);

impl Publication {
    /// Writes so many articles into `folder`, of the words of the publication in `demo`.
    pub(crate) fn write(demo: &Path, folder: &Path, articles: usize) -> Result<Self> {
        let words = [vocabulary(demo, "en")?, vocabulary(demo, "ru")?];
        let publication = Self { folder: folder.to_owned(), articles, words };
        fs::write(folder.join("publication.toml"), HEAD)?;
        fs::create_dir_all(folder.join("polls"))?;
        for number in 0..articles {
            let article = publication.article_folder(number);
            fs::create_dir_all(&article)?;
            fs::write(
                article.join("hero.svg"),
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 360\"></svg>",
            )?;
            for (which, lang) in ["en", "ru"].into_iter().enumerate() {
                fs::write(article.join(format!("{lang}.md")), publication.article(number, which, ""))?;
            }
            if number.is_multiple_of(ARTICLES_FOR_A_POLL) {
                fs::write(folder.join(format!("polls/poll-{number}.toml")), poll("Which?"))?;
            }
        }
        Ok(publication)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The word at a place of the vocabulary of a language, the most common one first.
    pub(crate) fn word(&self, language: usize, place: usize) -> &str {
        &self.words[language][place]
    }

    /// The path of an article's page.
    pub(crate) fn page(&self, number: usize) -> String {
        format!("/en/articles/article-{number}")
    }

    /// An article with a word that it did not have.
    pub(crate) fn changed_article(&self, number: usize, word: &str) -> Change {
        let number = number * 7 % self.articles;
        let path = format!("/api/v1/articles/article-{number}?lang=en");
        (self.article_folder(number).join("en.md"), self.article(number, 0, word), path)
    }

    /// An article that was not there, with this word.
    pub(crate) fn new_article(&self, number: usize, word: &str) -> Change {
        let number = self.articles + number;
        let path = format!("/api/v1/articles/article-{number}?lang=en");
        (self.article_folder(number).join("en.md"), self.article(number, 0, word).replace("image", "#"), path)
    }

    /// A poll with another word in its question.
    pub(crate) fn changed_poll(&self, word: &str) -> Change {
        (self.folder.join("polls/poll-0.toml"), poll(word), "/api/v1/polls/poll-0?lang=en".to_owned())
    }

    fn article_folder(&self, number: usize) -> PathBuf {
        self.folder.join(format!("articles/article-{number}"))
    }

    /// The file of an article, in the language of this number.
    fn article(&self, number: usize, language: usize, word: &str) -> String {
        let mut draw = Draw(number as u64 * 2 + language as u64 + 1);
        let mut words = |count: usize| {
            let words: Vec<&str> = (0..count).map(|_| self.words[language][draw.rank(VOCABULARY)].as_str()).collect();
            words.join(" ")
        };
        let title = words(6);
        let dek = words(20);
        let (day, minute) = (number % 28 + 1, number / 28 % 60);
        let mut text = format!(
            "+++\ntitle = \"{title}\"\ndek = \"{dek}\"\nauthor = \"Transport desk\"\nimage = \"hero.svg\"\nimage_alt = \"{title}\"\n\
             published = 2026-05-{day:02}T09:{minute:02}:00Z\nsubjects = [\"subject-{}\"]\n+++\n\n{word} {}\n",
            number % 50,
            words(80),
        );
        for part in 0..4 {
            text.push_str(&format!(
                "\n## {}\n\n{}, *{}* {}. [{}](article:article-{}), {}.\n\n{}.\n",
                words(5),
                words(40),
                words(2),
                words(30),
                words(3),
                (number * 3 + part) % self.articles,
                words(10),
                words(35)
            ));
        }
        if number.is_multiple_of(ARTICLES_FOR_A_POLL) {
            text.push_str(&format!("\n{{{{poll:poll-{number}}}}}\n"));
        }
        text
    }
}

fn poll(question: &str) -> String {
    let options = ["a", "b", "c"]
        .map(|id| format!("[[options]]\nid = \"{id}\"\n[options.label]\nen = \"{id}\"\nru = \"{id}\"\n"));
    format!("kind = \"single\"\n[question]\nen = \"{question}\"\nru = \"{question}\"\n{}", options.concat())
}

/// The words of the demo in `lang`, and others of their beginnings and ends.
fn vocabulary(demo: &Path, lang: &str) -> Result<Vec<String>> {
    let mut own = Vec::new();
    let mut seen = BTreeSet::new();
    for slug in OF_DEMO {
        let file = demo.join(format!("articles/{slug}/{lang}.md"));
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let text = text.splitn(3, "+++").last().unwrap_or_default();
        for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            if seen.insert(word.to_owned()) {
                own.push(word.to_owned());
            }
        }
    }
    let mut draw = Draw(7);
    let long: Vec<Vec<char>> = own
        .iter()
        .map(|word| word.to_lowercase().chars().collect())
        .filter(|word: &Vec<char>| word.len() > 4)
        .collect();
    while own.len() < VOCABULARY {
        let [first, second] = [(); 2].map(|()| &long[draw.below(long.len())]);
        let word: String = first[..first.len() / 2].iter().chain(&second[second.len() / 2 - 1..]).collect();
        if seen.insert(word.clone()) {
            own.push(word);
        }
    }
    Ok(own)
}

/// Numbers that look drawn, and are the same in every run (Knuth's MMIX).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    /// A number below `bound`, the small ones as much more often as common words are than rare ones (Zipf's law).
    fn rank(&mut self, bound: usize) -> usize {
        let part = self.below(1 << 24) as f64 / f64::from(1 << 24);
        ((bound as f64).powf(part) as usize).saturating_sub(1).min(bound - 1)
    }
}
