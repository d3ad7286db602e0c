//! The slim bar of an article, which returns when its reader scrolls up: what stands at the ends of the page is within
//! a hand's reach there. It is drawn once the app runs, since without scripts nothing can bring it back.

use hustings_core::{i18n::use_locale, model::article_bar::BarState};
use leptos::prelude::*;

/// A landmark along the top of the screen, above the text and never in it: nothing moves when it comes.
#[component]
pub fn ArticleBar(
    /// Whether it is on the screen. It is as well while something in it has the focus or is open.
    #[prop(into)]
    state: Signal<BarState>,
    /// What stands in it: menus, links and buttons of the class `article-bar__item`.
    children: Children,
) -> impl IntoView {
    let class = move || match state.get() {
        BarState::AtTop => "article-bar article-bar--at-top",
        BarState::Away => "article-bar",
        BarState::Shown => "article-bar article-bar--shown",
    };
    view! {
        <nav class=class aria-label=use_locale().t("article_bar")>
            <div class="article-bar__line">{children()}</div>
        </nav>
    }
}

/// A button that opens a panel below the bar. The browser opens it, closes it on Escape and on a press elsewhere, and
/// gives the focus back.
#[component]
pub fn BarMenu(
    /// Tells the menus apart, in classes and ids.
    name: &'static str,
    /// What the button says.
    label: String,
    /// What it says to those who do not see where it stands, before its label.
    #[prop(optional_no_strip)]
    purpose: Option<String>,
    /// What is in the panel.
    children: Children,
) -> impl IntoView {
    let id = ["bar-", name].concat();
    view! {
        <button
            class=["article-bar__item article-bar__item--", name].concat()
            type="button"
            popovertarget=id.clone()
        >
            {purpose.map(|purpose| view! { <span class="article-bar__unseen">{purpose}" "</span> })}
            <span class="article-bar__word">{label}</span>
        </button>
        <div class=["article-bar__panel article-bar__panel--", name].concat() id=id popover=true>{children()}</div>
    }
}
