//! The figures as tables of Markdown, with what others cost beside them.

use super::{load::Load, pages::Kind};

/// What others have measured elsewhere, so to be read as an order of magnitude.
const MARKS: &str = "
Goal for one poll: 12 ms of the page's main thread, a layout shift of 0. For comparison, measured by others on other
machines: 123 ms for a poll of Crowdsignal, 2,785 ms for the comments of Disqus.
";

/// Loads of each kind of page, in the order of [`Kind::ALL`].
pub(crate) fn table(loads: &[Vec<Load>; Kind::ALL.len()]) -> String {
    let mut text = "\
| page | main thread, ms | of it scripts | layout | more than words alone | layout shift | shows, ms | live, ms |
| --- | --- | --- | --- | --- | --- | --- | --- |
"
    .to_owned();
    let blank = median(&loads[0], |load| load.busy);
    for (kind, loads) in Kind::ALL.into_iter().zip(loads) {
        let of = |figure: fn(&Load) -> f64| median(loads, figure);
        let busy = of(|load| load.busy);
        let (least, most) = loads
            .iter()
            .fold((f64::MAX, 0.0), |(least, most): (f64, f64), load| (least.min(load.busy), most.max(load.busy)));
        let has_polls = !kind.polls().is_empty();
        let told = |figure: String| if has_polls { figure } else { "–".to_owned() };
        text += &format!(
            "| {} | {busy:.1} ({least:.1} to {most:.1}) | {:.1} | {:.1} | {} | {:.3} | {} | {} |\n",
            kind.name(),
            of(|load| load.scripts),
            of(|load| load.layout),
            told(format!("{:.1}", busy - blank)),
            of(|load| load.shift),
            told(format!("{:.0}", of(|load| load.shown))),
            told(format!("{:.0}", of(|load| load.live))),
        );
    }
    text += "
| page | page: `embed.js` | frames: HTML | JS | WASM | locale | other | all |
| --- | --- | --- | --- | --- | --- | --- | --- |
";
    for (kind, loads) in Kind::ALL.into_iter().zip(loads) {
        let of = |figure: fn(&Load) -> u64| grouped(median(loads, |load| figure(load) as f64) as u64);
        text += &format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} |\n",
            kind.name(),
            of(|load| load.page_scripts),
            of(|load| load.frames.html),
            of(|load| load.frames.js),
            of(|load| load.frames.wasm),
            of(|load| load.frames.words),
            of(|load| load.frames.other),
            of(|load| load.page_scripts + load.frames.sum()),
        );
    }
    text + MARKS
}

/// The one in the middle. There is one: loads are odd in number.
fn median(loads: &[Load], figure: impl Fn(&Load) -> f64) -> f64 {
    let mut figures: Vec<f64> = loads.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1000), number % 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_ignores_an_outlier() {
        let loads = [3.0, 1.0, 900.0].map(|busy| Load { busy, ..Load::default() });
        assert!((median(&loads, |load| load.busy) - 3.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_tables_have_a_row_for_every_page_and_the_marks_beneath() {
        let busy = |busy| vec![Load { busy, page_scripts: 1_964, ..Load::default() }];
        let text = table(&[busy(5.0), busy(14.5), busy(14.0), busy(20.0), busy(9.0)]);
        assert!(
            text.contains("| one `<hustings-poll>` | 14.5 (14.5 to 14.5) | 0.0 | 0.0 | 9.5 | 0.000 | 0 | 0 |"),
            "{text}"
        );
        assert!(text.contains("| one `<hustings-poll>` | 1,964 | 0 |"), "{text}");
        assert_eq!(text.matches("three").count(), 2, "{text}");
        assert!(text.contains("Crowdsignal"), "{text}");
    }
}
