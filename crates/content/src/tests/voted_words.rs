//! Words that readers have voted on stay, unless the poll's owner says otherwise.

use super::*;

fn question(content: &Content) -> String {
    content.polls["which"].question["en"].clone()
}

fn save(dir: &Path, from: &str, to: &str) {
    write(dir, "polls/which.toml", POLL.replace(from, to).as_bytes());
}

#[test]
fn a_saved_change_of_what_was_voted_on_is_refused_and_named_until_its_owner_means_it() {
    let dir = folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    save(dir.path(), "Which?", "Which now?");
    assert!(store.reload_if_changed(), "nobody has voted yet");
    save(dir.path(), "Which?", "Which?");
    store.reload_if_changed();
    store.current().voted_on("which");
    let before = store.current();

    save(dir.path(), "Which?", "Which after all?");
    assert!(!store.reload_if_changed(), "readers see nothing new");
    let kept = store.current();
    assert_eq!((question(&kept), &kept.version), ("Which?".to_owned(), &before.version));
    let faults: Vec<String> = kept.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        ["polls/which.toml:5: error: readers have voted on other words in `en`; put them back, or give \
          `wording_revision = 2` if the votes that they have cast shall count for these; until then the last good version \
          stays in force"]
    );
    // What else the file says is taken.
    save(dir.path(), "en = \"A\"", "en = \"Another\"");
    let file = fs::read_to_string(dir.path().join("polls/which.toml")).unwrap();
    write(dir.path(), "polls/which.toml", format!("changeable = false\n{file}").as_bytes());
    assert!(store.reload_if_changed());
    let kept = store.current();
    assert_eq!((kept.polls["which"].changeable, kept.polls["which"].options[0].label["en"].as_str()), (false, "A"));
    assert_eq!(*kept.wording("which"), *before.wording("which"));

    write(dir.path(), "polls/which.toml", format!("wording_revision = 2\n{file}").as_bytes());
    assert!(store.reload_if_changed());
    let meant = store.current();
    assert_eq!((meant.polls["which"].options[0].label["en"].as_str(), meant.faults.len()), ("Another", 0));
    write(dir.path(), "polls/which.toml", format!("wording_revision = 0\n{file}").as_bytes());
    store.reload_if_changed();
    assert_eq!(store.current().faults[0].line, 1, "{:?}", store.current().faults);
}

/// After a restart the database knows what readers voted on, and the file may have been changed meanwhile.
#[test]
fn words_of_the_database_are_kept_from_the_start() {
    let dir = folder(&[]);
    let voted = VotedWords::from([("which".to_owned(), vec![content(&dir).wording("which")])]);
    save(dir.path(), "Which?", "Which now?");
    let store = ContentStore::open(dir.path()).unwrap();
    assert_eq!(question(&store.current()), "Which now?");
    store.keep_voted_words(voted.clone());
    assert_eq!((question(&store.current()), store.current().faults.len()), ("Which?".to_owned(), 1));
    let outcome = check::check(dir.path(), dir.path(), None, voted).unwrap();
    assert!(!outcome.passed && outcome.lines[0].contains("readers have voted on other words in `en`"), "{outcome:?}");
    assert!(check::check(dir.path(), dir.path(), None, VotedWords::new()).unwrap().passed);
}

const VOTED_AS_SINGLE: &str = "readers have voted in this poll as one of `kind = \"single\"`, and their votes are never read as \
                               another kind; put that back, or ask in a poll with another id, which is a file of another name";

#[test]
fn another_kind_of_what_was_voted_on_is_refused_and_the_last_good_poll_stays() {
    let dir = folder(&[]);
    let store = ContentStore::open(dir.path()).unwrap();
    save(dir.path(), "\"single\"", "\"ranking\"");
    assert!(store.reload_if_changed(), "nobody has voted yet");
    save(dir.path(), "", "");
    store.reload_if_changed();
    store.current().voted_on("which");
    let before = store.current();

    save(dir.path(), "\"single\"", "\"ranking\"");
    assert!(!store.reload_if_changed(), "readers see nothing new");
    let kept = store.current();
    assert_eq!(kept.polls["which"], before.polls["which"]);
    let faults: Vec<String> = kept.faults.iter().map(ToString::to_string).collect();
    let stays = "until then the last good version stays in force";
    assert_eq!(faults, [format!("polls/which.toml:1: error: {VOTED_AS_SINGLE}; {stays}")]);

    save(dir.path(), "\"single\"", "\"multiple\"");
    assert!(store.reload_if_changed(), "a vote for one option is one of several as well");
    assert_eq!(store.current().faults, []);
}

/// Without an earlier reading there is none that fits the votes: the poll is away, and the rest is served.
#[test]
fn a_poll_of_another_kind_than_its_votes_in_the_database_is_left_out_from_the_start() {
    let dir = folder(&[]);
    let voted = VotedWords::from([("which".to_owned(), vec![content(&dir).wording("which")])]);
    save(dir.path(), "\"single\"", "\"ranking\"");
    let store = ContentStore::open(dir.path()).unwrap();
    store.keep_voted_words(voted.clone());
    let content = store.current();
    assert!(content.polls.is_empty() && content.may_be_poll("which"));
    assert!(content.article("trains").is_some(), "{:?}", content.faults);
    let outcome = check::check(dir.path(), dir.path(), None, voted).unwrap();
    let says =
        outcome.lines.iter().any(|line| line.ends_with(&format!("polls/which.toml:1: error: {VOTED_AS_SINGLE}")));
    assert!(!outcome.passed && says, "{outcome:?}");

    save(dir.path(), "", "");
    assert!(store.reload_if_changed());
    assert_eq!((store.current().polls.len(), &*store.current().faults), (1, &[][..]));
}

#[test]
fn a_scale_keeps_the_steps_that_were_voted_on() {
    let scale = |steps: u8| {
        format!(
            "kind = \"scale\"\nwording_revision = 2\n[question]\nen = \"How?\"\n[scale]\nsteps = {steps}\n\
             [scale.low]\nen = \"Low\"\n[scale.high]\nen = \"High\"\n"
        )
    };
    let dir = folder(&[("polls/which.toml", &scale(5))]);
    let store = ContentStore::open(dir.path()).unwrap();
    store.current().voted_on("which");
    write(dir.path(), "polls/which.toml", scale(4).as_bytes());
    store.reload_if_changed();
    let kept = store.current();
    assert_eq!(kept.polls["which"].options.len(), 5);
    let refuses = |content: &Content| {
        content.faults.iter().any(|fault| fault.message.starts_with("readers have voted on other steps of this scale"))
    };
    assert!(refuses(&kept), "{:?}", kept.faults);
    write(dir.path(), "polls/which.toml", scale(6).replace("revision = 2", "revision = 3").as_bytes());
    store.reload_if_changed();
    let grown = store.current();
    assert!(grown.polls["which"].options.len() == 6 && !refuses(&grown), "{:?}", grown.faults);
}
