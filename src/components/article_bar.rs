//! The slim bar of an article, which returns when its reader scrolls up: what stands at the ends of the page is within
//! a hand's reach there. It is drawn once the app runs, since without scripts nothing can bring it back.

use hustings_core::i18n::use_locale;
use leptos::prelude::*;

/// A button of the bar, and the panel that it opens.
pub struct BarMenu {
    /// Tells the menus apart, in classes and ids.
    pub name: &'static str,
    /// What it is for, where its words do not say so; not seen.
    pub purpose: String,
    /// What the button says.
    pub words: String,
    /// What is in the panel.
    pub panel: AnyView,
}

/// A landmark along the top of the screen, above the text and never in it: nothing moves when it comes. The browser
/// opens the panels, closes them on Escape and on a press elsewhere, and gives the focus back.
#[component]
pub fn ArticleBar(
    /// Where it is, in the words of `model::article_bar`. It is on the screen as well while something in it has the
    /// focus or is open.
    #[prop(into)]
    state: Signal<String>,
    /// The buttons with panels, in order.
    menus: Vec<BarMenu>,
    /// The mean of the ratings, as it is written; empty without one.
    #[prop(into)]
    mean: Signal<String>,
    /// Reported when the reader wants to share the article.
    on_share: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let menu = |BarMenu { name, purpose, words, panel }| {
        let id = ["bar-", name].concat();
        view! {
            <button class="article-bar__item" data-menu=name type="button" popovertarget=id.clone()>
                <span class="article-bar__unseen">{purpose}</span>
                " "
                <span class="article-bar__word">{words}</span>
            </button>
            <div class="article-bar__panel" id=id popover=true>{panel}</div>
        }
    };
    view! {
        <nav class="article-bar" data-bar=move || state.get() aria-label=locale.t("article_bar")>
            <div class="article-bar__line">
                {menus.into_iter().map(menu).collect_view()}
                <a class="article-bar__item" data-menu="stars" href="#rating">
                    <span class="article-bar__unseen">{locale.t("rating_legend")}</span>
                    " "
                    <span>{move || mean.get()}</span>
                </a>
                <button class="article-bar__item" data-menu="share" type="button" on:click=move |_| on_share.run(())>
                    <span class="article-bar__word">{locale.t("share")}</span>
                </button>
            </div>
        </nav>
    }
}
