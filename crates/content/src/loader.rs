//! Reads the content folder and assembles the publication.
//!
//! What no file has changed of is taken from the reading before ([`ReadingCache`]); the rest is read on all processors.

use std::{collections::BTreeMap, mem, path::Path, sync::Arc};

use hustings_domain::Wording;

use super::{
    Content, Fault,
    article_folders::articles,
    demo,
    digest::{self, Digest},
    link_targets::LinkTargets,
    polls::{MAX_TOML_BYTES, polls},
    publication,
    reading::Reading,
    reading_cache::{Common, ReadingCache},
    stamp::Stamp,
    types::{ArticleGroup, Demo, Polls, PublicationText},
    voted_words::SharedVotedWords,
};

/// Reads the whole folder, with links that lead where `links` says. `last` is what the reading before left in force:
/// what cannot be read now stays as it is there, and nothing is taken away while `publication.toml` is faulty. `cache` is
/// what the reading before came to, and then this one.
///
/// # Errors
/// The faults, when there is no publication to show anything under.
pub(super) fn load(
    root: &Path,
    links: &LinkTargets,
    voted: &Arc<SharedVotedWords>,
    last: Option<&Content>,
    cache: &mut ReadingCache,
) -> Result<Content, Vec<Fault>> {
    // One reading is of one folder, even where a link leads to another one meanwhile.
    let real = root.canonicalize().ok();
    let root = real.as_deref().unwrap_or(root);
    let mut reading = Reading::new(root, last);
    let file = Path::new("publication.toml");
    let before = mem::take(cache);
    for name in ["publication.toml", "demo.toml"] {
        cache.note(Stamp::of([root.join(name).as_path()]));
    }
    let read = reading.source(file, MAX_TOML_BYTES).and_then(|source| {
        let read = publication::read(&source);
        source.hand_over(&mut reading.faults);
        read
    });
    let is_clean = read.is_some();
    let Some(publication) = read.or_else(|| last.map(|last| last.publication.clone())) else {
        return Err(reading.faults);
    };
    if !is_clean {
        reading.stays(file);
    }
    let common = Common {
        root: real.clone(),
        languages: publication.tags(),
        audiences: publication.audiences.iter().map(|audience| audience.id.clone()).collect(),
    };
    let before = before.for_files_with(&common);
    let (polls, poll_pictures) = polls(&mut reading, &common.languages, voted, is_clean, &before, cache);
    let articles = articles(&mut reading, links, &common, &polls, is_clean, &before, cache);
    cache.common = common;
    let digests: Vec<Digest> = articles.iter().map(|(_, digest)| *digest).collect();
    let articles: Vec<_> = articles.into_iter().map(|(article, _)| article).collect();
    let demo = demo(&mut reading, &polls, &articles);
    let Reading { mut faults, unread, refused, .. } = reading;
    faults.sort_by(|a, b| (&a.file, a.line, a.severity).cmp(&(&b.file, b.line, b.severity)));
    faults.dedup();
    Ok(Content {
        version: version(&publication, &digests, &polls),
        wordings: wordings(&polls, last),
        voted: Arc::clone(voted),
        languages: publication.languages.clone(),
        default_language: publication.default_language.clone(),
        asking: asking(&articles),
        by_slug: articles.iter().enumerate().map(|(at, article)| (article.slug.clone(), at)).collect(),
        articles,
        polls,
        poll_pictures,
        faults,
        demo,
        publication,
        unread,
        refused,
    })
}

fn demo(reading: &mut Reading<'_>, polls: &Polls, articles: &[Arc<ArticleGroup>]) -> Demo {
    let file = Path::new("demo.toml");
    if !reading.root.join(file).exists() {
        return Demo::default();
    }
    let Some(source) = reading.source(file, MAX_TOML_BYTES) else { return Demo::default() };
    let demo = demo::read(&source, polls, articles);
    source.hand_over(&mut reading.faults);
    demo
}

/// For each poll that articles ask, where these stand among all.
fn asking(articles: &[Arc<ArticleGroup>]) -> BTreeMap<String, Vec<usize>> {
    let mut asking = BTreeMap::<String, Vec<usize>>::new();
    for (at, article) in articles.iter().enumerate() {
        for id in &article.polls {
            asking.entry(id.clone()).or_default().push(at);
        }
    }
    asking
}

/// The words of the polls, where possible those that are known already.
fn wordings(polls: &Polls, last: Option<&Content>) -> BTreeMap<String, Arc<Wording>> {
    let known = |id: &String, poll| {
        let last = last.filter(|last| last.polls.get(id).is_some_and(|known| Arc::ptr_eq(known, poll)))?;
        last.wordings.get(id).cloned()
    };
    let of = |(id, poll)| (String::clone(id), known(id, poll).unwrap_or_else(|| Arc::new(Wording::of(poll))));
    polls.iter().map(of).collect()
}

/// A hash of everything that a reader could see, and of the program that made it.
fn version(publication: &PublicationText, articles: &[Digest], polls: &Polls) -> String {
    // The debug form writes every field, which is all that a hash needs.
    let publication = format!("{publication:?}");
    hex::encode(&digest::of(&(env!("CARGO_PKG_VERSION"), publication, articles, polls))[..8])
}
