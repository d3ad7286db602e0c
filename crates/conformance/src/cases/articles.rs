//! Articles: the list with its pages, and the whole article in each of its languages.

use std::collections::BTreeSet;

use hustings_wire::{Article, ArticleCard, ArticleList, ErrorCode};

use super::{MOST, encoded, ratings::is_mean};
use crate::{
    case::{Case, Needs},
    context::{Context, random_name},
    outcome::End,
    subjects::article_path,
};

const PATH: &str = "/api/v1/articles";
/// The most cards that a page of the list has, and the number that it has without `limit`.
const LIMITS: [usize; 2] = [50, 20];
/// How many pages of the list are walked through.
const PAGES: usize = 5;

pub(super) const CASES: &[Case] = &[
    Case {
        id: "articles.list-shape",
        promise: "The list has cards in the language asked for, at most 20 unless `limit` says otherwise, each complete.",
        needs: Needs::Reading,
        run: list_shape,
    },
    Case {
        id: "articles.newest-first",
        promise: "The list begins with the newest article.",
        needs: Needs::Reading,
        run: newest_first,
    },
    Case {
        id: "articles.pagination",
        promise: "`next_cursor` leads to the page that follows, until it is absent; no article is left out or there twice.",
        needs: Needs::Reading,
        run: pagination,
    },
    Case {
        id: "articles.limit",
        promise: "`limit` is a number from 1 to 50; any other is a 422 `invalid_request` at the field `limit`.",
        needs: Needs::Reading,
        run: limit,
    },
    Case {
        id: "articles.audience",
        promise: "`audience` lists the articles of that audience alone; one that there is not is a 422 `invalid_request`.",
        needs: Needs::Reading,
        run: audience,
    },
    Case {
        id: "articles.cursor",
        promise: "An empty `cursor` is the first page; one that the list never gave is a 400 `invalid_request`.",
        needs: Needs::Reading,
        run: cursor,
    },
    Case {
        id: "articles.shape",
        promise: "An article is complete: its languages and its translations agree, and the contents lead to headings of the body.",
        needs: Needs::Reading,
        run: shape,
    },
    Case {
        id: "articles.translations",
        promise: "In each of its languages an article has the same slug, polls and date, and without `lang` it comes in the \
                  publication's first language, where it has that.",
        needs: Needs::Reading,
        run: translations,
    },
    Case {
        id: "articles.missing",
        promise: "A language that an article does not have is a `translation_missing` that names those it has.",
        needs: Needs::Reading,
        run: missing,
    },
    Case {
        id: "articles.unknown",
        promise: "An article that there is not is a 404 `not_found`.",
        needs: Needs::Reading,
        run: unknown,
    },
];

fn slugs(list: &ArticleList) -> Vec<&str> {
    list.items.iter().map(|card| card.slug.as_str()).collect()
}

fn is_complete(card: &ArticleCard) -> bool {
    let has_words = !card.slug.is_empty() && !card.title.is_empty() && !card.author.name.is_empty();
    let has_size = card.image.as_ref().is_none_or(|image| image.width > 0 && image.height > 0);
    has_words && has_size && card.reading_minutes > 0 && card.languages.contains(&card.lang)
}

fn list_shape(context: &Context) -> End {
    let answer = context.get(PATH)?;
    let list: ArticleList = answer.json()?;
    let came = format!("{} cards", list.items.len());
    answer.ensure(list.items.len() <= LIMITS[1], came, "Give 20 cards where the request has no `limit`.")?;
    for lang in context.subjects.languages.iter().take(MOST) {
        let answer = context.get(format!("{PATH}?lang={}", encoded(lang)))?;
        for card in &answer.json::<ArticleList>()?.items {
            let came = format!("the article {} in {}", card.slug, card.lang);
            let todo = format!("List the articles that are there in \"{lang}\", in that language.");
            answer.ensure(card.lang == *lang, came, todo)?;
            let todo = "Give every card a slug, a title, an author, at least one minute of reading, its own language among \
                        `languages`, and a picture its size.";
            answer.ensure(is_complete(card), format!("the card of {}", card.slug), todo)?;
            let came = format!(
                "{} ratings with the mean {:?} on the card of {}",
                card.rating.votes, card.rating.mean, card.slug
            );
            let todo = "Give a mean from 1 to 5 where there are ratings, and null where there are none.";
            answer.ensure(is_mean(card.rating.votes, card.rating.mean), came, todo)?;
        }
    }
    Ok(())
}

fn newest_first(context: &Context) -> End {
    let answer = context.get(format!("{PATH}?limit={}", LIMITS[0]))?;
    let list: ArticleList = answer.json()?;
    for (newer, older) in list.items.iter().zip(list.items.iter().skip(1)) {
        let came = format!("{} of {} before {} of {}", newer.slug, newer.published_at, older.slug, older.published_at);
        answer.ensure(
            newer.published_at >= older.published_at,
            came,
            "Order the list by `published_at`, the newest first.",
        )?;
    }
    Ok(())
}

fn pagination(context: &Context) -> End {
    let whole: ArticleList = context.get(format!("{PATH}?limit={}", LIMITS[0]))?.json()?;
    let (mut path, mut seen) = (format!("{PATH}?limit=1"), Vec::new());
    for _ in 0..PAGES {
        let answer = context.get(&path)?;
        let page: ArticleList = answer.json()?;
        let expected = slugs(&whole).get(seen.len()).map(|slug| (*slug).to_owned());
        let came = format!("the articles {:?} on page {}", slugs(&page), seen.len() + 1);
        let todo = match &expected {
            Some(slug) => format!("Let `next_cursor` lead to the article that follows, which is {slug}."),
            None => "Leave `next_cursor` out on the last page.".to_owned(),
        };
        answer.ensure(page.items.len() == usize::from(expected.is_some()), &came, &todo)?;
        answer.ensure(page.items.first().map(|card| card.slug.clone()) == expected, came, todo)?;
        seen.extend(expected);
        match page.next_cursor {
            Some(cursor) => path = format!("{PATH}?limit=1&cursor={}", encoded(&cursor)),
            None => {
                let is_all = seen.len() == whole.items.len();
                let came = format!("no `next_cursor` after {} of {} articles", seen.len(), whole.items.len());
                return answer.ensure(is_all, came, "Give `next_cursor` while articles follow.");
            }
        }
    }
    Ok(())
}

fn limit(context: &Context) -> End {
    for limit in ["0", "51"] {
        let answer = context.get(format!("{PATH}?limit={limit}"))?;
        let problem = answer.problem(422, ErrorCode::InvalidRequest)?;
        let came = format!("the field {:?}", problem.field);
        answer.ensure(problem.field.as_deref() == Some("limit"), came, "Name the field `limit` in `field`.")?;
    }
    let answer = context.get(format!("{PATH}?limit=1"))?;
    let count = answer.json::<ArticleList>()?.items.len();
    answer.ensure(count <= 1, format!("{count} cards"), "Give at most as many cards as `limit` says.")
}

fn audience(context: &Context) -> End {
    for id in context.subjects.audiences.iter().take(MOST) {
        let answer = context.get(format!("{PATH}?audience={}", encoded(id)))?;
        let list: ArticleList = answer.json()?;
        let other = list.items.iter().find(|card| !card.audiences.contains(id));
        let came = format!("{:?}", other.map(|card| (&card.slug, &card.audiences)));
        answer.ensure(other.is_none(), came, format!("List articles whose `audiences` have \"{id}\" alone."))?;
    }
    let answer = context.get(format!("{PATH}?audience={}", random_name()))?;
    answer.problem(422, ErrorCode::InvalidRequest).map(|_| ())
}

fn cursor(context: &Context) -> End {
    let first: ArticleList = context.get(PATH)?.json()?;
    let answer = context.get(format!("{PATH}?cursor="))?;
    let list: ArticleList = answer.json()?;
    answer.ensure(slugs(&list) == slugs(&first), answer.summary(), "Take an empty `cursor` for none.")?;
    context.get(format!("{PATH}?cursor=%21%21"))?.problem(400, ErrorCode::InvalidRequest).map(|_| ())
}

fn shape(context: &Context) -> End {
    let slug = context.subjects.article()?;
    let answer = context.get(article_path(slug))?;
    let article: Article = answer.json()?;
    answer.ensure(
        article.slug == slug,
        format!("the slug {}", article.slug),
        "Give the article that was asked for.",
    )?;
    let has_words = !article.title.is_empty() && !article.author.name.is_empty() && !article.body_html.is_empty();
    let todo = "Give the article a title, an author, a body, and at least one minute of reading.";
    answer.ensure(has_words && article.reading_minutes > 0, answer.summary(), todo)?;
    let translations: Vec<_> = article.translations.iter().map(|translation| translation.lang.clone()).collect();
    let came = format!("languages {:?}, translations {translations:?}, in {}", article.languages, article.lang);
    let todo = "List every language of the article in `languages` and in `translations`, in the same order, the answer's own \
                included.";
    let agree = article.languages == translations && article.languages.contains(&article.lang);
    answer.ensure(agree, came, todo)?;
    for heading in &article.toc {
        let is_there = article.body_html.contains(&format!("id=\"{}\"", heading.id));
        let came =
            format!("the heading \"{}\" of level {} with the id \"{}\"", heading.text, heading.level, heading.id);
        let todo = "Give in `toc` headings of the levels 2 and 3 with the ids that they have in `body_html`.";
        answer.ensure(is_there && [2, 3].contains(&heading.level), came, todo)?;
    }
    let todo = "Take scripts out of `body_html`: clients put it into their pages as it is.";
    answer.ensure(!article.body_html.to_ascii_lowercase().contains("<script"), "a script in `body_html`", todo)?;
    let other = article.related.iter().find(|card| card.lang != article.lang || card.slug == article.slug);
    let came = format!("{:?}", other.map(|card| (&card.slug, &card.lang)));
    answer.ensure(other.is_none(), came, "Give in `related` other articles in the same language.")?;
    let polls: BTreeSet<_> = article.polls.iter().collect();
    answer.ensure(polls.len() == article.polls.len(), format!("{:?}", article.polls), "Name each poll once in `polls`.")
}

fn translations(context: &Context) -> End {
    let path = article_path(context.subjects.article()?);
    let answer = context.get(&path)?;
    let own: Article = answer.json()?;
    let first = context.subjects.languages.first().filter(|lang| own.languages.contains(lang));
    let came = format!("the article in {}", own.lang);
    let todo = "Answer in the publication's first language where `lang` is absent and the article has that language.";
    answer.ensure(first.is_none_or(|lang| *lang == own.lang), came, todo)?;
    for lang in own.languages.iter().take(MOST) {
        let answer = context.get(format!("{path}?lang={}", encoded(lang)))?;
        let other: Article = answer.json()?;
        let todo = format!("Answer with the article in \"{lang}\".");
        answer.ensure(other.lang == *lang, format!("the article in {}", other.lang), todo)?;
        let same = |article: &Article| {
            (article.slug.clone(), article.polls.clone(), article.published_at, article.languages.clone())
        };
        let todo = "Give slug, polls, date and languages the same in every translation.";
        answer.ensure(same(&other) == same(&own), answer.summary(), todo)?;
    }
    Ok(())
}

fn missing(context: &Context) -> End {
    let path = article_path(context.subjects.article()?);
    let own: Article = context.get(&path)?.json()?;
    super::translation_missing(context, &path, &own.languages)
}

fn unknown(context: &Context) -> End {
    context.get(article_path(&random_name()))?.problem(404, ErrorCode::NotFound).map(|_| ())
}
