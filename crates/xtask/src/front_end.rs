//! Builds `dist/` with Trunk, and not when it is already what the sources say. What Trunk has made is made smaller.

mod blanks;
mod functions;
mod minify;
mod names;
mod panics;
mod programs;
mod wasm;

use std::{env, fs, path::PathBuf, process::Command, time::Instant};

use anyhow::{Context, Result, ensure};

use crate::{compress, fingerprint, process, setup::Tools, workspace::Workspace};

/// Everything that the front-end's output depends on.
const INPUTS: [&str; 11] = [
    "src",
    "style",
    "public",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "crates/wire",
    "crates/leptos",
    "crates/xtask/src/front_end",
    ".cargo/config.toml",
];

/// Makes `dist/` the release build of the sources as they are now, precompressed.
pub(crate) fn build(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let note = workspace.notes()?.join("front-end");
    let inputs = inputs(workspace)?;
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
    if tools.complete {
        // An offline Trunk keeps cargo offline, too, so every crate has to be here before.
        process::run(workspace.cargo().args(["fetch", "--quiet", "--target", "wasm32-unknown-unknown"]))?;
    }
    process::run(&mut trunk(workspace, tools)?)?;
    ensure!(dist.join("index.html").is_file(), "Trunk said that it is done, but {} is not there", dist.display());
    let files = fingerprint::files_below(std::slice::from_ref(&dist))?;
    programs::shrink(workspace, tools, &files)?;
    names::shorten(&files)?;
    match &tools.terser {
        Some(terser) => minify::minify(terser, &files)?,
        None => println!("Front-end: without terser; scripts stay as they are, larger than need be."),
    }
    print!("Front-end: compressing … ");
    let count = compress::compress_below(&dist)?;
    println!("{count} files, {:.0} s in all.", started.elapsed().as_secs_f32());
    let state = state()?;
    fs::write(&note, state).with_context(|| format!("cannot write {}", note.display()))
}

fn inputs(workspace: &Workspace) -> Result<u64> {
    let paths: Vec<PathBuf> = INPUTS.iter().map(|path| workspace.path(path)).collect();
    fingerprint::of(&paths)
}

fn trunk(workspace: &Workspace, tools: &Tools) -> Result<Command> {
    let mut trunk = Command::new(&tools.trunk);
    trunk.args(["build", "--release"]).current_dir(workspace.root());
    trunk.env("PATH", process::path_with(&tools.folders)?);
    // Trunk takes the tools on the PATH when it may not download; with all of them there, it need not ask.
    if tools.complete {
        trunk.env("TRUNK_OFFLINE", "true");
    }
    trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk 0.21 reads NO_COLOR as a Boolean and refuses the customary `1`.
    if env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    Ok(trunk)
}
