//! Tables as text (RFC 4180). By hand, since no writer does what spreadsheets need: a text is always in quotes, and never a
//! formula.

/// A cell of text. One that a spreadsheet would take for a formula gets an apostrophe before it
/// (OWASP, "CSV Injection").
pub(crate) fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
