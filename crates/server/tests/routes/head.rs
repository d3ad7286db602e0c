//! The head of a page, read from the served bytes as machines read it.

use std::collections::HashMap;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, TokenizerResult,
        states::RawKind,
    },
};
use serde_json::Value;

use super::Answer;

pub(super) const ORIGIN: &str = "http://127.0.0.1:8080";

/// What a head says.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: String,
    /// Values of `<meta>` by name or property, in their order.
    metas: HashMap<String, Vec<String>>,
    /// The attributes of each `<link>`.
    pub(super) links: Vec<HashMap<String, String>>,
    pub(super) json: Option<Value>,
}

impl Head {
    pub(super) fn of(answer: &Answer) -> Self {
        let mut tokenizer = Tokenizer::new(Reading::default(), TokenizerOpts::default());
        let mut input = BufferQueue::default();
        input.push_back(StrTendril::from(answer.text()));
        while let TokenizerResult::Script(()) = tokenizer.feed(&mut input) {}
        tokenizer.end();
        tokenizer.sink.head
    }

    /// The only value of a `<meta>`; empty without one.
    pub(super) fn meta(&self, name: &str) -> &str {
        match self.metas.get(name).map(Vec::as_slice) {
            None => "",
            Some([value]) => value,
            Some(several) => panic!("{name} stands several times: {several:?}"),
        }
    }

    fn links(&self, rel: &str, with: &str) -> Vec<(&str, &str)> {
        let found = self.links.iter().filter(|link| link["rel"] == rel);
        found.filter_map(|link| Some((link.get(with)?.as_str(), link["href"].as_str()))).collect()
    }

    pub(super) fn hreflangs(&self) -> Vec<(&str, &str)> {
        self.links("alternate", "hreflang")
    }

    pub(super) fn canonical(&self) -> Option<&str> {
        self.links("canonical", "rel").first().map(|(_, href)| *href)
    }
}

#[derive(Default)]
struct Reading {
    head: Head,
    text: String,
}

impl Reading {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let attributes: HashMap<String, String> =
            tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
        let attribute = |name: &str| attributes.get(name).cloned();
        match (&*tag.name, tag.kind) {
            ("meta", _) => {
                if let (Some(name), Some(content)) = (attribute("name").or(attribute("property")), attribute("content"))
                {
                    self.head.metas.entry(name).or_default().push(content);
                }
            }
            ("link", _) => self.head.links.push(attributes),
            ("title", TagKind::StartTag) => {
                self.text.clear();
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            ("title", TagKind::EndTag) if self.head.title.is_empty() => self.head.title.clone_from(&self.text),
            ("script", TagKind::StartTag) => {
                self.text.clear();
                let is_description = attribute("type").is_some_and(|kind| kind == "application/ld+json");
                if is_description {
                    self.head.json = Some(Value::Null);
                }
                return TokenSinkResult::RawData(RawKind::ScriptData);
            }
            ("script", TagKind::EndTag) if self.head.json == Some(Value::Null) => {
                self.head.json = Some(serde_json::from_str(&self.text).expect("JSON-LD is JSON"));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl TokenSink for Reading {
    type Handle = ();

    fn process_token(&mut self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.tag(&tag),
            Token::CharacterTokens(text) => {
                self.text.push_str(&text);
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

/// The full URL of a path of the publication.
pub(super) fn address(path: &str) -> String {
    format!("{ORIGIN}{path}")
}
