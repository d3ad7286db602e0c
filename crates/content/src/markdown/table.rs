//! Tables: scroll horizontally on their own, can be focused, and are labelled by their headings.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::{Writer, inlines::Links, sanitise::escape};

impl Writer<'_> {
    /// Reads the table that starts here.
    pub(super) fn table(&mut self, alignments: &[Alignment], id: &str) -> String {
        self.step();
        let mut head = String::new();
        let mut rows = String::new();
        let mut names: Vec<String> = Vec::new();
        let mut column = 0;
        let mut in_head = false;
        while let Some(event) = self.peek() {
            match event {
                Event::Start(Tag::TableHead) => {
                    in_head = true;
                    column = 0;
                }
                Event::End(TagEnd::TableHead) => in_head = false,
                Event::Start(Tag::TableRow) => {
                    rows.push_str("<tr>");
                    column = 0;
                }
                Event::End(TagEnd::TableRow) => rows.push_str("</tr>"),
                Event::Start(Tag::TableCell) => {
                    self.step();
                    let run = self.run(Links::Allowed);
                    let class = alignment_class(alignments.get(column));
                    column += 1;
                    if in_head {
                        head.push_str(&format!("<th scope=\"col\"{class}>{}</th>", run.html));
                        names.push(run.text.trim().to_owned());
                    } else {
                        rows.push_str(&format!("<td{class}>{}</td>", run.html));
                    }
                    // What cannot stand in a cell is passed over up to the cell's end.
                    while self.peek().is_some_and(|event| !matches!(event, Event::End(TagEnd::TableCell))) {
                        self.step();
                    }
                }
                Event::End(TagEnd::Table) => {
                    self.step();
                    break;
                }
                _ => {}
            }
            self.step();
        }
        names.retain(|name| !name.is_empty());
        let label = escape(&names.join(", "));
        format!(
            "<div class=\"table-scroll\"{id} role=\"region\" tabindex=\"0\" aria-label=\"{label}\"><table class=\"table\">\
             <thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )
    }
}

/// The class that aligns a column; numbers are written with `---:`.
fn alignment_class(alignment: Option<&Alignment>) -> &'static str {
    match alignment {
        Some(Alignment::Right) => " class=\"table__cell--end\"",
        Some(Alignment::Center) => " class=\"table__cell--center\"",
        _ => "",
    }
}
