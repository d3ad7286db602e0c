//! `hustings theme-check`: whether a theme has enough contrast.

use std::fmt;

use super::{
    pairs::{PAIRS, Pair},
    tokens::{self, Situation, Tokens, Value},
};

/// One problem of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line to look at, the first being 1; 0 when it is the theme as a whole.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
    /// Whether readers are affected; otherwise the line only has no effect.
    pub is_error: bool,
}

/// All problems that were found in a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeReport {
    /// The problems, by line.
    pub findings: Vec<Finding>,
    /// Pairs of colours that were judged.
    pub judged: usize,
}

impl ThemeReport {
    /// Whether there is no error.
    pub fn passed(&self) -> bool {
        self.findings.iter().all(|finding| !finding.is_error)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}: ", self.line)?;
        }
        write!(f, "{}: {}", if self.is_error { "error" } else { "warning" }, self.message)
    }
}

/// Judges a theme: is it CSS, does it name what there is, and has every pair of colours that are used together the
/// contrast that it needs, by day and by night, as the system says and as the reader chooses.
pub fn check(theme: &str) -> ThemeReport {
    let (strange, broken) = tokens::strange(theme);
    let mut findings: Vec<Finding> =
        broken.into_iter().map(|broken| Finding { line: broken.line, message: broken.what, is_error: true }).collect();
    findings.extend(strange.into_iter().map(|declaration| {
        let hint = tokens::nearest(&declaration.name)
            .map_or_else(|| "see style/tokens.css".to_owned(), |near| format!("did you mean `{near}`?"));
        let message = format!("`{}` is no property that anything uses; {hint}", declaration.name);
        Finding { line: declaration.line, message, is_error: false }
    }));
    if theme.contains("</") {
        let line = theme.lines().position(|line| line.contains("</")).map_or(1, |at| at + 1);
        let message = "`</` would end the styles of a page; take it out".to_owned();
        findings.push(Finding { line, message, is_error: true });
    }
    let mut judged = 0;
    let mut failed: Vec<(Finding, Vec<&str>)> = Vec::new();
    for situation in Situation::ALL {
        let tokens = Tokens::of(theme, situation);
        for pair in PAIRS {
            let Some(outcome) = judge(&tokens, pair) else { continue };
            judged += 1;
            let Err(finding) = outcome else { continue };
            match failed.iter_mut().find(|(known, _)| *known == finding) {
                Some((_, situations)) if situations.contains(&situation.as_str()) => {}
                Some((_, situations)) => situations.push(situation.as_str()),
                None => failed.push((finding, vec![situation.as_str()])),
            }
        }
    }
    findings.extend(failed.into_iter().map(|(finding, situations)| Finding {
        message: format!("{}: {}", situations.join("; "), finding.message),
        ..finding
    }));
    findings.sort_by_key(|finding| finding.line);
    ThemeReport { findings, judged }
}

/// Whether a pair has its contrast; `None` where one of the two is not used.
fn judge(tokens: &Tokens, pair: Pair) -> Option<Result<(), Finding>> {
    let (front, back) = (tokens.get(pair.front)?, tokens.get(pair.back)?);
    let paper = tokens.colour("--paper", None);
    let line = front.line.max(back.line).unwrap_or(0);
    let refuse = |name: &str, value: &Value| {
        let message = format!(
            "`{name}` is `{}`, whose contrast cannot be worked out here; give a plain colour such as #1b5e46",
            value.text
        );
        Some(Err(Finding { line: value.line.unwrap_or(0), message, is_error: true }))
    };
    let Some(behind) = tokens.colour(pair.back, paper) else { return refuse(pair.back, &back) };
    let Some(colour) = tokens.colour(pair.front, Some(behind)) else { return refuse(pair.front, &front) };
    let ratio = colour.contrast(behind);
    if ratio >= pair.needed {
        return Some(Ok(()));
    }
    let better = colour.readable_on(behind, pair.needed);
    let message = format!(
        "`{}` {} on `{}` {} has a contrast of {:.2}, {} is needed ({}); {} would do",
        pair.front,
        colour.hex(),
        pair.back,
        behind.hex(),
        // Never rounded up to what is needed.
        (ratio * 100.0).floor() / 100.0,
        pair.needed,
        pair.place,
        better.hex()
    );
    Some(Err(Finding { line, message, is_error: true }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(theme: &str) -> Vec<String> {
        check(theme).findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_project_s_own_colours_pass_by_day_and_by_night() {
        for theme in ["", include_str!("../../../../public/theme.css")] {
            let report = check(theme);
            assert_eq!(report.findings, [], "{:#?}", said(theme));
            assert!(report.judged >= 80, "{}", report.judged);
        }
    }

    #[test]
    fn the_second_theme_of_the_demo_passes() {
        let report = check(include_str!("../../../../docs/themes/broadsheet.css"));
        assert_eq!(report.findings, [], "{:#?}", report.findings);
    }

    #[test]
    fn a_bad_theme_is_told_the_pair_the_ratio_and_what_is_needed() {
        let theme = ":root {\n  --accent: #ffcc00;\n  --acent-ink: #000;\n  --ink: color-mix(in srgb, red, blue);\n}\n";
        let found = said(theme);
        for expected in [
            "2: error: light; light, chosen: `--accent` #ffcc00 on `--paper` #fbfaf7 has a contrast of 1.44, 4.5 is needed (links); #8b6f00 would do",
            "3: warning: `--acent-ink` is no property that anything uses; did you mean `--accent-ink`?",
            "4: error: light; light, chosen: `--ink` is `color-mix(in srgb, red, blue)`, whose contrast cannot",
        ] {
            assert!(found.iter().any(|line| line.starts_with(expected)), "{expected}\nin {found:#?}");
        }
        assert!(!check(theme).passed());
        let night = "@media (prefers-color-scheme: dark) {\n:root:not([data-theme=\"light\"]) {\n--paper: #777;\n}\n}";
        assert!(said(night).iter().any(|line| line.starts_with("3: error: dark: `--ink`")), "{:#?}", said(night));
    }

    #[test]
    fn what_is_no_css_is_named_with_its_line() {
        assert!(
            said(":root {\n --ink: #000\n --paper: #fff;\n}")
                .iter()
                .any(|line| line.starts_with("2: error: `--ink` does not end"))
        );
        assert!(said("a {}\n/* </style> */").iter().any(|line| line.starts_with("2: error: `</`")));
    }
}
