//! Starting other programs, with errors that say which one failed and how.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};

/// Runs a program on the terminal and waits for it.
///
/// # Errors
/// When it cannot be started, or ends with anything but success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", describe(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", describe(command));
    }
    Ok(())
}

/// Says what is run, then runs it.
pub(crate) fn announce_and_run(command: &mut Command) -> Result<()> {
    println!("\n→ {}", describe(command));
    run(command)
}

/// What a program prints.
///
/// # Errors
/// When it cannot be started or ends without success; its own error text is part of the error.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {}", describe(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({}): {}", describe(command), output.status, said.trim_end());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} printed something unreadable", describe(command)))
}

/// Does something, and says how long it took.
pub(crate) fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let outcome = work();
    println!("\n({name}: {:.0} s)", started.elapsed().as_secs_f32());
    outcome
}

/// Whether a program can be started and succeeds; what it prints is thrown away.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

/// The command line as one would type it.
pub(crate) fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

/// The first of these names that is a program, in the given folders and then on the PATH.
pub(crate) fn find_program(names: &[&str], folders: &[PathBuf]) -> Option<PathBuf> {
    names.iter().find_map(|name| programs(name, folders).next())
}

/// Every program of this name, in the given folders and then on the PATH.
pub(crate) fn programs(name: &str, folders: &[PathBuf]) -> impl Iterator<Item = PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let on_path = env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = env::split_paths(&on_path).collect();
    folders.iter().cloned().chain(on_path).map(move |folder| folder.join(&file)).filter(|path| path.is_file())
}

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The PATH with these folders in front.
pub(crate) fn path_with(folders: &[PathBuf]) -> Result<OsString> {
    let on_path = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.iter().cloned().chain(env::split_paths(&on_path)))
        .context("a folder's name has a character that PATH cannot hold")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_described_as_one_would_type_it() {
        let mut command = Command::new("/some/where/cargo");
        command.args(["test", "-p", "hustings"]);
        assert_eq!(describe(&command), "cargo test -p hustings");
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error_that_names_it() {
        let error = run(&mut Command::new("no-such-program-anywhere")).expect_err("there is no such program");
        assert!(error.to_string().contains("no-such-program-anywhere"), "{error}");
    }

    #[test]
    fn a_failing_program_is_an_error_with_what_it_said() {
        let error = output(Command::new("cargo").arg("--no-such-flag")).expect_err("cargo knows no such flag");
        assert!(error.to_string().contains("no-such-flag"), "{error}");
    }
}
