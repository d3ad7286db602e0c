//! `cargo xtask bench lighthouse`: Lighthouse scores of the demo's pages as `hustings serve` serves them.
//!
//! With Lighthouse's default settings: simulated throttling, that is, it loads the page at full speed and estimates the
//! time on a phone with a slow connection. Every load starts with a fresh profile. Prints medians of many loads, and
//! keeps Lighthouse's own reports. Not a test: it fails only when Lighthouse could not run.

use std::{
    env, fs,
    num::NonZeroUsize,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::load::{Answering, spread};

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

/// How Lighthouse judges pages of the demo, with its mobile preset, and what costs them points.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Loads of each page, which the medians are over.
    #[arg(long, default_value = "5")]
    runs: NonZeroUsize,
}

/// Measures what is built.
pub(crate) fn run(options: Options) -> Result<()> {
    let reports = Path::new("var/lighthouse");
    fs::create_dir_all(reports).with_context(|| format!("cannot create {}", reports.display()))?;
    // Neither the browser's profile nor Lighthouse's notes belong into the folders of whoever runs this.
    let passing = tempfile::tempdir()?;
    let server = Answering::server(Path::new(&variable("HUSTINGS_BIN")?))?;
    println!("\n→ lighthouse, {} loads of each of {} pages, after one that does not count", options.runs, PAGES.len());

    // The figures of each page, of each column.
    let mut figures: [[Vec<f64>; COLUMNS.len()]; PAGES.len()] = Default::default();
    for round in 0..=options.runs.get() {
        for place in 0..PAGES.len() {
            // Each page is the first of a round as often as every other, as nearly as it goes.
            let which = (round + place) % PAGES.len();
            let (name, path) = PAGES[which];
            // The first round does not count: the browser reads itself from the disk, and the server packs its pages.
            let folder = if round > 0 { reports } else { passing.path() };
            let output = folder.join(format!("{}-{round}", name.to_lowercase().replace(' ', "-")));
            let address = format!("http://{}{path}", server.address);
            let report = load(&address, &output, passing.path()).with_context(|| format!("GET {path}"))?;
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
fn load(address: &str, output: &Path, passing: &Path) -> Result<Value> {
    let mut command = Command::new("node");
    command.arg(variable("HUSTINGS_LIGHTHOUSE")?).arg(address);
    command.args(["--quiet", "--no-enable-error-reporting", "--locale=en-US"]);
    // With two kinds of output it puts an ending of its own behind this.
    command.args(["--output=json", "--output=html"]).arg(format!("--output-path={}", output.display()));
    // What Chromium needs to run without a screen, in a container. That it calls nobody, Lighthouse sees to itself.
    command.arg("--chrome-flags=--headless=new --disable-gpu --disable-dev-shm-usage --no-sandbox");
    for variable in ["TMPDIR", "TEMP", "TMP", "XDG_CONFIG_HOME"] {
        command.env(variable, passing);
    }
    command.env("CHROME_PATH", variable("CHROME")?).stdin(Stdio::null());
    let ended = command.output().context("cannot start node")?;
    ensure!(ended.status.success(), "lighthouse failed: {}", String::from_utf8_lossy(&ended.stderr).trim_end());
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
            figures.iter().zip(COLUMNS).map(|(figures, (.., digits))| spread(figures.clone(), digits)).collect();
        text += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    text
}

/// What `cargo xtask bench` says in this variable.
fn variable(name: &str) -> Result<String> {
    env::var(name).with_context(|| format!("{name} is not set"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_has_as_many_cells_as_the_heading() {
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
