//! The demo publication in pseudo-languages, which show untranslated words and elements that are too narrow: `cargo
//! xtask run --pseudo` serves it, `cargo xtask pseudo` only makes it.
//!
//! A copy below `var/pseudo`: `dist/` and `content/` never offer these languages to readers. Articles stay English
//! there; only the interface is pseudo-translated.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use hustings_catalogues::{CatalogueFile, Pseudo};

use crate::{fingerprint, workspace::Workspace};

/// Where the copy is, from the top folder.
const FOLDER: &str = "var/pseudo";

/// Makes the copy anew from the demo's content and the front-end that is built. Gives its folder, in which both have
/// the names that they have at the top.
pub(crate) fn make(workspace: &Workspace) -> Result<PathBuf> {
    let dist = workspace.dist();
    ensure!(dist.join("index.html").is_file(), "there is no {}: run `cargo xtask dist` first", dist.display());
    let folder = workspace.path(FOLDER);
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
    add_languages(&content)?;
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

/// Adds the pseudo-languages to a publication: an article's English is their text, and in TOML every English line is
/// theirs too.
fn add_languages(content: &Path) -> Result<()> {
    for path in fingerprint::files_below(content)? {
        if path.ends_with("en.md") {
            for pseudo in Pseudo::ALL {
                fs::copy(&path, path.with_file_name(format!("{}.md", pseudo.lang())))?;
            }
        } else if path.extension().is_some_and(|kind| kind == "toml") {
            let toml = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            fs::write(&path, with_languages(&toml))?;
        }
    }
    Ok(())
}

fn with_languages(toml: &str) -> String {
    let mut out = String::new();
    for line in toml.lines() {
        if line == "[name]" {
            for lang in Pseudo::ALL.map(Pseudo::lang) {
                out += &format!("[[languages]]\nlang = \"{lang}\"\nname = \"{lang}\"\nswitch_label = \"{lang}\"\n\n");
            }
        }
        out += line;
        out.push('\n');
        if let Some(words) = line.strip_prefix("en = \"").and_then(|rest| rest.strip_suffix('"')) {
            for pseudo in Pseudo::ALL {
                out += &format!("{} = \"{}\"\n", pseudo.lang(), pseudo.text(words));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_copied_for_pseudo_languages() {
        let toml = with_languages("a = 1\n[name]\nen = \"Name\"\nru = \"Имя\"\n");
        assert!(toml.contains("lang = \"en-XA\"") && toml.contains("lang = \"ar-XB\""), "{toml}");
        assert!(toml.contains("en = \"Name\"\nen-XA = \"[Ñááɱéé]\"\nar-XB = \"\u{202e}Name\u{202c}\"\nru ="), "{toml}");

        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        for (name, bytes) in [("en.md", b"text"), ("x.png", b"\xff\0\xff\0")] {
            fs::write(folder.path().join(name), bytes).expect("writable");
        }
        add_languages(folder.path()).expect("writable");
        let read = |name: &str| fs::read(folder.path().join(name)).expect("readable");
        assert_eq!([read("en-XA.md"), read("ar-XB.md"), read("en.md")], [b"text"; 3]);
        assert_eq!(read("x.png"), b"\xff\0\xff\0");
    }
}
