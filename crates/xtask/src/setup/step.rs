//! One step of the setup: something that must be there, how one sees whether it is, and how it comes there.
//!
//! It says what it does, and where it cannot, the command to type. It knows no tool.

use std::{path::PathBuf, thread};

use anyhow::{Result, bail};

/// What a step does, on whatever thread.
type Act<'a, T> = Box<dyn Fn() -> T + Sync + 'a>;

/// One thing that must be there.
pub(super) struct Step<'a> {
    /// What it is, with its version where only that one will do.
    pub(super) name: String,
    /// Where it is, if it is there.
    pub(super) look: Act<'a, Option<PathBuf>>,
    /// How long it takes, in words.
    pub(super) duration: &'static str,
    /// Whether putting it there is a matter of compiling, and not of downloading.
    pub(super) compiles: bool,
    /// Puts it there.
    pub(super) install: Act<'a, Result<()>>,
    /// What to type where `install` cannot.
    pub(super) by_hand: String,
    /// How the work goes on without it, if it can.
    pub(super) without_it: Option<&'static str>,
}

impl Step<'_> {
    /// Carries out one step.
    pub(super) fn carry_out(&self, number: &str) -> Result<()> {
        let Self { name, by_hand, .. } = self;
        if let Some(place) = (self.look)() {
            println!("{number} {name} … there ({})", place.display());
            return Ok(());
        }
        println!("{number} {name} … installing, {}", self.duration);
        let outcome = (self.install)().and_then(|()| match (self.look)() {
            Some(place) => Ok(place),
            None => bail!("the installation ended well, but {name} is still not found"),
        });
        match (outcome, self.without_it) {
            (Ok(place), _) => println!("{number} {name} … done ({})", place.display()),
            (Err(error), Some(way)) => {
                println!("{number} {name} … could not be installed: {error:#}\n      {way}\n      By hand: {by_hand}");
            }
            (Err(error), None) => {
                return Err(error.context(format!("{name} could not be installed. By hand:\n\n    {by_hand}\n")));
            }
        }
        Ok(())
    }
}

/// Carries out the steps, those that compile beside those that download: the former keep the processors busy, the latter
/// wait for others. Each kind in its order, for two of them would wait for the same lock.
pub(super) fn carry_out_all(steps: &[Step<'_>]) -> Result<()> {
    let those_that = |compile: bool| {
        let mut numbered = steps.iter().enumerate().filter(|(_, step)| step.compiles == compile);
        numbered.try_for_each(|(index, step)| step.carry_out(&format!("[{}/{}]", index + 1, steps.len())))
    };
    thread::scope(|scope| {
        let downloads = scope.spawn(|| those_that(false));
        let compiled = those_that(true);
        downloads.join().expect("a step does not panic").and(compiled)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    use super::*;

    /// A step whose thing is there from the beginning, or when it `works` after it was installed, which is counted.
    fn fake(there: bool, works: bool, installed: &AtomicU32) -> Step<'_> {
        Step {
            name: "Hammer 1.0".to_owned(),
            look: Box::new(move || (there || works && installed.load(Relaxed) > 0).then(|| "in the box".into())),
            duration: "a moment",
            compiles: false,
            install: Box::new(move || {
                installed.fetch_add(1, Relaxed);
                Ok(())
            }),
            by_hand: "get hammer".to_owned(),
            without_it: None,
        }
    }

    #[test]
    fn what_is_missing_is_installed_once_and_what_is_there_is_not_installed_again() {
        for (there, expected) in [(true, 0), (false, 1)] {
            let installed = AtomicU32::new(0);
            fake(there, true, &installed).carry_out("[1/1]").expect("there at the end");
            assert_eq!(installed.load(Relaxed), expected);
        }
    }

    #[test]
    fn an_installation_without_effect_names_the_command_and_stops_only_what_is_needed() {
        let installed = AtomicU32::new(0);
        let step = fake(false, false, &installed);
        let error = step.carry_out("[1/1]").expect_err("has no effect");
        assert!(format!("{error:#}").contains("get hammer"), "{error:#}");
        Step { without_it: Some("A stone will do."), ..step }.carry_out("[1/1]").expect("goes on");
    }

    #[test]
    fn one_step_that_fails_fails_them_all_and_the_others_are_carried_out() {
        let [first, second] = [AtomicU32::new(0), AtomicU32::new(0)];
        let steps = [fake(false, false, &first), Step { compiles: true, ..fake(false, true, &second) }];
        assert!(carry_out_all(&steps).is_err());
        assert_eq!(second.load(Relaxed), 1);
        assert!(carry_out_all(&steps[1..]).is_ok());
    }
}
