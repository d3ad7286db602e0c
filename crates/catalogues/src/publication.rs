//! A publication in pseudo-languages: the words of its files as `pseudo` makes them.

use std::{fs, io, path::PathBuf};

use crate::pseudo::Pseudo;

/// Adds the pseudo-languages to the publication of these files: an article's English is their text, and in TOML every English
/// line is theirs too.
///
/// # Errors
/// When a file cannot be read or written.
pub fn add_languages(files: impl IntoIterator<Item = PathBuf>) -> io::Result<()> {
    for path in files {
        if path.ends_with("en.md") {
            for pseudo in Pseudo::ALL {
                fs::copy(&path, path.with_file_name(format!("{}.md", pseudo.lang())))?;
            }
        } else if path.extension().is_some_and(|kind| kind == "toml") {
            fs::write(&path, with_languages(&fs::read_to_string(&path)?))?;
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
        add_languages(["en.md", "x.png"].map(|name| folder.path().join(name))).expect("writable");
        let read = |name: &str| fs::read(folder.path().join(name)).expect("readable");
        assert_eq!([read("en-XA.md"), read("ar-XB.md"), read("en.md")], [b"text"; 3]);
        assert_eq!(read("x.png"), b"\xff\0\xff\0");
    }
}
