//! The tags of a page that concern polls, in document order. A tokenizer, not a tree builder: it reads tags as browsers
//! do, and of the structure it knows only inert parts and the end of the head.

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag as Token, TagKind, Token as AnyToken, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        TokenizerResult, states::RawKind,
    },
};

/// The most tags that are kept of a page.
const MOST: usize = 2_000;

const INTERESTING: [&str; 7] = ["base", "html", "hustings-poll", "iframe", "img", "meta", "script"];

/// What may stand in a head. Anything else begins the body (HTML Standard, section 13.2.6.4.4).
const IN_HEAD: [&str; 13] = [
    "base", "basefont", "bgsound", "head", "html", "link", "meta", "noframes", "noscript", "script", "style",
    "template", "title",
];

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// The element's name in lower case.
    pub(super) name: String,
    /// Whether it stands in the head.
    pub(super) in_head: bool,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute, without blanks around it; `None` without the attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim())
    }

    /// The same, where an empty value is as good as none.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.attribute(name).filter(|value| !value.is_empty())
    }
}

/// Finds the tags.
pub(super) fn tags(html: &str) -> Vec<Tag> {
    let mut tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let mut input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // The sink never asks to stop, so that one feeding is all; the loop keeps it right if that changes.
    while let TokenizerResult::Script(()) = tokenizer.feed(&mut input) {}
    tokenizer.end();
    tokenizer.sink.tags
}

#[derive(Default)]
struct Sink {
    tags: Vec<Tag>,
    in_body: bool,
    /// The open templates, and whether each is inert: a declarative shadow root is not.
    templates: Vec<bool>,
}

impl Sink {
    fn start(&mut self, token: &Token) -> TokenSinkResult<()> {
        let name = &*token.name;
        if name == "template" {
            self.templates.push(!token.attrs.iter().any(|one| &*one.name.local == "shadowrootmode"));
        }
        self.in_body |= !IN_HEAD.contains(&name);
        let is_inert = self.templates.contains(&true);
        if INTERESTING.contains(&name) && !is_inert && self.tags.len() < MOST {
            let tag = Tag {
                name: name.to_owned(),
                in_head: !self.in_body,
                attributes: token.attrs.iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect(),
            };
            self.tags.push(tag);
        }
        match name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&mut self, token: AnyToken, _line: u64) -> TokenSinkResult<()> {
        match token {
            AnyToken::TagToken(tag) if tag.kind == TagKind::StartTag => return self.start(&tag),
            AnyToken::TagToken(tag) if &*tag.name == "template" => {
                self.templates.pop();
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
