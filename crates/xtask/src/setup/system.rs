//! Programs of the system: browsers, their drivers, nginx, on which the journeys host an exported site, and
//! PostgreSQL. A variable names another program in the place of each.

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use super::step::Step;
use crate::{process, workspace::Workspace};

/// A program that is a package of the system.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    /// The variable that names another program.
    pub(crate) variable: &'static str,
    /// What it may be called; the first that is found is taken.
    programs: &'static [&'static str],
    /// Debian's package.
    package: &'static str,
}

pub(crate) static CHROMIUM: Program = Program {
    name: "Chromium",
    variable: "CHROME",
    programs: &["chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome"],
    package: "chromium",
};

/// Chromium without its windows, menus and settings, which takes a third less of a processor's time. Not every system has it.
pub(crate) static HEADLESS_SHELL: Program = Program {
    name: "Chromium's headless shell",
    variable: "HEADLESS_SHELL",
    programs: &["chromium-headless-shell", "chrome-headless-shell"],
    package: "chromium-headless-shell",
};

pub(crate) static CHROMEDRIVER: Program =
    Program { name: "chromedriver", variable: "CHROMEDRIVER", programs: &["chromedriver"], package: "chromium-driver" };

/// Debian's name comes first: a `firefox` beside it may be a wrapper that cannot be driven.
pub(crate) static FIREFOX: Program =
    Program { name: "Firefox", variable: "FIREFOX", programs: &["firefox-esr", "firefox"], package: "firefox-esr" };

/// Debian has no package of it: cargo installs it, which takes a compiler but no rights.
pub(crate) static GECKODRIVER: Program =
    Program { name: "geckodriver", variable: "GECKODRIVER", programs: &["geckodriver"], package: "" };

/// WebKitGTK's own small browser, which no PATH has.
pub(crate) static WEBKIT: Program =
    Program { name: "WebKitGTK", variable: "WEBKIT", programs: &["MiniBrowser"], package: "libwebkit2gtk-4.1-0" };

pub(crate) static WEBKIT_DRIVER: Program = Program {
    name: "WebKitWebDriver",
    variable: "WEBKIT_DRIVER",
    programs: &["WebKitWebDriver"],
    package: "webkit2gtk-driver",
};

/// WebKitGTK draws on a screen alone.
pub(crate) static XVFB: Program = Program { name: "Xvfb", variable: "XVFB", programs: &["Xvfb"], package: "xvfb" };

pub(crate) static NGINX: Program = Program { name: "nginx", variable: "NGINX", programs: &["nginx"], package: "nginx" };

pub(super) static POSTGRES: Program =
    Program { name: "PostgreSQL", variable: "INITDB", programs: &["initdb"], package: "postgresql" };

impl Program {
    /// The program, in these folders or on the PATH.
    pub(crate) fn find(&self, folders: &[PathBuf]) -> Option<PathBuf> {
        env::var_os(self.variable).map(PathBuf::from).or_else(|| process::find_program(self.programs, folders))
    }

    /// Installs the system's package, from wherever the system is set up to take it.
    pub(super) fn step<'a>(&'a self, folders: &'a [PathBuf]) -> Step<'a> {
        Step {
            name: self.name.to_owned(),
            look: Box::new(move || self.find(folders)),
            duration: "some seconds",
            compiles: false,
            install: Box::new(|| install(self.package)),
            by_hand: format!("sudo apt-get install {}    (or name a program in {})", self.package, self.variable),
            without_it: None,
        }
    }

    /// The same for a package that would make a database and serve it at once when the system installs it: PostgreSQL's own
    /// setting keeps it from that.
    pub(super) fn without_cluster<'a>(&'a self, folders: &'a [PathBuf]) -> Step<'a> {
        let without_cluster = || {
            install("postgresql-common")?;
            let settings =
                fs::File::options().append(true).create(true).open("/etc/postgresql-common/createcluster.conf");
            writeln!(settings?, "create_main_cluster = false")?;
            install(self.package)
        };
        Step { install: Box::new(without_cluster), ..self.step(folders) }
    }

    /// Only unpacks the system's package, into the folder of this project's tools: what serves would begin to serve at
    /// once when the system installs it.
    pub(super) fn unpacked<'a>(&'a self, workspace: &'a Workspace, folders: &'a [PathBuf]) -> Step<'a> {
        Step {
            look: Box::new(move || {
                // A program without its libraries is none.
                self.find(folders).filter(|path| process::succeeds(Command::new(path).arg("-v")))
            }),
            install: Box::new(move || {
                let folder = workspace.tools().join(self.package);
                fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
                let work = tempfile::tempdir_in(workspace.tools())?;
                // A system that has never looked does not know where packages are; looking takes rights.
                if is_root() {
                    process::run(apt().arg("update"))?;
                }
                unpack(&download(&mut apt(), self.package, work.path())?, &folder)
            }),
            ..self.step(folders)
        }
    }
}

/// Installs a package of the system.
fn install(package: &str) -> Result<()> {
    ensure!(is_root(), "installing a package takes administrator rights");
    process::run(apt().arg("update"))?;
    process::run(apt().args(["install", "-y", "--no-install-recommends", package]))
}

/// Whether this is the system's administrator.
fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn apt() -> Command {
    let mut apt = Command::new("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
    apt
}

/// Lets this apt-get download a package into a folder.
pub(super) fn download(apt: &mut Command, package: &str, folder: &Path) -> Result<PathBuf> {
    process::run(apt.args(["download", package]).current_dir(folder))?;
    let files = fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path());
    let package = files.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "deb"));
    package.context("apt-get said that it is done, but there is no package")
}

/// Puts a package's files below a folder, and installs nothing.
pub(super) fn unpack(package: &Path, folder: &Path) -> Result<()> {
    process::run(Command::new("dpkg-deb").arg("-x").args([package, folder]))
}
