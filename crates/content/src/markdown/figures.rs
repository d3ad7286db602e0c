//! Figures: a picture alone in its paragraph, with its caption.

use pulldown_cmark::Event;

use super::{Writer, inlines, sanitise::escape};
use crate::Picture;

impl Writer<'_> {
    /// Whether the paragraph that starts here is one image and nothing else.
    pub(super) fn is_image_alone(&self) -> bool {
        let mut open = 0usize;
        for (index, (event, _)) in self.events[self.at + 1..].iter().enumerate() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 {
                return matches!(self.events.get(self.at + 2 + index), Some((Event::End(_), _)));
            }
        }
        false
    }

    /// Reads the paragraph that starts here as a figure.
    pub(super) fn figure(&mut self, file: &str, caption: &str, top: bool) -> String {
        let start = self.range().start;
        let id = self.identify(top, "a picture");
        self.step();
        let alt = self.alt_text();
        self.step();
        match (self.context.picture)(file) {
            Ok(picture) => figure_html(&picture, &alt, caption, &id),
            Err(message) => {
                self.warn(start, message);
                String::new()
            }
        }
    }
}

/// A picture with its caption. `id` is a whole attribute or nothing.
fn figure_html(picture: &Picture, alt: &str, caption: &str, id: &str) -> String {
    let (url, alt, size) = (escape(&picture.url), escape(alt), inlines::size(picture));
    let caption = match caption.trim() {
        "" => String::new(),
        words => format!("<figcaption>{}</figcaption>", escape(words)),
    };
    format!("<figure class=\"figure\"{id}><img src=\"{url}\" alt=\"{alt}\"{size}>{caption}</figure>")
}
