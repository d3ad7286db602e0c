//! `cargo xtask setup`: the tool chain, step by step.
//!
//! Each step first looks whether it is needed, says what it does and how long it takes, and where it
//! cannot, ends with the command to type. Tools on the PATH in the right version are taken as they
//! are; nothing that is there is ever overwritten.

mod browser;
mod firefox;
mod lighthouse;
mod nginx;
mod npm;
mod rust_src;
mod tools;
mod wasm_target;

pub(crate) use browser::is_root;

use std::{
    env,
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// The target that browsers run.
const TARGET: &str = "wasm32-unknown-unknown";

/// The version of Trunk that the project builds with: 0.22 asks for a newer compiler.
pub(crate) const TRUNK: &str = "0.21.14";

/// What the tools are for: only what is needed is installed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building and serving.
    Run,
    /// Also validating pages.
    Validate,
    /// Also the tests in a browser.
    Test,
    /// Building, serving, and Lighthouse in a browser: it is large, and nothing else needs it.
    Lighthouse,
}

/// Where the tools are.
pub(crate) struct Tools {
    /// Trunk itself.
    pub(crate) trunk: PathBuf,
    /// Runs component tests in a browser.
    pub(crate) test_runner: PathBuf,
    /// The browser. There only for [`Purpose::Test`] and [`Purpose::Lighthouse`].
    pub(crate) chromium: Option<PathBuf>,
    /// Drives Chromium. There only for [`Purpose::Test`].
    pub(crate) chromedriver: Option<PathBuf>,
    /// The other browser. There only for [`Purpose::Test`].
    pub(crate) firefox: Option<PathBuf>,
    /// Drives Firefox. There only for [`Purpose::Test`].
    pub(crate) geckodriver: Option<PathBuf>,
    /// A host of files. There only for [`Purpose::Test`].
    pub(crate) nginx: Option<PathBuf>,
    /// Checks whether everybody can use a page. There only for [`Purpose::Test`].
    pub(crate) axe: PathBuf,
    /// Judges pages; a script for Node.js. There only for [`Purpose::Lighthouse`].
    pub(crate) lighthouse: PathBuf,
    /// Folders to put in front of the PATH.
    pub(crate) folders: Vec<PathBuf>,
    /// Minifies scripts. Optional.
    pub(crate) terser: Option<PathBuf>,
    /// Validates pages. There for [`Purpose::Validate`] and [`Purpose::Test`].
    pub(crate) html_validate: Option<PathBuf>,
    /// Validates pages once more. Optional.
    pub(crate) vnu: Option<PathBuf>,
    /// Whether Trunk finds all it needs in them, so that it need not download anything.
    pub(crate) complete: bool,
}

/// One thing that must be there.
trait Step: Sync {
    /// What it is, with its version.
    fn name(&self) -> String;
    /// Where it is, if it is there. An error is a machine so unusual that looking failed.
    fn look(&self) -> Result<Option<String>>;
    /// How long it takes, in words.
    fn duration(&self) -> &'static str;
    /// Whether putting it there is a matter of compiling, and not of downloading.
    fn compiles(&self) -> bool {
        false
    }
    /// Puts it there.
    fn install(&self) -> Result<()>;
    /// What to type where `install` cannot.
    fn by_hand(&self) -> String;
    /// Whether the work can go on without it, and how.
    fn without_it(&self) -> Option<&'static str> {
        None
    }
}

/// Makes sure that everything for this purpose is there.
pub(crate) fn ensure(workspace: &Workspace, purpose: Purpose) -> Result<Tools> {
    let mut folders = folders(workspace);
    let bindgen = workspace.locked_version("wasm-bindgen")?;
    let mut steps: Vec<Box<dyn Step>> = vec![
        Box::new(wasm_target::WasmTarget::new(workspace)?),
        Box::new(rust_src::RustSource::new(workspace)?),
        Box::new(tools::CargoTool::trunk(workspace, &folders)),
        Box::new(tools::CargoTool::wasm_bindgen(workspace, &folders, &bindgen)),
        Box::new(tools::NpmTool::wasm_opt(workspace, &folders)),
        Box::new(tools::NpmTool::terser(workspace, &folders)),
    ];
    if matches!(purpose, Purpose::Validate | Purpose::Test) {
        steps.push(Box::new(tools::NpmTool::html_validate(workspace, &folders)));
        steps.push(Box::new(tools::NpmTool::vnu(workspace, &folders)));
    }
    if purpose == Purpose::Test {
        steps.push(Box::new(browser::Chromium::driven()));
        steps.push(Box::new(firefox::Firefox));
        steps.push(Box::new(firefox::Geckodriver::new(workspace, &folders)));
        steps.push(Box::new(nginx::Nginx::new(workspace)));
        steps.push(Box::new(tools::AxeCore::new(workspace)));
    }
    if purpose == Purpose::Lighthouse {
        steps.push(Box::new(browser::Chromium::alone()));
        steps.push(Box::new(lighthouse::Lighthouse::new(workspace)?));
    }

    carry_out_all(&steps)?;

    let find = |name: &str, version: &str| {
        tools::find(name, version, &folders).with_context(|| format!("{name} {version} was installed but is not found"))
    };
    let trunk = find("trunk", TRUNK)?;
    let wasm_bindgen = find("wasm-bindgen", &bindgen)?;
    let complete = tools::NpmTool::wasm_opt(workspace, &folders).look()?.is_some();
    let terser = tools::NpmTool::terser(workspace, &folders).find();
    let html_validate = tools::NpmTool::html_validate(workspace, &folders).find();
    let vnu = tools::NpmTool::vnu(workspace, &folders).find();
    // Trunk takes the first wasm-bindgen on the PATH, so the right one must be the first.
    folders.splice(0..0, wasm_bindgen.parent().map(Path::to_owned));
    Ok(Tools {
        trunk,
        test_runner: wasm_bindgen.with_file_name(format!("wasm-bindgen-test-runner{}", env::consts::EXE_SUFFIX)),
        chromium: browser::browser(),
        chromedriver: browser::chromedriver(),
        firefox: firefox::firefox(),
        geckodriver: firefox::geckodriver(&folders),
        nginx: nginx::Nginx::new(workspace).find(),
        axe: tools::AxeCore::new(workspace).script(),
        lighthouse: lighthouse::Lighthouse::new(workspace)?.script(),
        folders,
        terser,
        html_validate,
        vnu,
        complete,
    })
}

/// Carries out the steps, those that compile beside those that download: the former keep the processors busy, the latter
/// wait for others. Each kind in its order, for two of them would wait for the same lock.
fn carry_out_all(steps: &[Box<dyn Step>]) -> Result<()> {
    let those_that = |compile: bool| {
        let numbered = steps.iter().enumerate().filter(move |(_, step)| step.compiles() == compile);
        numbered.map(move |(index, step)| (format!("[{}/{}]", index + 1, steps.len()), step))
    };
    thread::scope(|scope| {
        let downloads =
            scope.spawn(|| those_that(false).try_for_each(|(number, step)| carry_out(&number, step.as_ref())));
        let compiled = those_that(true).try_for_each(|(number, step)| carry_out(&number, step.as_ref()));
        downloads.join().expect("a step does not panic").and(compiled)
    })
}

/// Makes sure that the linter of style sheets is there, and says where.
pub(crate) fn stylelint(workspace: &Workspace) -> Result<PathBuf> {
    let step = tools::NpmTool::stylelint(workspace, &folders(workspace));
    carry_out("[1/1]", &step)?;
    step.find().context("stylelint was there a moment ago")
}

fn carry_out(number: &str, step: &dyn Step) -> Result<()> {
    let name = step.name();
    if let Some(place) = step.look()? {
        println!("{number} {name} … there ({place})");
        return Ok(());
    }
    println!("{number} {name} … installing, {}", step.duration());
    let outcome = step.install().and_then(|()| match step.look()? {
        Some(place) => Ok(place),
        None => bail!("the installation ended well, but {name} is still not found"),
    });
    match (outcome, step.without_it()) {
        (Ok(place), _) => println!("{number} {name} … done ({place})"),
        (Err(error), Some(way)) => {
            println!(
                "{number} {name} … could not be installed: {error:#}\n      {way}\n      By hand: {}",
                step.by_hand()
            );
        }
        (Err(error), None) => {
            return Err(error.context(format!("{name} could not be installed. By hand:\n\n    {}\n", step.by_hand())));
        }
    }
    Ok(())
}

/// Where tools are looked for before the PATH: what was installed for this project alone, then cargo's own folder.
fn folders(workspace: &Workspace) -> Vec<PathBuf> {
    let tools = workspace.tools();
    let mut folders = vec![tools.join("bin"), tools.join("node_modules").join(".bin")];
    folders.extend(cargo_bin());
    folders
}

/// Where `cargo install` puts programs.
fn cargo_bin() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    Some(home.join("bin"))
}

/// A path for people: as short as possible.
fn show(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

    use super::*;

    struct Fake {
        there: AtomicBool,
        works: bool,
        optional: bool,
        installed: AtomicU32,
    }

    impl Fake {
        fn new(there: bool, works: bool, optional: bool) -> Self {
            Self { there: AtomicBool::new(there), works, optional, installed: AtomicU32::new(0) }
        }
    }

    impl Step for Fake {
        fn name(&self) -> String {
            "Hammer 1.0".to_owned()
        }
        fn look(&self) -> Result<Option<String>> {
            Ok(self.there.load(Relaxed).then(|| "in the box".to_owned()))
        }
        fn duration(&self) -> &'static str {
            "a moment"
        }
        fn install(&self) -> Result<()> {
            self.installed.fetch_add(1, Relaxed);
            self.there.store(self.works, Relaxed);
            Ok(())
        }
        fn by_hand(&self) -> String {
            "get hammer".to_owned()
        }
        fn without_it(&self) -> Option<&'static str> {
            self.optional.then_some("A stone will do.")
        }
    }

    #[test]
    fn what_is_there_is_not_installed_again() {
        let step = Fake::new(true, true, false);
        carry_out("[1/1]", &step).expect("there");
        assert_eq!(step.installed.load(Relaxed), 0);
    }

    #[test]
    fn what_is_missing_is_installed_once() {
        let step = Fake::new(false, true, false);
        carry_out("[1/1]", &step).expect("installs");
        assert_eq!(step.installed.load(Relaxed), 1);
    }

    #[test]
    fn an_installation_without_effect_names_the_command() {
        let error = carry_out("[1/1]", &Fake::new(false, false, false)).expect_err("has no effect");
        assert!(format!("{error:#}").contains("get hammer"), "{error:#}");
    }

    #[test]
    fn one_step_that_fails_fails_them_all_and_the_others_are_carried_out() {
        let steps: [Box<dyn Step>; 2] =
            [Box::new(Fake::new(false, false, false)), Box::new(Fake::new(true, true, false))];
        assert!(carry_out_all(&steps).is_err());
        assert!(carry_out_all(&steps[1..]).is_ok());
    }

    #[test]
    fn work_goes_on_without_what_is_optional() {
        carry_out("[1/1]", &Fake::new(false, false, true)).expect("goes on");
    }
}
