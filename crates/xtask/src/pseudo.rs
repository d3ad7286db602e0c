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

/// The folders of the copy.
pub(crate) struct Copy {
    pub(crate) content: PathBuf,
    pub(crate) dist: PathBuf,
}

/// Makes the copy anew from the demo's content and the front-end that is built.
pub(crate) fn make(workspace: &Workspace) -> Result<Copy> {
    let dist = workspace.dist();
    ensure!(dist.join("index.html").is_file(), "there is no {}: run `cargo xtask dist` first", dist.display());
    let folder = workspace.path(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    let copy = Copy { content: folder.join("content"), dist: folder.join("dist") };
    copy_below(&dist, &copy.dist, &|_, bytes| vec![(None, bytes)])?;
    let english = fs::read_to_string(workspace.path("public/locales/en.json")).context("cannot read en.json")?;
    let english = CatalogueFile::parse("en", &english)?;
    for pseudo in Pseudo::ALL {
        let path = copy.dist.join(format!("locales/{}.json", pseudo.lang()));
        fs::write(&path, pseudo.catalogue(&english).to_json())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    copy_below(&workspace.path("content"), &copy.content, &in_pseudo)?;
    println!("Pseudo-languages: {} with /en-XA/ and /ar-XB/", copy.content.display());
    Ok(copy)
}

/// A file made from another: its name, or `None` for the same name, and its bytes.
type OutputFile = (Option<String>, Vec<u8>);

/// Every file below `from`, as `make` makes it, below `to`.
fn copy_below(from: &Path, to: &Path, make: &dyn Fn(&Path, Vec<u8>) -> Vec<OutputFile>) -> Result<()> {
    for path in fingerprint::files_below(&[from.to_owned()])? {
        let below = to.join(path.strip_prefix(from).context("a file below its folder")?);
        let folder = below.parent().context("a file has a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for (name, bytes) in make(&path, bytes) {
            let target = name.map_or_else(|| below.clone(), |name| folder.join(name));
            fs::write(&target, bytes).with_context(|| format!("cannot write {}", target.display()))?;
        }
    }
    Ok(())
}

/// A file of the publication with what the pseudo-languages add: an article's English is their text, and in TOML
/// every English line is theirs too.
fn in_pseudo(path: &Path, bytes: Vec<u8>) -> Vec<OutputFile> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if name == "en.md" {
        let copies = Pseudo::ALL.map(|pseudo| (Some(format!("{}.md", pseudo.lang())), bytes.clone()));
        return copies.into_iter().chain([(None, bytes)]).collect();
    }
    match String::from_utf8(bytes) {
        Ok(text) if name.ends_with(".toml") => vec![(None, with_languages(&text).into_bytes())],
        Ok(text) => vec![(None, text.into_bytes())],
        Err(error) => vec![(None, error.into_bytes())],
    }
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
        let names: Vec<_> =
            in_pseudo(Path::new("a/en.md"), b"text".to_vec()).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, [Some("en-XA.md".to_owned()), Some("ar-XB.md".to_owned()), None]);
        assert_eq!(in_pseudo(Path::new("a/x.png"), vec![0xff]), [(None, vec![0xff])]);
    }
}
