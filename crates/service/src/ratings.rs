//! Rating articles.

use hustings_content::Content;
use hustings_http::error::ApiError;
use hustings_identity::reader::Reader;
use hustings_store::{Mutation, Outcome};
use hustings_wire::Rating;

use crate::context::Context;

/// How the article `slug` is rated, with this reader's own stars.
///
/// # Errors
/// `not_found`, `unavailable`.
pub async fn rating(context: Context<'_>, slug: &str, reader: Option<&Reader>) -> Result<Rating, ApiError> {
    check_article(context.content, slug)?;
    let keys = reader.map(|reader| reader.keys_for_rating(context.keys, slug));
    let record = context.store.rating(slug, keys.as_ref()).await?;
    Ok(Rating::from_histogram(record.tally.histogram, record.my_stars, context.store.seq(record.tally.number)))
}

/// Rates the article `slug` with `stars`, instead of this reader's earlier rating.
///
/// # Errors
/// `not_found`, `invalid_request` unless `stars` is 1 to 5, `unavailable`.
pub async fn rate(context: Context<'_>, reader: &Reader, slug: &str, stars: u8) -> Result<Rating, ApiError> {
    check_article(context.content, slug)?;
    if !(1..=5).contains(&stars) {
        return Err(ApiError::invalid("stars", "Stars are a whole number from 1 to 5."));
    }
    change(context, reader, slug, Some(stars)).await
}

/// Takes back this reader's rating of the article `slug`; succeeds when there is none.
///
/// # Errors
/// `not_found`, `unavailable`.
pub async fn withdraw_rating(context: Context<'_>, reader: &Reader, slug: &str) -> Result<Rating, ApiError> {
    check_article(context.content, slug)?;
    change(context, reader, slug, None).await
}

/// `not_found` unless there is an article `slug`; `unavailable` where that cannot be read.
pub fn check_article(content: &Content, slug: &str) -> Result<(), ApiError> {
    match content.article(slug) {
        Some(_) => Ok(()),
        None if content.may_be_article(slug, None) => Err(ApiError::unavailable()),
        None => Err(ApiError::not_found("There is no such article.")),
    }
}

async fn change(context: Context<'_>, reader: &Reader, slug: &str, stars: Option<u8>) -> Result<Rating, ApiError> {
    let reader = reader.keys_for_rating(context.keys, slug);
    let mutation = Mutation::Rate { article: slug.to_owned(), reader, stars };
    match context.store.apply(mutation).await? {
        Outcome::Rating(record) => {
            Ok(Rating::from_histogram(record.tally.histogram, record.my_stars, context.store.seq(record.tally.number)))
        }
        Outcome::Poll(_) | Outcome::Decided(_) => unreachable!("a rating is answered with a rating"),
    }
}
