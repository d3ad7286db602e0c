//! The ways in which the backend of these tests can be wrong, one at a time.

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Language tags are compared with regard to case.
    TagsHaveCase,
    /// A language that there is not is answered in the first one.
    MissingLanguageFallsBack,
    /// The list begins with the oldest article.
    OldestFirst,
    /// `next_cursor` leads to the same page again.
    CursorStandsStill,
    /// The list of polls begins with closed ones.
    ClosedPollsFirst,
    /// The cursor of the list of polls leads to the same page again.
    PollsStandStill,
    /// The list of polls takes any state.
    AnyStateTaken,
    /// There is no list of polls.
    NoPollList,
    /// Any `limit` is taken.
    LimitUnbounded,
    /// Each percentage is rounded by itself.
    PercentagesRounded,
    /// The picture of an option is not there.
    PictureIsGone,
    /// One option of several has no picture.
    OneHasNoPicture,
    /// Nobody says what a picture shows.
    PictureWithoutWords,
    /// The passport has the hash of another picture.
    HashOfAnotherPicture,
    /// The summary of a scale begins with step 0.
    StepsFromZero,
    /// A quiz says at once what is right.
    QuizTells,
    /// Votes in a ranking that name no other option are forgotten.
    ExhaustedForgotten,
    /// Of several options the one with the most votes but the winner goes out.
    SecondGoesOut,
    /// The order of a vote is that of the poll.
    OrderSorted,
    /// Who abstains is a voter.
    AbstainersAreVoters,
    /// Who abstains sees nothing.
    AbstainersSeeNothing,
    /// A reader may abstain in every poll.
    AllMayAbstain,
    /// Own words of a reader are told to all.
    WordsForAll,
    /// Every poll takes own words of any length.
    AllWordsTaken,
    /// `results.json` has its options in the order that was drawn.
    ResultsAreDrawn,
    /// Of a poll whose order is drawn the last option is never asked.
    OneIsNeverDrawn,
    /// An answer before reading counts though there is one after.
    FirstAnswerCounts,
    /// Who has answered after reading sees results before it.
    FirstPlaceTells,
    /// `results.json` has votes that the poll hides.
    ResultsLeak,
    /// A mean of ratings has one decimal.
    MeanOfOneDecimal,
    /// A 405 does not say what is allowed.
    NoAllow,
    /// Fields that there are not are passed over.
    UnknownFieldsTaken,
    /// A body may be as large as it likes.
    BodyUnbounded,
    /// `If-None-Match` is passed over.
    AlwaysSentAgain,
    /// Caches may keep a poll for a minute.
    KeptForAMinute,
    /// `Vary` is missing.
    NoVary,
    /// Errors may be stored.
    ErrorsStored,
    /// A reader's own answers may be shared.
    OwnAnswersPublic,
    /// The stream sets a cookie.
    CookieFromTheStream,
    /// Scripts can read the cookie.
    CookieForScripts,
    /// The cookie is not for other sites' pages.
    CookieLaxAcrossSites,
    /// A cookie that is not the backend's is an error.
    ForeignCookieIsAnError,
    /// Client ids are passed over.
    RetryCountsTwice,
    /// A cookie and a client id are never one reader.
    CookieAndIdStayTwo,
    /// The number of `seq` never grows.
    SeqStandsStill,
    /// Another vote is one more.
    ChangeAddsAVote,
    /// A vote cannot be taken back.
    WithdrawalDoesNothing,
    /// As many options as one likes.
    MaxIgnored,
    /// Results stay hidden from voters.
    VotersSeeNothing,
    /// A closed poll takes votes.
    ClosedTakesVotes,
    /// A poll that is not open yet takes votes.
    ScheduledTakesVotes,
    /// A final vote can be changed.
    FinalIsChanged,
    /// A vote without a signature is taken.
    UnsignedIsTaken,
    /// The hash of an entry leaves out its day.
    LogHashWithoutDay,
    /// The link to the next page of a log leaves out an entry.
    LogLinkSkips,
    /// The log says what is hidden.
    LogLeaks,
    /// A voter is told the entry before theirs.
    EntryOfAnother,
    /// The hash of words leaves out the language.
    WordsWithoutLanguage,
    /// The passport has a voter more than the log.
    PassportCountsOneMore,
    /// A group of nine is shown.
    GroupOfNine,
    /// Votes by group are shown while a poll is open.
    GroupsOfOpenPoll,
    /// A guarded poll takes a first vote without a proof.
    NoProofIsAsked,
    /// A proof lets in as many as like.
    ProofIsGoodTwice,
    /// There is no way to be told when a poll ends.
    NoNotices,
    /// The key by which browsers subscribe has a letter less.
    NoticeKeyIsShort,
    /// Who asked to be told is told for good.
    NoticesStay,
    /// A subscription may name any URL.
    AnyEndpointTaken,
    /// A poll that has closed takes subscriptions.
    NoticesOfClosedPolls,
    /// Every origin is let in.
    EveryOriginEchoed,
    /// A vote from any page is taken.
    ForeignVoteTaken,
    /// A preflight knows nothing of the client id.
    PreflightWithoutClientId,
    /// Pages cannot read the entity tag.
    NothingExposed,
    /// Votes stand on everybody's stream.
    StreamLeaks,
    /// The heartbeat is a comment, which no page sees.
    HeartbeatIsAComment,
    /// A page that believes the heartbeat connects anew all the time.
    HeartbeatsAtOnce,
    /// Who comes back gets nothing until something changes.
    ResumesSilently,
    /// Every second subscriber gets no changes.
    SecondSubscriberStarves,
}
