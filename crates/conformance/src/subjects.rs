//! What the cases are about: languages, an article and polls, as the backend names them. It reads loosely, since whether
//! answers have the shape that the contract gives them is for the cases to say.

use anyhow::bail;
use hustings_wire::{Poll, PollKind, PollState, ResultsRule, moment::poll_of};
use serde_json::Value;

use crate::{
    client::{Ask, Client},
    options::Options,
    outcome::Stop,
};

/// How many articles are looked through for polls.
const ARTICLES: usize = 20;
/// How many polls are asked about.
const POLLS: usize = 12;

/// What the cases are about.
pub(crate) struct Subjects {
    /// Languages of the publication, the default first.
    pub(crate) languages: Vec<String>,
    /// Ids of its audiences.
    pub(crate) audiences: Vec<String>,
    article: Option<String>,
    /// Ids of the polls.
    pub(crate) poll_ids: Vec<String>,
    /// Those of them whose answer could be read, as a stranger saw them at the beginning.
    polls: Vec<Poll>,
}

impl Subjects {
    /// Finds them.
    ///
    /// # Errors
    /// When an article or a poll that was named is not there, and when there is nothing at all.
    pub(crate) fn find(client: &Client, options: &Options) -> anyhow::Result<Self> {
        let get = |path: &str| -> Option<Value> {
            let answer = client.send(&Ask::get(path)).ok().filter(|answer| answer.status == 200)?;
            serde_json::from_slice(&answer.body).ok()
        };
        let publication = get("/api/v1/publication").unwrap_or_default();
        let slugs = texts(&get("/api/v1/articles?limit=50").unwrap_or_default(), "items", "slug");
        if let Some(slug) = &options.article
            && get(&article_path(slug)).is_none()
        {
            bail!("there is no article \"{slug}\"; there are: {}", slugs.join(", "));
        }
        let wanted = options.article.iter().chain(slugs.iter().filter(|slug| Some(*slug) != options.article.as_ref()));
        let (mut article, mut poll_ids) = (options.article.clone(), options.polls.clone());
        for slug in wanted.take(ARTICLES) {
            let polls = get(&article_path(slug)).map(|found| strings(&found["polls"])).unwrap_or_default();
            if article.is_none() && !polls.is_empty() {
                article = Some(slug.clone());
            }
            // First places are asked about by what they are.
            for id in polls.into_iter().filter(|id| poll_of(id) == id) {
                if !poll_ids.contains(&id) && poll_ids.len() < POLLS.max(options.polls.len()) {
                    poll_ids.push(id);
                }
            }
        }
        let mut polls = Vec::new();
        for id in &poll_ids {
            match get(&poll_path(id)) {
                Some(poll) => polls.extend(serde_json::from_value(poll).ok()),
                None if options.polls.contains(id) => bail!("there is no poll \"{id}\""),
                None => {}
            }
        }
        let article = article.or_else(|| slugs.first().cloned());
        if article.is_none() && poll_ids.is_empty() {
            bail!("it has no article and no poll; name a poll with --poll");
        }
        let languages = texts(&publication, "languages", "lang");
        let audiences = texts(&publication, "audiences", "id");
        Ok(Self { languages, audiences, article, poll_ids, polls })
    }

    /// The article.
    pub(crate) fn article(&self) -> Result<&str, Stop> {
        self.article.as_deref().ok_or_else(|| Stop::without("article"))
    }

    /// The first poll of which `wanted` is true; `what` says in words what that is.
    pub(crate) fn poll(&self, what: &str, wanted: impl Fn(&Poll) -> bool) -> Result<&Poll, Stop> {
        self.polls.iter().find(|poll| wanted(poll)).ok_or_else(|| Stop::without(what))
    }

    /// Any poll.
    pub(crate) fn any_poll(&self) -> Result<&str, Stop> {
        self.poll_ids.first().map(String::as_str).ok_or_else(|| Stop::without("poll"))
    }

    /// An open poll whose votes can be changed: one that shows its votes to everybody, where there is one.
    pub(crate) fn changeable(&self) -> Result<&Poll, Stop> {
        let fits = |poll: &Poll| takes_votes(poll) && poll.changeable && has_two_ballots(poll);
        self.poll("", |poll| fits(poll) && poll.results == ResultsRule::Always)
            .or_else(|_| self.poll("open poll whose votes can be changed", fits))
    }

    /// An open poll whose votes can be changed and which shows its votes to those who have voted.
    pub(crate) fn after_vote(&self) -> Result<&Poll, Stop> {
        self.poll("open poll with results after the vote whose votes can be changed", |poll| {
            takes_votes(poll) && poll.changeable && has_two_ballots(poll) && poll.results == ResultsRule::AfterVote
        })
    }
}

/// Whether everybody may vote now.
pub(crate) fn takes_votes(poll: &Poll) -> bool {
    poll.state == PollState::Open && !poll.identity_required && poll.kind != PollKind::Other
}

/// Whether two votes may differ.
fn has_two_ballots(poll: &Poll) -> bool {
    poll.options.len() > poll.min_choices.max(1) as usize
}

/// A valid vote: the first options.
pub(crate) fn ballot(poll: &Poll) -> Vec<&str> {
    poll.options.iter().take(poll.min_choices.max(1) as usize).map(|option| option.id.as_str()).collect()
}

/// Another valid vote: the last options.
pub(crate) fn other_ballot(poll: &Poll) -> Vec<&str> {
    poll.options.iter().rev().take(poll.min_choices.max(1) as usize).map(|option| option.id.as_str()).collect()
}

/// Where an article is.
pub(crate) fn article_path(slug: &str) -> String {
    format!("/api/v1/articles/{slug}")
}

/// Where the rating of an article is.
pub(crate) fn rating_path(slug: &str) -> String {
    format!("/api/v1/articles/{slug}/rating")
}

/// Where a poll is.
pub(crate) fn poll_path(id: &str) -> String {
    format!("/api/v1/polls/{id}")
}

/// Where votes in a poll go.
pub(crate) fn vote_path(id: &str) -> String {
    format!("/api/v1/polls/{id}/vote")
}

/// Texts at `key` of the objects in the list `list`.
fn texts(value: &Value, list: &str, key: &str) -> Vec<String> {
    let items = value[list].as_array().into_iter().flatten();
    items.filter_map(|item| item[key].as_str()).map(str::to_owned).collect()
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
