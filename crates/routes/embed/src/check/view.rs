//! The page as HTML. Every text that comes from outside goes through `escape`; nothing is inline that the
//! Content-Security-Policy would have to allow.

mod fields;
mod result;

use hustings_content::Content;
use hustings_core::html::escape;
use hustings_partner_check::{address::Home, snippets::SnippetOptions};
use hustings_wire::Direction;

use super::form::Form;

const ICON: &str = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2032%2032'%3E%3Crect%20\
    width='32'%20height='32'%20rx='7'%20fill='%231f4d3a'/%3E%3Cpath%20d='M7%2023V13h4v10zm7%200V7h4v16zm7%200v-7h4v7z'%20\
    fill='%23fff'/%3E%3C/svg%3E";

/// The whole page, under the publication's name; `height` is what the poll's frame needs. Its URLs are relative,
/// so that it works wherever the backend is mounted.
pub(super) fn page(content: &Content, name: &str, form: &Form, home: &Home, height: u32) -> String {
    let (brand, brand_lang) = (escape(name), lang_attributes(&content.default_language));
    let body = match &form.poll {
        None => "<p class=\"bench__none\">This publication has no polls yet.</p>".to_owned(),
        Some(poll) => {
            let lang = form.lang.as_deref().unwrap_or(&form.page_lang);
            let options = SnippetOptions {
                home,
                poll: &form.place,
                lang: form.lang.as_deref(),
                page_lang: &form.page_lang,
                question: poll.question.get(lang).map_or("", String::as_str),
                theme: form.theme,
                accent: form.accent.as_deref(),
                width: form.width,
                height,
            };
            format!("{}{}", fields::fields(content, form), result::result(form, poll, &options, lang))
        }
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>Put a poll on your page – {brand}</title>\n<link rel=\"icon\" href=\"{ICON}\">\n\
         <link rel=\"stylesheet\" href=\"check/check.css\">\n<script src=\"check/check.js\" defer></script>\n</head>\n\
         <body>\n<a class=\"skip-link\" href=\"#result\">Skip to the result</a>\n\
         <header class=\"bench-head\">\n<p class=\"bench-head__brand\"><a href=\"../\"{brand_lang}>{brand}</a></p>\n\
         <h1 class=\"bench-head__title\">Put a poll on your page</h1>\n\
         <p class=\"bench-head__dek\">Choose a poll, and copy what comes out. If your site has a \
         Content-Security-Policy, paste it too, and see what it has to allow. Nothing is fetched from your site.</p>\n\
         </header>\n<main class=\"bench\">\n{body}</main>\n</body>\n</html>\n"
    )
}

/// `lang` and `dir` of words in another language than the page's.
fn lang_attributes(lang: &str) -> String {
    format!(" lang=\"{}\" dir=\"{}\"", escape(lang), Direction::of(lang).as_str())
}

/// A sentence with what stands between backticks as code.
fn sentence(text: &str) -> String {
    let mut html = String::new();
    for (index, part) in text.split('`').enumerate() {
        let part = escape(part);
        html += &if index % 2 == 1 { format!("<code>{part}</code>") } else { part };
    }
    html
}

/// A text to copy.
fn code(text: &str) -> String {
    format!("<pre class=\"copy\"><code>{}</code></pre>\n", escape(text))
}
