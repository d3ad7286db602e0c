//! The pages to which messages lead.

use hustings_render::Addresses;

/// Where the publication's pages are.
pub struct Pages {
    /// The publication's URL without a slash at the end.
    pub url: String,
    /// Paths below it.
    pub addresses: Addresses,
}
