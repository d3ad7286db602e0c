//! Views as text, for the server. `draw` walks over it again in the same order.

use super::{Markup, Parts, Value};

/// Elements that have no end tag (HTML, section 13.1.2).
const VOID: [&str; 9] = ["br", "col", "hr", "img", "input", "link", "source", "track", "wbr"];

/// Writes HTML. Two texts side by side would become one in the browser, so there is a comment
/// between them.
pub(super) fn write(markup: Markup, html: &mut String, after_text: &mut bool) {
    match markup {
        Markup::Element(element) => {
            write_element(*element.0, html);
            *after_text = false;
        }
        Markup::Inert(element, _) => {
            html.push_str(element);
            *after_text = false;
        }
        Markup::Text(text) => write_text(&text, html, after_text),
        Markup::Words(mut read) => write_text(&read.ask(), html, after_text),
        Markup::Many(items) => {
            for item in items {
                write(item, html, after_text);
            }
        }
        Markup::Region(mut read) => write(read.ask(), html, after_text),
    }
}

fn write_text(text: &str, html: &mut String, after_text: &mut bool) {
    if *after_text {
        html.push_str("<!---->");
    }
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            _ => html.push(character),
        }
    }
    *after_text = true;
}

fn write_element(element: Parts, html: &mut String) {
    html.push('<');
    html.push_str(element.tag);
    for (name, value) in element.attributes {
        match value {
            Value::Fixed(value) => write_attribute(name, value.as_deref(), html),
            Value::Attribute(mut read) => write_attribute(name, read.ask().as_deref(), html),
            Value::Property(_) => {}
        }
    }
    html.push('>');
    if VOID.contains(&element.tag) {
        return;
    }
    if let Some(inner) = element.html {
        html.push_str(&inner);
    }
    let mut after_text = false;
    for child in element.children {
        write(child, html, &mut after_text);
    }
    html.push_str("</");
    html.push_str(element.tag);
    html.push('>');
}

fn write_attribute(name: &str, value: Option<&str>, html: &mut String) {
    let Some(value) = value else { return };
    html.push(' ');
    html.push_str(name);
    if value.is_empty() {
        return;
    }
    html.push_str("=\"");
    for character in value.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            _ => html.push(character),
        }
    }
    html.push('"');
}
