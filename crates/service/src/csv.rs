//! CSV (RFC 4180). Written by hand, since no library does what spreadsheets need: every text is quoted and never a
//! formula.

/// A cell of text. One that a spreadsheet would take for a formula gets an apostrophe before it
/// (OWASP, "CSV Injection"): some take signs of full width for the same.
pub(crate) fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_take_for_a_formula_is_text() {
        for text in ["=1+1", "+1", "-1", "@A1", "\t=1", "＝1+1", "＋1", "－1", "＠A1"] {
            assert_eq!(cell(text), format!("\"'{text}\""));
        }
        assert_eq!(cell("a = \"1\""), "\"a = \"\"1\"\"\"");
    }
}
