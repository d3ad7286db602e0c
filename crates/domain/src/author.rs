//! The kind of an author: search engines and cards distinguish people from organisations.

/// A person or an organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AuthorKind {
    /// A person.
    #[default]
    Person,
    /// A desk, an agency, the publication itself.
    Organization,
}
