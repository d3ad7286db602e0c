//! Builds `dist/` with Trunk, unless it is up to date, and minifies the result.
//!
//! `trunk build --release` alone makes a `dist/` that works; nothing here changes its behaviour, only its size
//! (`docs/adr/0014-the-bytes-of-the-frame.md`).

mod names;

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, ensure};

use crate::{compress, fingerprint, process, setup::Tools, workspace::Workspace};

/// Everything that the front-end's output depends on.
const INPUTS: [&str; 13] = [
    "src",
    "style",
    "public",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "crates/wire",
    "crates/core",
    "crates/leptos",
    "crates/xtask/src/front_end",
    "crates/xtask/src/front_end.rs",
    ".cargo/config.toml",
];

/// Settings that take bytes from the programs and change nothing else. Objects of the browser are kept in a list of the glue's, not in
/// a table of the program's, for which every import would have a function of its own between it and its callers. And
/// a stack of 960 KiB in the place of a whole MiB puts what is behind it below 2^20, where an address takes three bytes and not four.
/// Where `RUSTFLAGS` is set, cargo ignores them.
const LEANER: (&str, &str) = (
    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
    "-Ctarget-feature=-reference-types -Clink-arg=-zstack-size=983040",
);

/// Settings by which a panic is a trap and nothing else: the standard library is compiled with the program, without
/// the sentences of its panics and what formats them. They are unstable, which `RUSTC_BOOTSTRAP` permits to a stable
/// compiler; where a compiler does not know them, the build goes on without.
const BARE_PANICS: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT", "true"),
    ("CARGO_PROFILE_WASM_RELEASE_PANIC", "immediate-abort"),
];

/// Makes `dist/` the release build of the sources as they are now, precompressed.
pub(crate) fn build(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let note = workspace.notes()?.join("front-end");
    let inputs = fingerprint::of(&INPUTS.map(|path| workspace.path(path)))?;
    let dist = workspace.dist();
    let state =
        || -> Result<String> { Ok(format!("{inputs:016x} {:016x}", fingerprint::of(std::slice::from_ref(&dist))?)) };
    if dist.join("index.html").is_file() && fs::read_to_string(&note).is_ok_and(|old| Ok(old) == state().map_err(drop))
    {
        println!("Front-end: nothing changed.");
        return Ok(());
    }

    let started = Instant::now();
    println!("Front-end: trunk build --release (some minutes the first time, half a minute later) …");
    // A folder of its own: what is compiled with these settings and what is compiled without would drive each other
    // out of a common one.
    let folder = workspace.front_end();
    let settings = BARE_PANICS.into_iter().chain([LEANER]).map(|(name, value)| (name, value.into()));
    let settings = settings.chain([("CARGO_TARGET_DIR", folder.into_os_string())]).collect();
    if let Err(error) = trunk(workspace, tools, settings) {
        println!("Front-end: {error:#}");
        println!("Front-end: once more without a standard library of its own; programs are some KB larger.");
        trunk(workspace, tools, Vec::new())?;
    }
    ensure!(dist.join("index.html").is_file(), "Trunk said that it is done, but {} is not there", dist.display());
    let files = fingerprint::files_below(&dist)?;
    match tools.find("wasm-opt") {
        Some(optimiser) => names::shorten(&optimiser, &optimiser_arguments(workspace)?, &files)?,
        None => println!("Front-end: without wasm-opt at hand; programs stay as Trunk made them."),
    }
    match tools.find("terser") {
        Some(terser) => minify(&terser, &files)?,
        None => println!("Front-end: without terser; scripts stay as they are, larger than need be."),
    }
    print!("Front-end: compressing … ");
    let count = compress::compress_below(&dist)?;
    println!("{count} files, {:.0} s in all.", started.elapsed().as_secs_f32());
    let state = state()?;
    fs::write(&note, state).with_context(|| format!("cannot write {}", note.display()))
}

/// Runs Trunk in this environment.
fn trunk(workspace: &Workspace, tools: &Tools, settings: Vec<(&str, OsString)>) -> Result<()> {
    // Trunk takes the tools on the PATH when it may not download; with all of them there, it need not ask.
    let is_complete = tools.find("wasm-opt").is_some();
    if is_complete {
        // An offline Trunk keeps cargo offline, too, so every crate has to be here before.
        let mut cargo = workspace.cargo();
        cargo.args(["fetch", "--quiet", "--target", "wasm32-unknown-unknown"]).envs(settings.iter().cloned());
        process::run(&mut cargo)?;
    }
    let mut trunk = Command::new(&tools.trunk);
    trunk.args(["build", "--release"]).current_dir(workspace.root());
    trunk.envs(settings).env_remove("RUSTFLAGS").env("PATH", process::path_with(&tools.folders)?);
    if is_complete {
        trunk.env("TRUNK_OFFLINE", "true");
    }
    trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk 0.21 reads NO_COLOR as a Boolean and refuses the customary `1`.
    if env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    process::run(&mut trunk)
}

/// The arguments with which Trunk calls wasm-opt, as `index.html` has them, but for one: until they converge, passes
/// run again, also one that renames.
fn optimiser_arguments(workspace: &Workspace) -> Result<Vec<String>> {
    let index = fs::read_to_string(workspace.path("index.html")).context("cannot read index.html")?;
    let after = index.split_once("data-wasm-opt-params=\"").context("index.html says nothing of wasm-opt")?.1;
    let (arguments, _) = after.split_once('"').context("index.html is cut off")?;
    let arguments = arguments.split_whitespace().filter(|argument| *argument != "--converge");
    Ok(std::iter::once("-Oz").chain(arguments).map(str::to_owned).collect())
}

/// Minifies these scripts where they lie. Trunk's own minifier does not support current syntax.
fn minify(terser: &Path, files: &[PathBuf]) -> Result<()> {
    for file in files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "js")) {
        let script = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let scope = if is_module(&script) { "--module" } else { "--toplevel" };
        // "Unsafe" is that for functions which make objects, and there are none here but classes.
        let settings = "passes=3,ecma=2020,unsafe_arrows";
        process::run(Command::new(terser).args(["-c", settings, "-m", scope, "-o"]).arg(file).arg(file))?;
    }
    Ok(())
}

/// Whether it is an ES module, as the glue is; the scripts that are written by hand are functions that call
/// themselves, and leave nothing behind that another script could name.
fn is_module(script: &str) -> bool {
    script.lines().any(|line| line.starts_with("export ") || line.starts_with("import "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_told_by_what_it_gives_and_takes() {
        assert!(is_module("let wasm;\nexport { start as default };\n"));
        assert!(!is_module("(() => {\n  import(\"./glue.js\");\n})();\n"));
    }
}
