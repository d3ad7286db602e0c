//! An article: head, stars, contents, text with its polls, stars again, what to read next.

use hustings_wire::Article;
use leptos::prelude::*;

use super::{
    card_section::{card_section, section_links},
    poll_section::{as_of, poll_section},
    share_targets::share_targets,
};
use crate::{
    components::{
        article_head::ArticleHead,
        language_switcher::LanguageLink,
        problem_words,
        prose::Prose,
        share_buttons::ShareButtons,
        star_rating::{FormPaths, StarRating},
        table_of_contents::TableOfContents,
        translation_note::TranslationNote,
    },
    dom::markup::{Element, Markup, Reading, el},
    model::{route::Route, share::Subject, stars::Stars, trusted_html::Body},
    state::{Shown, Site},
};

/// The article in the page's language.
pub(super) fn article_page(site: &Site, shown: &Shown, article: &Article) -> Markup {
    let locale = &shown.locale;
    let route = Route::Article { lang: article.lang.clone(), slug: article.slug.clone() };
    let share = |name: &str| {
        view! {
            <ShareButtons
                subject=Subject { url: site.url(&route), title: article.title.clone() }
                name=name.to_owned()
                targets=share_targets(&site.config)
                label=locale.t("share_article")
            />
        }
    };
    let audiences = section_links(site, &shown.page.publication.audiences, &article.lang, &article.audiences);
    let head = view! {
        <ArticleHead
            article=article.clone()
            media_base=site.media_base().to_owned()
            audiences=audiences
            zone=site.zone.clone()
        />
    };
    let above = el("div")
        .class("article-page__answers")
        .child(rating(site, shown, article, "rating-above"))
        .child(rating_age(site, shown, article))
        .child(share("share-above"));
    let below = el("div")
        .class("article-page__answers article-page__answers--end")
        .attr("id", "rating")
        .child(rating(site, shown, article, "rating-below"))
        .child(rating_age(site, shown, article))
        .child(share("share-below"));
    let contents = site.config.comforts.contents.then(|| {
        let current = site.reading.section.clone();
        view! { <TableOfContents headings=article.toc.clone() current=current/> }
    });
    el("article")
        .class("article-page")
        .attr("lang", article.lang.clone())
        .attr("dir", article.dir.as_str())
        // For paper, which has no links.
        .attr("data-address", site.url(&route))
        .child(head)
        .child(translation_note(site, article))
        .child(above)
        .child(el("div").class("article-page__text").child(contents).child(body(site, shown, article, &route)))
        .child(below)
        .child(related(site, shown, article))
        .into()
}

/// What to say above a translation that lacks a change of the original.
fn translation_note(site: &Site, article: &Article) -> Option<Markup> {
    let change = article.original_change.as_ref()?;
    let original = article.translations.iter().find(|translation| translation.lang == change.lang);
    let original = original.map(|translation| LanguageLink {
        lang: translation.lang.clone(),
        dir: translation.dir.as_str(),
        name: translation.name.clone(),
        label: translation.switch_label.clone(),
        href: Some(site.href(&Route::Article { lang: translation.lang.clone(), slug: article.slug.clone() })),
    });
    let (changed_at, zone) = (change.changed_at, site.zone.clone());
    Some(view! { <TranslationNote changed_at=changed_at original=original zone=zone/> }.into())
}

/// Texts and polls in the order of the article; polls without a place of their own at the end.
fn body(site: &Site, shown: &Shown, article: &Article, route: &Route) -> Element {
    let body = Body::of(article, site.media_base(), site.link_base(), &shown.locale.t("share_part"));
    let unplaced: Vec<String> = article.polls.iter().filter(|id| !body.polls.contains(id)).cloned().collect();
    let poll = |id: &String| Markup::from(poll_section(site, shown, id, 2, route));
    let mut parts: Vec<Markup> = Vec::new();
    let mut placed = body.polls.iter();
    for html in body.texts {
        parts.push(view! { <Prose html=html/> }.into());
        parts.extend(placed.next().map(poll));
    }
    parts.extend(unplaced.iter().map(poll));
    el("div").class("article-page__body").child(parts)
}

fn rating(site: &Site, shown: &Shown, article: &Article, name: &'static str) -> Option<Markup> {
    let stars = site.stars.get(&article.slug)?;
    let route = Route::Article { lang: article.lang.clone(), slug: article.slug.clone() };
    let form = FormPaths { action: [site.api.backend(), &route.path(), "/rating"].concat(), back: route.path() };
    let notice = shown.page.notice.as_ref().filter(|notice| notice.on == "rating" && name == "rating-below");
    let problem = notice.map(|notice| problem_words(&shown.locale, notice.code));
    let (site, slug) = (site.clone(), article.slug.clone());
    let on_rate = Callback::new(move |wanted| site.rate(&slug, wanted));
    Some(view! { <StarRating stars=stars name=name form=form problem=problem on_rate=on_rate/> }.into())
}

/// How old the rating is, where it comes from the page's file.
fn rating_age(site: &Site, shown: &Shown, article: &Article) -> Option<Markup> {
    let stars: Reading<Stars> = site.stars.get(&article.slug)?.into();
    as_of(site, shown, stars.map(|stars| stars.rating.seq.is_still()))
}

fn related(site: &Site, shown: &Shown, article: &Article) -> Option<Element> {
    if article.related.is_empty() || !site.config.comforts.related {
        return None;
    }
    let audiences = &shown.page.publication.audiences;
    let cards: Vec<Markup> = article.related.iter().map(|card| card_section(site, audiences, card.clone())).collect();
    let title = el("h2").class("article-page__related-title").attr("id", "related").child(shown.locale.t("related"));
    let section = el("section").class("article-page__related").attr("aria-labelledby", "related");
    Some(section.child(title).child(cards))
}
