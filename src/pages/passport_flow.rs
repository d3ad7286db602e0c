//! How readers moved between two answers, on the poll's passport: a table with a row for each answer before reading and a column
//! for each after.

use hustings_core::i18n::Locale;
use hustings_wire::Passport;
use leptos::prelude::*;

/// The table, where everybody may see it; else when it will be there.
pub(super) fn flow(locale: &Locale, passport: &Passport) -> Option<impl IntoView + use<>> {
    if !passport.asks_twice {
        return None;
    }
    let pairs = passport.flow.as_deref().unwrap_or_default();
    let words = passport.wording.iter().find(|words| words.lang == passport.lang)?;
    let title = locale.t("flow_title");
    let table = (!pairs.is_empty()).then(|| {
        let heads = words.options.iter().map(|option| view! { <th scope="col">{option.label.clone()}</th> });
        let rows = words.options.iter().map(|before| {
            let cells = words.options.iter().map(|after| {
                let pair = pairs.iter().find(|pair| (&pair.before, &pair.after) == (&before.id, &after.id));
                let readers = pair.map_or_else(|| "·".to_owned(), |pair| locale.number(pair.readers));
                view! { <td>{readers}</td> }
            });
            view! { <tr><th scope="row">{before.label.clone()}</th> {cells.collect_view()}</tr> }
        });
        view! {
            <div class="passport__scroll" role="region" tabindex="0" aria-label=title.clone()>
                <table class="passport__table">
                    <thead><tr><td>{locale.t("flow_corner")}</td> {heads.collect_view()}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
    });
    let note = match &passport.flow {
        // The passport is the same for everybody: what shows to voters is in their own picture.
        None => "poll_results_after_close",
        Some(pairs) if pairs.is_empty() => "flow_none",
        Some(_) => "flow_note",
    };
    let note = locale.t(note);
    Some(view! {
        <section aria-labelledby="passport-flow">
            <h2 class="passport__heading" id="passport-flow">{title}</h2>
            <p>{note}</p>
            {table}
        </section>
    })
}
