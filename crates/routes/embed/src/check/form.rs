//! The fields of the page's form, limited in length. No value is trusted: they come from a query string.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use hustings_content::Content;
use hustings_domain::PollDefinition;
use hustings_partner_check::{LEAST_WIDTH, address::web_address};
use hustings_service::default_language;
use hustings_wire::moment::poll_of;
use url::{Url, form_urlencoded};

/// The most bytes of a policy.
pub(super) const POLICY_LIMIT: usize = 8 * 1024;
/// The most bytes of a URL.
pub(super) const PAGE_LIMIT: usize = 300;
/// The widest frame, in CSS pixels.
pub(super) const MOST_WIDTH: u32 = 2_000;

/// How the poll is to come into the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Rung {
    /// `<hustings-poll>` and its script.
    #[default]
    Element,
    /// A bare `<iframe>`.
    Frame,
    /// The picture of the results.
    Picture,
}

impl Rung {
    pub(super) const ALL: [Self; 3] = [Self::Element, Self::Frame, Self::Picture];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Element => "element",
            Self::Frame => "frame",
            Self::Picture => "picture",
        }
    }
}

/// The form as it was understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    /// The poll; the publication's first where none was chosen, `None` when there is none at all.
    pub(super) poll: Option<Arc<PollDefinition>>,
    /// Its name where it is to be asked: its id, or that of the first place where it asks twice.
    pub(super) place: String,
    /// Its language; `None` for that of the page.
    pub(super) lang: Option<String>,
    /// A language that the poll has.
    pub(super) page_lang: String,
    /// The page on which it is to stand.
    pub(super) page: Option<Url>,
    pub(super) rung: Rung,
    /// CSS pixels; `None` for all that there is.
    pub(super) width: Option<u32>,
    /// `light` or `dark`.
    pub(super) theme: Option<&'static str>,
    /// Six hexadecimal digits.
    pub(super) accent: Option<String>,
    /// What was pasted.
    pub(super) policy: String,
    /// What cannot be used, by field: a sentence each.
    pub(super) faults: BTreeMap<&'static str, String>,
    /// What was typed into fields of text, to be shown again.
    pub(super) typed: BTreeMap<&'static str, String>,
}

impl Form {
    /// Reads a query. A field that is there twice counts as its first.
    pub(super) fn read(query: &str, content: &Content) -> Self {
        let mut fields: BTreeMap<Cow<'_, str>, Cow<'_, str>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            fields.entry(name).or_insert(value);
        }
        let field = |name: &str| fields.get(name).map_or("", |value| value.trim());
        let mut form = Self::default();
        form.choose(field("poll"), field("lang"), content);
        form.read_page(field("page"));
        form.read_looks(field("width"), field("theme"), field("accent"));
        form.read_rung(field("rung"));
        form.read_policy(field("policy"));
        form
    }

    fn choose(&mut self, name: &str, lang: &str, content: &Content) {
        let first = content.polls.values().next();
        let named = content.polls.get(poll_of(name)).filter(|poll| poll.id == name || poll.asks_twice);
        let is_named = named.is_some();
        self.poll = if name.is_empty() { first } else { named }.cloned();
        if self.poll.is_none() && first.is_some() {
            self.faults.insert("poll", "There is no such poll any more; choose another one.".to_owned());
            self.poll = first.cloned();
        }
        let Some(poll) = &self.poll else { return };
        self.place = if is_named { name.to_owned() } else { poll.id.clone() };
        let available = content.in_order(poll.question.keys());
        self.page_lang = default_language(content, &available);
        if available.iter().any(|tag| tag == lang) {
            self.lang = Some(lang.to_owned());
        } else if !lang.is_empty() {
            let fault = format!("This poll is not there in that language; it is in: {}.", available.join(", "));
            self.faults.insert("lang", fault);
        }
    }

    fn read_rung(&mut self, name: &str) {
        self.rung = Rung::ALL.into_iter().find(|rung| rung.as_str() == name).unwrap_or_default();
        if self.rung == Rung::Picture && poll_of(&self.place) != self.place {
            let fault =
                "Before reading no results show, so there is no picture of them; choose the element or the frame.";
            self.faults.insert("rung", fault.to_owned());
            self.rung = Rung::default();
        }
    }

    fn read_page(&mut self, text: &str) {
        self.keep("page", text, PAGE_LIMIT);
        if text.len() > PAGE_LIMIT {
            self.faults.insert("page", format!("Give at most {PAGE_LIMIT} characters; the site's URL is enough."));
        } else if !text.is_empty() {
            match web_address(text) {
                Ok(page) => self.page = Some(page),
                Err(fault) => {
                    self.faults.insert("page", format!("{fault}."));
                }
            }
        }
    }

    fn read_looks(&mut self, width: &str, theme: &str, accent: &str) {
        self.keep("width", width, 10);
        self.keep("accent", accent, 10);
        match width.parse() {
            Ok(pixels) if (LEAST_WIDTH..=MOST_WIDTH).contains(&pixels) => self.width = Some(pixels),
            Err(_) if width.is_empty() => {}
            _ => {
                let fault = format!("Give {LEAST_WIDTH} to {MOST_WIDTH} pixels, or leave it empty for all there is.");
                self.faults.insert("width", fault);
            }
        }
        self.theme = ["light", "dark"].into_iter().find(|known| *known == theme);
        let digits = accent.strip_prefix('#').unwrap_or(accent);
        if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.accent = Some(digits.to_ascii_lowercase());
        } else if !accent.is_empty() {
            self.faults.insert("accent", "Give six hexadecimal digits, such as 1b5e46, or leave it empty.".to_owned());
        }
    }

    fn read_policy(&mut self, text: &str) {
        if text.len() > POLICY_LIMIT {
            let fault = format!("The policy has {} bytes; paste at most {POLICY_LIMIT}.", text.len());
            self.faults.insert("policy", fault);
        } else {
            self.policy = text.to_owned();
        }
    }

    fn keep(&mut self, name: &'static str, text: &str, limit: usize) {
        self.typed.insert(name, text.chars().take(limit).collect());
    }
}
