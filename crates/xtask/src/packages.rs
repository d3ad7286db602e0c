//! The packages of the workspace, by the suite that tests them: the one list of them besides the workspace's own.

/// The contract's types, the rules that both sides share, the small Leptos, the front-end's own rules, the partner's site and these commands.
pub(crate) const RULES: [&str; 8] = [
    "hustings-wire",
    "hustings-core",
    "hustings-leptos",
    "hustings-catalogues",
    "hustings-packing",
    "hustings-partner",
    "xtask",
    "hustings",
];

/// The backend.
pub(crate) const SERVER: [&str; 6] = [
    "hustings-domain",
    "hustings-content",
    "hustings-store",
    "hustings-partner-check",
    "hustings-render",
    "hustings-server",
];

/// The whole system, in a browser.
pub(crate) const E2E: [&str; 1] = ["hustings-e2e"];

/// The front-end, which natively renders to text.
const FRONT_END: &str = "hustings";

/// The package with the program `hustings`, which the journeys and the validators start.
pub(crate) const PROGRAM: &str = "hustings-server";

/// Cargo's arguments for these packages. All that are native may be in one call, which compiles what they have in common
/// once; the front-end in a browser excludes them.
pub(crate) fn select(packages: &[&'static str]) -> Vec<&'static str> {
    let mut arguments: Vec<&str> = packages.iter().flat_map(|package| ["-p", *package]).collect();
    if packages.contains(&FRONT_END) {
        arguments.extend(["--features", "hustings/ssr"]);
    }
    arguments
}

/// Every native package.
pub(crate) fn native() -> Vec<&'static str> {
    [&RULES[..], &SERVER, &E2E].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_end_is_taken_with_the_feature_that_renders() {
        assert_eq!(select(&["xtask"]), ["-p", "xtask"]);
        assert_eq!(select(&["xtask", "hustings"]), ["-p", "xtask", "-p", "hustings", "--features", "hustings/ssr"]);
    }
}
