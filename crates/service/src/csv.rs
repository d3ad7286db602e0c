//! CSV (RFC 4180). Written by hand, since no library does what spreadsheets need: every text is quoted and never a
//! formula.

/// A cell of text. One that a spreadsheet would take for a formula gets an apostrophe before it
/// (OWASP, "CSV Injection").
pub(crate) fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
