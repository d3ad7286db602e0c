//! The folder `articles/`: which articles there are, and for each whether to show it as it was read now, or as it was
//! read before.
//!
//! An article is one thing in all its languages: while a file of it is faulty that was read before, it stays as it was
//! as a whole, since sections, dates and polls of one translation count for the others.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Content, Fault, Severity,
    article::{self, ArticleContext, Outcome, file_of},
    fields,
    link_targets::LinkTargets,
    reading::Reading,
    types::{ArticleGroup, Picture, Pictures, Polls, PublicationText},
};

/// Languages of the files of each article, by slug; none where its folder cannot be listed.
type Folders = BTreeMap<String, Option<Vec<String>>>;

/// The articles, newest first, and the pictures that they show.
pub(super) fn articles(
    reading: &mut Reading<'_>,
    links: &LinkTargets,
    publication: &PublicationText,
    polls: &Polls,
    is_clean: bool,
) -> (Vec<Arc<ArticleGroup>>, Pictures) {
    let languages = publication.tags();
    let folders = folders(reading, &languages, is_clean);
    let audiences: Vec<String> = publication.audiences.iter().map(|audience| audience.id.clone()).collect();
    let poll_langs = polls.iter().map(|(id, poll)| (id.clone(), poll.question.keys().cloned().collect())).collect();
    let slugs: BTreeSet<String> = folders.keys().cloned().collect();
    let known =
        ArticleContext { languages: &languages, audiences: &audiences, polls: &poll_langs, slugs: &slugs, links };
    let mut articles: Vec<ArticleGroup> = Vec::new();
    let mut pictures = Pictures::new();
    for (slug, langs) in &folders {
        let Some((article, shown)) = one(reading, &known, slug, langs.as_deref()) else { continue };
        articles.push(article);
        pictures.extend(shown.into_iter().map(|picture| ((slug.clone(), picture.file.clone()), picture)));
    }
    // A faulty article keeps its name, so that links to it are right again once it is fixed; but
    // nothing must lead to it while it is away.
    let shown: BTreeSet<String> = articles.iter().map(|article| article.slug.clone()).collect();
    for article in &mut articles {
        if let Some(related) = &mut article.related {
            related.retain(|slug| shown.contains(slug));
        }
    }
    articles.sort_by(|a, b| b.published_at.cmp(&a.published_at).then_with(|| a.slug.cmp(&b.slug)));
    (articles.into_iter().map(Arc::new).collect(), pictures)
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
    for (slug, path) in listed.unwrap_or_default() {
        let folder = folder.join(&slug);
        if path.is_file() {
            let message = "only folders belong here, one for each article; move it".to_owned();
            reading.faults.push(Fault::whole(folder, Severity::Warning, message));
        } else if !fields::is_id(&slug) {
            let message = format!("the folder's name must be {}; rename it", fields::ID_RULE);
            reading.faults.push(Fault::whole(folder, Severity::Error, message));
        } else {
            let langs = translations(reading, &folder, languages);
            // An article without any text is no article; one that cannot be listed may be one.
            if langs.as_ref().is_none_or(|langs| !langs.is_empty()) || !is_clean {
                folders.insert(slug, langs);
            }
        }
    }
    folders
}

/// Languages of the files `<lang>.md` in an article's folder; names files that are of none. `None` when the folder
/// cannot be listed.
fn translations(reading: &mut Reading<'_>, folder: &Path, languages: &[String]) -> Option<Vec<String>> {
    let mut langs = Vec::new();
    for (name, _) in reading.entries(folder)? {
        let Some(lang) = name.strip_suffix(".md") else { continue };
        if languages.iter().any(|known| known == lang) {
            langs.push(lang.to_owned());
        } else {
            let known = languages.join(", ");
            let message =
                format!("`{lang}` is no language of the publication ({known}); rename the file or add the language");
            reading.faults.push(Fault::whole(folder.join(&name), Severity::Error, message));
        }
    }
    if langs.is_empty() {
        let example = languages.first().map_or("en", String::as_str);
        let message = format!("the article has no text; add a file such as {example}.md");
        reading.faults.push(Fault::whole(folder.to_owned(), Severity::Error, message));
    }
    Some(langs)
}

/// One article with its pictures: as it is now, or as it was where something of it cannot be read now.
fn one(
    reading: &mut Reading<'_>,
    context: &ArticleContext<'_>,
    slug: &str,
    langs: Option<&[String]>,
) -> Option<(ArticleGroup, Vec<Arc<Picture>>)> {
    let folder: PathBuf = Path::new("articles").join(slug);
    let last = reading.last.and_then(|last| Some((last, last.article(slug)?)));
    let Outcome { found, failed } = match langs {
        Some(langs) => article::read(context, slug, langs, reading),
        None => Outcome { found: None, failed: Vec::new() },
    };
    let is_lost = |(_, article): &(&Content, &Arc<ArticleGroup>)| {
        failed.iter().any(|lang| article.translations.contains_key(lang))
    };
    let kept = last.filter(|last| found.is_none() || is_lost(last));
    let kept = kept.and_then(|(last, article)| as_before(last, article, context, langs));
    let known = kept.as_ref().or(found.as_ref()).map(|(article, _)| &article.translations);
    for lang in failed.iter().filter(|lang| known.is_none_or(|known| !known.contains_key(*lang))) {
        reading.unknown(&file_of(slug, lang));
    }
    if kept.is_some() {
        reading.stays(&folder);
    } else if found.is_none() {
        reading.unknown(&folder);
    }
    kept.or(found)
}

/// The article of the reading before, without what a listing lacks or the publication no longer has.
fn as_before(
    last: &Content,
    article: &ArticleGroup,
    context: &ArticleContext<'_>,
    langs: Option<&[String]>,
) -> Option<(ArticleGroup, Vec<Arc<Picture>>)> {
    let mut article = article.clone();
    article.translations.retain(|lang, _| {
        context.languages.contains(lang) && langs.is_none_or(|langs| langs.is_empty() || langs.contains(lang))
    });
    if !article.translations.contains_key(&article.original) {
        article.original = context.languages.iter().find(|lang| article.translations.contains_key(*lang))?.clone();
    }
    article.polls.retain(|id| context.polls.contains_key(id));
    article.audiences.retain(|id| context.audiences.contains(id));
    let pictures = last.pictures.iter().filter(|((slug, _), _)| *slug == article.slug);
    let pictures = pictures.map(|(_, picture)| Arc::clone(picture)).collect();
    Some((article, pictures))
}
