//! Atom feeds against RFC 4287, element by element: no validator is available from a package registry, and the grammar
//! is in RELAX NG, which no library here reads.

use std::collections::BTreeSet;

use regex_lite::Regex;
use roxmltree::{Document, Node};

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// Elements of a feed, as grammars write it: one, `?` for at most one, `*` for any number; section 4.1.1.
const OF_FEED: &str =
    "author* category* contributor* entry* generator? icon? id link* logo? rights? subtitle? title updated";
/// Elements of an entry; section 4.1.2.
const OF_ENTRY: &str =
    "author* category* content? contributor* id link* published? rights? source? summary? title updated";

/// What is wrong with a feed.
pub(super) fn faults(xml: &str) -> Vec<String> {
    let document = match Document::parse(xml) {
        Ok(document) => document,
        Err(error) => return vec![format!("it is no XML: {error}")],
    };
    let feed = document.root_element();
    if !is(feed, "feed") {
        return vec!["its root is no atom:feed".to_owned()];
    }
    let mut faults = Vec::new();
    check(feed, OF_FEED, "the feed", &mut faults);
    let has_author = children(feed, "author").next().is_some();
    let own = children(feed, "link").filter(|link| rel(*link) == "self").count();
    if own != 1 {
        faults.push(format!("it has {own} links to itself where one should be (section 4.1.1)"));
    }
    let mut ids = BTreeSet::new();
    let mut newest = String::new();
    for (index, entry) in children(feed, "entry").enumerate() {
        let name = format!("entry {}", index + 1);
        check(entry, OF_ENTRY, &name, &mut faults);
        if !has_author && children(entry, "author").next().is_none() {
            faults.push(format!("{name} has no author, nor has the feed (section 4.1.2)"));
        }
        let has_content = children(entry, "content").next().is_some();
        if !has_content && !children(entry, "link").any(|link| rel(link) == "alternate") {
            faults.push(format!("{name} has neither content nor a link to where it is (section 4.1.2)"));
        }
        let id = text(entry, "id");
        if !ids.insert(id.clone()) {
            faults.push(format!("{name} has the id {id} of another one (section 4.2.6)"));
        }
        newest = newest.max(text(entry, "updated"));
    }
    // All are in UTC here, so that texts compare as instants do.
    if newest > text(feed, "updated") {
        faults.push(format!("the feed was updated before its entry of {newest}"));
    }
    faults
}

/// Checks the elements of a feed or of an entry.
fn check(of: Node<'_, '_>, grammar: &str, name: &str, faults: &mut Vec<String>) {
    let mut fault = |message: String| faults.push(format!("{name} {message}"));
    let known = grammar.split(' ').map(|part| part.trim_end_matches(['?', '*']));
    for child in of.children().filter(|node| node.is_element() && node.tag_name().namespace() == Some(ATOM)) {
        if !known.clone().any(|known| known == child.tag_name().name()) {
            fault(format!("has an atom:{}, which has no place there", child.tag_name().name()));
        }
    }
    for (element, part) in known.zip(grammar.split(' ')) {
        let count = children(of, element).count();
        if !(part.ends_with('*') || count == 1 || (count == 0 && part.ends_with('?'))) {
            fault(format!("has {count} atom:{element}"));
        }
    }
    let date = Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$").expect("it is an expression");
    for element in ["updated", "published"] {
        for node in children(of, element).filter(|node| !date.is_match(node.text().unwrap_or_default())) {
            fault(format!("has the date {:?} (section 3.3)", node.text().unwrap_or_default()));
        }
    }
    for node in children(of, "id").filter(|node| !is_absolute(node.text().unwrap_or_default())) {
        fault(format!("has the id {:?}, which is no absolute URL (section 4.2.6)", node.text().unwrap_or_default()));
    }
    for node in children(of, "title").chain(children(of, "summary")).chain(children(of, "subtitle")) {
        let kind = node.attribute("type").unwrap_or("text");
        if !matches!(kind, "text" | "html" | "xhtml") || (kind != "xhtml" && node.children().any(|n| n.is_element())) {
            fault(format!("has an atom:{} that is no text of its type (section 3.1)", node.tag_name().name()));
        }
    }
    for author in children(of, "author") {
        if children(author, "name").count() != 1 || text(author, "name").trim().is_empty() {
            fault("has an author without a name (section 3.2.1)".to_owned());
        }
    }
    for category in children(of, "category").filter(|node| node.attribute("term").is_none_or(str::is_empty)) {
        fault(format!("has a category without a term at {} (section 4.2.2)", category.range().start));
    }
    let mut alternates = BTreeSet::new();
    for link in children(of, "link") {
        let [kind, lang, href] = ["type", "hreflang", "href"].map(|name| link.attribute(name).unwrap_or_default());
        if !is_absolute(href) {
            fault(format!("has a link to {href:?}, which is no absolute URL"));
        }
        if rel(link) == "alternate" && !alternates.insert((kind, lang)) {
            fault(format!("has two links to itself as {kind} (section 4.1.1)"));
        }
    }
}

/// What a link is to what has it.
fn rel<'a>(link: Node<'a, '_>) -> &'a str {
    link.attribute("rel").unwrap_or("alternate")
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.has_tag_name((ATOM, name))
}

fn children<'a, 'input>(of: Node<'a, 'input>, name: &'a str) -> impl Iterator<Item = Node<'a, 'input>> {
    of.children().filter(move |node| is(*node, name))
}

fn text(of: Node<'_, '_>, name: &str) -> String {
    of.children().find(|node| is(*node, name)).and_then(|node| node.text()).unwrap_or_default().to_owned()
}

fn is_absolute(address: &str) -> bool {
    let form = Regex::new(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+$").expect("it is an expression");
    form.is_match(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><id>https://a.example/feed.xml</id><title>A</title>
        <updated>2026-05-02T00:00:00Z</updated><link rel="self" href="https://a.example/feed.xml"/>
        <entry><id>https://a.example/1</id><title>One</title><updated>2026-05-01T00:00:00Z</updated>
        <author><name>Desk</name></author><link href="https://a.example/1"/></entry></feed>"#;

    #[test]
    fn a_good_feed_has_no_faults() {
        assert_eq!(faults(GOOD), Vec::<String>::new());
    }

    #[test]
    fn each_fault_is_named() {
        for (part, instead, expected) in [
            ("<title>A</title>", "", "the feed has 0 atom:title"),
            ("<title>One</title>", "<title>One</title><title>Two</title>", "entry 1 has 2 atom:title"),
            ("2026-05-02T00:00:00Z", "2 May 2026", "the feed has the date \"2 May 2026\""),
            ("2026-05-02", "2026-04-02", "updated before its entry"),
            ("<id>https://a.example/1</id>", "<id>1</id>", "entry 1 has the id \"1\""),
            ("href=\"https://a.example/1\"", "href=\"/1\"", "entry 1 has a link to \"/1\""),
            ("rel=\"self\"", "rel=\"related\"", "0 links to itself"),
            ("<author><name>Desk</name></author>", "", "entry 1 has no author"),
            ("<name>Desk</name>", "<name> </name>", "author without a name"),
            ("<link href=\"https://a.example/1\"/>", "", "neither content nor a link"),
            ("<title>A</title>", "<title>A</title><summary>x</summary>", "which has no place there"),
            ("<title>A</title>", "<title><b>A</b></title>", "no text of its type"),
            ("</entry>", "", "it is no XML"),
            ("http://www.w3.org/2005/Atom", "http://example.com/", "no atom:feed"),
        ] {
            let found = faults(&GOOD.replace(part, instead)).join("; ");
            assert!(found.contains(expected), "{expected}: {found}");
        }
        let (head, entry) = GOOD.split_once("<entry>").expect("it has an entry");
        let twice = format!("{head}<entry>{}<entry>{entry}", entry.replace("</feed>", ""));
        assert!(faults(&twice).join("; ").contains("of another one"));
    }
}
