//! Consistency of the heads of pages: with themselves, with each other and with their pictures.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{head::Head, site::Pages};

/// Widest and narrowest pictures that are shown large, in pixels.
const SIDES: std::ops::RangeInclusive<u64> = 200..=5000;

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
    picture(pages, head, fault);
    for text in &head.json {
        match serde_json::from_str::<Value>(text) {
            Ok(json) => described(&json, head, fault),
            Err(error) => fault(format!("its JSON-LD is no JSON: {error}")),
        }
    }
}

/// Whether the picture is there, and of the size that is said where that can be read.
fn picture(pages: &Pages, head: &Head, fault: &mut impl FnMut(String)) {
    let address = head.meta("og:image");
    let file = pages.path_of(address).and_then(|path| pages.find(&path).ok().flatten());
    let Some(file) = file else { return fault(format!("its picture {address} is not there")) };
    let said = ["og:image:width", "og:image:height"].map(|name| head.meta(name).parse::<u64>().unwrap_or_default());
    if !said.iter().all(|side| SIDES.contains(side)) {
        fault(format!("its picture {address} is said to be {} x {}", said[0], said[1]));
    }
    let side = |at: usize| file.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes);
    if file.starts_with(b"\x89PNG") && [side(16), side(20)].map(|side| side.map(u64::from)) != said.map(Some) {
        fault(format!("its picture {address} is not {} x {} as it says", said[0], said[1]));
    }
}

/// What search engines ask of an article.
fn described(json: &Value, head: &Head, fault: &mut impl FnMut(String)) {
    for name in ["@type", "headline", "inLanguage", "datePublished", "dateModified", "author", "publisher", "image"] {
        if json.get(name).is_none_or(|value| value.is_null() || value == "") {
            fault(format!("its JSON-LD has no {name}"));
        }
    }
    let author = json.pointer("/author/@type").and_then(Value::as_str).unwrap_or_default();
    if !matches!(author, "Person" | "Organization") {
        fault(format!("its author is a {author:?}, where a Person or an Organization should be"));
    }
    if json.get("aggregateRating").is_some() {
        fault("it gives itself stars, which search engines do not take".to_owned());
    }
    let others = head.alternates.len().saturating_sub(2);
    let named = json.get("workTranslation").and_then(Value::as_array).map_or(0, Vec::len);
    if json.get("translationOfWork").is_none() && named != others {
        fault(format!("its JSON-LD names {named} translations of {others}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_search_engines_ask_is_asked() {
        let mut found = Vec::new();
        let json = serde_json::json!({ "@type": "NewsArticle", "author": { "@type": "Thing" }, "aggregateRating": 5 });
        described(&json, &Head::default(), &mut |fault| found.push(fault));
        let all = found.join("; ");
        for part in ["no headline", "no image", "\"Thing\"", "stars"] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }
}
