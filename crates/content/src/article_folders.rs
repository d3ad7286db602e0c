//! The folder `articles/`: which articles there are, and for each whether to show it as it was read now, or as it was
//! read before.
//!
//! An article is one thing in all its languages: while a file of it is faulty that was read before, it stays as it was
//! as a whole, since sections, dates and polls of one translation count for the others.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
    path::{Path, PathBuf},
    sync::Arc,
};

use hustings_wire::moment::before_reading;

use super::{
    Fault, Severity,
    article::{self, ArticleContext, Outcome, file_of},
    digest::{self, Digest},
    fields,
    link_targets::LinkTargets,
    parallel,
    reading::Reading,
    reading_cache::{CachedArticle, Common, ReadingCache},
    references::PollLanguages,
    stamp::Stamp,
    types::{ArticleGroup, Polls},
};

/// The folder of an article as it was listed.
struct Listed {
    /// Languages of its files.
    langs: Vec<String>,
    /// What all that is in it looks like from outside.
    stamp: Stamp,
}

/// The folders of articles, by slug; nothing of one that cannot be listed.
type Folders = BTreeMap<String, Option<Listed>>;

/// The articles, newest first, each with a hash of all that is in it. Those in `before` are read again only where their
/// files were saved since, or others to which they refer came or went. `now` gets those that the next reading may take over.
pub(super) fn articles(
    reading: &mut Reading<'_>,
    links: &LinkTargets,
    common: &Common,
    polls: &Polls,
    is_clean: bool,
    before: &ReadingCache,
    now: &mut ReadingCache,
) -> Vec<(Arc<ArticleGroup>, Digest)> {
    let folders: Vec<_> = folders(reading, &common.languages, is_clean).into_iter().collect();
    let mut places = PollLanguages::new();
    for (id, poll) in polls {
        let languages: Vec<String> = poll.question.keys().cloned().collect();
        places.extend(poll.asks_twice.then(|| (before_reading(id), languages.clone())));
        places.insert(id.clone(), languages);
    }
    let polls = places;
    let slugs: BTreeSet<String> = folders.iter().map(|(slug, _)| slug.clone()).collect();
    let Common { languages, audiences, .. } = common;
    let context = ArticleContext { languages, audiences, polls: &polls, slugs: &slugs, links };
    let this: &Reading<'_> = reading;
    let read = parallel::map(&folders, |(slug, listed)| {
        let cached = listed.as_ref().and_then(|listed| still_holds(before, slug, listed, &polls, &slugs));
        cached
            .map_or_else(|| one(this.part(), &context, slug, listed.as_ref()), |cached| taken_over(this.part(), cached))
    });
    let mut articles = Vec::new();
    for ((slug, listed), Read { part, article, cached }) in folders.into_iter().zip(read) {
        reading.join(part);
        listed.iter().for_each(|listed| now.note(listed.stamp));
        articles.extend(article);
        now.articles.extend(cached.map(|cached| (slug, cached)));
    }
    // A faulty article keeps its name, so that links to it are right again once it is fixed; but
    // nothing must lead to it while it is away.
    let shown: BTreeSet<String> = articles.iter().map(|(article, _)| article.slug.clone()).collect();
    for (article, digest) in &mut articles {
        if article.related.iter().flatten().any(|slug| !shown.contains(slug)) {
            let article = Arc::make_mut(article);
            article.related.iter_mut().for_each(|related| related.retain(|slug| shown.contains(slug)));
            *digest = digest::of(article);
        }
    }
    articles.sort_by(|(a, _), (b, _)| b.published_at.cmp(&a.published_at).then_with(|| a.slug.cmp(&b.slug)));
    articles
}

/// The folders of articles; also those of before, where nobody can say that they are gone.
fn folders(reading: &mut Reading<'_>, languages: &[String], is_clean: bool) -> Folders {
    let folder = Path::new("articles");
    let mut folders = Folders::new();
    let listed = reading.top_entries(folder, reading.last.is_some_and(|last| !last.articles.is_empty()));
    if listed.is_none() {
        reading.stays(folder);
        reading.unknown(folder);
    }
    if listed.is_none() || !is_clean {
        let last = reading.last.iter().flat_map(|last| &last.articles);
        folders.extend(last.map(|article| (article.slug.clone(), None)));
    }
    let this: &Reading<'_> = reading;
    let listed = parallel::map(&listed.unwrap_or_default(), |(slug, path)| {
        let mut part = this.part();
        let found = one_folder(&mut part, slug, path, languages);
        (part, slug.clone(), found)
    });
    for (part, slug, found) in listed {
        reading.join(part);
        // An article without any text is no article; one that cannot be listed may be one.
        if let Some(found) = found
            && (found.as_ref().is_none_or(|listed| !listed.langs.is_empty()) || !is_clean)
        {
            folders.insert(slug, found);
        }
    }
    folders
}

/// What is in the folder of an article; `None` when it is no such folder, `Some(None)` when it cannot be listed.
fn one_folder(reading: &mut Reading<'_>, slug: &str, path: &Path, languages: &[String]) -> Option<Option<Listed>> {
    let folder = Path::new("articles").join(slug);
    if path.is_file() {
        let message = "only folders belong here, one for each article; move it".to_owned();
        reading.faults.push(Fault::whole(folder, Severity::Warning, message));
        None
    } else if !fields::is_id(slug) {
        let message = format!("the folder's name must be {}; rename it", fields::ID_RULE);
        reading.faults.push(Fault::whole(folder, Severity::Error, message));
        None
    } else {
        let entries = reading.entries(&folder);
        Some(entries.map(|entries| Listed {
            langs: translations(reading, &folder, &entries, languages),
            stamp: stamp_of(path, &entries),
        }))
    }
}

/// What the folder at `path` and all `entries` in it look like.
pub(super) fn stamp_of(path: &Path, entries: &[(String, PathBuf)]) -> Stamp {
    Stamp::of(iter::once(path).chain(entries.iter().map(|(_, path)| path.as_path())))
}

/// An article as an earlier reading left it, if this one would find the same.
fn still_holds<'c>(
    before: &'c ReadingCache,
    slug: &str,
    listed: &Listed,
    polls: &PollLanguages,
    slugs: &BTreeSet<String>,
) -> Option<&'c Arc<CachedArticle>> {
    let cached = before.articles.get(slug)?;
    (listed.stamp.is_that_of(cached.stamp) && cached.asked.holds(polls, slugs)).then_some(cached)
}

/// What a reading of one article's folder came to.
struct Read<'a> {
    part: Reading<'a>,
    article: Option<(Arc<ArticleGroup>, Digest)>,
    /// The same for the next reading, where this one says all that there is to know.
    cached: Option<Arc<CachedArticle>>,
}

fn taken_over<'a>(mut part: Reading<'a>, cached: &Arc<CachedArticle>) -> Read<'a> {
    part.faults.clone_from(&cached.faults);
    Read { part, article: Some((Arc::clone(&cached.article), cached.digest)), cached: Some(Arc::clone(cached)) }
}

/// Languages of the files `<lang>.md` in an article's folder; names files that are of none.
fn translations(
    reading: &mut Reading<'_>,
    folder: &Path,
    entries: &[(String, PathBuf)],
    languages: &[String],
) -> Vec<String> {
    let mut langs = Vec::new();
    for (name, _) in entries {
        let Some(lang) = name.strip_suffix(".md") else { continue };
        if languages.iter().any(|known| known == lang) {
            langs.push(lang.to_owned());
        } else {
            let known = languages.join(", ");
            let message =
                format!("`{lang}` is no language of the publication ({known}); rename the file or add the language");
            reading.faults.push(Fault::whole(folder.join(name), Severity::Error, message));
        }
    }
    if langs.is_empty() {
        let example = languages.first().map_or("en", String::as_str);
        let message = format!("the article has no text; add a file such as {example}.md");
        reading.faults.push(Fault::whole(folder.to_owned(), Severity::Error, message));
    }
    langs
}

/// One article: as it is now, or as it was where something of it cannot be read now.
fn one<'a>(mut reading: Reading<'a>, context: &ArticleContext<'_>, slug: &str, listed: Option<&Listed>) -> Read<'a> {
    let folder: PathBuf = Path::new("articles").join(slug);
    let last = reading.last.and_then(|last| last.article(slug));
    let Outcome { found, failed, asked } = match listed {
        Some(listed) => article::read(context, slug, &listed.langs, &mut reading),
        None => Outcome::default(),
    };
    let is_lost = |article: &&Arc<ArticleGroup>| failed.iter().any(|lang| article.translations.contains_key(lang));
    let kept = last.filter(|last| found.is_none() || is_lost(last));
    let kept = kept.and_then(|article| as_before(article, context, listed.map(|listed| listed.langs.as_slice())));
    let known = kept.as_ref().or(found.as_ref()).map(|article| &article.translations);
    for lang in failed.iter().filter(|lang| known.is_none_or(|known| !known.contains_key(*lang))) {
        reading.unknown(&file_of(slug, lang));
    }
    if kept.is_some() {
        reading.stays(&folder);
    } else if found.is_none() {
        reading.unknown(&folder);
    }
    let article = kept.or(found).map(|article| (digest::of(&article), Arc::new(article)));
    let is_whole = failed.is_empty() && reading.stands_alone();
    let cached = article.as_ref().zip(listed).filter(|_| is_whole).map(|((digest, article), listed)| {
        let (faults, article) = (reading.faults.clone(), Arc::clone(article));
        Arc::new(CachedArticle { stamp: listed.stamp, asked, article, digest: *digest, faults })
    });
    Read { part: reading, article: article.map(|(digest, article)| (article, digest)), cached }
}

/// The article of the reading before, without what a listing lacks or the publication no longer has.
fn as_before(article: &ArticleGroup, context: &ArticleContext<'_>, langs: Option<&[String]>) -> Option<ArticleGroup> {
    let mut article = article.clone();
    article.translations.retain(|lang, _| {
        context.languages.contains(lang) && langs.is_none_or(|langs| langs.is_empty() || langs.contains(lang))
    });
    if !article.translations.contains_key(&article.original) {
        article.original = context.languages.iter().find(|lang| article.translations.contains_key(*lang))?.clone();
    }
    article.polls.retain(|id| context.polls.contains_key(id));
    article.audiences.retain(|id| context.audiences.contains(id));
    Some(article)
}
