//! A plain error page for when the front-end's files are missing.

use hustings_core::html::escape;

/// A page without the front-end, for when it is the front-end that is missing.
pub fn plain_page(title: &str, message: &str) -> String {
    let (title, message) = (escape(title), escape(message));
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\"><title>{title}</title></head>\
         <body><main><h1>{title}</h1><p>{message}</p></main></body></html>\n"
    )
}
