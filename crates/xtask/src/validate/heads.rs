//! Consistency of the heads of pages: with themselves, with each other and with their pictures.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{head::Head, site::Pages};

/// What is wrong with all the heads.
pub(super) fn faults(pages: &Pages) -> Vec<String> {
    let heads: BTreeMap<&str, Head> = pages.html.iter().map(|(path, html)| (path.as_str(), Head::read(html))).collect();
    let public = heads.values().filter(|head| head.is_public());
    let by_address: BTreeMap<&str, &Head> =
        public.filter_map(|head| Some((head.canonical.as_deref()?, head))).collect();
    let mut faults = Vec::new();
    if by_address.is_empty() {
        faults.push("no page has a canonical URL".to_owned());
    }
    for (path, head) in &heads {
        let mut fault = |message: String| faults.push(format!("{path}: {message}"));
        if head.title.trim().is_empty() {
            fault("it has no title".to_owned());
        }
        if head.is_public() && head.canonical.is_some() {
            check(pages, head, &by_address, &mut fault);
        } else if !head.alternates.is_empty() {
            fault("it is not to be found, and yet names itself in other languages".to_owned());
        }
    }
    faults
}

fn check(pages: &Pages, head: &Head, by_address: &BTreeMap<&str, &Head>, fault: &mut impl FnMut(String)) {
    let canonical = head.canonical.as_deref().unwrap_or_default();
    if pages.path_of(canonical).is_none() {
        fault(format!("its canonical URL {canonical} is not under {}", pages.origin));
    }
    if head.meta("og:url") != canonical {
        fault(format!("og:url is {:?}, and its canonical URL {canonical}", head.meta("og:url")));
    }
    for name in ["og:title", "og:type", "og:image", "og:image:alt", "twitter:card", "twitter:title", "twitter:image"] {
        if head.meta(name).is_empty() {
            fault(format!("it has no {name}"));
        }
    }
    if !head.alternates.values().any(|address| address == canonical) || !head.alternates.contains_key("x-default") {
        fault("its languages do not name itself and x-default".to_owned());
    }
    for (lang, address) in &head.alternates {
        match by_address.get(address.as_str()) {
            None => fault(format!("its {lang} is {address}, where no page is")),
            Some(other) if other.alternates != head.alternates => {
                fault(format!("its {lang} is {address}, which does not name the same languages"));
            }
            Some(_) => {}
        }
    }
    for feed in &head.feeds {
        if !pages.path_of(feed).is_some_and(|path| pages.feeds.contains_key(&path)) {
            fault(format!("it names the feed {feed}, which is not there"));
        }
    }
    let picture = head.meta("og:image");
    if pages.path_of(picture).and_then(|path| pages.find(&path).ok().flatten()).is_none() {
        fault(format!("its picture {picture} is not there"));
    }
    for error in head.json.iter().filter_map(|text| serde_json::from_str::<Value>(text).err()) {
        fault(format!("its JSON-LD is no JSON: {error}"));
    }
}
