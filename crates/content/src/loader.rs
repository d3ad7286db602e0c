//! Reads the content folder and assembles the publication.
//!
//! Reads everything again each time: a thousand articles take about a second, and no part can be stale.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use hustings_domain::PollDefinition;
use sha2::{Digest, Sha256};

use super::{
    Content, Fault, Severity,
    article::{self, ArticleContext, whole},
    demo, fields,
    link_targets::LinkTargets,
    poll, publication,
    source::Source,
    types::{ArticleGroup, Demo, Picture, PublicationText},
};

/// Largest TOML file, in bytes.
const MAX_TOML_BYTES: u64 = 256 << 10;

/// Reads the whole folder, with links that lead where `links` says. `last` is the publication to keep when
/// `publication.toml` is faulty.
///
/// # Errors
/// The faults, when there is no publication to show anything under.
pub(super) fn load(root: &Path, links: &LinkTargets, last: Option<&PublicationText>) -> Result<Content, Vec<Fault>> {
    let mut faults = Vec::new();
    let publication = match Source::read(root, Path::new("publication.toml"), MAX_TOML_BYTES) {
        Ok(source) => {
            let read = publication::read(&source);
            source.hand_over(&mut faults);
            read
        }
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    let Some(publication) = publication.or_else(|| last.cloned()) else { return Err(faults) };
    let languages = publication.tags();

    let polls = polls(root, &languages, &mut faults);
    let (articles, pictures) = articles(root, links, &publication, &polls, &mut faults);
    let demo = demo(root, &polls, &articles, &mut faults);
    faults.sort_by(|a, b| (&a.file, a.line, a.severity).cmp(&(&b.file, b.line, b.severity)));
    faults.dedup();
    Ok(Content {
        version: version(&publication, &articles, &polls, &pictures),
        languages: publication.languages.clone(),
        default_language: publication.default_language.clone(),
        articles,
        polls,
        faults,
        demo,
        publication,
        pictures,
    })
}

/// Entries of a folder that editors mean: by name, without hidden files and those of a text editor.
fn entries(folder: &Path) -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<(String, PathBuf)> = entries
        .filter_map(Result::ok)
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, _)| !name.starts_with(['.', '#']) && !name.ends_with(['~', '#']) && !name.ends_with(".swp"))
        .collect();
    names.sort();
    names
}

fn polls(root: &Path, languages: &[String], faults: &mut Vec<Fault>) -> BTreeMap<String, Arc<PollDefinition>> {
    let mut polls = BTreeMap::new();
    for (name, path) in entries(&root.join("polls")) {
        let file = Path::new("polls").join(&name);
        let Some(id) = name.strip_suffix(".toml").filter(|_| path.is_file()) else {
            let message = "only files <id>.toml belong here; move or rename it".to_owned();
            faults.push(whole(file, Severity::Warning, message));
            continue;
        };
        if !fields::is_id(id) {
            faults.push(whole(
                file,
                Severity::Error,
                format!("the file's name must be {}; rename it", fields::ID_RULE),
            ));
            continue;
        }
        match Source::read(root, &file, MAX_TOML_BYTES) {
            Err(fault) => faults.push(fault),
            Ok(source) => {
                if let Some(poll) = poll::read(&source, id, languages) {
                    polls.insert(id.to_owned(), Arc::new(poll));
                }
                source.hand_over(faults);
            }
        }
    }
    polls
}

type Pictures = BTreeMap<(String, String), Arc<Picture>>;

fn articles(
    root: &Path,
    links: &LinkTargets,
    publication: &PublicationText,
    polls: &BTreeMap<String, Arc<PollDefinition>>,
    faults: &mut Vec<Fault>,
) -> (Vec<Arc<ArticleGroup>>, Pictures) {
    let languages = publication.tags();
    let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (slug, path) in entries(&root.join("articles")) {
        let folder = Path::new("articles").join(&slug);
        if !path.is_dir() {
            let message = "only folders belong here, one for each article; move it".to_owned();
            faults.push(whole(folder, Severity::Warning, message));
        } else if !fields::is_id(&slug) {
            faults.push(whole(
                folder,
                Severity::Error,
                format!("the folder's name must be {}; rename it", fields::ID_RULE),
            ));
        } else {
            let langs = translations(&slug, &path, &languages, faults);
            folders.insert(slug, langs);
        }
    }

    let audiences: Vec<String> = publication.audiences.iter().map(|audience| audience.id.clone()).collect();
    let poll_langs = polls.iter().map(|(id, poll)| (id.clone(), poll.question.keys().cloned().collect())).collect();
    let slugs: BTreeSet<String> = folders.keys().cloned().collect();
    let known =
        ArticleContext { root, languages: &languages, audiences: &audiences, polls: &poll_langs, slugs: &slugs, links };
    let mut articles: Vec<ArticleGroup> = Vec::new();
    let mut pictures = Pictures::new();
    for (slug, langs) in &folders {
        if let Some((article, shown)) = article::read(&known, slug, langs, faults) {
            articles.push(article);
            pictures.extend(shown.into_iter().map(|picture| ((slug.clone(), picture.file.clone()), picture)));
        }
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

/// Languages of the files `<lang>.md` in an article's folder; names files that are of none.
fn translations(slug: &str, path: &Path, languages: &[String], faults: &mut Vec<Fault>) -> Vec<String> {
    let folder = Path::new("articles").join(slug);
    let mut langs = Vec::new();
    for (name, _) in entries(path) {
        let Some(lang) = name.strip_suffix(".md") else { continue };
        if languages.iter().any(|known| known == lang) {
            langs.push(lang.to_owned());
        } else {
            let known = languages.join(", ");
            let message =
                format!("`{lang}` is no language of the publication ({known}); rename the file or add the language");
            faults.push(whole(folder.join(&name), Severity::Error, message));
        }
    }
    if langs.is_empty() {
        let example = languages.first().map_or("en", String::as_str);
        faults.push(whole(
            folder,
            Severity::Error,
            format!("the article has no text; add a file such as {example}.md"),
        ));
    }
    langs
}

fn demo(
    root: &Path,
    polls: &BTreeMap<String, Arc<PollDefinition>>,
    articles: &[Arc<ArticleGroup>],
    faults: &mut Vec<Fault>,
) -> Demo {
    let file = Path::new("demo.toml");
    if !root.join(file).exists() {
        return Demo::default();
    }
    match Source::read(root, file, MAX_TOML_BYTES) {
        Ok(source) => {
            let demo = demo::read(&source, polls, articles);
            source.hand_over(faults);
            demo
        }
        Err(fault) => {
            faults.push(fault);
            Demo::default()
        }
    }
}

/// A hash of everything that a reader could see, and of the program that made it.
fn version(
    publication: &PublicationText,
    articles: &[Arc<ArticleGroup>],
    polls: &BTreeMap<String, Arc<PollDefinition>>,
    pictures: &Pictures,
) -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    // The debug form writes every field, which is all that a hash needs.
    hash.update(format!("{publication:?}{articles:?}{polls:?}{pictures:?}"));
    hex::encode(&hash.finalize()[..8])
}
