//! The pages of the site. `{{polls}}` in pages and headers stands for the origin of the polls.

/// Exactly what the guide for partners says that embedded polls need, and nothing else.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src {{polls}}/embed/v1/; frame-src {{polls}}; \
    img-src {{polls}}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A page, or any other text with a content type among its headers. In both the text and the
/// headers, `{{polls}}` stands for the origin of the polls.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// What is served; HTML unless a header says otherwise.
    pub html: String,
    /// Names and values of headers.
    pub headers: Vec<(String, String)>,
}

impl Page {
    /// A page without headers of its own.
    pub fn new(html: impl Into<String>) -> Self {
        Self { html: html.into(), headers: Vec::new() }
    }

    /// The same page with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The page with every `{{polls}}` filled in.
    pub(crate) fn for_polls_at(mut self, origin: &str) -> Self {
        let fill = |text: &str| text.replace("{{polls}}", origin);
        self.html = fill(&self.html);
        for (_, value) in &mut self.headers {
            *value = fill(value);
        }
        self
    }
}

/// The page of the newsletter at this path.
pub(crate) fn page(path: &str) -> Option<Page> {
    let html = match path {
        "/" => include_str!("../pages/front.html"),
        "/ar" => include_str!("../pages/arabic.html"),
        "/dark" => include_str!("../pages/night.html"),
        "/plain" => include_str!("../pages/plain.html"),
        "/siding.css" => {
            return Some(Page::new(include_str!("../pages/siding.css")).header("content-type", "text/css"));
        }
        // Browsers ask for it by themselves.
        "/favicon.ico" => {
            return Some(Page::new(include_str!("../pages/icon.svg")).header("content-type", "image/svg+xml"));
        }
        _ => return None,
    };
    Some(Page::new(html).header("content-security-policy", POLICY).header("x-content-type-options", "nosniff"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_says_its_language_and_links_its_sheet() {
        for path in ["/", "/ar", "/dark", "/plain"] {
            let html = page(path).expect("a page").html;
            assert!(html.starts_with("<!doctype html>\n<html lang="), "{path}");
            assert!(html.contains(r#"<link rel="stylesheet" href="/siding.css">"#), "{path}");
            assert!(html.contains(r#"<meta name="viewport""#), "{path}");
        }
    }

    #[test]
    fn every_embedded_poll_has_a_link_for_where_nothing_else_works() {
        for path in ["/", "/ar", "/dark"] {
            let html = page(path).expect("a page").html;
            let elements: Vec<&str> = html.split("<hustings-poll").skip(1).collect();
            assert!(!elements.is_empty(), "{path}");
            for element in elements {
                let (inside, _) = element.split_once("</hustings-poll>").expect("an end");
                assert!(inside.contains(r#"<a href="{{polls}}/"#), "{path}: {inside}");
            }
        }
    }

    #[test]
    fn pages_and_headers_name_the_origin_of_the_polls() {
        let page = page("/").expect("a page").for_polls_at("https://polls.example");
        let policy = &page.headers[0].1;
        assert!(policy.contains("script-src https://polls.example/embed/v1/; frame-src https://polls.example;"));
        assert!(!page.html.contains("{{") && !policy.contains("{{"));
    }

    #[test]
    fn the_page_without_scripts_has_none() {
        assert!(!page("/plain").expect("a page").html.contains("<script"));
    }
}
