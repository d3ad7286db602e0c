//! What an author is: search engines and cards tell people from desks.

/// What an author is, for those who list people and desks apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthorKind {
    /// Somebody.
    #[default]
    Person,
    /// A desk, an agency, the publication itself.
    Organization,
}
