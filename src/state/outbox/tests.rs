//! The outbox as tabs use it, by the code that runs in them, against a simple model of a server and its readers.
//!
//! Tabs that want something, one after another or at once; a network that loses requests or answers, or has others answer;
//! a server that takes, limits or refuses; readers who sign in and out; tabs that are closed and opened again; with the
//! browser's locks and without. A request whose tab has gone arrives before the next one or never: what holds it back for
//! longer is not in the model.

use std::{cell::Cell, collections::BTreeMap, rc::Rc};

use hustings_core::model::live_status::LiveStatus;
use hustings_wire::{
    Direction, Poll, PollKind, PollOption, PollState, Problem, ResultsRule, Seq, Timestamp, WriteIn,
    write_in::{OTHER, own_words, with_words},
};
use leptos::prelude::GetUntracked;
use proptest::prelude::*;

use super::*;
use crate::{
    api::{
        Api, IDENTITY,
        simulated::{self as network, Sent},
    },
    dom::simulated as browser,
};

const TABS: usize = 3;
/// Who signs in. In a poll that asks nobody to, all of them are the browser's one reader.
const READERS: [&str; 3] = ["", "ada", "ben"];
const POLL: &str = "p";
/// As many as there are wishes at most: each is for an option of its own, by which it is known again.
const OPTIONS: usize = 24;

/// What may happen next.
#[derive(Clone, Debug)]
enum Step {
    /// The reader of a tab wants something else, or nothing any more.
    Want { tab: usize, wanted: Wanted },
    /// A request comes to the server, which decides on it.
    Arrive { request: usize },
    /// A request is answered, after it has come to the server or without that.
    Answer { request: usize, how: Answer },
    /// A tab is closed; if it was, it is opened again.
    OpenOrClose { tab: usize },
    /// A tab is loaded anew.
    Reload { tab: usize },
    /// Another reader signs in, in one of the tabs, or signs out.
    SignIn { tab: usize, reader: usize },
    /// Time goes by.
    Pass { ms: u16 },
    /// The device's clock is set while nothing is on its way.
    SetClock { seconds: i8 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Vote,
    /// An answer in their own words.
    Words,
    Withdrawal,
    OnlyToLook,
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    Servers,
    Lost,
    Proxys,
    Portals,
    FinalRefusal,
    Limit,
    ExpiredToken,
}

fn step() -> impl Strategy<Value = Step> {
    let (tab, request) = (0..TABS, 0..4_usize);
    let wanted = prop_oneof![
        5 => Just(Wanted::Vote),
        3 => Just(Wanted::Words),
        2 => Just(Wanted::Withdrawal),
        1 => Just(Wanted::OnlyToLook),
    ];
    let how = prop_oneof![
        4 => Just(Answer::Servers),
        3 => Just(Answer::Lost),
        1 => Just(Answer::Proxys),
        1 => Just(Answer::Portals),
        1 => Just(Answer::FinalRefusal),
        1 => Just(Answer::Limit),
        1 => Just(Answer::ExpiredToken),
    ];
    prop_oneof![
        4 => (tab.clone(), wanted).prop_map(|(tab, wanted)| Step::Want { tab, wanted }),
        3 => request.clone().prop_map(|request| Step::Arrive { request }),
        6 => (request, how).prop_map(|(request, how)| Step::Answer { request, how }),
        1 => tab.clone().prop_map(|tab| Step::OpenOrClose { tab }),
        1 => tab.clone().prop_map(|tab| Step::Reload { tab }),
        2 => (tab, 0..READERS.len()).prop_map(|(tab, reader)| Step::SignIn { tab, reader }),
        3 => (0..12_000_u16).prop_map(|ms| Step::Pass { ms }),
        1 => any::<i8>().prop_map(|seconds| Step::SetClock { seconds }),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Open,
    Taken,
    Refused,
}

/// What a reader wanted, and what became of it as far as their browser knows.
#[derive(Debug)]
struct Wish {
    reader: &'static str,
    intent: Intent,
    /// The tab in which it was made, as long as nobody else has come there.
    tab: Option<usize>,
    fate: Fate,
}

struct Tab {
    id: usize,
    polls: Polls,
}

struct World {
    asks_for_id: bool,
    tabs: [Option<Tab>; TABS],
    /// Who is signed in, for each tab.
    readers: [&'static str; TABS],
    last_tab: usize,
    wishes: Vec<Wish>,
    /// The server: how often it has changed, and the wish that counts for each reader.
    number: u64,
    counted: BTreeMap<&'static str, usize>,
    /// The wishes of mutations by their requests.
    sent: BTreeMap<usize, usize>,
    /// What the server has said to requests that are not answered yet.
    said: BTreeMap<usize, Result<String, ApiError>>,
}

fn problem(status: u16, code: ErrorCode, retry_after: u32) -> ApiError {
    let (kind, title, detail) = (String::new(), String::new(), String::new());
    let problem = Problem { kind, title, status, detail, code, field: None, available: Vec::new() };
    ApiError::Problem(Box::new(problem), retry_after)
}

fn target() -> Target {
    Target::Poll(POLL.to_owned())
}

impl World {
    fn new(asks_for_id: bool, has_locks: bool) -> Self {
        browser::start(has_locks);
        network::start();
        Self {
            asks_for_id,
            tabs: [None, None, None],
            readers: [""; TABS],
            last_tab: 0,
            wishes: Vec::new(),
            number: 0,
            counted: BTreeMap::new(),
            sent: BTreeMap::new(),
            said: BTreeMap::new(),
        }
    }

    /// Whose wishes somebody's are who is signed in as `sub`.
    fn reader(&self, sub: &str) -> &'static str {
        let known = READERS.into_iter().find(|reader| *reader == sub).expect("a reader");
        if self.asks_for_id { known } else { "" }
    }

    fn vote(&self, reader: &str) -> Option<Vec<String>> {
        match self.counted.get(reader).map(|wish| &self.wishes[*wish].intent) {
            Some(Intent::Vote(options)) => Some(options.clone()),
            _ => None,
        }
    }

    /// The poll as the server tells it to whoever is signed in as `sub`.
    fn poll(&self, sub: &str) -> Poll {
        let votes: Vec<_> = READERS.iter().filter_map(|reader| self.vote(reader)).flatten().collect();
        let option = |number: usize| {
            let (id, label) = (number.to_string(), String::new());
            let count = votes.iter().filter(|voted| **voted == id).count() as u64;
            PollOption { id, label, image: None, votes: Some(count), percent: Some(0) }
        };
        let vote = self.vote(self.reader(sub));
        let words = |vote: &Vec<String>| vote.iter().find_map(|element| own_words(element)).map(str::to_owned);
        let write_in = WriteIn { max: 80, count: Some(0), percent: Some(0), mine: vote.as_ref().and_then(words) };
        let id = |element: String| if own_words(&element).is_some() { OTHER.to_owned() } else { element };
        Poll {
            id: POLL.to_owned(),
            lang: "en".to_owned(),
            dir: Direction::Ltr,
            question: "Which?".to_owned(),
            kind: PollKind::Single,
            min_choices: 1,
            max_choices: 1,
            options: (0..OPTIONS).map(option).collect(),
            voters: votes.len() as u64,
            total_votes: votes.len() as u64,
            state: PollState::Open,
            opens_at: None,
            closes_at: None,
            results: ResultsRule::Always,
            results_visible: true,
            changeable: true,
            abstain: true,
            abstained: None,
            has_abstained: vote.as_ref().is_some_and(Vec::is_empty),
            identity_required: self.asks_for_id && sub.is_empty(),
            allowed_origins: Vec::new(),
            write_in: Some(write_in),
            quiz: None,
            rounds: None,
            my_vote: vote.map(|vote| vote.into_iter().map(id).collect()),
            flow: None,
            my_before: None,
            seq: Seq::new("e", self.number),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Want { tab, wanted } => self.want(tab, wanted),
            Step::Arrive { request } => {
                if let Some(sent) = pick(request)
                    && !self.said.contains_key(&sent.id)
                {
                    let says = self.decide(&sent);
                    self.said.insert(sent.id, says);
                }
            }
            Step::Answer { request, how } => {
                if let Some(sent) = pick(request) {
                    self.answer(&sent, how);
                }
            }
            Step::OpenOrClose { tab } => {
                if !self.close(tab) {
                    self.open(tab);
                }
            }
            Step::Reload { tab } => {
                if self.close(tab) {
                    self.open(tab);
                }
            }
            Step::SignIn { tab, reader } => self.sign_in(tab, READERS[reader]),
            Step::Pass { ms } => browser::pass(f64::from(ms)),
            Step::SetClock { seconds } => {
                if network::on_their_way().is_empty() {
                    browser::set_clock(f64::from(seconds) * 1_000.0);
                }
            }
        }
        self.settle();
    }

    /// The reader does what the page lets them do.
    fn want(&mut self, tab: usize, wanted: Wanted) {
        let Some(Tab { id, polls }) = &self.tabs[tab] else { return };
        let ballot = polls.ballots.get(POLL).expect("it is known").get_untracked();
        let is_possible = ballot.can_choose(polls.now.get_untracked()) && self.wishes.len() < OPTIONS;
        let is_offered = match wanted {
            Wanted::Vote | Wanted::Words => true,
            Wanted::Withdrawal => ballot.poll.my_vote.is_some() && !ballot.poll.has_abstained,
            Wanted::OnlyToLook => ballot.poll.my_vote.is_none(),
        };
        if !is_possible || !is_offered {
            return;
        }
        let number = self.wishes.len().to_string();
        let option = if wanted == Wanted::Words { with_words(&number) } else { number };
        let reader = self.reader(self.readers[tab]);
        browser::in_tab(*id, || match wanted {
            Wanted::Withdrawal | Wanted::OnlyToLook => polls.withdraw_vote(POLL),
            Wanted::Vote | Wanted::Words => {
                polls.choose(POLL, &option, 1);
                polls.send_vote(POLL);
            }
        });
        let intent = match wanted {
            Wanted::Withdrawal => Intent::Withdraw,
            Wanted::OnlyToLook => Intent::Vote(Vec::new()),
            Wanted::Vote | Wanted::Words => Intent::Vote(vec![option]),
        };
        self.wishes.push(Wish { reader, intent, tab: Some(*id), fate: Fate::Open });
    }

    fn open(&mut self, tab: usize) {
        self.last_tab += 1;
        let (id, poll, sub) = (self.last_tab, self.poll(""), self.readers[tab]);
        let polls = browser::in_tab(id, || {
            let polls = Polls::new(Api::new("", "/"), "en", Timestamp::from_unix(1_780_000_000), None);
            polls.know(poll);
            become_reader(&polls, sub);
            polls.resume(&target());
            polls
        });
        self.tabs[tab] = Some(Tab { id, polls });
    }

    fn close(&mut self, tab: usize) -> bool {
        let Some(Tab { id, .. }) = self.tabs[tab].take() else { return false };
        browser::close(id);
        network::forget(id);
        self.nobody_waits_in(id);
        true
    }

    fn sign_in(&mut self, tab: usize, sub: &'static str) {
        let before = std::mem::replace(&mut self.readers[tab], sub);
        let Some(Tab { id, polls }) = &self.tabs[tab] else { return };
        browser::in_tab(*id, || become_reader(polls, sub));
        let id = *id;
        if self.reader(before) != self.reader(sub) {
            self.nobody_waits_in(id);
        }
    }

    fn nobody_waits_in(&mut self, tab: usize) {
        for wish in &mut self.wishes {
            wish.tab = wish.tab.filter(|id| *id != tab);
        }
    }

    /// The newest wish of a reader.
    fn newest(&self, reader: &str) -> Option<usize> {
        self.wishes.iter().rposition(|wish| wish.reader == reader)
    }

    /// What the server says to a request, and does.
    fn decide(&mut self, sent: &Sent) -> Result<String, ApiError> {
        if sent.method != "GET" {
            if self.asks_for_id && sent.identity.is_empty() {
                return Err(problem(403, ErrorCode::IdentityRequired, 0));
            }
            let (wish, reader) = (self.sent[&sent.id], self.reader(&sent.identity));
            let before = self.counted.insert(reader, wish);
            assert!(before <= Some(wish), "{before:?} was counted, and then the older {wish}");
            self.number += u64::from(before != Some(wish));
        }
        Ok(serde_json::to_string(&self.poll(&sent.identity)).expect("it serialises"))
    }

    fn answer(&mut self, sent: &Sent, how: Answer) {
        let wish = self.sent.get(&sent.id).copied();
        let is_undecided = wish.is_some() && !self.said.contains_key(&sent.id);
        let lost = Err(ApiError::Unreachable(String::new()));
        let answer = match how {
            Answer::Lost => lost,
            Answer::Proxys => Err(ApiError::Foreign(502, 0)),
            Answer::Portals => Ok("<!DOCTYPE html><title>Welcome to our network</title>".to_owned()),
            Answer::Limit if is_undecided => Err(problem(429, ErrorCode::RateLimited, 3)),
            Answer::ExpiredToken if is_undecided && self.asks_for_id => {
                Err(problem(403, ErrorCode::IdentityRequired, 0))
            }
            Answer::FinalRefusal if is_undecided => Err(problem(409, ErrorCode::PollClosed, 0)),
            _ => self.said.remove(&sent.id).unwrap_or_else(|| self.decide(sent)),
        };
        if let Some(wish) = wish {
            match &answer {
                Ok(text) if text.starts_with('{') => self.wishes[wish].fate = Fate::Taken,
                Err(ApiError::Problem(problem, _)) if problem.code == ErrorCode::PollClosed => {
                    self.wishes[wish].fate = Fate::Refused;
                }
                _ => {}
            }
        }
        network::reply(sent.id, answer);
    }

    /// Lets everything run that can, and looks at what has been sent.
    fn settle(&mut self) {
        browser::run();
        for sent in network::on_their_way() {
            if sent.method == "GET" || self.sent.contains_key(&sent.id) {
                continue;
            }
            let reader = self.reader(&sent.identity);
            let newest = self.newest(reader);
            let wish = newest.map(|wish| &self.wishes[wish]);
            assert!(
                wish.is_some_and(|wish| wish.intent == intent(&sent)),
                "{sent:?} is sent for {reader:?}, not {wish:?}"
            );
            self.sent.extend(newest.map(|wish| (sent.id, wish)));
        }
        let kept = kept();
        for reader in READERS {
            let Some(wish) = self.newest(reader).map(|newest| &self.wishes[newest]) else { continue };
            let is_kept = kept.iter().any(|mutation| mutation.sub == reader && mutation.intent == wish.intent);
            assert!(is_kept || wish.fate != Fate::Open, "{wish:?} is lost");
        }
        self.check_secrets();
    }

    /// No tab shows anything of a reader but the one who is signed in there.
    fn check_secrets(&self) {
        for (tab, sub) in self.tabs.iter().zip(self.readers) {
            let Some(Tab { id, polls }) = tab else { continue };
            let ballot = polls.ballots.get(POLL).expect("it is known").get_untracked();
            let words = Some(&ballot.words).filter(|words| !words.is_empty()).map(|words| with_words(words));
            for option in ballot.vote().into_iter().chain(shown(&ballot.poll).into_iter().flatten()).chain(words) {
                let number = own_words(&option).unwrap_or(&option);
                let wish = &self.wishes[number.parse::<usize>().expect("a number")];
                assert_eq!(wish.reader, self.reader(sub), "tab {id} shows {wish:?}");
            }
        }
    }

    /// The network is good, and ten minutes go by.
    fn come_to_rest(&mut self) {
        let mut most = 10_000;
        let end = browser::elapsed_ms() + 600_000.0;
        loop {
            self.settle();
            if let Some(sent) = network::on_their_way().first() {
                self.answer(sent, Answer::Servers);
            } else if browser::elapsed_ms() > end || !browser::pass_to_next_timer() {
                return;
            }
            most -= 1;
            assert!(most > 0, "it does not come to rest");
        }
    }

    /// The page is opened once more, as what a closed tab has kept waits for that, and everybody signs in there.
    fn end(&mut self) {
        self.come_to_rest();
        self.check_tabs();
        self.close(0);
        self.open(0);
        self.come_to_rest();
        self.check_tabs();
        if self.asks_for_id {
            for reader in &READERS[1..] {
                self.sign_in(0, reader);
                self.come_to_rest();
                self.check_tabs();
            }
        }
        let kept = kept();
        for reader in if self.asks_for_id { &READERS[1..] } else { &READERS[..1] } {
            let Some(newest) = self.newest(reader) else { continue };
            if self.wishes[newest].fate != Fate::Refused {
                assert_eq!(self.counted.get(reader), Some(&newest), "what {reader:?} wanted last does not count");
            }
            assert!(kept.iter().all(|mutation| mutation.sub != *reader), "{kept:?}");
        }
    }

    /// What readers see when all is quiet.
    fn check_tabs(&self) {
        for (tab, sub) in self.tabs.iter().zip(self.readers) {
            let Some(Tab { id, polls }) = tab else { continue };
            let ballot = polls.ballots.get(POLL).expect("it is known").get_untracked();
            let reader = self.reader(sub);
            if self.asks_for_id && reader.is_empty() {
                continue;
            }
            assert!(!ballot.is_in_flight(), "tab {id} still says {:?}", ballot.delivery);
            let is_theirs = self.newest(reader).is_some_and(|newest| self.wishes[newest].tab == Some(*id));
            let shown = shown(&ballot.poll);
            assert!(!is_theirs || shown == self.vote(reader), "tab {id} shows {shown:?}");
        }
    }
}

/// The reader's vote as the server has told it.
fn shown(poll: &Poll) -> Option<Vec<String>> {
    let mine = poll.write_in.as_ref().and_then(|write_in| write_in.mine.as_deref()).unwrap_or_default();
    let element = |id: &String| if id == OTHER { with_words(mine) } else { id.clone() };
    poll.my_vote.as_ref().map(|vote| vote.iter().map(element).collect())
}

/// What a partner's page and the frame do when somebody signs in or out.
fn become_reader(polls: &Polls, sub: &str) {
    if polls.api.credentials.get(IDENTITY) != sub {
        polls.api.credentials.set(IDENTITY, sub);
        polls.sign_in(POLL, sub);
        polls.refetch(POLL);
    }
}

fn pick(request: usize) -> Option<Sent> {
    let mut sent = network::on_their_way();
    (!sent.is_empty()).then(|| sent.swap_remove(request % sent.len()))
}

/// What a mutation's request asks for.
fn intent(sent: &Sent) -> Intent {
    let Some(body) = &sent.body else { return Intent::Withdraw };
    let vote: hustings_wire::VoteRequest = serde_json::from_str(body).expect("a vote");
    let mut options = vote.options;
    options.extend(vote.write_in.map(|words| with_words(&words)));
    assert_eq!(vote.abstain, options.is_empty(), "{options:?}");
    Intent::Vote(options)
}

/// Whichever hears the backend first, the other need not wait any longer, which may be half a minute.
#[test]
fn a_vote_and_a_stream_that_wait_wake_each_other() {
    let mut world = World::new(false, true);
    world.open(0);
    world.take(Step::Want { tab: 0, wanted: Wanted::Vote });
    for _ in 0..6 {
        while network::on_their_way().is_empty() {
            browser::pass_to_next_timer();
            world.settle();
        }
        world.take(Step::Answer { request: 0, how: Answer::Lost });
    }
    assert!(network::on_their_way().is_empty(), "the vote waits");
    let Tab { id, polls } = world.tabs[0].as_ref().expect("it is open");
    browser::in_tab(*id, || polls.set_live(LiveStatus::Live));
    world.settle();
    assert_eq!(network::on_their_way().len(), 1, "the stream is open, and the vote goes out");

    let is_awake = Rc::<Cell<bool>>::default();
    let stream = Rc::clone(&is_awake);
    browser::in_tab(1, || {
        spawn_local(async move {
            nap(30_000).await;
            stream.set(true);
        });
    });
    browser::run();
    assert!(!is_awake.get());
    world.take(Step::Answer { request: 0, how: Answer::Servers });
    assert!(is_awake.get(), "the vote is counted, and the stream connects");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_each_reader_wanted_last_counts_whatever_happens(
        asks_for_id: bool,
        has_locks: bool,
        steps in proptest::collection::vec(step(), 0..70),
    ) {
        let mut world = World::new(asks_for_id, has_locks);
        world.open(0);
        world.open(1);
        for step in steps {
            world.take(step);
        }
        world.end();
    }
}
