//! `cargo xtask setup`: the tool chain, step by step.
//!
//! Tools on the PATH in the right version are taken as they are; nothing that is there is ever overwritten.

mod cargo;
mod npm;
mod python;
mod standard_library;
mod step;
mod system;

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{process, workspace::Workspace};
use standard_library::StandardLibrary;
use step::Step;
pub(crate) use system::{
    CHROMEDRIVER, CHROMIUM, FIREFOX, GECKODRIVER, HEADLESS_SHELL, NGINX, WEBKIT, WEBKIT_DRIVER, XVFB,
};
use system::{POSTGRES, Program};

/// What the tools are for: only what is needed is installed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building and serving.
    Run,
    /// Also validating pages.
    Validate,
    /// Also the tests in a browser.
    Test,
    /// Also Lighthouse: it is large, and nothing else needs it.
    Lighthouse,
}

/// Where the tools are.
pub(crate) struct Tools {
    /// Trunk itself.
    pub(crate) trunk: PathBuf,
    /// Runs component tests in a browser.
    pub(crate) test_runner: PathBuf,
    /// Checks whether everybody can use a page; a script. Not there for [`Purpose::Run`] and [`Purpose::Validate`].
    pub(crate) axe: PathBuf,
    /// Judges pages; a script for Node.js. There only for [`Purpose::Lighthouse`].
    pub(crate) lighthouse: PathBuf,
    /// Folders to put in front of the PATH.
    pub(crate) folders: Vec<PathBuf>,
    /// Folders in which programs of the system are, besides those.
    system: Vec<PathBuf>,
}

impl Tools {
    /// A program of an npm package, if it is there.
    pub(crate) fn find(&self, program: &str) -> Option<PathBuf> {
        process::find_program(&[program], &self.folders)
    }

    /// A program of the system that was asked for by the purpose.
    pub(crate) fn program(&self, program: &Program) -> Result<PathBuf> {
        program.find(&self.system).with_context(|| format!("{} was there a moment ago", program.name))
    }
}

/// Makes sure that everything for this purpose is there.
pub(crate) fn ensure(workspace: &Workspace, purpose: Purpose) -> Result<Tools> {
    let mut folders = folders(workspace);
    let mut system = folders.clone();
    system.extend([workspace.tools().join("nginx/usr/sbin"), "/usr/sbin".into(), "/usr/local/sbin".into()]);
    // Chromium's own programs: what the PATH has starts them and stays beside them.
    let webkit = format!("/usr/lib/{}-linux-gnu/webkit2gtk-4.1", env::consts::ARCH);
    system.extend([webkit.into(), "/usr/lib/chromium".into()]);
    system.extend(postgres_folders());
    let bindgen = workspace.locked_version("wasm-bindgen")?;
    let bindgen = cargo::wasm_bindgen(&bindgen);
    let library = StandardLibrary::new(workspace)?;
    let axe = npm::file(workspace, "axe-core/axe.min.js");
    let preact = npm::file(workspace, "preact/dist/preact.module.js");
    let lighthouse = npm::file(workspace, "lighthouse/cli/index.js");
    let schemathesis = python::schemathesis(workspace);

    let mut steps = vec![
        library.target(),
        library.source(),
        cargo::TRUNK.step(workspace, &folders),
        bindgen.step(workspace, &folders),
        npm::program(workspace, &folders, "wasm-opt", Some("Trunk will try to download it during the build.")),
        npm::program(workspace, &folders, "terser", Some("Scripts will stay as they are, larger than need be.")),
    ];
    if purpose != Purpose::Run {
        steps.push(npm::program(workspace, &folders, "html-validate", None));
        steps.push(npm::program(workspace, &folders, "vnu", Some("Pages will be validated by html-validate alone.")));
    }
    if matches!(purpose, Purpose::Test | Purpose::Lighthouse) {
        let programs = [&CHROMIUM, &CHROMEDRIVER, &FIREFOX, &WEBKIT, &WEBKIT_DRIVER, &XVFB];
        steps.extend(programs.map(|program| program.step(&system)));
        steps.push(Step { without_it: Some("Chromium will take its place."), ..HEADLESS_SHELL.step(&system) });
        steps.push(POSTGRES.without_cluster(&system));
        let geckodriver = || GECKODRIVER.find(&system);
        let name = GECKODRIVER.name.to_owned();
        steps.push(Step { name, look: Box::new(geckodriver), ..cargo::GECKODRIVER.step(workspace, &system) });
        steps.push(NGINX.unpacked(workspace, &system));
        steps.push(npm::pinned(workspace, "preact", &preact));
        steps.extend([npm::pinned(workspace, "axe-core", &axe), python::step(workspace, &schemathesis)]);
    }
    if purpose == Purpose::Lighthouse {
        steps.push(npm::pinned(workspace, "lighthouse", &lighthouse));
    }
    step::carry_out_all(&steps)?;
    drop(steps);

    let trunk = cargo::TRUNK.find(&folders).context("trunk was there a moment ago")?;
    let wasm_bindgen = bindgen.find(&folders).context("wasm-bindgen was there a moment ago")?;
    // Trunk takes the first wasm-bindgen on the PATH, so the right one must be the first.
    folders.splice(0..0, wasm_bindgen.parent().map(Path::to_owned));
    let test_runner = wasm_bindgen.with_file_name(format!("wasm-bindgen-test-runner{}", env::consts::EXE_SUFFIX));
    Ok(Tools { trunk, test_runner, axe, lighthouse, folders, system })
}

/// Makes sure that PostgreSQL is there.
pub(crate) fn postgres(workspace: &Workspace) -> Result<()> {
    let mut system = folders(workspace);
    system.extend(postgres_folders());
    POSTGRES.without_cluster(&system).carry_out("[1/1]")
}

/// Where Debian has it.
fn postgres_folders() -> impl Iterator<Item = PathBuf> {
    (13..40).map(|version| format!("/usr/lib/postgresql/{version}/bin").into())
}

/// Makes sure that the linter of style sheets is there, and says where.
pub(crate) fn stylelint(workspace: &Workspace) -> Result<PathBuf> {
    let folders = folders(workspace);
    npm::program(workspace, &folders, "stylelint", None).carry_out("[1/1]")?;
    process::find_program(&["stylelint"], &folders).context("stylelint was there a moment ago")
}

/// Makes sure that schemathesis is there, and says where, if it can be had.
pub(crate) fn schemathesis(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let program = python::schemathesis(workspace);
    let step = python::step(workspace, &program);
    step.carry_out("[1/1]")?;
    Ok((step.look)())
}

/// Where tools are looked for before the PATH: what was installed for this project alone, then cargo's own folder.
fn folders(workspace: &Workspace) -> Vec<PathBuf> {
    let tools = workspace.tools();
    let mut folders = vec![tools.join("bin"), tools.join("node_modules").join(".bin")];
    folders.extend(cargo::cargo_bin());
    folders
}
