//! The demo publication in pseudo-languages, which show untranslated words and elements that are too narrow: `cargo
//! xtask run --pseudo` serves it.
//!
//! A copy below `var/pseudo`: `dist/` and `content/` never offer these languages to readers. Articles stay English
//! there; only the interface is pseudo-translated.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use hustings_catalogues::{CatalogueFile, Pseudo, add_languages};

use crate::{fingerprint, workspace::Workspace};

/// Makes the copy anew from the demo's content and the front-end that is built. Gives its folder, in which both have
/// the names that they have at the top.
pub(crate) fn make(workspace: &Workspace) -> Result<PathBuf> {
    let dist = workspace.dist();
    ensure!(dist.join("index.html").is_file(), "there is no {}: run `cargo xtask dist` first", dist.display());
    let folder = workspace.path("var/pseudo");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    let content = folder.join("content");
    copy_below(&dist, &folder.join("dist"))?;
    let english = fs::read_to_string(workspace.path("public/locales/en.json")).context("cannot read en.json")?;
    let english = CatalogueFile::parse("en", &english)?;
    for pseudo in Pseudo::ALL {
        let path = folder.join(format!("dist/locales/{}.json", pseudo.lang()));
        fs::write(&path, pseudo.catalogue(&english).to_json())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    copy_below(&workspace.path("content"), &content)?;
    add_languages(fingerprint::files_below(&content)?)?;
    println!("Pseudo-languages: {} with /en-XA/ and /ar-XB/", content.display());
    Ok(folder)
}

/// Copies every file below `from` to below `to`.
fn copy_below(from: &Path, to: &Path) -> Result<()> {
    for path in fingerprint::files_below(from)? {
        let target = to.join(path.strip_prefix(from)?);
        fs::create_dir_all(target.parent().context("a file has a folder")?)?;
        fs::copy(&path, &target).with_context(|| format!("cannot write {}", target.display()))?;
    }
    Ok(())
}
