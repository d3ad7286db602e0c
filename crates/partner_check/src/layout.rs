//! Size, lazy loading and accessible name of an embedded poll. Reads attributes only; style sheets are not evaluated.

use super::{page::PartnerPage, report::Finding};

/// Below this width in CSS pixels answers break into single words.
pub const LEAST_WIDTH: u32 = 240;
/// Below this height in CSS pixels not even two answers are seen at once.
pub const LEAST_HEIGHT: u32 = 200;

/// What a browser makes of a frame without a height (CSS 2.2, section 10.6.2).
const DEFAULT_HEIGHT: u32 = 150;

/// What the page's attributes mean for size, cost and access.
pub(super) fn layout(page: &PartnerPage) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !page.has_viewport {
        let means = "Phones draw the page as wide as a desktop's, and the poll tiny.";
        let remedy = "Add <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">.";
        findings.push(Finding::note("The page has no `<meta name=\"viewport\">`.", means, remedy));
    }
    for script in page.scripts.iter().filter(|script| !script.is_async) {
        let what = format!("The script {} has neither `async` nor `defer`.", script.url);
        findings.push(Finding::note(what, "The page waits for it before it goes on.", "Add async."));
    }
    for element in &page.elements {
        let height = element.height.as_deref().and_then(pixels);
        if let Some(height) = height.filter(|height| *height < LEAST_HEIGHT) {
            let what = format!("`<hustings-poll poll=\"{}\">` reserves {height} pixels.", element.poll);
            let means = "The page moves when the poll comes, which needs more.";
            findings.push(Finding::note(what, means, format!("Reserve at least {LEAST_HEIGHT}, or leave height out.")));
        }
    }
    for frame in &page.frames {
        findings.extend(frame_size(frame));
        let poll = &frame.poll;
        if frame.title.is_none() {
            let what = format!("The frame of {poll} has no `title`.");
            let means = "Screen readers call it \"frame\" or read out its URL.";
            findings.push(Finding::note(what, means, "Add title=\"…\" with the poll's question."));
        }
        if !frame.is_lazy {
            let what = format!("The frame of {poll} has no `loading=\"lazy\"`.");
            let means = "Readers who never come to it pay for it too.";
            findings.push(Finding::note(what, means, "Add loading=\"lazy\"."));
        }
    }
    for picture in page.pictures.iter().filter(|picture| !picture.has_words) {
        let what = format!("The picture of {} has no `alt`.", picture.poll);
        let means = "Who does not see it learns nothing of it.";
        findings.push(Finding::note(what, means, "Add alt=\"…\" with the question, and link it to the poll."));
    }
    if findings.is_empty() {
        findings
            .push(Finding::ok("The poll has room, costs nothing before it is needed, and has a name for everybody."));
    }
    findings
}

fn frame_size(frame: &super::page::Frame) -> Vec<Finding> {
    let poll = &frame.poll;
    let mut findings = Vec::new();
    let narrow = frame.width.as_deref().and_then(pixels).filter(|width| *width < LEAST_WIDTH);
    if let Some(width) = narrow {
        let what = format!("The frame of {poll} is {width} pixels wide.");
        let means = "Its answers do not fit.";
        findings.push(Finding::problem(what, means, format!("Give it at least {LEAST_WIDTH}, or width=\"100%\".")));
    }
    match frame.height.as_deref() {
        None => {
            let what = format!("The frame of {poll} has no `height`.");
            let means = format!(
                "It is {DEFAULT_HEIGHT} pixels high unless a style sheet says otherwise, and readers scroll in it."
            );
            findings.push(Finding::note(what, means, "Add height=\"480\", or what the poll takes on a phone."));
        }
        Some(height) => {
            if let Some(height) = pixels(height).filter(|height| *height < LEAST_HEIGHT) {
                let what = format!("The frame of {poll} is {height} pixels high.");
                let means = "Readers do not see its answers.";
                findings.push(Finding::problem(what, means, format!("Give it at least {LEAST_HEIGHT}.")));
            }
        }
    }
    findings
}

/// The pixels that an attribute of a size means: the digits it begins with, unless it is a share (HTML
/// Standard, section 2.3.4.4).
fn pixels(value: &str) -> Option<u32> {
    let value = value.trim_start();
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let is_share = value[digits..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit()).starts_with('%');
    if is_share { None } else { value[..digits].parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_browsers_read_them() {
        for (text, expected) in [
            ("480", Some(480)),
            ("480px", Some(480)),
            (" 480.5", Some(480)),
            ("100%", None),
            ("99.5%", None),
            ("auto", None),
            ("", None),
            ("-5", None),
            ("99999999999", None),
            ("4é", Some(4)),
        ] {
            assert_eq!(pixels(text), expected, "{text}");
        }
    }
}
