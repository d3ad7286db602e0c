//! The words of polls on which readers have voted, from the database for the publication.

use hustings_content::VotedWords;
use hustings_store::{Store, StoreError};

/// Those of all polls. Words that are lost are passed over: `hustings recount` names them.
///
/// # Errors
/// When the database cannot be read.
pub async fn voted_words(store: &dyn Store) -> Result<VotedWords, StoreError> {
    let mut words = VotedWords::new();
    for (poll, logged) in store.wordings(None).await? {
        words.entry(poll).or_default().extend(logged.wording);
    }
    Ok(words)
}
