//! The figures of many loads as a table in Markdown, and below it what cost points. Judges nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::report::{CATEGORIES, Loss, Report};

/// What the goals are, for whoever reads the table.
const GOALS: &str = "
Goals for the article: 100 in all four, LCP at most 900 ms, TBT at most 20 ms, CLS 0.
";

/// The table, of the loads of each page by its name.
pub(super) fn table(pages: &[(&str, Vec<Report>)]) -> String {
    let mut text = "\
| page | performance | accessibility | best practices | SEO | LCP, ms | TBT, ms | CLS | FCP, ms | bytes |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"
    .to_owned();
    for (name, reports) in pages {
        let figure = |index: usize| spread(reports, |report| report.figures[index]);
        let (lcp, tbt, shift, fcp, bytes) = (figure(0), figure(1), figure(2), figure(3), figure(5));
        let scores: String =
            (0..CATEGORIES.len()).map(|index| format!(" {} |", score(reports, index).shown(0))).collect();
        text += &format!(
            "| {name} |{scores} {} | {} | {} | {} | {} |\n",
            lcp.shown(0),
            tbt.shown(0),
            shift.shown(3),
            fcp.shown(0),
            grouped(bytes.middle)
        );
    }
    text += GOALS;
    text += &losses(pages);
    let versions: BTreeSet<_> = pages.iter().flat_map(|(_, reports)| reports).map(|r| r.version.as_str()).collect();
    for version in versions {
        text += &format!("\nLighthouse {version}");
    }
    let machine = spread_of(pages.iter().flat_map(|(_, reports)| reports).map(|report| report.machine).collect());
    text += &format!("; its own measure of this machine, the benchmark index: {}\n", machine.shown(0));
    let mut warnings: Vec<_> = pages.iter().flat_map(|(_, reports)| reports).flat_map(|r| &r.warnings).collect();
    warnings.sort();
    warnings.dedup();
    for warning in warnings {
        text += &format!("Lighthouse warns: {warning}\n");
    }
    text
}

/// What cost points in each category that has not all of them, the dearest first.
fn losses(pages: &[(&str, Vec<Report>)]) -> String {
    let mut text = String::new();
    for (name, reports) in pages {
        for (index, category) in CATEGORIES.iter().enumerate() {
            if score(reports, index).middle >= 100.0 {
                continue;
            }
            text += &format!("\n{name}, {}: {}\n\n", category.replace('-', " "), score(reports, index).shown(0));
            // An audit may have lost points in some loads alone; the text is that of the last of them.
            let mut audits: BTreeMap<&str, Vec<&Loss>> = BTreeMap::new();
            for loss in reports.iter().flat_map(|report| &report.categories[index].losses) {
                audits.entry(&loss.id).or_default().push(loss);
            }
            let mut rows: Vec<_> = audits
                .values()
                .filter_map(|losses| Some((losses.iter().map(|loss| loss.points).sum::<f64>(), losses.last()?, losses)))
                .collect();
            rows.sort_by(|one, other| other.0.total_cmp(&one.0));
            for (points, last, losses) in rows {
                let found = if last.found.is_empty() { String::new() } else { format!(": {}", last.found) };
                text += &format!(
                    "- {:.1} points by `{}` in {} of {} loads. {}{found}\n",
                    points / reports.len() as f64,
                    last.id,
                    losses.len(),
                    reports.len(),
                    last.title
                );
            }
        }
    }
    text
}

/// The median of some figures, with the least and the most.
struct Spread {
    middle: f64,
    least: f64,
    most: f64,
}

impl Spread {
    /// With so many digits behind the point; the least and the most where they are not the same.
    fn shown(&self, digits: usize) -> String {
        let [middle, least, most] = [self.middle, self.least, self.most].map(|figure| format!("{figure:.digits$}"));
        if least == most { middle } else { format!("{middle} ({least} to {most})") }
    }
}

fn score(reports: &[Report], category: usize) -> Spread {
    spread(reports, |report| report.categories[category].score)
}

fn spread(reports: &[Report], figure: impl Fn(&Report) -> f64) -> Spread {
    spread_of(reports.iter().map(figure).collect())
}

/// Of an even number, the median is the mean of the two in the middle.
fn spread_of(mut figures: Vec<f64>) -> Spread {
    figures.sort_by(f64::total_cmp);
    let at = |index: usize| figures.get(index).copied().unwrap_or_default();
    let count = figures.len();
    Spread {
        middle: (at(count.saturating_sub(1) / 2) + at(count / 2)) / 2.0,
        least: at(0),
        most: at(count.saturating_sub(1)),
    }
}

/// `1234567.8` as `1,234,568`.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{super::report::Category, *};

    /// A load with this LCP, the points of performance that it lost, and whether a contrast was too low.
    fn load(lcp: f64, lost: f64, contrast: bool) -> Report {
        let loss = |id: &str, found: &str, points: f64| Loss {
            id: id.to_owned(),
            title: format!("Sentence of {id}"),
            found: found.to_owned(),
            points,
        };
        let full = || Category { score: 100.0, losses: Vec::new() };
        let performance = Category {
            score: 100.0 - lost,
            losses: vec![loss("first-contentful-paint", "0.9 s", 0.1), loss("largest-contentful-paint", "2.5 s", lost)],
        };
        let accessibility =
            if contrast { Category { score: 93.0, losses: vec![loss("color-contrast", "", 7.0)] } } else { full() };
        Report {
            version: "12.8.2".to_owned(),
            machine: 1500.0,
            categories: [performance, accessibility, full(), full()],
            figures: [lcp, 7.0, 0.0, 900.0, 900.0, 153_094.0],
            ..Report::default()
        }
    }

    #[test]
    fn a_row_has_the_medians_and_how_far_they_were_apart() {
        let text =
            table(&[("article", vec![load(2500.0, 5.0, false), load(900.0, 4.0, false), load(1000.0, 4.0, false)])]);
        let row = "| article | 96 (95 to 96) | 100 | 100 | 100 | 1000 (900 to 2500) | 7 | 0.000 | 900 | 153,094 |";
        assert!(text.contains(row), "{text}");
        assert!(
            text.contains("\nLighthouse 12.8.2; its own measure of this machine, the benchmark index: 1500\n"),
            "{text}"
        );
    }

    #[test]
    fn what_cost_points_is_named_the_dearest_first_and_only_below_a_hundred() {
        let text = table(&[("article", vec![load(1.0, 5.0, false), load(1.0, 5.0, true), load(1.0, 5.0, false)])]);
        let slow = text.find("- 5.0 points by `largest-contentful-paint` in 3 of 3 loads. Sentence").expect(&text);
        let paint = text.find("- 0.1 points by `first-contentful-paint` in 3 of 3").expect(&text);
        assert!(slow < paint, "{text}");
        // Its median is a hundred.
        assert!(!text.contains("color-contrast"), "{text}");
        let text = table(&[("list", vec![load(1.0, 0.0, true)])]);
        assert!(
            text.contains("\nlist, accessibility: 93\n\n- 7.0 points by `color-contrast` in 1 of 1 loads."),
            "{text}"
        );
    }

    #[test]
    fn a_warning_is_said_once() {
        let warned = Report { warnings: vec!["It was sent elsewhere.".to_owned()], ..load(1.0, 0.0, false) };
        let text = table(&[("article", vec![warned.clone(), warned])]);
        assert_eq!(text.matches("It was sent elsewhere.").count(), 1, "{text}");
    }

    #[test]
    fn of_two_figures_the_median_lies_between() {
        assert!((spread_of(vec![4.0, 1.0]).middle - 2.5).abs() < f64::EPSILON);
        assert_eq!(grouped(1_234_567.8), "1,234,568");
        assert_eq!(grouped(999.0), "999");
    }
}
