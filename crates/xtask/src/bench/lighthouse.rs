//! `cargo xtask bench lighthouse`: Lighthouse scores of the demo's pages as `hustings serve` serves them.
//!
//! With Lighthouse's default settings: simulated throttling, that is, it loads the page at full speed and estimates the
//! time on a phone with a slow connection. Every load starts with a fresh profile. Prints medians of many loads, and
//! keeps Lighthouse's own reports. Not a test: it fails only when Lighthouse could not run.

use std::{
    fs,
    num::NonZeroUsize,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;

use crate::{
    process,
    served::Served,
    setup::{self, Tools},
    sweep::Sweep,
    workspace::Workspace,
};

/// What is measured, by the name that the table gives it.
const PAGES: [(&str, &str); 4] = [
    ("article", "/en/articles/night-trains"),
    ("list", "/en/"),
    ("poll", "/en/polls/night-trains"),
    ("article in Arabic", "/ar/articles/night-trains"),
];

/// Columns of the table: the heading, where the figure stands in a report, by what it is multiplied, and how many
/// digits it has behind the point. The last is Lighthouse's measure of the machine: a desktop computer has more than
/// 1,500, a phone some hundreds.
const COLUMNS: [(&str, &str, f64, usize); 10] = [
    ("performance", "/categories/performance/score", 100.0, 0),
    ("accessibility", "/categories/accessibility/score", 100.0, 0),
    ("best practices", "/categories/best-practices/score", 100.0, 0),
    ("SEO", "/categories/seo/score", 100.0, 0),
    ("LCP, ms", "/audits/largest-contentful-paint/numericValue", 1.0, 0),
    ("TBT, ms", "/audits/total-blocking-time/numericValue", 1.0, 0),
    ("CLS", "/audits/cumulative-layout-shift/numericValue", 1.0, 3),
    ("FCP, ms", "/audits/first-contentful-paint/numericValue", 1.0, 0),
    ("bytes", "/audits/total-byte-weight/numericValue", 1.0, 0),
    ("benchmark index", "/environment/benchmarkIndex", 1.0, 0),
];

/// How often.
#[derive(Args)]
pub(crate) struct Options {
    /// Loads of each page, which the medians are over.
    #[arg(long, default_value = "5")]
    runs: NonZeroUsize,
}

/// Measures what is built.
pub(crate) fn measure(workspace: &Workspace, tools: &Tools, options: &Options) -> Result<()> {
    let reports = workspace.path("var/lighthouse");
    fs::create_dir_all(&reports).with_context(|| format!("cannot create {}", reports.display()))?;
    let sweep = Sweep::begin();
    let served = Served::start(workspace, "release", Some(&sweep))?;
    for (_, path) in PAGES {
        served.get(path).context("a page that is to be measured is not there")?;
    }
    println!("\n→ lighthouse, {} loads of each of {} pages, after one that does not count", options.runs, PAGES.len());

    // The figures of each page, of each column.
    let mut figures: [[Vec<f64>; COLUMNS.len()]; PAGES.len()] = Default::default();
    for round in 0..=options.runs.get() {
        for place in 0..PAGES.len() {
            // Each page is the first of a round as often as every other, as nearly as it goes.
            let which = (round + place) % PAGES.len();
            let (name, path) = PAGES[which];
            // The first round does not count: the browser reads itself from the disk, and the server packs its pages.
            let folder = if round > 0 { reports.clone() } else { sweep.folder()? };
            let output = folder.join(format!("{}-{round}", name.to_lowercase().replace(' ', "-")));
            let address = format!("http://{}{path}", served.authority());
            let report = load(tools, &sweep, &address, &output).with_context(|| format!("GET {path}"))?;
            for (figures, column) in figures[which].iter_mut().zip(COLUMNS).filter(|_| round > 0) {
                figures.push(figure(&report, column)?);
            }
            println!("load {round} of {}: {name}", options.runs);
        }
    }
    println!("\n{}", table(&figures));
    println!("Goals for the article: 100 in all four, LCP at most 900 ms, TBT at most 20 ms, CLS 0.");
    println!("What cost points, the versions, and warnings: see the reports in {}", reports.display());
    Ok(())
}

/// Loads the page at this URL once, and gives the report, which stays at `output` with two endings.
fn load(tools: &Tools, sweep: &Sweep, address: &str, output: &Path) -> Result<Value> {
    // What Chromium needs to run without a screen, in a container. That it calls nobody, Lighthouse sees to itself.
    let mut flags = "--headless=new --disable-gpu --disable-dev-shm-usage".to_owned();
    if setup::is_root() {
        // Chromium refuses to start its sandbox for the administrator.
        flags += " --no-sandbox";
    }
    let mut command = Command::new("node");
    command.arg(&tools.lighthouse).arg(address).args(["--quiet", "--no-enable-error-reporting", "--locale=en-US"]);
    // With two kinds of output it puts an ending of its own behind this.
    command.args(["--output=json", "--output=html"]).arg(format!("--output-path={}", output.display()));
    command.arg(format!("--chrome-flags={flags}"));
    // Neither the browser's profile nor Lighthouse's notes belong into the folders of whoever runs this.
    for variable in ["TMPDIR", "TEMP", "TMP", "XDG_CONFIG_HOME"] {
        command.env(variable, sweep.folder()?);
    }
    command.env("CHROME_PATH", tools.program(&setup::CHROMIUM)?).stdin(Stdio::null());
    sweep.mark(&mut command);
    process::output(&mut command)?;
    let json = output.with_extension("report.json");
    let text = fs::read_to_string(&json).context("Lighthouse ended well, but there is no report")?;
    serde_json::from_str(&text).with_context(|| format!("{} is no report", json.display()))
}

/// One figure of a report.
fn figure(report: &Value, (heading, place, factor, _): (&str, &str, f64, usize)) -> Result<f64> {
    let figure = report.pointer(place).and_then(Value::as_f64).with_context(|| {
        let why = report.pointer("/runtimeError/message").unwrap_or(&Value::Null);
        format!("Lighthouse gave no figure for {heading} (it says: {why})")
    })?;
    Ok(figure * factor)
}

/// The table in Markdown.
fn table(figures: &[[Vec<f64>; COLUMNS.len()]; PAGES.len()]) -> String {
    let mut text = format!("| page | {} |\n", COLUMNS.map(|(heading, ..)| heading).join(" | "));
    text += &format!("| ---{} |\n", " | ---".repeat(COLUMNS.len()));
    for ((name, _), figures) in PAGES.iter().zip(figures) {
        let cells: Vec<_> =
            figures.iter().zip(COLUMNS).map(|(figures, (.., digits))| spread(figures, digits)).collect();
        text += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    text
}

/// The median of some figures; in brackets the least and the most where they differ. Of an even number, the median is
/// the mean of the two in the middle.
fn spread(figures: &[f64], digits: usize) -> String {
    let mut figures = figures.to_vec();
    figures.sort_by(f64::total_cmp);
    let at = |index: usize| figures.get(index).copied().unwrap_or_default();
    let count = figures.len();
    let middle = (at(count.saturating_sub(1) / 2) + at(count / 2)) / 2.0;
    let [middle, least, most] = [middle, at(0), at(count.saturating_sub(1))].map(|figure| format!("{figure:.digits$}"));
    if least == most { middle } else { format!("{middle} ({least} to {most})") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn medians_come_with_the_least_and_the_most() {
        assert_eq!(spread(&[2500.0, 900.0, 1000.4], 0), "1000 (900 to 2500)");
        assert_eq!(spread(&[4.0, 1.0], 1), "2.5 (1.0 to 4.0)");
        assert_eq!(spread(&[100.0, 100.0], 0), "100");
        let rows = table(&Default::default());
        assert!(rows.lines().all(|row| row.matches('|').count() == COLUMNS.len() + 2), "{rows}");
    }

    #[test]
    fn a_report_without_a_score_is_lighthouse_s_error() {
        let report = json!({
            "categories": { "performance": { "score": 0.95 }, "seo": { "score": null } },
            "runtimeError": { "message": "It painted nothing" },
        });
        assert!((figure(&report, COLUMNS[0]).expect("a figure") - 95.0).abs() < 1e-9);
        let error = figure(&report, COLUMNS[3]).expect_err("no figure");
        assert!(error.to_string().contains("SEO") && error.to_string().contains("painted nothing"), "{error}");
    }
}
