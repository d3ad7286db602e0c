//! What a run spends its time on, for the table at its end. It measures, and judges nothing.

use std::time::{Duration, Instant};

/// The phases of a run so far, in order, each with how long it took.
#[derive(Default)]
pub(crate) struct Phases(Vec<(String, Duration)>);

impl Phases {
    /// Does something, and notes how long it took under this name.
    pub(crate) fn time<T>(&mut self, name: impl Into<String>, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let outcome = work();
        self.0.push((name.into(), started.elapsed()));
        outcome
    }

    /// A line for each phase and one for all of them, seconds on the right.
    pub(crate) fn table(&self) -> String {
        let whole = ("in all", self.0.iter().map(|(_, duration)| *duration).sum());
        let rows: Vec<(&str, Duration)> =
            self.0.iter().map(|(name, duration)| (&**name, *duration)).chain([whole]).collect();
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        rows.iter().map(|(name, duration)| format!("{name:width$} {:>6.0} s\n", duration.as_secs_f32())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_phase_and_their_sum() {
        let phase = |name: &str, seconds| (name.to_owned(), Duration::from_secs(seconds));
        let phases = Phases(vec![phase("tools", 2), phase("end to end", 300)]);
        assert_eq!(phases.table(), "tools           2 s\nend to end    300 s\nin all        302 s\n");
    }

    #[test]
    fn a_phase_gives_what_came_of_it() {
        let mut phases = Phases::default();
        assert_eq!(phases.time("sum", || 1 + 1), 2);
        assert_eq!(phases.0.len(), 1);
    }
}
