//! The sitemap (sitemaps.org): whether what it names is there.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Document;

use super::site::Pages;

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// What is wrong with it.
pub(super) fn faults(pages: &Pages) -> Vec<String> {
    let document = match Document::parse(&pages.sitemap) {
        Ok(document) => document,
        Err(error) => return vec![format!("/sitemap.xml: it is no XML: {error}")],
    };
    if !document.root_element().has_tag_name((SITEMAP, "urlset")) {
        return vec!["/sitemap.xml: its root is no urlset".to_owned()];
    }
    let mut faults = Vec::new();
    let mut fault = |message: String| faults.push(format!("/sitemap.xml: {message}"));
    let mut named: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for url in document.root_element().children().filter(|node| node.has_tag_name((SITEMAP, "url"))) {
        let loc = url.children().find(|node| node.has_tag_name((SITEMAP, "loc"))).and_then(|node| node.text());
        let links = url.children().filter(|node| node.has_tag_name((XHTML, "link")));
        let links = links.filter_map(|node| Some((node.attribute("hreflang")?, node.attribute("href")?)));
        if named.insert(loc.unwrap_or_default(), links.collect()).is_some() {
            fault(format!("it names {} twice", loc.unwrap_or_default()));
        }
    }
    for (loc, links) in &named {
        match pages.path_of(loc).map(|path| pages.find(&path)) {
            Some(Ok(Some(_))) => {}
            _ => fault(format!("there is nothing at {loc}")),
        }
        for (lang, href) in links.iter().filter(|(lang, _)| *lang != "x-default") {
            if named.get(href) != Some(links) {
                fault(format!("{loc} names {href} as its {lang}, which does not say the same"));
            }
        }
    }
    faults
}
