//! What a dialect of SQL has to say, each statement with its values and the columns of its rows. A *list* is a JSON array in
//! a text; readers' keys, salts and hashes are hexadecimal digits in it, and bytes in columns.

/// The statements of a dialect.
pub(crate) struct Statements {
    /// Begins a transaction in which all that is read is of one moment.
    pub(crate) begin_reading: &'static str,

    /// List of keys -> alias, key of the row.
    pub(crate) load_aliases: &'static str,
    /// List of keys -> key of a row, number of its aliases.
    pub(crate) count_aliases: &'static str,
    /// List of pairs of poll and key -> poll, reader, options, partner, lang, day, number, salt and hash of the entry, words.
    pub(crate) load_votes: &'static str,
    /// As `load_votes`, of what is set aside, -> and the reason.
    pub(crate) load_asides: &'static str,
    /// Poll, day or none, how many -> as `load_asides`, the earliest.
    pub(crate) load_decided: &'static str,
    /// List of polls -> poll, how many votes are set aside.
    pub(crate) count_asides: &'static str,
    /// List of pairs of article and key -> article, reader, stars, day.
    pub(crate) load_stars: &'static str,
    /// List of polls -> poll, voters, number, operator's word, object of votes by option.
    pub(crate) load_polls: &'static str,
    /// List of articles -> article, histogram, number.
    pub(crate) load_ratings: &'static str,

    /// List of pairs of alias and key: what led to the alias leads to the key.
    pub(crate) move_aliases: &'static str,
    /// List of pairs of alias and key.
    pub(crate) save_aliases: &'static str,
    /// List of poll, reader, options, partner, lang, day, entry, words.
    pub(crate) save_votes: &'static str,
    /// List of pairs of poll and key.
    pub(crate) drop_votes: &'static str,
    /// List of poll, reader, options, partner, lang, day, entry, reason, words.
    pub(crate) save_asides: &'static str,
    /// List of pairs of poll and key.
    pub(crate) drop_asides: &'static str,
    /// List of article, reader, stars, day.
    pub(crate) save_stars: &'static str,
    /// List of pairs of article and key.
    pub(crate) drop_stars: &'static str,
    /// List of poll, voters, number, operator's word, object of votes by option.
    pub(crate) save_polls: &'static str,
    /// List of polls, each alone in a list; none where the votes by option are in the poll's own row.
    pub(crate) drop_options: Option<&'static str>,
    /// List of poll, option, votes; none likewise.
    pub(crate) save_options: Option<&'static str>,
    /// List of article, histogram, number.
    pub(crate) save_ratings: &'static str,

    /// List of pairs of poll and time: closings that an operator's word has held so far, it holds no longer.
    pub(crate) end_closings: &'static str,
    /// List of id, poll, time, cause, until when it is held, state, attempts, due, body and outcome, of closings that are new.
    pub(crate) save_closings: &'static str,
    /// The same list of closings by schedule, and the time: those whose time has come, unless an operator keeps the poll open or
    /// an earlier closing keeps it closed.
    pub(crate) note_closings: &'static str,
    /// Now, the end of the claim, from when on -> id, poll, time, cause, until when it is held, state, attempts, due, body and outcome
    /// of the one that is due the longest, after it was claimed.
    pub(crate) claim_closing: &'static str,

    /// List of poll, reader, endpoint, key, secret, language, time, attempts and when the next one is due.
    pub(crate) save_notices: &'static str,
    /// Now, the end of the claim, how many -> all of a notice but when it is due, of those that are due the longest.
    pub(crate) claim_notices: &'static str,
    /// List of poll, reader, attempts.
    pub(crate) drop_notices: &'static str,
    /// List of poll, reader, attempts and when the next one is due.
    pub(crate) delay_notices: &'static str,
    /// List of pairs of poll and key.
    pub(crate) forget_notices: &'static str,
    /// List of pairs of poll and key -> poll, when it was asked for, language.
    pub(crate) own_notices: &'static str,

    /// Poll, list of origins that may be named -> origin, empty where there is none and absent where it may not be named,
    /// options, how many votes.
    pub(crate) votes_by_partner: &'static str,
    /// Poll, list of languages that may be named -> language, absent where it may not be named or is not known, options, how
    /// many votes.
    pub(crate) votes_by_lang: &'static str,

    /// -> poll, votes and object of votes by option, of polls that have no log yet.
    pub(crate) unlogged: &'static str,
    /// List of polls -> poll, number and hash of the last entry, detail of the last wording.
    pub(crate) log_ends: &'static str,
    /// List of poll, number, kind, day, was, options, detail, salt, hash.
    pub(crate) log_add: &'static str,
    /// Poll or none -> poll, number, day, detail of the wordings.
    pub(crate) log_wordings: &'static str,
    /// List of pairs of hash and text.
    pub(crate) add_texts: &'static str,
    /// List of hashes -> hash in hexadecimal digits, text.
    pub(crate) texts: &'static str,
    /// -> poll, option or nothing, votes or voters.
    pub(crate) log_counted: &'static str,

    /// Poll, list of keys or none -> voters, number, operator's word, object of votes by option, list of options and number,
    /// salt and hash of the entry and words of the reader's vote or none, whether one of theirs is set aside.
    pub(crate) poll: &'static str,
    /// -> poll, voters without those who only look, operator's word.
    pub(crate) polls: &'static str,
    /// Poll, key, how many -> the lists of options of at most so many votes after that key, each in a line, or none; the last of
    /// their keys.
    pub(crate) ballots: &'static str,
    /// Article, list of keys or none -> histogram or none, number, stars of the reader or none.
    pub(crate) rating: &'static str,
    /// List of pairs of poll and key -> poll, options, day, partner, lang, whether it is set aside, words.
    pub(crate) own_votes: &'static str,
    /// List of pairs of article and key -> article, stars, day.
    pub(crate) own_ratings: &'static str,

    /// List of pairs of poll and key -> those of which there is a vote.
    pub(crate) voted: &'static str,

    /// -> 'option', 'voters' or 'stars', poll or article, option or stars, how many votes there are.
    pub(crate) counted: &'static str,
    /// -> the same, as it is tallied.
    pub(crate) tallied: &'static str,
    /// Replaces the tallies by the sums of the votes, and increments their numbers.
    pub(crate) repair: &'static [&'static str],
}
