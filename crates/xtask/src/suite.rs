//! The suites: the packages that each tests, and what it needs.

use std::{fmt, process::Command};

use clap::ValueEnum;

use crate::{setup::Purpose, workspace::Workspace};

/// The front-end, which natively renders to text.
const FRONT_END: &str = "hustings";

/// What has no server; `hustings-benches` is here for the tests of how it reckons.
const RULES: [&str; 9] = [
    "hustings-wire",
    "hustings-core",
    "hustings-leptos",
    "hustings-catalogues",
    "hustings-packing",
    "hustings-partner",
    "xtask",
    "hustings-benches",
    FRONT_END,
];

/// The journeys.
const JOURNEYS: &str = "hustings-e2e";

/// What can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// The contract's types, the front-end's rules, the small Leptos, the partner's site and these commands themselves;
    /// native.
    Rules,
    /// The backend, on its store, its routes and its streams.
    Server,
    /// The components, in a browser.
    Components,
    /// The whole system, as readers use it.
    E2e,
}

/// All of them, in the order in which they run: first those that call cargo, so that `check` has it for itself beside the rest.
pub(crate) const SUITES: [Suite; 4] = [Suite::Rules, Suite::Components, Suite::Server, Suite::E2e];

impl Suite {
    /// The packages whose native tests it runs. A crate that is named nowhere is one of the backend's.
    pub(crate) fn packages(self, workspace: &Workspace) -> Vec<&str> {
        let named = |name: &&str| RULES.contains(name) || *name == JOURNEYS;
        match self {
            Self::Rules => RULES.to_vec(),
            Self::Server => native(workspace).into_iter().filter(|name| !named(name)).collect(),
            Self::Components => Vec::new(),
            Self::E2e => vec![JOURNEYS],
        }
    }

    /// What has to be there before it can run.
    pub(crate) fn purpose(self) -> Purpose {
        match self {
            Self::Rules | Self::Server => Purpose::Run,
            Self::Components | Self::E2e => Purpose::Test,
        }
    }
}

impl fmt::Display for Suite {
    /// As one types it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.to_possible_value().expect("every suite can be chosen").get_name())
    }
}

/// Every native package: every package of the workspace.
pub(crate) fn native(workspace: &Workspace) -> Vec<&str> {
    workspace.packages().iter().map(|package| &**package.name).collect()
}

/// Cargo's arguments for these packages. All that are native may be in one call, which compiles what they have in common
/// once; the front-end in a browser excludes them.
pub(crate) fn select<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let mut arguments: Vec<&str> = packages.iter().flat_map(|package| ["-p", *package]).collect();
    if packages.contains(&FRONT_END) {
        arguments.extend(["--features", "hustings/ssr"]);
    }
    arguments
}

/// What builds the program `hustings`, with all packages beside it: among them it has the features with which the tests
/// build it, so that nothing is compiled again.
pub(crate) fn server(workspace: &Workspace) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--bin", "hustings"]).args(select(&native(workspace)));
    cargo
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
