//! An error page: what happened, and links to go on.

use leptos::prelude::*;

/// A place to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Its URL.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// BCP 47 tag of the label, when it differs from the page's.
    pub lang: Option<String>,
}

/// A title, a sentence, and ways on.
#[component]
pub fn WayOn(
    /// What happened, in a few words.
    title: String,
    /// What it means.
    explanation: String,
    /// Where to go.
    ways: Vec<Way>,
    /// Reported when the reader wants to try again; without it nothing can be tried.
    on_retry: Option<(String, Callback<()>)>,
) -> impl IntoView {
    let retry = on_retry.map(|(label, on_retry)| {
        view! { <button class="button way-on__retry" type="button" on:click=move |_| on_retry.run(())>{label}</button> }
    });
    let way = |Way { href, label, lang }| {
        view! { <li><a class="way-on__link" href=href lang=lang dir="auto">{label}</a></li> }
    };
    view! {
        <section class="way-on">
            <h1 class="way-on__title" tabindex="-1">{title}</h1>
            <p class="way-on__explanation">{explanation}</p>
            {retry}
            <ul class="way-on__ways">{ways.into_iter().map(way).collect_view()}</ul>
        </section>
    }
}
