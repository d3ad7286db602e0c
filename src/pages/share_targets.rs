//! The share targets that a deployment has chosen.

use hustings_core::{config::Config, model::share::Target};

/// The targets of `config.json` in its order. A word that names none is passed over.
pub(super) fn share_targets(config: &Config) -> Vec<Target> {
    config.share.iter().filter_map(|word| Target::from_word(word)).collect()
}
