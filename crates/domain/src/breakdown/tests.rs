//! Cases, and what holds of any votes.

use proptest::prelude::*;

use super::*;

type Counted<'a> = (&'a str, u64, u64);

fn group(a: u64, b: u64) -> VoterGroup {
    VoterGroup { voters: a + b, votes: BTreeMap::from([("a".to_owned(), a), ("b".to_owned(), b)]) }
}

fn of(groups: &[Counted<'_>], (a, b): (u64, u64)) -> Option<ShownGroups> {
    let named = groups.iter().map(|(name, a, b)| (Some((*name).to_owned()), group(*a, *b)));
    ShownGroups::of(named.collect(), group(a, b))
}

/// The voters of each group that shows, and of the rest.
type Voters = (Vec<(String, u64)>, Option<u64>);

/// What shows, as names and voters, with the voters of the rest.
fn shown(groups: &[Counted<'_>], nameless: (u64, u64)) -> Option<Voters> {
    let shown = of(groups, nameless)?;
    let groups = shown.groups.into_iter().map(|(name, group)| (name.unwrap_or_default(), group.voters));
    Some((groups.collect(), shown.rest.map(|rest| rest.voters)))
}

fn expected(groups: &[(&str, u64)], rest: Option<u64>) -> Option<Voters> {
    Some((groups.iter().map(|(name, voters)| ((*name).to_owned(), *voters)).collect(), rest))
}

#[test]
fn groups_of_ten_show_and_what_is_left_is_nobody_or_ten() {
    assert_eq!(shown(&[], (0, 0)), None, "nobody has voted");
    assert_eq!(shown(&[("en", 9, 0)], (0, 0)), None, "nine are too few");
    assert_eq!(shown(&[("en", 4, 6)], (0, 0)), expected(&[("en", 10)], None));
    let three = [("ar", 10, 0), ("en", 9, 9), ("ru", 0, 10)];
    assert_eq!(shown(&three, (0, 0)), expected(&[("en", 18), ("ar", 10), ("ru", 10)], None));
    assert_eq!(shown(&[("en", 9, 9), ("ru", 4, 2), ("ar", 4, 0)], (0, 0)), expected(&[("en", 18)], Some(10)));
    assert_eq!(shown(&[("en", 9, 9)], (7, 3)), expected(&[("en", 18)], Some(10)), "of which nobody knows the group");
}

#[test]
fn the_smallest_group_joins_a_rest_that_is_too_small() {
    let groups = [("en", 30, 0), ("ru", 0, 12), ("ar", 2, 1)];
    assert_eq!(shown(&groups, (0, 0)), expected(&[("en", 30)], Some(15)));
    assert_eq!(of(&groups, (0, 0)).and_then(|shown| shown.rest), Some(group(2, 13)), "with its votes");
    assert_eq!(shown(&[("en", 30, 0)], (0, 1)), None, "nothing but the rest is left");
    assert_eq!(shown(&[("ar", 10, 0), ("en", 10, 0)], (1, 0)), expected(&[("ar", 10)], Some(11)), "by name");
}

#[test]
fn voters_count_once_and_a_ranking_for_its_first_option_that_there_is() {
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let mut poll = PollDefinition::new("p");
    let known = "known".to_owned();
    poll.options = vec![crate::OptionDefinition { id: known.clone(), label: BTreeMap::new(), picture: None }];
    let count = |poll: &PollDefinition| {
        let mut group = VoterGroup::default();
        group.add(poll, &crate::abstention(), 5);
        group.add(poll, &ids(&["taken-out", &known]), 3);
        group
    };
    let both = [("taken-out".to_owned(), 3), (known.clone(), 3)];
    assert_eq!(count(&poll), VoterGroup { voters: 3, votes: BTreeMap::from(both) });
    poll.kind = PollKind::Ranking;
    assert_eq!(count(&poll), VoterGroup { voters: 3, votes: BTreeMap::from([(known.clone(), 3)]) });
}

proptest! {
    #[test]
    fn whatever_shows_or_can_be_subtracted_is_nobody_or_ten_and_all_add_up(
        named in prop::collection::btree_map(prop::option::of("[a-e]"), (0u64..25, 0u64..25), 0..6),
        (a, b) in (0u64..12, 0u64..12),
    ) {
        let groups: BTreeMap<_, _> = named.iter().map(|(name, (a, b))| (name.clone(), group(*a, *b))).collect();
        let mut all = group(a, b);
        groups.values().for_each(|group| all.join(group.clone()));
        let is_rest_small = groups.values().all(|group| group.voters < FEWEST_SHOWN);
        let Some(shown) = ShownGroups::of(groups.clone(), group(a, b)) else {
            let largest = groups.values().map(|group| group.voters).max().unwrap_or(0);
            prop_assert!(is_rest_small || all.voters - largest < FEWEST_SHOWN, "there was something to show");
            return Ok(());
        };
        prop_assert!(!shown.groups.is_empty());
        let mut sum = VoterGroup::default();
        for (name, group) in &shown.groups {
            prop_assert_eq!(groups.get(name), Some(group));
            prop_assert!(group.voters >= FEWEST_SHOWN);
            sum.join(group.clone());
        }
        let left = all.voters - sum.voters;
        prop_assert!(left == 0 || left >= FEWEST_SHOWN);
        prop_assert_eq!(shown.rest.as_ref().map_or(0, |rest| rest.voters), left);
        sum.join(shown.rest.unwrap_or_else(|| group(0, 0)));
        prop_assert_eq!(sum, all);
    }
}
