//! The rules one by one. `state::outbox` tries them in whatever order of events, against a model.

use super::*;

fn poll() -> Target {
    Target::Poll("p".to_owned())
}

fn vote(id: u64, option: &str, sub: &str) -> Mutation {
    Mutation { id, target: poll(), intent: Intent::Vote(vec![option.to_owned()]), sub: sub.to_owned(), made_at: None }
}

#[test]
fn the_latest_intent_of_its_reader_is_sent() {
    let kept = vec![vote(7, "b", ""), vote(9, "c", "ada"), vote(3, "a", "")];
    assert_eq!(latest(kept.clone(), &poll(), ""), Some(vote(7, "b", "")));
    assert_eq!(latest(kept.clone(), &poll(), "ada"), Some(vote(9, "c", "ada")));
    assert_eq!(latest(kept.clone(), &poll(), "ben"), None);
    assert_eq!(latest(kept, &Target::Rating("p".to_owned()), ""), None);
}

#[test]
fn an_answer_settles_what_came_before_and_nothing_newer() {
    for (answered, other, expected) in [
        (vote(7, "b", ""), vote(7, "b", ""), true),
        (vote(7, "b", ""), vote(3, "a", ""), true),
        (vote(7, "b", ""), vote(8, "a", ""), false),
        (vote(7, "b", "ada"), vote(3, "a", "ben"), false),
        (vote(7, "b", ""), Mutation { target: Target::Rating("p".to_owned()), ..vote(3, "a", "") }, false),
    ] {
        assert_eq!(answered.settles(&other), expected, "{answered:?} {other:?}");
    }
}

#[test]
fn ids_grow_whatever_the_clock_says() {
    assert_eq!(next_id(&[], 1_000.0), 1_000);
    assert_eq!(next_id(&[vote(3, "a", "")], 1_000.0), 1_000);
    assert_eq!(next_id(&[vote(5_000, "a", "")], 1_000.0), 5_001);
    assert_eq!(next_id(&[vote(u64::MAX, "a", "")], 1_000.0), u64::MAX);
}

#[test]
fn what_an_earlier_version_kept_has_its_place_among_the_others() {
    let at = |seconds, mutation| Mutation { made_at: Some(Timestamp::from_unix(seconds)), ..mutation };
    let (first, second) = (at(1_000, vote(3, "a", "")), at(1_000, vote(4, "b", "")));
    let (before, after) = (vote(999_999, "c", ""), vote(1_000_500, "d", ""));
    let all = [&before, &first, &second, &after];
    for (index, later) in all.iter().enumerate() {
        for earlier in &all[..index] {
            assert!(later.settles(earlier) && !earlier.settles(later), "{earlier:?} {later:?}");
            let kept = vec![(*later).clone(), (*earlier).clone()];
            assert_eq!(latest(kept, &poll(), "").as_ref(), Some(*later));
        }
    }
    assert_eq!(next_id(&[second], 1_000.0), 1_000_005);
    assert_eq!(at(-7, vote(3, "a", "")).order(), 3);
}
