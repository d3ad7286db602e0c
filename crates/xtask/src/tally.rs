//! Counts tests by what the runners print, while showing it as it comes.

use std::{
    io::{BufRead, BufReader, Write},
    ops::AddAssign,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::process::describe;

/// What came of test commands.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// Whether a runner ended without success.
    pub(crate) is_broken: bool,
    /// What the runners said of the tests that failed, to be read again at the end of a long run.
    pub(crate) failures: String,
}

impl Outcome {
    /// # Errors
    /// When something failed, or nothing ran.
    pub(crate) fn verdict(&self) -> Result<()> {
        ensure!(!self.is_broken && self.failed == 0, "{} tests failed", self.failed);
        ensure!(self.passed > 0, "it ran no test");
        Ok(())
    }
}

impl AddAssign for Outcome {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.is_broken |= other.is_broken;
        self.failures.push_str(&other.failures);
    }
}

/// How many passed and failed by this line, if it is a runner's result: `test result: ok. 12 passed; 0 failed; …`,
/// which both libtest and wasm-bindgen-test-runner print.
fn counts(line: &str) -> Option<(u64, u64)> {
    let counts = line.trim_start().strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |word: &str| counts.split("; ").find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok());
    Some((count("passed")?, count("failed")?))
}

/// Runs test commands, shows their output, and counts.
pub(crate) fn run_tests(commands: &mut [Command]) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for command in commands {
        println!("\n→ {}", describe(command));
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start {}", describe(command)))?;
        let stdout = child.stdout.take().expect("its output was asked for");
        outcome += follow(BufReader::new(stdout), &mut std::io::stdout())?;
        outcome.is_broken |= !child.wait()?.success();
    }
    Ok(outcome)
}

/// Counts what a runner prints, and shows it.
fn follow(mut printed: impl BufRead, shown: &mut impl Write) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut line = Vec::new();
    let mut of_failures = false;
    while printed.read_until(b'\n', &mut line)? > 0 {
        shown.write_all(&line)?;
        let text = String::from_utf8_lossy(&line);
        if let Some((passed, failed)) = counts(&text) {
            outcome += Outcome { passed, failed, ..Outcome::default() };
            of_failures = false;
        }
        // Both runners say under this heading what each failed test printed, then their names.
        of_failures |= text.trim() == "failures:";
        if of_failures {
            outcome.failures.push_str(&text);
        }
        line.clear();
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_are_counted_and_other_lines_are_not() {
        for (line, expected) in [
            ("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out", Some((12, 0))),
            ("test result: FAILED. 3 passed; 2 failed; 0 ignored", Some((3, 2))),
            ("test result: ok. 5 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.32s\n", Some((5, 0))),
            ("test tally::totals … ok", None),
            ("test result: ok. many passed", None),
        ] {
            assert_eq!(counts(line), expected, "{line}");
        }
    }

    #[test]
    fn a_runner_that_fails_is_seen() {
        let mut command = Command::new("cargo");
        command.arg("--no-such-flag");
        let outcome = run_tests(&mut [command]).expect("cargo starts");
        assert_eq!(outcome, Outcome { is_broken: true, ..Outcome::default() });
    }

    #[test]
    fn what_failed_is_kept_and_nothing_else() {
        let printed = "test a ... ok\n\nfailures:\n\n---- b stdout ----\nit is 3\n\nfailures:\n    b\n\n\
            test result: FAILED. 1 passed; 1 failed; 0 ignored\nfinished\n";
        let mut shown = Vec::new();
        let outcome = follow(printed.as_bytes(), &mut shown).expect("memory can be read and written");
        assert_eq!(shown, printed.as_bytes());
        assert_eq!((outcome.passed, outcome.failed), (1, 1));
        assert_eq!(outcome.failures, "failures:\n\n---- b stdout ----\nit is 3\n\nfailures:\n    b\n\n");
    }
}
