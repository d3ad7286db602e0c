//! Markup as text, for the server. `browser` walks over it again in the same order.

use super::{Markup, Parts, Value};

/// Elements that have no end tag (HTML, section 13.1.2).
const VOID: [&str; 5] = ["br", "hr", "img", "input", "link"];

/// Writes HTML. Two texts side by side would become one in the browser, so there is a comment
/// between them.
pub(super) fn write(markup: Markup, html: &mut String, after_text: &mut bool) {
    match markup {
        Markup::Element(element) => {
            write_element(*element.0, html);
            *after_text = false;
        }
        Markup::Text(text) => write_text(&text, html, after_text),
        Markup::Words(mut read) => write_text(&read(), html, after_text),
        Markup::Many(items) => {
            for item in items {
                write(item, html, after_text);
            }
        }
        Markup::Region(mut read) => write(read(), html, after_text),
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
            Value::Attribute(mut read) => write_attribute(name, read().as_deref(), html),
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

#[cfg(test)]
mod tests {
    use super::{
        super::{el, region, words},
        *,
    };

    fn html(markup: impl Into<Markup>) -> String {
        let mut html = String::new();
        write(markup.into(), &mut html, &mut false);
        html
    }

    #[test]
    fn texts_and_attributes_cannot_break_out() {
        let link = el("a").attr("href", "/?a=1&b=\"><".to_owned()).child("1 < 2 & \"3\" > 0".to_owned());
        assert_eq!(html(link), "<a href=\"/?a=1&amp;b=&quot;&gt;&lt;\">1 &lt; 2 &amp; \"3\" &gt; 0</a>");
    }

    #[test]
    fn texts_side_by_side_stay_apart() {
        let nothing: Option<String> = None;
        let paragraph = el("p").child("a").words(String::new).child(nothing).child("b").child(el("br")).child("c");
        assert_eq!(html(paragraph), "<p>a<!----><!---->b<br>c</p>");
    }

    #[test]
    fn what_follows_signals_is_written_as_it_is_now() {
        let field = el("input")
            .class("field")
            .attr("required", true)
            .attr("readonly", false)
            .live_if("hidden", || true)
            .live("href", || None)
            .checked(|| true);
        assert_eq!(html(field), "<input class=\"field\" required hidden>");
        assert_eq!(html(region(|| words(|| "now".to_owned()))), "now");
    }
}
