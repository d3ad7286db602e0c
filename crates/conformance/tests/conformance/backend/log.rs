//! The log of a poll's votes and the words that it is about, in memory.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    answers::Asked,
    content::{LANGUAGES, OPTIONS, PICTURE, PICTURED, Poll, alt},
    fault::Fault,
};

/// Entries of one page.
const PAGE: usize = 16;
const DAY: &str = "2026-06-01";

/// The entries of one poll.
pub(crate) struct Log {
    poll: &'static str,
    fault: Option<Fault>,
    lines: Vec<Value>,
    /// Numbers of the readers' entries.
    own: BTreeMap<String, usize>,
}

fn sha256(text: impl AsRef<[u8]>) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The question in a language.
pub(crate) fn question(lang: &str) -> String {
    format!("Which, in {lang}?")
}

/// The words of an option in a language.
pub(crate) fn label(id: &str, lang: &str) -> String {
    format!("{id}, in {lang}")
}

/// The words of a poll in one language.
pub(crate) fn words(poll: &Poll, lang: &str, fault: Option<Fault>) -> Value {
    let named = if fault == Some(Fault::WordsWithoutLanguage) { "" } else { lang };
    let is_pictured = poll.id == PICTURED;
    let rule = if is_pictured { 2 } else { 1 };
    let mut text = format!("hustings wording {rule}\n{}\n{named}\n{}", poll.id, question(lang));
    let picture = if fault == Some(Fault::HashOfAnotherPicture) { "another" } else { PICTURE };
    for id in OPTIONS {
        text += &format!("\n{id}\n{}", label(id, lang));
        if is_pictured {
            text += &format!("\n{}\n{}", sha256(picture), alt(id, lang));
        }
    }
    let option = |id: &&str| {
        let picture = is_pictured.then(|| json!({ "hash": sha256(picture), "alt": alt(id, lang) }));
        json!({ "id": id, "label": label(id, lang), "picture": picture })
    };
    let options: Vec<Value> = OPTIONS.iter().map(option).collect();
    json!({ "lang": lang, "hash": sha256(&text), "question": question(lang), "options": options })
}

fn salt(index: usize) -> String {
    format!("{index:032x}")
}

impl Log {
    /// A log that begins with what was there, and with the words.
    pub(crate) fn of(poll: &Poll, fault: Option<Fault>) -> Self {
        let mut log = Self { poll: poll.id, fault, lines: Vec::new(), own: BTreeMap::new() };
        let mut detail = poll.earlier.iter().sum::<u64>().to_string();
        for (id, votes) in OPTIONS.iter().zip(poll.earlier).filter(|(_, votes)| *votes > 0) {
            detail += &format!(" {id}={votes}");
        }
        log.push("start", &[], &[], &detail, None);
        let hashes =
            LANGUAGES.map(|lang| format!(" {lang}={}", words(poll, lang, None)["hash"].as_str().expect("a hash")));
        log.push("wording", &[], &[], &format!("1{}", hashes.concat()), None);
        log
    }

    /// Adds what a reader has done.
    pub(crate) fn add(&mut self, kind: &str, reader: &str, was: Option<&Vec<String>>, options: Option<&Vec<String>>) {
        let index = self.lines.len();
        let ids = |vote: Option<&Vec<String>>| vote.cloned().unwrap_or_default();
        self.push(kind, &ids(was), &ids(options), "", Some(&salt(index)));
        self.own.insert(reader.to_owned(), index);
    }

    /// A reader has another name.
    pub(crate) fn rename(&mut self, other: &str, name: &str) {
        if let Some(index) = self.own.remove(other) {
            self.own.insert(name.to_owned(), index);
        }
    }

    fn push(&mut self, kind: &str, was: &[String], options: &[String], detail: &str, salt: Option<&str>) {
        let (index, poll) = (self.lines.len(), self.poll);
        let previous =
            self.lines.last().map_or("0".repeat(64), |line| line["hash"].as_str().expect("a hash").to_owned());
        let commitment = salt.map(|salt| sha256(format!("hustings salt 1\n{salt}"))).unwrap_or_default();
        let day = if self.fault == Some(Fault::LogHashWithoutDay) { "" } else { DAY };
        let hash = sha256(format!(
            "hustings log 1\n{poll}\n{index}\n{kind}\n{day}\n{}\n{}\n{detail}\n{commitment}\n{previous}",
            was.join(","),
            options.join(","),
        ));
        let mut line = json!({
            "index": index, "kind": kind, "day": DAY, "was": was, "options": options, "detail": detail, "hash": hash,
        });
        if salt.is_some() {
            line["commitment"] = json!(commitment);
        }
        self.lines.push(line);
    }

    /// The last entry.
    pub(crate) fn end(&self) -> Value {
        let line = self.lines.last().expect("a log has begun");
        json!({ "index": line["index"], "hash": line["hash"] })
    }

    /// A reader's own entry.
    pub(crate) fn own(&self, reader: &str) -> Option<Value> {
        let index = *self.own.get(reader)?;
        let told = if self.fault == Some(Fault::EntryOfAnother) { index - 1 } else { index };
        Some(json!({ "index": told, "hash": self.lines[told]["hash"], "salt": salt(index) }))
    }

    /// Lines from a number on, and where they go on.
    pub(crate) fn page(&self, asked: &Asked, from: usize, shows: bool) -> (String, Option<usize>) {
        let line = |line: &Value| match shows {
            true => format!("{line}\n"),
            false => format!("{}\n", json!({ "index": line["index"], "hash": line["hash"] })),
        };
        let body = self.lines.iter().skip(from).take(PAGE).map(line).collect();
        let skipped = usize::from(asked.has(Fault::LogLinkSkips));
        (body, (from + PAGE < self.lines.len()).then_some(from + PAGE + skipped))
    }
}
