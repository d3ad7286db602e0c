//! `cargo xtask size`: the size of every file of `dist/` and of a poll frame's first response, against budgets.
//!
//! A goal is a target; CI fails above a bound. Bytes are tested, times never are.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use hustings_packing::{BEST, SUFFIXES, brotli, shrinks};

use crate::{fingerprint::files_below, process, served::Served, suite, workspace::Workspace};

/// A file of `dist/` or a page of the server, by its path, and what it weighs, in bytes.
#[derive(Clone, Debug)]
struct Weight {
    path: String,
    raw: usize,
    brotli: usize,
}

/// What some files may weigh together, compressed by brotli 11, in bytes.
struct Budget {
    name: &'static str,
    /// How the paths begin of what it holds; none for the reader app, which is every other program that is its own.
    of: &'static [&'static str],
    goal: usize,
    /// CI fails above it. The goal where there is no other.
    bound: usize,
}

/// The frame of the first article's poll, which shows before any script of its does.
const FRAME: &str = "/embed/polls/night-trains?lang=en";
/// The frame of the poll with the most options, in the other direction. The heaviest of the demo's frames weighs
/// some forty bytes more.
const LONGEST_FRAME: &str = "/embed/polls/library-of-things?lang=ar";

const BUDGETS: [Budget; 14] = [
    Budget { name: "reader app, WASM + glue", of: &[], goal: 100_000, bound: 104_600 },
    // What the frame of most polls loads, those of one choice or several without anything else.
    Budget {
        name: "plain poll's frame, WASM + glue",
        of: &["embed/plain_poll_embed", "embed/frame.js"],
        goal: 50_000,
        bound: 51_450,
    },
    // What that of any other poll does.
    Budget {
        name: "any poll's frame, WASM + glue",
        of: &["embed/poll_embed", "embed/frame.js"],
        goal: 50_000,
        bound: 58_000,
    },
    // What keeps pages for when there is no network: it comes after the app, and into a thread of its own.
    Budget { name: "offline, worker and page", of: &["sw.js", "offline.js"], goal: 4_500, bound: 5_050 },
    // Scripts of the two pages that the server alone has, on which there is no app.
    Budget { name: "pages without the app", of: &["passport.js", "held.js"], goal: 2_500, bound: 3_000 },
    Budget { name: "proof of a guarded poll", of: &["proof.js"], goal: 1_000, bound: 1_000 },
    // Comes where an open poll is on the page and the browser knows push services.
    Budget { name: "being told of a poll", of: &["notice.js"], goal: 1_500, bound: 2_000 },
    // Comes when a reader opens the ways to share.
    Budget { name: "sharing", of: &["share.js"], goal: 1_000, bound: 1_400 },
    // Comes where there are options to put in order.
    Budget { name: "moving a ranking's options", of: &["ranking.js"], goal: 2_500, bound: 2_750 },
    Budget { name: "embed.js", of: &["embed/v1/embed.js"], goal: 1_500, bound: 2_141 },
    Budget { name: "poll frame, HTML + CSS", of: &[FRAME], goal: 5_000, bound: 5_000 },
    Budget { name: "longest poll, HTML + CSS", of: &[LONGEST_FRAME], goal: 5_000, bound: 5_000 },
    // All that the frame of a closed poll loads, where it is a file.
    Budget { name: "closed poll as a file", of: &["embed/frozen.js"], goal: 1_000, bound: 1_000 },
    // Comes when a reader searches.
    Budget { name: "searching", of: &["search.js"], goal: 1_500, bound: 1_500 },
];

impl Budget {
    /// Whether it bounds the program or the page at this path; files of other kinds are unbounded. A script of both frames is
    /// in the budget of either.
    fn holds(&self, path: &str) -> bool {
        let is_bounded = [".wasm", ".js"].iter().any(|kind| path.ends_with(kind)) || path.starts_with('/');
        let names = |budget: &Self| budget.of.iter().any(|start| path.starts_with(start));
        let is_apps = !path.contains('/') || path.starts_with("snippets/");
        is_bounded && if self.of.is_empty() { is_apps && !BUDGETS.iter().any(names) } else { names(self) }
    }
}

/// The same for the server as it is in the sources: figures of an older one would be worse than a wait.
pub(crate) fn size_of_sources(workspace: &Workspace) -> Result<()> {
    process::run(&mut suite::server(workspace))?;
    size(workspace)
}

/// Prints the table, for the server that was built last, and fails above a bound.
pub(crate) fn size(workspace: &Workspace) -> Result<()> {
    let mut weights = weigh(workspace)?;
    print!("{}", table(&weights));
    weights.extend(weigh_frames(workspace)?);
    let (report, too_heavy) = verdict(&weights);
    print!("{report}");
    if too_heavy {
        bail!("an output is heavier than its bound: see the table above, and `twiggy` or `git log` for why");
    }
    Ok(())
}

fn weigh(workspace: &Workspace) -> Result<Vec<Weight>> {
    let dist = workspace.dist();
    ensure!(dist.join("index.html").is_file(), "there is no {}: run `cargo xtask dist` first", dist.display());
    let mut weights = Vec::new();
    for file in files_below(&dist)? {
        let path =
            file.strip_prefix(&dist).context("a file of dist is below dist")?.to_string_lossy().replace('\\', "/");
        if SUFFIXES.iter().any(|suffix| path.ends_with(suffix)) {
            continue;
        }
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let brotli = if shrinks(&path) { brotli(&bytes, BEST).len().min(bytes.len()) } else { bytes.len() };
        weights.push(Weight { path, raw: bytes.len(), brotli });
    }
    Ok(weights)
}

/// What the server answers first to a partner's page. Its CSS is inside; its scripts come later and are files.
fn weigh_frames(workspace: &Workspace) -> Result<Vec<Weight>> {
    let served = Served::start(workspace, "debug", None)?;
    let weigh = |path: &str| {
        let html = served.get(path)?;
        Ok(Weight { path: path.to_owned(), raw: html.len(), brotli: brotli(&html, BEST).len() })
    };
    [FRAME, LONGEST_FRAME].into_iter().map(weigh).collect()
}

fn table(weights: &[Weight]) -> String {
    let width = weights.iter().map(|w| w.path.len()).max().unwrap_or(0).max(20);
    let mut text = format!("{:width$}  {:>12}  {:>12}\n", "output", "raw", "brotli 11");
    for weight in weights {
        text += &format!("{:width$}  {:>12}  {:>12}\n", weight.path, grouped(weight.raw), grouped(weight.brotli));
    }
    let (raw, brotli) = weights.iter().fold((0, 0), |sum, w| (sum.0 + w.raw, sum.1 + w.brotli));
    text + &format!("{:width$}  {:>12}  {:>12}\n", "everything", grouped(raw), grouped(brotli))
}

/// The budgets in words, and whether a bound is exceeded. Budgets of files that do not exist are left out.
fn verdict(weights: &[Weight]) -> (String, bool) {
    let mut text = format!("\n{:31}  {:>10}  {:>10}  {:>10}\n", "budget (brotli 11)", "bytes", "goal", "bound");
    let mut too_heavy = false;
    for budget in &BUDGETS {
        let held: Vec<&Weight> = weights.iter().filter(|w| budget.holds(&w.path)).collect();
        if held.is_empty() {
            continue;
        }
        let bytes: usize = held.iter().map(|w| w.brotli).sum();
        let word = match bytes {
            bytes if bytes > budget.bound => "TOO HEAVY",
            bytes if bytes > budget.goal => "above the goal",
            _ => "good",
        };
        too_heavy |= bytes > budget.bound;
        let [bytes, goal, bound] = [bytes, budget.goal, budget.bound].map(grouped);
        text += &format!("{:31}  {bytes:>10}  {goal:>10}  {bound:>10}  {word}\n", budget.name);
    }
    (text, too_heavy)
}

/// `1234567` as `1,234,567`.
fn grouped(number: usize) -> String {
    let digits = number.to_string().into_bytes();
    let groups: Vec<_> = digits.rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(path: &str, brotli: usize) -> Weight {
        Weight { path: path.to_owned(), raw: brotli * 3, brotli }
    }

    #[test]
    fn a_bound_counts_everything_together_that_its_budget_holds() {
        let bound = BUDGETS[0].bound;
        for (last, words) in [(5_000, "above the goal"), (5_001, "TOO HEAVY")] {
            let (text, too_heavy) =
                verdict(&[weight("hustings-1_bg.wasm", bound - 5_000), weight("hustings-1.js", last)]);
            assert_eq!(too_heavy, last > 5_000);
            assert!(text.contains(words) && text.contains(&grouped(bound - 5_000 + last)), "{text}");
        }
    }

    #[test]
    fn every_program_counts_in_its_budgets() {
        for (path, expected) in [
            ("hustings-1_bg.wasm", &[0][..]),
            ("snippets/dom-1/inline0.js", &[0]),
            ("embed/plain_poll_embed_bg.wasm", &[1]),
            ("embed/poll_embed_bg.wasm", &[2]),
            ("embed/frame.js", &[1, 2]),
            ("sw.js", &[3]),
            ("held.js", &[4]),
            ("notice.js", &[6]),
            ("share.js", &[7]),
            ("ranking.js", &[8]),
            ("embed/v1/embed.js", &[9]),
            ("embed/frozen.js", &[12]),
            ("search.js", &[13]),
            ("embed/v1/check.js", &[]),
            ("locales/en.json", &[]),
            ("config.json", &[]),
        ] {
            let held: Vec<_> = (0..BUDGETS.len()).filter(|index| BUDGETS[*index].holds(path)).collect();
            assert_eq!(held, expected, "{path}");
        }
    }

    #[test]
    fn the_page_of_a_frame_is_held_to_its_goal() {
        for path in [FRAME, LONGEST_FRAME] {
            assert_eq!([5_000, 5_001].map(|bytes| verdict(&[weight(path, bytes)]).1), [false, true], "{path}");
        }
    }

    #[test]
    fn the_table_ends_with_the_sum_in_groups_of_digits() {
        let text = table(&[weight("a.js", 1_234_567), weight("b.css", 20)]);
        let last = text.lines().last().expect("it has lines");
        assert!(last.starts_with("everything") && last.contains("3,703,761") && last.ends_with("1,234,587"), "{text}");
        assert_eq!([0, 999, 1_000].map(grouped), ["0", "999", "1,000"]);
    }
}
