//! The sitemap (sitemaps.org) and `robots.txt`: whether what they name is there.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Document;

use super::site::Pages;

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// What is wrong with them.
pub(super) fn faults(pages: &Pages) -> Vec<String> {
    let mut faults = Vec::new();
    match Document::parse(&pages.sitemap) {
        Ok(document) => check(pages, &document, &mut faults),
        Err(error) => faults.push(format!("/sitemap.xml: it is no XML: {error}")),
    }
    if !pages.robots.contains(&format!("Sitemap: {}/sitemap.xml", pages.origin)) {
        faults.push("/robots.txt: it does not say where the sitemap is".to_owned());
    }
    faults
}

fn check(pages: &Pages, document: &Document<'_>, faults: &mut Vec<String>) {
    let mut fault = |message: String| faults.push(format!("/sitemap.xml: {message}"));
    if !document.root_element().has_tag_name((SITEMAP, "urlset")) {
        return fault("its root is no urlset".to_owned());
    }
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
}
