//! What is read of one report of Lighthouse: four scores, the figures, and which audits cost points. It runs nothing.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// How one load of a page was judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Report {
    /// The version of Lighthouse.
    pub(super) version: String,
    /// How fast Lighthouse found this machine; a desktop computer has more than 1,500, a phone some hundreds.
    pub(super) machine: f64,
    /// In the order of [`CATEGORIES`].
    pub(super) categories: [Category; CATEGORIES.len()],
    /// In the order of [`FIGURES`].
    pub(super) figures: [f64; FIGURES.len()],
    /// What Lighthouse says of the load as a whole, such as that it was sent elsewhere.
    pub(super) warnings: Vec<String>,
}

/// A category's score, and what it lost.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Category {
    /// From 0 to 100.
    pub(super) score: f64,
    /// Audits that are not what they could be and count.
    pub(super) losses: Vec<Loss>,
}

/// An audit that lost points.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Loss {
    /// What Lighthouse calls it.
    pub(super) id: String,
    /// The sentence for people.
    pub(super) title: String,
    /// What was found, such as `1.4 s`; empty when the title says it all.
    pub(super) found: String,
    /// Of the category's hundred.
    pub(super) points: f64,
}

/// The categories, by the names that they have in a report.
pub(super) const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

/// The audits whose figures are read, the first five in milliseconds or, of layout shift, a number of its own, the last
/// in bytes.
pub(super) const FIGURES: [&str; 6] = [
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
    "first-contentful-paint",
    "speed-index",
    "total-byte-weight",
];

/// A report, as far as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    lighthouse_version: String,
    environment: Environment,
    #[serde(default)]
    run_warnings: Vec<String>,
    runtime_error: Option<Fault>,
    categories: HashMap<String, RawCategory>,
    audits: HashMap<String, Audit>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Environment {
    benchmark_index: f64,
}

#[derive(Deserialize)]
struct Fault {
    message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCategory {
    /// Nothing when one of its audits failed.
    score: Option<f64>,
    audit_refs: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    id: String,
    /// 0 when it does not count, or does not apply to this page.
    weight: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Audit {
    title: String,
    score: Option<f64>,
    numeric_value: Option<f64>,
    #[serde(default)]
    display_value: String,
    error_message: Option<String>,
}

impl Report {
    /// Reads a report in JSON.
    ///
    /// # Errors
    /// When it is none, when Lighthouse says in it that it could not judge the page, or when a figure is missing.
    pub(super) fn read(json: &str) -> Result<Self> {
        let raw: Raw = serde_json::from_str(json).context("this is no report of Lighthouse")?;
        if let Some(fault) = &raw.runtime_error {
            bail!("Lighthouse could not judge the page: {}", fault.message);
        }
        let mut categories: [Category; CATEGORIES.len()] = Default::default();
        for (category, id) in categories.iter_mut().zip(CATEGORIES) {
            *category = raw.category(id)?;
        }
        let mut figures = [0.0; FIGURES.len()];
        for (figure, id) in figures.iter_mut().zip(FIGURES) {
            let audit = raw.audits.get(id).with_context(|| format!("the report has no audit {id}"))?;
            *figure = audit.numeric_value.with_context(|| raw.failure(id))?;
        }
        Ok(Self {
            version: raw.lighthouse_version,
            machine: raw.environment.benchmark_index,
            categories,
            figures,
            warnings: raw.run_warnings,
        })
    }
}

impl Raw {
    fn category(&self, id: &str) -> Result<Category> {
        let category = self.categories.get(id).with_context(|| format!("the report has no category {id}"))?;
        let counting = category.audit_refs.iter().filter(|part| part.weight > 0.0);
        let whole: f64 = counting.clone().map(|part| part.weight).sum();
        let mut losses = Vec::new();
        for part in counting {
            let audit = self.audits.get(&part.id).with_context(|| format!("the report has no audit {}", part.id))?;
            let score = audit.score.with_context(|| self.failure(&part.id))?;
            if score < 1.0 {
                losses.push(Loss {
                    id: part.id.clone(),
                    title: audit.title.clone(),
                    found: audit.display_value.clone(),
                    points: (1.0 - score) * part.weight / whole * 100.0,
                });
            }
        }
        let score = category.score.with_context(|| format!("Lighthouse gave no score for {id}"))? * 100.0;
        Ok(Category { score, losses })
    }

    /// What Lighthouse says of an audit that has no outcome.
    fn failure(&self, id: &str) -> String {
        let message = self.audits.get(id).and_then(|audit| audit.error_message.as_deref());
        format!("Lighthouse could not carry out its audit {id}: {}", message.unwrap_or("it does not say why"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A short report: a slow picture, one audit of accessibility that fails, and one that does not apply.
    fn short() -> Value {
        let category = |score: f64, parts: &[(&str, u32)]| {
            let parts: Vec<_> = parts.iter().map(|(id, weight)| json!({ "id": id, "weight": weight })).collect();
            json!({ "title": "…", "score": score, "auditRefs": parts })
        };
        let figure = |title: &str, score: f64, value: f64, shown: &str| json!({ "title": title, "score": score, "numericValue": value, "displayValue": shown });
        json!({
            "lighthouseVersion": "12.8.2",
            "environment": { "benchmarkIndex": 1500.5 },
            "runWarnings": [],
            "categories": {
                "performance": category(0.95, &[
                    ("largest-contentful-paint", 25), ("total-blocking-time", 30), ("cumulative-layout-shift", 25),
                    ("first-contentful-paint", 10), ("speed-index", 10), ("total-byte-weight", 0),
                ]),
                "accessibility": category(0.75, &[("color-contrast", 7), ("image-alt", 21), ("video-caption", 0)]),
                "best-practices": category(1.0, &[("is-on-https", 5)]),
                "seo": category(1.0, &[("document-title", 1)]),
            },
            "audits": {
                "largest-contentful-paint": figure("Largest Contentful Paint", 0.8, 2512.4, "2.5\u{a0}s"),
                "total-blocking-time": figure("Total Blocking Time", 1.0, 7.0, "10\u{a0}ms"),
                "cumulative-layout-shift": figure("Cumulative Layout Shift", 1.0, 0.0, "0"),
                "first-contentful-paint": figure("First Contentful Paint", 1.0, 900.0, "0.9\u{a0}s"),
                "speed-index": figure("Speed Index", 1.0, 900.0, "0.9\u{a0}s"),
                "total-byte-weight": figure("Avoids enormous network payloads", 0.5, 153_094.0, "150 KiB"),
                "color-contrast": { "title": "Colors do not have enough contrast", "score": 0 },
                "image-alt": { "title": "Images have texts", "score": 1 },
                "video-caption": { "title": "Videos have captions", "score": null },
                "is-on-https": { "title": "Uses HTTPS", "score": 1 },
                "document-title": { "title": "The document has a title", "score": 1 },
            },
        })
    }

    fn read(report: &Value) -> Result<Report> {
        Report::read(&report.to_string())
    }

    #[test]
    fn scores_and_figures_are_read() {
        let report = read(&short()).expect("a report");
        assert_eq!(report.categories.each_ref().map(|category| category.score), [95.0, 75.0, 100.0, 100.0]);
        assert_eq!(report.figures, [2512.4, 7.0, 0.0, 900.0, 900.0, 153_094.0]);
        assert_eq!((report.version.as_str(), report.machine), ("12.8.2", 1500.5));
    }

    #[test]
    fn only_audits_that_count_lose_points_and_as_many_as_they_weigh() {
        let report = read(&short()).expect("a report");
        let losses = |category: usize| {
            let losses = &report.categories[category].losses;
            losses.iter().map(|loss| (loss.id.as_str(), loss.points.round())).collect::<Vec<_>>()
        };
        assert_eq!(losses(0), [("largest-contentful-paint", 5.0)]);
        assert_eq!(losses(1), [("color-contrast", 25.0)]);
        assert!(losses(2).is_empty() && losses(3).is_empty());
        let slow = &report.categories[0].losses[0];
        assert_eq!((slow.title.as_str(), slow.found.as_str()), ("Largest Contentful Paint", "2.5\u{a0}s"));
    }

    type Change = fn(&mut Value);

    #[test]
    fn what_lighthouse_could_not_do_is_an_error_in_its_own_words() {
        let cases: [(Change, &str); 4] = [
            (|report| report["runtimeError"] = json!({ "code": "NO_FCP", "message": "It painted nothing" }), "nothing"),
            (
                |report| {
                    report["audits"]["color-contrast"] =
                        json!({ "title": "Contrast", "score": null, "errorMessage": "axe fell over" });
                },
                "axe fell over",
            ),
            (|report| report["audits"]["total-byte-weight"] = json!({ "title": "…", "score": null }), "not say why"),
            (|report| report["categories"]["seo"]["score"] = Value::Null, "seo"),
        ];
        for (change, word) in cases {
            let mut report = short();
            change(&mut report);
            let error = read(&report).expect_err(word);
            assert!(format!("{error:#}").contains(word), "{error:#}");
        }
        assert!(Report::read("<html>").is_err());
    }
}
