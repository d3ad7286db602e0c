//! Message catalogues, plurals, numbers and dates.

mod catalogue;

pub use catalogue::{Catalogue, CatalogueError};
