//! The suites: what each tests, and what it needs.

use std::fmt;

use clap::ValueEnum;

use crate::{
    packages::{E2E, RULES, SERVER},
    setup::Purpose,
};

/// What can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// The contract's types, the front-end's rules, the partner's site and these commands themselves; native.
    Rules,
    /// The backend, on its store, its routes and its streams.
    Server,
    /// The components, in a browser.
    Components,
    /// The whole system, as readers use it.
    E2e,
}

/// All of them, in the order in which they run: the quickest first.
pub(crate) const SUITES: [Suite; 4] = [Suite::Rules, Suite::Server, Suite::Components, Suite::E2e];

impl Suite {
    /// The packages whose native tests it runs.
    pub(crate) fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Rules => &RULES,
            Self::Server => &SERVER,
            Self::Components => &[],
            Self::E2e => &E2E,
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
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Rules => "rules",
            Self::Server => "server",
            Self::Components => "components",
            Self::E2e => "end to end",
        })
    }
}
