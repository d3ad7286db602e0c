//! What the votes of a scale or a ranking add up to, in words.

use hustings_wire::{Poll, PollState, Round, tally::ScaleSummary};

use crate::i18n::Locale;

/// What the votes add up to, in a sentence; empty for other kinds of polls, while they are hidden, and before there are any.
pub fn summary_words(poll: &Poll, locale: &Locale) -> String {
    if let Some(rounds) = &poll.rounds {
        return winner_words(poll, rounds, locale).unwrap_or_default();
    }
    let Some(ScaleSummary { median, mean, spread: [low, high] }) = poll.scale_summary() else { return String::new() };
    if !poll.has_numbered_steps() {
        // A mean of words is none.
        let middle = (median as usize).checked_sub(1).and_then(|index| poll.options.get(index));
        let label = middle.map(|step| &*step.label).unwrap_or_default();
        return locale.t_with("poll_scale_middle", &[("label", label)]);
    }
    let number = |step: u32| locale.number(step.into());
    let key = if low == high { "poll_scale_agreed" } else { "poll_scale_summary" };
    let values = [number(median), locale.decimal(mean), number(low), number(high)];
    let [median, mean, low, high] = &values;
    locale.t_with(key, &[("median", median), ("mean", mean), ("low", low), ("high", high)])
}

/// Which option of a ranking is ahead or has won, and after how many rounds.
fn winner_words(poll: &Poll, rounds: &[Round], locale: &Locale) -> Option<String> {
    let elected = rounds.last()?.elected.as_ref()?;
    let option = poll.options.iter().find(|option| option.id == *elected)?;
    let key = if poll.state == PollState::Closed { "poll_ranking_won" } else { "poll_ranking_ahead" };
    Some(locale.t_count(key, rounds.len() as u64, &[("label", &option.label)]))
}
