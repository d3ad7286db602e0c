//! The page with what stands behind a poll's result. No app runs on it.

use std::collections::BTreeMap;

use hustings::pages::passport::PassportFiles;
use hustings_core::{i18n::Locale, model::page::PageData};
use hustings_wire::Passport;
use serde_json::json;

use crate::{error::RenderError, renderer::Renderer};

/// What the script says. The page has the words, so that it needs no catalogue.
const WORDS: [&str; 16] = [
    "passport_checking",
    "passport_progress",
    "passport_stop",
    "passport_stopped",
    "passport_counted",
    "passport_looked",
    "passport_none",
    "passport_older",
    "me_set_aside",
    "passport_whole",
    "passport_hidden",
    "passport_empty",
    "passport_broken",
    "passport_failed",
    "passport_insecure",
    "poll_other",
];

/// What the script works with: the poll as the page shows it, the files of its log where pages are files, and what there is
/// to say.
fn check(locale: &Locale, passport: &Passport, files: Option<&PassportFiles>) -> String {
    let Passport { poll, lang, voters, abstained, votes, log, .. } = passport;
    let words: BTreeMap<&str, String> =
        WORDS.iter().map(|key| (key.trim_start_matches("passport_"), locale.t(key))).collect();
    let mut data = json!({
        "poll": poll, "lang": lang, "voters": voters, "abstained": abstained, "votes": votes, "log": log, "words": words,
    });
    if let Some(files) = files {
        data["files"] = json!(files.log);
    }
    data.to_string()
}

impl Renderer {
    /// The whole HTML of it. `page` says of which publication and in which language, `files` where its files are if it is one.
    ///
    /// # Errors
    /// When the front-end is not built, a file of it is faulty, or its components panic.
    pub fn passport_page(
        &self,
        page: &PageData,
        passport: &Passport,
        files: Option<&PassportFiles>,
    ) -> Result<String, RenderError> {
        let title = |locale: &Locale| [&*locale.t("passport"), ": ", &passport.question].concat();
        let base = self.base();
        // Its style, and what checks the log in the browser.
        let groups = match passport.breakdowns.is_empty() {
            true => String::new(),
            false => format!("<link rel=\"stylesheet\" href=\"{base}/style/passport_groups.css\">"),
        };
        let tags = format!(
            "\n<link rel=\"stylesheet\" href=\"{base}/style/passport_page.css\">{groups}<script src=\"{base}/passport.js\" \
             defer></script>"
        );
        self.server_page(page, &tags, title, |config, locale| {
            hustings::render::render_passport(page, config, locale, passport, check(locale, passport, files), files)
        })
    }
}
