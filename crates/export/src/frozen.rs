//! The results of closed polls, for where no backend answers: in each language the frame for partners' pages, the picture and the
//! passport, and the log that the passport is checked against.
//!
//! They lie at the addresses at which the backend has them, with a folder for each language, since no file reads a query.
//! A closed poll is one by its schedule or by the operator's word when the export runs; one that nobody has voted in has no result.

use anyhow::{Context, ensure};
use hustings_render::{FrozenPoll, LOG_PART, plain_page};
use serde_json::Value;

use super::{Files, OutputFile, site::Exporter};

/// What a frame says of a poll without a result: the app's own page has no place in a partner's.
pub(super) const MISSING_FRAME: &str = "embed/404.html";

/// What hosts have to know of the files of closed polls.
#[derive(Debug, Default)]
pub(super) struct Frozen {
    /// The ids of the polls, in order.
    pub(super) polls: Vec<String>,
    /// The policy of their frames, without who may frame them.
    pub(super) frame_policy: String,
    /// The policy of their pictures.
    pub(super) picture_policy: String,
    /// The same of those of how readers moved, which have another style; empty where there are none.
    pub(super) flow_policy: String,
    /// The polls that listed sites alone may frame, each with the directive that says so.
    pub(super) ancestors: Vec<(String, String)>,
    /// The polls whose log is too long for files, each with how many entries it has.
    pub(super) long_logs: Vec<(String, u64)>,
}

impl Exporter<'_> {
    /// The paths of the passports that will be among the files.
    pub(super) fn passports(&self) -> impl Iterator<Item = String> {
        let path = |id: &str, lang: &str| format!("/{}", FrozenPoll(id).passport(lang));
        self.closed.iter().flat_map(move |(id, langs)| langs.iter().map(move |lang| path(id, lang)))
    }

    /// Puts all that is said of closed polls among the files.
    pub(super) async fn freeze(&self, files: &mut Files) -> anyhow::Result<Frozen> {
        let mut frozen = Frozen::default();
        for (id, langs) in &self.closed {
            self.freeze_frames(id, langs, files, &mut frozen).await?;
            self.freeze_passports(id, langs, files).await?;
            self.freeze_log(id, files, &mut frozen).await?;
            frozen.polls.push(id.clone());
        }
        let style = frozen.flow_policy.split('\'').find(|part| part.starts_with("sha256-"));
        if let Some(style) = style {
            frozen.picture_policy = frozen.picture_policy.replace("style-src ", &format!("style-src '{style}' "));
        }
        if !frozen.polls.is_empty() {
            let missing =
                plain_page("There is no result here", "The poll is still open, or there is none of this name.");
            files.insert(MISSING_FRAME.to_owned(), OutputFile::plain(missing));
        }
        Ok(frozen)
    }

    /// Frames and pictures: by themselves in the language that the backend answers in when it is asked for none, and in a folder
    /// for each.
    async fn freeze_frames(
        &self,
        id: &str,
        langs: &[String],
        files: &mut Files,
        frozen: &mut Frozen,
    ) -> anyhow::Result<()> {
        let poll = FrozenPoll(id);
        let from = format!("/api/v1/polls/{id}/passport");
        let passport: Value = serde_json::from_slice(&self.found(&from).await?.body).context(from)?;
        let asks_twice = passport["asks_twice"] == true;
        let each = langs.iter().map(|lang| (format!("?lang={lang}"), format!("{lang}/")));
        for (query, folder) in std::iter::once((String::new(), String::new())).chain(each) {
            let frame = self.found(&format!("/embed/polls/{id}{query}")).await?;
            let (policy, ancestors) = match frame.policy.split_once("; frame-ancestors ") {
                Some((policy, ancestors)) => (policy, Some(format!("frame-ancestors {ancestors}"))),
                None => (&*frame.policy, None),
            };
            policy.clone_into(&mut frozen.frame_policy);
            if let Some(ancestors) = ancestors.filter(|_| folder.is_empty()) {
                frozen.ancestors.push((id.to_owned(), ancestors));
            }
            files.insert(format!("{}{folder}index.html", poll.frames()), OutputFile::plain(frame.body));
            let picture = self.found(&format!("/api/v1/polls/{id}/results.svg{query}")).await?;
            frozen.picture_policy.clone_from(&picture.policy);
            files.insert(format!("{}{folder}results.svg", poll.api()), OutputFile::plain(picture.body));
            if asks_twice {
                let flow = self.found(&format!("/api/v1/polls/{id}/flow.svg{query}")).await?;
                frozen.flow_policy.clone_from(&flow.policy);
                files.insert(format!("{}{folder}flow.svg", poll.api()), OutputFile::plain(flow.body));
            }
        }
        Ok(())
    }

    async fn freeze_passports(&self, id: &str, langs: &[String], files: &mut Files) -> anyhow::Result<()> {
        for lang in langs {
            let folder = FrozenPoll(id).passport(lang);
            let page = self.found(&format!("/{lang}/polls/{id}/passport")).await?;
            files.insert(format!("{folder}index.html"), OutputFile::plain(page.body));
            let json = self.found(&format!("/api/v1/polls/{id}/passport?lang={lang}")).await?;
            files.insert(format!("{folder}passport.json"), OutputFile::plain(json.body));
        }
        Ok(())
    }

    /// The whole log in parts, as the passport names them.
    async fn freeze_log(&self, id: &str, files: &mut Files, frozen: &mut Frozen) -> anyhow::Result<()> {
        let from = format!("/api/v1/polls/{id}/passport");
        let passport: Value = serde_json::from_slice(&self.found(&from).await?.body).context(from)?;
        let entries = passport["log"]["index"].as_u64().map_or(0, |index| index + 1);
        let mut parts = FrozenPoll::log_parts(entries).peekable();
        if entries > 0 && parts.peek().is_none() {
            frozen.long_logs.push((id.to_owned(), entries));
        }
        for part in parts {
            let (mut text, mut next, end) = (Vec::new(), part, entries.min(part + LOG_PART));
            while next < end {
                let page = self.found(&format!("/api/v1/polls/{id}/log?from={next}")).await?.body;
                let lines = page.iter().filter(|byte| **byte == b'\n').count() as u64;
                ensure!(lines > 0, "the log of the poll {id} ends before entry {next}; `hustings recount` says why");
                text.extend(page);
                next += lines;
            }
            files.insert(FrozenPoll(id).log(part), OutputFile::plain(text));
        }
        Ok(())
    }
}
