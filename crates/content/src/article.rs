//! Reads a folder of `articles/`: one article, a file for each language. What to show in the place of one that cannot
//! be read, the loader decides.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use hustings_wire::{
    Author,
    moment::{before_reading, poll_of},
};

use super::{
    article_pictures::ArticlePictures,
    changes::{self, Change},
    fields::At,
    front_matter::{self, FrontMatter},
    link_targets::LinkTargets,
    markdown::{self, Body, RenderContext},
    reading::Reading,
    references::{Asked, PollLanguages, References},
    source::Source,
    types::{ArticleGroup, ArticleText, Picture},
};

/// Largest file of an article, in bytes: some 150,000 words.
const MAX_BYTES: u64 = 1 << 20;

/// What the articles of a publication have in common.
pub(super) struct ArticleContext<'a> {
    /// Languages, the default one first.
    pub(super) languages: &'a [String],
    /// Ids of audiences, in order.
    pub(super) audiences: &'a [String],
    /// Ids of polls that can be shown, each with its languages.
    pub(super) polls: &'a PollLanguages,
    /// Names of all article folders.
    pub(super) slugs: &'a BTreeSet<String>,
    /// Where links lead.
    pub(super) links: &'a LinkTargets,
}

/// What a reading of an article's folder came to.
#[derive(Default)]
pub(super) struct Outcome {
    /// What can be shown of it.
    pub(super) found: Option<ArticleGroup>,
    /// Languages whose files could not be read.
    pub(super) failed: Vec<String>,
    /// What it asked about others.
    pub(super) asked: Asked,
}

/// The file of one translation, from the content folder on.
pub(super) fn file_of(slug: &str, lang: &str) -> PathBuf {
    Path::new("articles").join(slug).join(format!("{lang}.md"))
}

/// The article of the folder `slug` from its files `<lang>.md`.
pub(super) fn read(context: &ArticleContext<'_>, slug: &str, langs: &[String], reading: &mut Reading<'_>) -> Outcome {
    let mut files: Vec<(String, Source, FrontMatter)> = Vec::new();
    let mut failed = Vec::new();
    for lang in context.languages.iter().filter(|lang| langs.contains(lang)) {
        let source = reading.source(&file_of(slug, lang), MAX_BYTES);
        let head = source.as_ref().and_then(front_matter::read);
        match (source, head) {
            (Some(source), Some(head)) => files.push((lang.clone(), source, head)),
            (source, _) => {
                source.iter().for_each(|source| source.hand_over(&mut reading.faults));
                failed.push(lang.clone());
            }
        }
    }
    let pictures = ArticlePictures::new(slug, reading.root, reading.last);
    let references = References::new(context.polls, context.slugs);
    let found = assemble(context, &references, slug, &files, &pictures);
    pictures.hand_over(reading);
    files.iter().for_each(|(_, source, _)| source.hand_over(&mut reading.faults));
    Outcome { found, failed, asked: references.asked() }
}

/// The article of these files; `None` when there is nothing to show.
fn assemble(
    context: &ArticleContext<'_>,
    references: &References<'_>,
    slug: &str,
    files: &[(String, Source, FrontMatter)],
    pictures: &ArticlePictures<'_>,
) -> Option<ArticleGroup> {
    let (_, main, main_head) = files.first()?;
    let Some(published) = files.iter().find_map(|(_, _, head)| head.published.clone()) else {
        main.error(0, "`published` is missing; give a date such as 2026-05-01T09:30:00+03:00");
        return None;
    };
    for (_, source, head) in &files[1..] {
        compare_heads(main, main_head, source, head);
    }

    let find = |file: &str| pictures.find(file);
    let image = files.iter().find_map(|(_, source, head)| head.image.as_ref().map(|image| (source, image)));
    let image =
        image.and_then(|(source, image)| find(&image.value).map_err(|message| source.warn(image.at, message)).ok());

    let (has_poll, has_article) = (|id: &str| references.poll(id).is_some(), |slug: &str| references.has_article(slug));
    let mut bodies: Vec<Body> = Vec::new();
    for (lang, source, head) in files {
        let context = RenderContext {
            source,
            lang,
            has_poll: &has_poll,
            has_article: &has_article,
            links: context.links,
            picture: &find,
        };
        bodies.push(markdown::render(&source.text()[head.body_at..], head.body_at, &context));
    }
    compare_bodies(files, &bodies);

    let polls = polls(references, files, &bodies);
    let audiences = checked(files, |head| head.audiences.as_ref(), "audience", &|id| context.audiences.contains(id));
    let names_related = files.iter().any(|(_, _, head)| head.related.is_some());
    let related = checked(files, |head| head.related.as_ref(), "article", &|id| has_article(id) && id != slug);
    let author_kind = files.iter().find_map(|(_, _, head)| head.author_type.as_ref().map(|kind| kind.value));
    let original = original(files);
    let updated_at = changes::of_original(files, &original);
    let mut translations = BTreeMap::new();
    for ((lang, source, head), body) in files.iter().zip(bodies) {
        let change = changes::of_translation(source, head, updated_at.filter(|_| *lang != original), published.value);
        translations.insert(lang.clone(), Arc::new(text(source, head, body, image.as_deref(), &change)));
    }
    Some(ArticleGroup {
        slug: slug.to_owned(),
        published_at: published.value,
        updated_at,
        original,
        audiences: context.audiences.iter().filter(|id| audiences.contains(id)).cloned().collect(),
        polls,
        related: names_related.then_some(related),
        subjects: checked(files, |head| head.subjects.as_ref(), "subject", &|_| true),
        image: image.as_deref().cloned(),
        author_kind: author_kind.unwrap_or_default(),
        translations,
        pictures: pictures.found(),
    })
}

/// The language that the article was written in: as a file says, else the first one's.
fn original(files: &[(String, Source, FrontMatter)]) -> String {
    let first = files.first().map(|(lang, ..)| lang.clone()).unwrap_or_default();
    let Some((source, said)) = files.iter().find_map(|(_, source, head)| Some((source, head.original.as_ref()?)))
    else {
        return first;
    };
    if files.iter().any(|(lang, ..)| *lang == said.value) {
        return said.value.clone();
    }
    source.warn(
        said.at,
        format!("`original` is `{}`, in which the article is not there; name one in which it is", said.value),
    );
    first
}

/// The words of one language.
fn text(source: &Source, head: &FrontMatter, mut body: Body, image: Option<&Picture>, change: &Change) -> ArticleText {
    let words = |text: &Option<At<String>>| text.as_ref().map(|t| t.value.clone()).unwrap_or_default();
    let (image_alt, image_caption) = (words(&head.image_alt), words(&head.image_caption));
    if image.is_some() && image_alt.is_empty() {
        let at = head.image.as_ref().map_or(0, |image| image.at);
        source.warn(at, "`image_alt` is missing; say what the picture shows, for those who do not see it");
    }
    // It stays for as long as the article does, and what it has grown into is up to twice as long.
    body.html.shrink_to_fit();
    ArticleText {
        title: head.title.clone(),
        dek: head.dek.clone(),
        author: Author { name: head.author.clone(), role: head.role.clone() },
        updated_at: change.updated_at,
        outdated: change.outdated,
        reading_minutes: markdown::reading_minutes(&body.words),
        words: body.words.split_whitespace().collect::<Vec<_>>().join(" "),
        body_html: body.html,
        toc: body.toc,
        image_alt,
        image_caption,
    }
}

/// Warns where a translation contradicts the first file in what is not text.
fn compare_heads(main: &Source, main_head: &FrontMatter, source: &Source, head: &FrontMatter) {
    let name = main.file().file_name().unwrap_or_default().to_string_lossy().into_owned();
    let differs = |key: &str, at: usize| {
        source.warn(at, format!("`{key}` differs from {name}, which counts; take the line out or fix it"));
    };
    if let (Some(ours), Some(theirs)) = (&head.published, &main_head.published)
        && ours.value != theirs.value
    {
        differs("published", ours.at);
    }
    if let (Some(ours), Some(theirs)) = (&head.original, &main_head.original)
        && ours.value != theirs.value
    {
        differs("original", ours.at);
    }
    let lists = [
        ("audiences", &head.audiences, &main_head.audiences),
        ("polls", &head.polls, &main_head.polls),
        ("related", &head.related, &main_head.related),
        ("subjects", &head.subjects, &main_head.subjects),
    ];
    let values = |list: &[At<String>]| list.iter().map(|item| item.value.clone()).collect::<Vec<_>>();
    for (key, ours, theirs) in lists {
        if let (Some(ours), Some(theirs)) = (ours, theirs)
            && values(ours) != values(theirs)
        {
            differs(key, ours.first().map_or(0, |item| item.at));
        }
    }
    if let (Some(ours), Some(theirs)) = (&head.image, &main_head.image)
        && ours.value != theirs.value
    {
        differs("image", ours.at);
    }
    if let (Some(ours), Some(theirs)) = (&head.author_type, &main_head.author_type)
        && ours.value != theirs.value
    {
        differs("author_type", ours.at);
    }
}

/// Warns at the first block of each translation that is another than in the first file: the
/// switcher of languages could not stay at the same paragraph from there on.
fn compare_bodies(files: &[(String, Source, FrontMatter)], bodies: &[Body]) {
    let Some((main, translations)) = bodies.split_first() else { return };
    let name = files[0].1.file().file_name().unwrap_or_default().to_string_lossy().into_owned();
    for ((_, source, _), body) in files[1..].iter().zip(translations) {
        let longest = main.blocks.len().max(body.blocks.len());
        let Some(index) =
            (0..longest).find(|i| main.blocks.get(*i).map(|b| &b.kind) != body.blocks.get(*i).map(|b| &b.kind))
        else {
            continue;
        };
        let end = source.line(source.text().len().saturating_sub(1));
        let (line, message) = match (main.blocks.get(index), body.blocks.get(index)) {
            (Some(theirs), Some(ours)) => {
                (ours.line, format!("here is {}, where {name} line {} has {}", ours.kind, theirs.line, theirs.kind))
            }
            (Some(theirs), None) => {
                (end, format!("the text ends here, where {name} line {} goes on with {}", theirs.line, theirs.kind))
            }
            (None, Some(ours)) => (ours.line, format!("here is {}, where {name} has ended", ours.kind)),
            (None, None) => continue,
        };
        source.warn_line(line, format!("{message}; give every translation the same blocks in the same order"));
    }
}

/// The polls of the text in its order, then those that only the head names.
fn polls(references: &References<'_>, files: &[(String, Source, FrontMatter)], bodies: &[Body]) -> Vec<String> {
    let mut polls: Vec<String> = Vec::new();
    let in_text = bodies.iter().flat_map(|body| body.polls.iter().cloned());
    let in_heads = checked(files, |head| head.polls.as_ref(), "poll", &|id| references.poll(id).is_some());
    for id in in_text.chain(in_heads) {
        if !polls.contains(&id) {
            polls.push(id);
        }
    }
    for ((lang, source, head), body) in files.iter().zip(bodies) {
        for named in head.polls.iter().flatten() {
            let id = &named.value;
            if references.poll(&before_reading(id)).is_some() && !body.polls.contains(id) {
                let message =
                    "asks before reading and after; give it two places in the text, `{{poll:ID}}` in a paragraph each";
                source.warn(named.at, format!("the poll `{id}` {}", message.replace("ID", id)));
            }
        }
        for id in polls.iter().filter(|id| poll_of(id) == *id) {
            if references.poll(id).is_some_and(|langs| !langs.contains(lang)) {
                let named = head.polls.iter().flatten().find(|poll| poll.value == *id);
                let at = named.map_or(0, |poll| poll.at);
                source.warn(at, format!("the poll `{id}` has no words in `{lang}`; add them to polls/{id}.toml"));
            }
        }
    }
    polls
}

/// The list of the first file that gives one, without what does not exist, which is named in every file.
fn checked(
    files: &[(String, Source, FrontMatter)],
    list: impl Fn(&FrontMatter) -> Option<&Vec<At<String>>>,
    what: &str,
    exists: &dyn Fn(&String) -> bool,
) -> Vec<String> {
    for (_, source, head) in files {
        for id in list(head).into_iter().flatten().filter(|id| !exists(&id.value)) {
            source.warn(id.at, format!("there is no {what} `{}` to refer to; fix the name or take it out", id.value));
        }
    }
    let first = files.iter().find_map(|(_, _, head)| list(head));
    first.into_iter().flatten().filter(|id| exists(&id.value)).map(|id| id.value.clone()).collect()
}
