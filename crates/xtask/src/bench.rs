//! `cargo xtask bench NAME`: builds and runs a benchmark. Prints figures, and never fails because of them.

use anyhow::{Result, ensure};

use crate::{
    front_end, process,
    setup::{self, Purpose},
    sweep::Sweep,
    test::run,
    workspace::Workspace,
};

/// Examples of crates that measure, each with its crate.
const EXAMPLES: [(&str, &str); 4] = [
    ("votes", "hustings-store"),
    ("postgres", "hustings-store"),
    ("ranking", "hustings-store"),
    ("crowd", "hustings-live"),
];

/// What `tests/benches` measures.
const HARNESS: [&str; 11] =
    ["connect", "content", "embed", "kill", "lighthouse", "live", "pages", "recovery", "static", "takeover", "voting"];

/// Builds the release that readers get, and measures it: the first word says what, the others are its own.
pub(crate) fn bench(workspace: &Workspace, words: &[String]) -> Result<()> {
    let name = words.first().map(String::as_str).unwrap_or_default();
    if let Some((name, of)) = EXAMPLES.into_iter().find(|(known, _)| *known == name) {
        if name == "postgres" {
            setup::postgres(workspace)?;
        }
        let mut cargo = workspace.cargo();
        cargo.args(["run", "--release", "-p", of, "--example", name, "--"]).args(&words[1..]);
        return process::announce_and_run(&mut cargo);
    }
    let mut known = EXAMPLES.map(|(name, _)| name).to_vec();
    known.extend(HARNESS);
    ensure!(known.contains(&name), "there is no benchmark \"{name}\"; there are {}", known.join(", "));
    harness(workspace, words)
}

/// Takes the pictures of the documents, of the release that readers get.
pub(crate) fn pictures(workspace: &Workspace) -> Result<()> {
    harness(workspace, &["pictures".to_owned(), workspace.path("docs/pictures").display().to_string()])
}

/// Builds the release that readers get, and measures or pictures it with the tests' harness.
fn harness(workspace: &Workspace, words: &[String]) -> Result<()> {
    let purpose =
        if words.first().is_some_and(|word| word == "lighthouse") { Purpose::Lighthouse } else { Purpose::Test };
    let tools = setup::ensure(workspace, purpose)?;
    front_end::build(workspace, &tools)?;
    let server = ["build", "--release", "-p", "hustings-server", "--bin", "hustings", "--examples"];
    process::announce_and_run(workspace.cargo().args(server))?;
    let sweep = Sweep::begin();
    let mut cargo = workspace.cargo();
    cargo.args(["run", "-p", "hustings-benches", "--"]).args(words);
    run::tell_harness(&mut cargo, workspace, &tools, "release")?;
    cargo.env("TMPDIR", sweep.folder()?);
    sweep.mark(&mut cargo);
    process::announce_and_run(&mut cargo)
}
