//! nginx, on which the end-to-end tests host an exported site. `NGINX` names another.
//!
//! Only unpacked, into the folder of this project's tools: installed by the system it would begin to serve at once.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{Step, browser::is_root, show};
use crate::{process, workspace::Workspace};

pub(super) struct Nginx {
    folder: PathBuf,
}

impl Nginx {
    pub(super) fn new(workspace: &Workspace) -> Self {
        Self { folder: workspace.tools().join("nginx") }
    }

    /// The program: what was unpacked here, or the system's own.
    pub(super) fn find(&self) -> Option<PathBuf> {
        let folders = [self.folder.join("usr/sbin"), PathBuf::from("/usr/sbin"), PathBuf::from("/usr/local/sbin")];
        env::var_os("NGINX").map(PathBuf::from).or_else(|| process::find_program(&["nginx"], &folders))
    }

    fn download(&self) -> Result<PathBuf> {
        let mut apt = Command::new("apt-get");
        process::run(apt.args(["-q", "download", "nginx"]).current_dir(&self.folder))?;
        let packages = fs::read_dir(&self.folder)?.filter_map(Result::ok).map(|entry| entry.path());
        let package = packages.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "deb"));
        package.context("apt-get said that it is done, but there is no package")
    }
}

impl Step for Nginx {
    fn name(&self) -> String {
        "nginx".to_owned()
    }

    fn look(&self) -> Result<Option<String>> {
        let Some(path) = self.find() else { return Ok(None) };
        // A program without its libraries is none.
        Ok(process::output(Command::new(&path).arg("-v")).is_ok().then(|| show(&path)))
    }

    fn duration(&self) -> &'static str {
        "some seconds"
    }

    fn install(&self) -> Result<()> {
        for program in ["apt-get", "dpkg-deb"] {
            if process::find_program(&[program], &[]).is_none() {
                bail!("there is no {program} on this system");
            }
        }
        fs::create_dir_all(&self.folder).with_context(|| format!("cannot create {}", self.folder.display()))?;
        let package = match self.download() {
            Ok(package) => package,
            // A system that has never looked does not know where packages are; looking takes rights.
            Err(_) if is_root() => {
                process::run(Command::new("apt-get").args(["-q", "update"]))?;
                self.download()?
            }
            Err(error) => return Err(error),
        };
        process::run(Command::new("dpkg-deb").arg("-x").args([&package as &Path, &self.folder]))?;
        fs::remove_file(&package).with_context(|| format!("cannot remove {}", package.display()))
    }

    fn by_hand(&self) -> String {
        "sudo apt-get install nginx    (elsewhere: any nginx from 1.18 on, its program in the variable NGINX)"
            .to_owned()
    }
}
