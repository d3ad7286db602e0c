//! Messages, plurals, numbers and dates in the reader's language.
//!
//! Messages come from catalogues (`public/locales/<lang>.json`, i18next v4 form). Locale data comes from [`intl`]: the
//! browser's `Intl` there, ICU4X natively. [`fold()`] makes texts comparable for the search.

mod catalogue;
mod fold;
pub mod intl;
mod locale;

pub use catalogue::{Catalogue, CatalogueError};
pub use fold::fold;
pub use intl::Zone;
pub use locale::{Locale, speak, use_locale};
