//! Shows a footnote beside its line, in the page's one popover. The browser closes it on Escape and on a click
//! elsewhere, and returns the focus to the mark.

use hustings_core::model::note_place::left_of_note;
use hustings_wire::digits::digits;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{document, window};

/// The id of the popover, which `components::footnote_note` draws.
pub const NOTE_ID: &str = "note";

/// Shows the footnote that a mark refers to. Returns false when it cannot be shown there, as in a browser without
/// popovers: then the mark's link leads to it.
pub fn open(mark: &Element) -> bool {
    try_open(mark).is_some()
}

fn try_open(mark: &Element) -> Option<()> {
    let href = mark.get_attribute("href")?;
    let note = document().get_element_by_id(href.strip_prefix("#")?)?;
    // What bears this id is drawn as an element of HTML.
    let frame: HtmlElement = document().get_element_by_id(NOTE_ID)?.unchecked_into();
    let (place, column) = (mark.get_bounding_client_rect(), mark.closest(".prose").ok().flatten());
    // A mark within the note that is open: the next one takes its place, where it is.
    let is_within = frame.contains(Some(mark));

    fill(&frame, &note, mark)?;
    if !is_within {
        let mark: &HtmlElement = mark.unchecked_ref();
        // Not every browser focuses a link that is clicked, and it is where the focus is to come back to.
        let _ = mark.focus();
        frame.hide_popover().ok()?;
        frame.show_popover().ok()?;
    }
    if let Some(column) = column.map(|column| column.get_bounding_client_rect()).filter(|_| !is_within) {
        let middle = (place.left() + place.right()) / 2.0;
        let left = left_of_note(middle, f64::from(frame.offset_width()), column.left(), column.right());
        let top = place.bottom() + window().scroll_y().unwrap_or_default();
        for (side, pixels) in [("left", left), ("top", top)] {
            let _ = frame.style().set_property(side, &[&digits(pixels as u64), "px"].concat());
        }
    }
    let _ = frame.focus();
    Some(())
}

/// Copies the note's words and its number. What leads back to the marks is of no use here: the style sheet hides it.
fn fill(frame: &HtmlElement, note: &Element, mark: &Element) -> Option<()> {
    let part = |class: &str| frame.query_selector(class).ok().flatten();
    let copy: Element = note.clone_node_with_deep(true).ok()?.unchecked_into();
    part(".footnote-note__number")?.set_text_content(mark.text_content().as_deref());
    let text = part(".footnote-note__text")?;
    text.set_text_content(None);
    while let Some(child) = copy.first_child() {
        text.append_child(&child).ok()?;
    }
    Some(())
}
