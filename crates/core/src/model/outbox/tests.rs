//! The outbox as tabs use it, against what a reader expects of it.
//!
//! The model: tabs that want something, wait for their turn, read what is kept, send, and are answered, or not, or are
//! closed at any moment, on clocks of any time, in the name of any reader. Whatever the order, the latest intent of each
//! reader is what the server has in the end, nothing that was not answered is ever missing from what is kept, and nobody's
//! intent goes out under another's name.

use proptest::prelude::*;

use super::*;

const TABS: usize = 3;
const READERS: [&str; 3] = ["", "ada", "ben"];

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

/// What may happen next in the model.
#[derive(Clone, Debug)]
enum Step {
    /// The reader of a tab wants an option, by a clock of any time.
    Want { tab: usize, clock: u16 },
    /// A tab that waits gets its turn, if nobody has it, and sends what it finds.
    Send { tab: usize },
    /// The request of a tab comes to the server.
    Arrive { tab: usize },
    /// A tab hears that its request was taken, if it has come there; otherwise the line is down.
    Answer { tab: usize },
    /// A tab hears nothing, or no answer of the contract.
    Lose { tab: usize },
    /// A tab is closed, and its page opened again.
    Reopen { tab: usize },
    /// Another reader signs in, in one of the tabs.
    SignIn { tab: usize, reader: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let tab = 0..TABS;
    prop_oneof![
        (tab.clone(), any::<u16>()).prop_map(|(tab, clock)| Step::Want { tab, clock }),
        tab.clone().prop_map(|tab| Step::Send { tab }),
        tab.clone().prop_map(|tab| Step::Arrive { tab }),
        tab.clone().prop_map(|tab| Step::Answer { tab }),
        tab.clone().prop_map(|tab| Step::Lose { tab }),
        tab.clone().prop_map(|tab| Step::Reopen { tab }),
        (tab, 0..READERS.len()).prop_map(|(tab, reader)| Step::SignIn { tab, reader }),
    ]
}

#[derive(Default)]
struct World {
    /// The browser's storage.
    kept: Vec<Mutation>,
    /// What each tab has on its way, and whether the server has it. At most one tab has something: it has the turn.
    under_way: [Option<(Mutation, bool)>; TABS],
    /// Who is signed in, for each tab.
    readers: [usize; TABS],
    /// What counts for each reader.
    counted: [Option<Intent>; READERS.len()],
    /// The model: what each reader wanted last, and whether the server has said that it has it.
    wanted: [Option<(Mutation, bool)>; READERS.len()],
    /// How many intents there were.
    count: u32,
}

impl World {
    fn take(&mut self, step: Step) {
        match step {
            Step::Want { tab, clock } => {
                self.count += 1;
                let reader = self.readers[tab];
                let option = self.count.to_string();
                let id = next_id(&self.kept, f64::from(clock));
                let mutation = vote(id, &option, READERS[reader]);
                self.kept.push(mutation.clone());
                self.wanted[reader] = Some((mutation, false));
            }
            Step::Send { tab } => {
                let is_free = self.under_way.iter().all(Option::is_none);
                if is_free && let Some(found) = latest(self.kept.clone(), &poll(), READERS[self.readers[tab]]) {
                    self.under_way[tab] = Some((found, false));
                }
            }
            Step::Arrive { tab } => {
                if let Some((sent, has_come)) = &mut self.under_way[tab] {
                    *has_come = true;
                    let reader = READERS.iter().position(|known| *known == sent.sub).expect("a reader");
                    self.counted[reader] = Some(sent.intent.clone());
                }
            }
            Step::Answer { tab } => {
                if let Some((sent, true)) = self.under_way[tab].take() {
                    self.kept.retain(|other| !sent.settles(other));
                    for (mutation, is_answered) in self.wanted.iter_mut().flatten() {
                        *is_answered |= *mutation == sent;
                    }
                }
            }
            // The turn passes on; what was sent may have come there all the same.
            Step::Lose { tab } | Step::Reopen { tab } => self.under_way[tab] = None,
            Step::SignIn { tab, reader } => self.readers[tab] = reader,
        }
    }

    /// What must hold at every moment.
    fn check(&self) {
        for (mutation, is_answered) in self.wanted.iter().flatten() {
            assert!(*is_answered || self.kept.contains(mutation), "{mutation:?} is lost");
        }
    }

    /// Everybody signs in once more, and the line is good.
    fn come_to_rest(&mut self) {
        self.under_way = Default::default();
        for reader in 0..READERS.len() {
            self.take(Step::SignIn { tab: 0, reader });
            for step in [Step::Send { tab: 0 }, Step::Arrive { tab: 0 }, Step::Answer { tab: 0 }] {
                self.take(step);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_last_intent_of_each_reader_counts_in_the_end(steps in proptest::collection::vec(step(), 0..60)) {
        let mut world = World::default();
        for step in steps {
            world.take(step);
            world.check();
        }
        world.come_to_rest();
        for (wanted, counted) in world.wanted.iter().zip(&world.counted) {
            prop_assert_eq!(wanted.as_ref().map(|(mutation, _)| &mutation.intent), counted.as_ref());
        }
        prop_assert!(world.kept.is_empty(), "{:?}", world.kept);
    }
}
