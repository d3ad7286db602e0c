//! What is held about one reader over the whole publication, and how it is erased. Votes that a partner has signed for,
//! and those of another site's frame whose cookie is a partition's own, are other readers' to the server.

use std::collections::BTreeMap;

use hustings_domain::{PollDefinition, ReaderKeys, date, is_abstention, split_words};
use hustings_http::error::ApiError;
use hustings_identity::reader::Reader;
use hustings_store::{Mutation, NoticeChange, OwnVote, Provenance, StoreError};
use hustings_wire::{Erased, Held, HeldNotice, HeldOption, HeldRating, HeldVote, PollState, write_in::OTHER};

use crate::{context::Context, polls::rules};

/// Everything that `reader` has voted and rated, in the words of `lang` where they are; nothing of nobody.
///
/// # Errors
/// `unavailable`.
pub async fn held(context: Context<'_>, reader: Option<&Reader>, lang: &str) -> Result<Held, ApiError> {
    let Some(reader) = reader else { return Ok(Held::default()) };
    let (polls, articles) = keys(context, reader).await?;
    let own = context.store.own(&polls, &articles).await?;
    let mut votes = Vec::with_capacity(own.votes.len());
    for vote in own.votes {
        votes.push(held_vote(context, vote, lang).await?);
    }
    let ratings = own.ratings.into_iter().map(|rating| {
        let article = context.content.article(&rating.article);
        let texts = article.map(|article| &article.translations);
        let text = texts.and_then(|texts| texts.get(lang).or_else(|| texts.get(&article?.original)));
        let title = text.map_or_else(|| rating.article.clone(), |text| text.title.clone());
        HeldRating { title, article: rating.article, stars: rating.stars, cast_on: date(rating.cast_on) }
    });
    let notices = context.store.own_notices(&polls).await?.into_iter().map(|notice| HeldNotice {
        question: words(
            context,
            context.content.polls.get(&notice.poll).map(|poll| &poll.question),
            lang,
            &notice.poll,
        ),
        asked_on: date(notice.asked_at.unix().div_euclid(86_400)),
        poll: notice.poll,
        lang: notice.lang,
    });
    Ok(Held { ratings: ratings.collect(), votes, notices: notices.collect() })
}

/// Takes back what `reader` may take back, and leaves the rest counted with no way back to them, and without what they said in
/// their own words. Erasing again changes
/// nothing and succeeds.
///
/// # Errors
/// `unavailable`; what was erased until then stays so, and the rest is still the reader's.
pub async fn erase(context: Context<'_>, reader: Option<&Reader>) -> Result<Erased, ApiError> {
    let Some(reader) = reader else { return Ok(Erased::default()) };
    let (polls, articles) = keys(context, reader).await?;
    let own = context.store.own(&polls, &articles).await?;
    if !context.store.own_notices(&polls).await?.is_empty() {
        context.store.change_notices(NoticeChange::Forget(polls)).await?;
    }
    let mut erased = Erased::default();
    for vote in own.votes {
        let keys = reader.keys_for_poll(context.keys, &vote.poll);
        if !vote.is_aside && withdraw(context, &vote.poll, keys.clone()).await? {
            erased.withdrawn += 1;
        } else {
            context.store.apply(Mutation::DisownVote { poll: vote.poll, reader: keys }).await?;
            // What is set aside goes, and was not counted.
            if vote.is_aside { erased.withdrawn += 1 } else { erased.kept += 1 }
        }
    }
    for rating in own.ratings {
        let reader = reader.keys_for_rating(context.keys, &rating.article);
        context.store.apply(Mutation::Rate { article: rating.article, reader, stars: None }).await?;
        erased.withdrawn += 1;
    }
    Ok(erased)
}

/// Each with its poll or article.
type Keys = Vec<(String, ReaderKeys)>;

/// The keys of `reader` in everything that anybody has voted in or rated, be it gone from the publication or not.
async fn keys(context: Context<'_>, reader: &Reader) -> Result<(Keys, Keys), ApiError> {
    let subjects = context.store.subjects().await?;
    let polls = subjects.polls.into_iter().map(|poll| {
        let keys = reader.keys_for_poll(context.keys, &poll);
        (poll, keys)
    });
    let articles = subjects.articles.into_iter().map(|slug| {
        let keys = reader.keys_for_rating(context.keys, &slug);
        (slug, keys)
    });
    Ok((polls.collect(), articles.collect()))
}

/// Whether the vote is taken back: the poll's rules decide, at the commit.
async fn withdraw(context: Context<'_>, id: &str, reader: ReaderKeys) -> Result<bool, ApiError> {
    let Some(poll) = context.content.polls.get(id) else { return Ok(false) };
    match context.store.apply(Mutation::WithdrawVote { poll: id.to_owned(), reader, rules: rules(poll, None) }).await {
        Ok(_) => Ok(true),
        Err(StoreError::PollClosed | StoreError::PollNotOpen | StoreError::VoteNotChangeable) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn held_vote(context: Context<'_>, vote: OwnVote, lang: &str) -> Result<HeldVote, ApiError> {
    let poll = context.content.polls.get(&vote.poll);
    let words = |texts: Option<&BTreeMap<String, String>>, id: &str| words(context, texts, lang, id);
    let option = |id: String| {
        let option = poll.and_then(|poll| poll.option(&id));
        HeldOption { label: words(option.map(|option| &option.label), &id), id }
    };
    let question = words(poll.map(|poll| &poll.question), &vote.poll);
    let withdrawable = match poll {
        _ if vote.is_aside => true,
        Some(poll) if !rules(poll, None).is_final(&vote.options) => is_open(context, poll).await?,
        _ => false,
    };
    let abstained = is_abstention(&vote.options);
    let (ids, write_in) = split_words(&vote.options);
    let is_option = |id: &String| !abstained && id != OTHER;
    let options = ids.into_iter().filter(is_option).map(option).collect();
    let before = vote.before.into_iter().flatten().map(option).collect();
    let Provenance { partner, lang } = vote.provenance;
    let (cast_on, set_aside) = (date(vote.cast_on), vote.is_aside);
    Ok(HeldVote {
        poll: vote.poll,
        question,
        options,
        before,
        write_in,
        abstained,
        cast_on,
        lang,
        partner,
        withdrawable,
        set_aside,
    })
}

/// Those of `texts` in `lang` or another language, or `id` where there are none.
fn words(context: Context<'_>, texts: Option<&BTreeMap<String, String>>, lang: &str, id: &str) -> String {
    let own = &context.content.default_language;
    let text = texts.and_then(|texts| texts.get(lang).or_else(|| texts.get(own)).or_else(|| texts.values().next()));
    text.cloned().unwrap_or_else(|| id.to_owned())
}

async fn is_open(context: Context<'_>, poll: &PollDefinition) -> Result<bool, ApiError> {
    let forced = context.store.poll(&poll.id, None).await?.tally.forced;
    Ok(context.state_of(poll, forced) == PollState::Open)
}
