//! Cleans up after a test run or a benchmark: ends browsers and servers of tests that were killed, and removes a
//! folder.
//!
//! Every process of a run inherits a mark in its environment; only processes with this run's mark are ended, never
//! another program's. Needs `/proc`; elsewhere only the tests clean up after themselves.

use std::{env, fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::process;

/// The name of the mark.
const VARIABLE: &str = "HUSTINGS_TEST_RUN";

/// Marks a run and, when dropped or interrupted, ends what is left of it.
pub(crate) struct Sweep {
    mark: String,
}

impl Sweep {
    /// Begins a run. Ctrl-C and a request to terminate sweep as well, before this process ends.
    pub(crate) fn begin() -> Self {
        let mark = format!("{}-{}", std::process::id(), env!("CARGO_PKG_VERSION"));
        let mine = mark.clone();
        // Without the handler the run still sweeps when it ends by itself.
        let handler = move || {
            sweep(&mine);
            std::process::exit(130);
        };
        ctrlc::set_handler(handler).unwrap_or_else(|error| eprintln!("Ctrl-C will not clean up: {error}"));
        Self { mark }
    }

    /// Puts the mark on a command that is about to be started.
    pub(crate) fn mark(&self, command: &mut Command) {
        command.env(VARIABLE, &self.mark);
    }

    /// A folder for this run, which is removed with all that is in it when the run ends.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn folder(&self) -> Result<PathBuf> {
        let folder = folder(&self.mark);
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(folder)
    }
}

impl Drop for Sweep {
    fn drop(&mut self) {
        sweep(&self.mark);
    }
}

fn sweep(mark: &str) {
    let left: Vec<String> = marked(mark);
    if !left.is_empty() {
        println!("Ending {} processes that were left behind.", left.len());
        process::succeeds(Command::new("kill").arg("-KILL").args(&left));
    }
    let folder = folder(mark);
    // A process that was ended a moment ago may still write into it: hence more than one attempt.
    for _ in 0..10 {
        if !folder.exists() || fs::remove_dir_all(&folder).is_ok() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    println!("Left behind: {}", folder.display());
}

/// Where the folder of the run with this mark is, if it has asked for one.
fn folder(mark: &str) -> PathBuf {
    env::temp_dir().join(format!("hustings-run-{mark}"))
}

/// The ids of all processes with this mark.
fn marked(mark: &str) -> Vec<String> {
    let entry = format!("{VARIABLE}={mark}");
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    processes
        .filter_map(Result::ok)
        .map(|process| process.file_name().to_string_lossy().into_owned())
        .filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()) && *id != std::process::id().to_string())
        .filter(|id| {
            fs::read(format!("/proc/{id}/environ"))
                .is_ok_and(|environment| environment.split(|byte| *byte == 0).any(|e| e == entry.as_bytes()))
        })
        .collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{io::Read as _, process::Stdio};

    use super::*;

    #[test]
    fn the_folder_of_a_run_goes_with_all_that_is_in_it() {
        let run = Sweep { mark: format!("folder-test-{}", std::process::id()) };
        let folder = run.folder().expect("it can be made");
        fs::create_dir_all(folder.join("profile")).expect("it can be made");
        fs::write(folder.join("profile/cache"), "left").expect("it can be written");
        drop(run);
        assert!(!folder.exists());
    }

    #[test]
    fn only_marked_processes_are_ended() {
        let start = |mark: Option<&str>| {
            let mut command = Command::new("sh");
            command.args(["-c", "echo; read _; exit 0"]).stdin(Stdio::piped()).stdout(Stdio::piped());
            command.env_remove(VARIABLE).envs(mark.map(|mark| (VARIABLE, mark)));
            let mut child = command.spawn().expect("sh starts");
            // A process that has only just begun has no environment yet.
            child.stdout.take().expect("it is piped").read_exact(&mut [0]).expect("it says something");
            child
        };
        let mine = format!("test-{}", std::process::id());
        let (mut marked_child, mut other) = (start(Some(&mine)), start(None));
        assert_eq!(marked(&mine), [marked_child.id().to_string()]);
        sweep(&mine);
        assert!(!marked_child.wait().expect("it ends").success());
        assert!(other.try_wait().expect("it can be asked").is_none());
        other.kill().expect("it can be ended");
        other.wait().expect("it ends");
    }
}
