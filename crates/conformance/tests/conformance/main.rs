//! The check against a backend that keeps the contract, and against the same one with one fault at a time.

mod backend;

use std::{sync::Arc, time::Duration};

use hustings_conformance::{Options, Report, Verdict, check};

use backend::{Backend, Fault, ORIGIN};

/// How long the tests let a stream be silent; the backend's heartbeat comes five times a second.
const SILENCE: Duration = Duration::from_secs(3);

/// A check that may do everything.
fn everything(url: &str) -> Options {
    let origin = Some(ORIGIN.to_owned());
    Options { origin, write: true, heartbeat: SILENCE, soon: SILENCE, ..Options::reading(url) }
}

async fn checked(options: Options) -> anyhow::Result<Report> {
    tokio::task::spawn_blocking(move || check(&options)).await.expect("the check does not panic")
}

async fn report(backend: &Arc<Backend>) -> Report {
    checked(everything(backend.url())).await.expect("there is something to check")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_keeps_the_contract_passes() {
    let backend = Backend::start(None).await;
    let voters = backend.voters("single");
    let report = report(&backend).await;
    assert!(report.conforms, "{report}");
    assert_eq!(report.ids(Verdict::LeftOut), [""; 0], "{report}");
    assert_eq!(backend.voters("single"), voters, "what was said is taken back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_without_a_list_of_polls_passes() {
    let report = report(&Backend::start(Some(Fault::NoPollList)).await).await;
    assert!(report.conforms, "{report}");
    assert_eq!(report.ids(Verdict::LeftOut), ["polls.list", "polls.list-pages", "polls.list-refusals"], "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_tells_nobody_when_a_poll_ends_passes() {
    let report = report(&Backend::start(Some(Fault::NoNotices)).await).await;
    assert!(report.conforms, "{report}");
    let expected = ["notices.key", "notices.ask", "notices.refusals", "notices.closed"];
    assert_eq!(report.ids(Verdict::LeftOut), expected, "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_may_not_vote_only_reads() {
    let backend = Backend::start(None).await;
    let report = checked(Options { write: false, ..everything(backend.url()) }).await.expect("something to check");
    assert!(report.conforms, "{report}");
    assert_eq!(backend.methods(), ["GET", "OPTIONS"]);
    let left_out = report.ids(Verdict::LeftOut);
    assert!(left_out.contains(&"votes.first") && !left_out.contains(&"polls.shape"), "{left_out:?}");
    assert!(report.to_string().contains("only with --write"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_found_and_nothing_else() {
    let faults = [
        (Fault::TagsHaveCase, &["publication.tag-case"][..]),
        (Fault::MissingLanguageFallsBack, &["publication.missing", "articles.missing", "polls.languages"]),
        (Fault::OldestFirst, &["articles.newest-first"]),
        (Fault::CursorStandsStill, &["articles.pagination"]),
        (Fault::LimitUnbounded, &["articles.limit"]),
        (Fault::ClosedPollsFirst, &["polls.list"]),
        (Fault::PollsStandStill, &["polls.list-pages"]),
        (Fault::AnyStateTaken, &["polls.list-refusals"]),
        (Fault::PercentagesRounded, &["polls.figures"]),
        (Fault::PictureIsGone, &["polls.pictures", "passport.words"]),
        (Fault::OneHasNoPicture, &["polls.pictures", "passport.words"]),
        (Fault::PictureWithoutWords, &["polls.pictures", "passport.words"]),
        (Fault::StepsFromZero, &["polls.scale"]),
        (Fault::QuizTells, &["polls.quiz"]),
        (Fault::ExhaustedForgotten, &["rankings.rounds"]),
        (Fault::SecondGoesOut, &["rankings.transfers"]),
        (Fault::OrderSorted, &["rankings.order"]),
        (Fault::AbstainersAreVoters, &["votes.abstain"]),
        (Fault::AbstainersSeeNothing, &["votes.abstain"]),
        (Fault::AllMayAbstain, &["votes.abstain-refused"]),
        (Fault::WordsForAll, &["votes.write-in"]),
        (Fault::AllWordsTaken, &["votes.write-in-refused"]),
        (Fault::ResultsAreDrawn, &["polls.order"]),
        (Fault::OneIsNeverDrawn, &["polls.order"]),
        (Fault::FirstAnswerCounts, &["votes.before-and-after"]),
        (Fault::FirstPlaceTells, &["votes.before-and-after"]),
        (Fault::ResultsLeak, &["polls.hidden"]),
        (Fault::MeanOfOneDecimal, &["ratings.shape"]),
        (Fault::NoAllow, &["errors.method"]),
        (Fault::UnknownFieldsTaken, &["errors.fields"]),
        (Fault::BodyUnbounded, &["errors.too-large"]),
        (Fault::AlwaysSentAgain, &["caching.revalidation"]),
        (Fault::KeptForAMinute, &["caching.freshness"]),
        (Fault::NoVary, &["caching.vary"]),
        (Fault::ErrorsStored, &["caching.errors"]),
        (Fault::OwnAnswersPublic, &["caching.private"]),
        (Fault::CookieFromTheStream, &["identity.reading"]),
        (Fault::CookieForScripts, &["identity.cookie", "identity.cross-site"]),
        (Fault::CookieLaxAcrossSites, &["identity.cross-site"]),
        (Fault::ForeignCookieIsAnError, &["identity.forged"]),
        (Fault::RetryCountsTwice, &["identity.retry", "identity.meet"]),
        (Fault::CookieAndIdStayTwo, &["identity.meet"]),
        (Fault::SeqStandsStill, &["votes.first", "votes.change", "stream.change", "stream.voters"]),
        (
            Fault::ChangeAddsAVote,
            &["rankings.order", "identity.meet", "votes.change", "votes.abstain", "votes.before-and-after"],
        ),
        (Fault::WithdrawalDoesNothing, &["votes.withdraw", "votes.after-vote", "votes.before-and-after"]),
        (Fault::MaxIgnored, &["votes.max"]),
        (Fault::VotersSeeNothing, &["votes.after-vote", "votes.abstain"]),
        (Fault::ClosedTakesVotes, &["votes.closed"]),
        (Fault::ScheduledTakesVotes, &["votes.scheduled"]),
        (Fault::FinalIsChanged, &["votes.final"]),
        (Fault::UnsignedIsTaken, &["votes.identity-required"]),
        (Fault::LogHashWithoutDay, &["log.chain"]),
        (Fault::LogLinkSkips, &["log.pages", "passport.end"]),
        (Fault::LogLeaks, &["log.hidden"]),
        (Fault::EntryOfAnother, &["log.own"]),
        (Fault::WordsWithoutLanguage, &["passport.words"]),
        (Fault::HashOfAnotherPicture, &["passport.words"]),
        (Fault::PassportCountsOneMore, &["passport.end"]),
        (Fault::GroupOfNine, &["passport.groups"]),
        (Fault::GroupsOfOpenPoll, &["passport.groups"]),
        (Fault::NoticeKeyIsShort, &["notices.key"]),
        (Fault::NoticesStay, &["notices.ask"]),
        (Fault::AnyEndpointTaken, &["notices.refusals"]),
        (Fault::NoticesOfClosedPolls, &["notices.closed"]),
        (Fault::NoProofIsAsked, &["votes.proof-required"]),
        (Fault::ProofIsGoodTwice, &["votes.proof-required"]),
        (Fault::EveryOriginEchoed, &["cors.foreign"]),
        (Fault::ForeignVoteTaken, &["cors.foreign-vote"]),
        (Fault::PreflightWithoutClientId, &["cors.preflight"]),
        (Fault::NothingExposed, &["cors.exposed"]),
        (Fault::StreamLeaks, &["stream.hidden", "stream.voters"]),
        (Fault::HeartbeatIsAComment, &["stream.heartbeat"]),
        (Fault::HeartbeatsAtOnce, &["stream.heartbeat"]),
        (Fault::ResumesSilently, &["stream.last-event-id"]),
        (Fault::SecondSubscriberStarves, &["stream.change", "stream.voters"]),
    ];
    let checks = faults.map(|(fault, expected)| {
        (fault, expected, tokio::spawn(async move { report(&Backend::start(Some(fault)).await).await }))
    });
    let mut wrong = Vec::new();
    for (fault, expected, check) in checks {
        let report = check.await.expect("no panic");
        if report.ids(Verdict::Broken) != expected || report.conforms {
            wrong.push(format!("{fault:?} is to be found by {expected:?}:\n{report}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_at_once() {
    let backend = Backend::start(None).await;
    let free =
        std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a port");
    let of = |url: String| everything(&url);
    let here = || everything(backend.url());
    for (options, words) in [
        (of(format!("http://{free}")), "nothing answers at"),
        (of(format!("{}/elsewhere", backend.url())), "there is no backend of the contract at"),
        (of("polls.example".to_owned()), "is no URL"),
        (Options { origin: Some("https://app.example/".to_owned()), ..here() }, "is no origin"),
        (Options { polls: vec!["none".to_owned()], ..here() }, "there is no poll \"none\""),
        (Options { polls: vec!["../x".to_owned()], ..here() }, "is no name"),
        (Options { article: Some("none".to_owned()), ..here() }, "there is no article \"none\""),
    ] {
        let error = checked(options).await.expect_err(words);
        assert!(format!("{error:#}").contains(words), "{error:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_says_what_was_asked_what_came_and_what_to_do() {
    let backend = Backend::start(Some(Fault::OldestFirst)).await;
    let options = Options {
        polls: vec!["single".to_owned()],
        article: Some("bread".to_owned()),
        ..Options::reading(backend.url())
    };
    let report = checked(Options { heartbeat: SILENCE, ..options }).await.expect("something to check");
    let text = report.to_string();
    for words in [
        "Article: bread. Polls: single",
        "BROKEN    articles.newest-first",
        "promised  The list begins with the newest article. (docs/conformance.md#articles)",
        "asked     curl -i 'http",
        "came      bread of 2026-05-01T09:00:00Z before trains",
        "to do     Order the list by `published_at`, the newest first.",
        "Verdict: the backend does not conform:",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let json = serde_json::to_value(&report).expect("JSON");
    let case = json["cases"].as_array().into_iter().flatten().find(|case| case["id"] == "articles.newest-first");
    let case = case.expect("the case");
    assert_eq!((&json["conforms"], &case["verdict"]), (&false.into(), &"broken".into()));
    assert_eq!(case["todo"], "Order the list by `published_at`, the newest first.");
}
