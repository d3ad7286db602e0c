//! Reads the TOML between the `+++` lines at the head of an article's file.

use hustings_domain::AuthorKind;
use hustings_wire::Timestamp;

use super::{
    fields::{self, At, Fields},
    source::Source,
};

/// What the head of one translation says. Lists are `None` when they are not given at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FrontMatter {
    pub(super) title: String,
    pub(super) dek: String,
    pub(super) author: String,
    pub(super) role: String,
    pub(super) author_type: Option<At<AuthorKind>>,
    pub(super) published: Option<At<Timestamp>>,
    /// When the words of this file last changed or, in a translation, were last brought in line with the original.
    pub(super) updated: Option<At<Timestamp>>,
    /// The language that the article was written in.
    pub(super) original: Option<At<String>>,
    pub(super) audiences: Option<Vec<At<String>>>,
    pub(super) polls: Option<Vec<At<String>>>,
    pub(super) related: Option<Vec<At<String>>>,
    pub(super) subjects: Option<Vec<At<String>>>,
    pub(super) image: Option<At<String>>,
    pub(super) image_alt: Option<At<String>>,
    pub(super) image_caption: Option<At<String>>,
    /// Where the body begins in the source.
    pub(super) body_at: usize,
}

/// The head of this source; `None`, with the faults noted, when the file must be left out.
pub(super) fn read(source: &Source) -> Option<FrontMatter> {
    let (start, end, body_at) = bounds(source)?;
    let toml = &source.text()[start..end];
    let table = fields::parse(source, toml, start)?;
    let top = Fields::new(source, table.get_ref(), start);
    let title = top.required_text("title", 200);
    let author = top.required_text("author", 120);
    let list = |key| top.has(key).then(|| top.ids(key));
    let head = FrontMatter {
        title: title.map(|t| t.value).unwrap_or_default(),
        dek: top.text("dek", 500).map(|t| t.value).unwrap_or_default(),
        author: author.map(|t| t.value).unwrap_or_default(),
        role: top.text("role", 120).map(|t| t.value).unwrap_or_default(),
        author_type: top
            .word("author_type", &[("person", AuthorKind::Person), ("organization", AuthorKind::Organization)]),
        published: top.instant("published"),
        updated: top.instant("updated"),
        original: top.text("original", 35),
        audiences: list("audiences"),
        polls: list("polls"),
        related: list("related"),
        subjects: list("subjects"),
        image: top.text("image", 100),
        image_alt: top.text("image_alt", 500),
        image_caption: top.text("image_caption", 500),
        body_at,
    };
    // A key that is not there is known all the same.
    for key in ["audiences", "polls", "related", "subjects"] {
        top.mention(key);
    }
    top.finish();
    if let (Some(published), Some(updated)) = (&head.published, &head.updated)
        && updated.value < published.value
    {
        source.warn(updated.at, "`updated` is before `published`; fix the one or the other");
    }
    (!source.is_faulty()).then_some(head)
}

/// Where the TOML begins and ends, and where the body begins.
fn bounds(source: &Source) -> Option<(usize, usize, usize)> {
    let text = source.text();
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first.trim_end() != "+++" {
        source.error(0, "the file must begin with a line `+++`, the front matter, and another line `+++`");
        return None;
    }
    let start = first.len();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Some((start, at, at + line.len()));
        }
        at += line.len();
    }
    source.error(0, "the front matter is not closed; put a line `+++` under it");
    None
}
