//! Cases of the suite that are about what shows of a closed poll by group.

use std::{collections::BTreeMap, sync::Arc};

use hustings_domain::{Breakdown, Clock, OptionDefinition, PollDefinition, ShownGroups};
use hustings_store::{GroupCounts, Mutation, PollRules, Provenance, Store};
use hustings_wire::PollKind;
use tokio::task::JoinSet;

use crate::suite::{Database, definition, noon, reader};

const SITE: &str = "https://partner.example";

/// Votes of new readers from `number` on, cast there.
async fn votes(
    store: &Arc<dyn Store>,
    (lang, partner): (Option<&str>, Option<&str>),
    options: &[&str],
    readers: std::ops::Range<u64>,
) {
    for number in readers {
        let cast = Mutation::CastVote {
            poll: "p".to_owned(),
            reader: reader(number).into(),
            options: options.iter().map(|id| (*id).to_owned()).collect(),
            provenance: Provenance { partner: partner.map(str::to_owned), lang: lang.map(str::to_owned) },
            wording: Arc::default(),
            has_receipt: false,
            rules: PollRules { changeable: true, ..PollRules::default() },
        };
        store.apply(cast).await.expect("taken");
    }
}

/// The poll, which may name two languages and a site.
fn poll() -> PollDefinition {
    let question = [("en", "Which?"), ("ar", "أيّ؟")].map(|(lang, words)| (lang.to_owned(), words.to_owned()));
    PollDefinition {
        question: BTreeMap::from(question),
        options: ["a", "b"]
            .map(|id| OptionDefinition { id: id.to_owned(), label: BTreeMap::new(), picture: None })
            .into(),
        breakdown: vec![Breakdown::Lang, Breakdown::Partner],
        allowed_origins: vec![SITE.to_owned()],
        ..definition("")
    }
}

async fn counts(store: &Arc<dyn Store>, poll: &Arc<PollDefinition>) -> Arc<GroupCounts> {
    let number = store.poll("p", None).await.expect("read").tally.number;
    store.group_counts(poll, number).await.expect("counted")
}

/// Voters by group, and those of the rest.
fn voters(shown: &ShownGroups) -> (Vec<(Option<&str>, u64)>, Option<u64>) {
    let groups = shown.groups.iter().map(|(name, group)| (name.as_deref(), group.voters));
    (groups.collect(), shown.rest.as_ref().map(|rest| rest.voters))
}

pub(crate) async fn votes_are_counted_by_group_once_for_all_who_ask_and_anew_after_another_vote(
    database: &dyn Database,
) {
    let store = database.open(Clock::standing_at(noon())).await;
    let poll = Arc::new(poll());
    assert_eq!(counts(&store, &poll).await.shown, [], "nobody has voted");
    votes(&store, (Some("en"), None), &["a"], 0..20).await;
    votes(&store, (Some("ar"), Some(SITE)), &["b"], 20..31).await;
    votes(&store, (Some("ar"), Some(SITE)), &["_abstain"], 31..40).await;
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let (store, poll) = (Arc::clone(&store), Arc::clone(&poll));
        tasks.spawn(async move { counts(&store, &poll).await });
    }
    let shown = tasks.join_all().await;
    assert!(shown.iter().all(|counts| Arc::ptr_eq(counts, &shown[0])), "one count for all");
    let [(Breakdown::Lang, langs), (Breakdown::Partner, sites)] = shown[0].shown.as_slice() else {
        panic!("both show: {shown:?}");
    };
    assert_eq!(voters(langs), (vec![(Some("en"), 20), (Some("ar"), 11)], None));
    assert_eq!(voters(sites), (vec![(None, 20), (Some(SITE), 11)], None));
    assert_eq!(langs.groups[1].1.votes, BTreeMap::from([("b".to_owned(), 11)]));

    // What strangers make up is of the rest, however many names it is.
    for (number, lang) in (40..).zip(["xx", "yy", "", "EN"]) {
        votes(&store, (Some(lang), Some(&format!("https://{number}.example"))), &["a"], number..number + 1).await;
    }
    votes(&store, (None, None), &["a"], 44..51).await;
    let anew = counts(&store, &poll).await;
    assert_eq!(voters(&anew.shown[0].1), (vec![(Some("en"), 20), (Some("ar"), 11)], Some(11)));
    assert_eq!(voters(&anew.shown[1].1), (vec![(None, 27)], Some(15)), "the smallest joins four");
}

pub(crate) async fn a_ranking_is_counted_by_group_for_first_choices(database: &dyn Database) {
    let store = database.open(Clock::standing_at(noon())).await;
    let poll = Arc::new(PollDefinition { kind: PollKind::Ranking, ..poll() });
    votes(&store, (Some("en"), None), &["b", "a"], 0..12).await;
    votes(&store, (Some("en"), None), &["taken-out", "a"], 12..15).await;
    let counted = counts(&store, &poll).await;
    let expected = BTreeMap::from([("a".to_owned(), 3), ("b".to_owned(), 12)]);
    assert_eq!(counted.shown[0].1.groups[0].1.votes, expected);

    let single = Arc::new(PollDefinition { kind: PollKind::Single, ..PollDefinition::clone(&poll) });
    assert_ne!(counts(&store, &single).await, counted, "of another poll it is counted anew");
}
