//! Nothing specific to one machine in the repository: no absolute path of a home folder, no host name of a package
//! registry.

use regex_lite::Regex;

use super::{Finding, Source};

pub(super) fn findings(sources: &[Source]) -> Vec<Finding> {
    // Taken apart, so that this file does not find itself.
    let folders = ["wo", "rk|ro", "ot|fa", "rm|ho", "me|Us", "ers"].concat();
    let hosts = ["deb", "ian|np", "mjs|py", "pi|cra", "tes"].concat();
    let path = Regex::new(&format!(r"(^|[^A-Za-z0-9_.:/\-])/({folders})/[A-Za-z0-9]")).expect("well formed");
    let registry = Regex::new(&format!(r"https?://[a-z0-9.-]*\b({hosts})\b[a-z0-9.-]*\.[a-z]+")).expect("well formed");
    let mut findings = Vec::new();
    for source in sources.iter().filter(|s| !s.path.ends_with("Cargo.lock") && !s.path.ends_with("package-lock.json")) {
        for (number, line) in source.lines() {
            if path.is_match(line) {
                findings.push(source.finding(number, "a path of one machine", "make it relative, or ask the system"));
            }
            if registry.is_match(line) {
                findings.push(source.finding(
                    number,
                    "a package registry by its host name",
                    "leave it to the tool's own configuration",
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{super::samples::*, *};

    #[test]
    fn paths_and_registries_are_found() {
        for folder in ["home", "root", "work"] {
            let line = format!("let path = \"/{folder}/somebody\";");
            assert_one(findings, "crates/server/src/a.rs", &line, 1, "path of one machine");
        }
        for host in ["deb.debian", "registry.npmjs", "index.crates"] {
            assert_one(findings, "docs/a.md", &format!("see https://{host}.org/x"), 1, "registry");
        }
    }

    #[test]
    fn addresses_and_routes_that_only_look_alike_are_left_alone() {
        for line in ["https://example.org/home/page", "the `./work/` folder", "GET /homepage", "docs/work/a.md"] {
            assert_none(findings, "docs/a.md", line);
        }
    }
}
