//! When a poll opens and closes, in words.

use hustings_core::{
    i18n::{Locale, Zone},
    model::{
        countdown::{Countdown, time_left},
        poll_times::PollTimes,
    },
};
use hustings_wire::{PollState, Timestamp};

/// When the poll opens, closes or has closed, as told at `now`: what is to come as the time that is left. Nothing for one that
/// stays open.
pub fn poll_time(locale: &Locale, times: PollTimes, now: Timestamp, zone: Zone) -> String {
    let left = |end: Option<Timestamp>| end.map(|end| time_left(now, end));
    match times.state_at(now) {
        PollState::Scheduled => left(times.opens_at)
            .map_or_else(|| locale.t("poll_scheduled"), |left| time_left_words(locale, OPENS_IN, left)),
        PollState::Open => {
            left(times.closes_at).map_or_else(String::new, |left| time_left_words(locale, CLOSES_IN, left))
        }
        PollState::Closed | PollState::Other => match times.closes_at.filter(|at| *at <= now) {
            Some(at) => locale.t_with("poll_closed_on", &[("date", &locale.date(at, zone))]),
            None => locale.t("poll_closed"),
        },
    }
}

/// The same, with what is two days away or more told by its date.
pub fn poll_date(locale: &Locale, times: PollTimes, now: Timestamp, zone: Zone) -> String {
    let (at, key) = match times.state_at(now) {
        PollState::Scheduled => (times.opens_at, "poll_opens_on"),
        PollState::Open => (times.closes_at, "poll_closes_on"),
        PollState::Closed | PollState::Other => (None, ""),
    };
    match at.filter(|at| matches!(time_left(now, *at), Countdown::Days(_))) {
        Some(at) => locale.t_with(key, &[("date", &locale.date(at, zone))]),
        None => poll_time(locale, times, now, zone),
    }
}

const OPENS_IN: [&str; 4] =
    ["poll_opens_in_days", "poll_opens_in_hours", "poll_opens_in_minutes", "poll_opens_in_seconds"];
const CLOSES_IN: [&str; 4] =
    ["poll_closes_in_days", "poll_closes_in_hours", "poll_closes_in_minutes", "poll_closes_in_seconds"];

/// The time that is left, with the message for its unit.
fn time_left_words(locale: &Locale, [days, hours, minutes, seconds]: [&str; 4], left: Countdown) -> String {
    let (key, count) = match left {
        Countdown::Days(n) => (days, n),
        Countdown::Hours(n) => (hours, n),
        Countdown::Minutes(n) => (minutes, n),
        Countdown::Seconds(n) => (seconds, n),
        Countdown::Over => return String::new(),
    };
    locale.t_count(key, count, &[])
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use hustings_core::i18n::Catalogue;

    use super::*;

    #[test]
    fn a_moment_is_told_by_its_date_until_it_is_near() {
        let catalogue = Catalogue::from_json("en", include_str!("../../public/locales/en.json")).expect("a catalogue");
        let locale = Locale::new(catalogue);
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let now = at("2026-11-02T12:00:00Z");
        let (near, far, past) = (at("2026-11-04T11:59:59Z"), at("2026-11-04T12:00:00Z"), at("2026-11-01T12:00:00Z"));
        for (state, opens_at, closes_at, by_date, expected) in [
            (PollState::Open, None, None, true, ""),
            (PollState::Open, None, Some(near), true, "Closes in 47 hours"),
            (PollState::Open, None, Some(far), true, "Closes on November 4, 2026"),
            (PollState::Open, None, Some(far), false, "Closes in 2 days"),
            (PollState::Open, None, Some(past), true, "Closed on November 1, 2026"),
            (PollState::Scheduled, Some(near), None, true, "Opens in 47 hours"),
            (PollState::Scheduled, Some(far), Some(far), true, "Opens on November 4, 2026"),
            (PollState::Scheduled, None, None, true, "The poll has not opened yet"),
            (PollState::Closed, None, Some(past), true, "Closed on November 1, 2026"),
            (PollState::Closed, None, Some(far), true, "The poll is closed"),
        ] {
            let times = PollTimes { state, opens_at, closes_at };
            let tell = if by_date { poll_date } else { poll_time };
            let said = tell(&locale, times, now, Zone::Utc).replace('\u{a0}', " ");
            assert_eq!(said, expected, "{times:?} {by_date}");
        }
    }
}
