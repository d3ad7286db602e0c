//! All catalogues of a folder, each checked against the English one of this version.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    check::{Flaw, check},
    file::{CatalogueFile, english},
};

/// Largest catalogue, in bytes: a hundred times what one is.
const MAX_BYTES: u64 = 1 << 20;

/// The result of checking one catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueReport {
    /// The file, with its folder.
    pub path: PathBuf,
    /// BCP 47 tag: the name of the file.
    pub lang: String,
    /// What is wrong with it, by line.
    pub flaws: Vec<Flaw>,
}

/// Checks every `<lang>.json` of `folder`, in order of names. Skips other files, such as compressed siblings.
///
/// # Errors
/// When the folder cannot be read.
pub fn check_folder(folder: &Path) -> io::Result<Vec<CatalogueReport>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let original = english();
    let reports = paths.into_iter().map(|path| {
        let lang = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let flaws = match read(&path) {
            Ok(json) => match CatalogueFile::parse(&lang, &json) {
                Ok(file) => check(&file, &original),
                Err(error) => vec![whole(error.line, error.to_string(), "fix the JSON")],
            },
            Err(error) => {
                vec![whole(1, format!("the file cannot be read ({error})"), "check that it is UTF-8 and readable")]
            }
        };
        CatalogueReport { path, lang, flaws }
    });
    Ok(reports.collect())
}

fn read(path: &Path) -> io::Result<String> {
    let length = fs::metadata(path)?.len();
    if length > MAX_BYTES {
        return Err(io::Error::other(format!("it has {length} bytes, at most {MAX_BYTES} are taken")));
    }
    fs::read_to_string(path)
}

fn whole(line: usize, what: String, remedy: &str) -> Flaw {
    Flaw { line, key: String::new(), what, remedy: remedy.to_owned(), is_seen: true }
}
