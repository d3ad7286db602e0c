//! When a poll opens and closes, in words.

use hustings_core::{
    i18n::{Locale, Zone},
    model::{
        countdown::{Countdown, time_left},
        poll_times::PollTimes,
    },
};
use hustings_wire::{PollState, Timestamp};

/// When the poll opens, closes or has closed, as told at `now`: what is two days away or more by its date, and what is nearer as the
/// time that is left. Nothing for one that stays open.
pub fn poll_time(locale: &Locale, times: PollTimes, now: Timestamp, zone: Zone) -> String {
    let told = |key: &str, at: Timestamp| locale.t_with(key, &[("date", &locale.date(at, zone))]);
    let to_come = |at: Timestamp, [date, hours, minutes, seconds]: [&str; 4]| {
        let (key, count) = match time_left(now, at) {
            Countdown::Days => return told(date, at),
            Countdown::Hours(n) => (hours, n),
            Countdown::Minutes(n) => (minutes, n),
            Countdown::Seconds(n) => (seconds, n),
            Countdown::Over => return String::new(),
        };
        locale.t_count(key, count, &[])
    };
    match times.state_at(now) {
        PollState::Scheduled => times.opens_at.map_or_else(|| locale.t("poll_scheduled"), |at| to_come(at, OPENS)),
        PollState::Open => times.closes_at.map_or_else(String::new, |at| to_come(at, CLOSES)),
        PollState::Closed | PollState::Other => match times.closes_at.filter(|at| *at <= now) {
            Some(at) => told("poll_closed_on", at),
            None => locale.t("poll_closed"),
        },
    }
}

const OPENS: [&str; 4] = ["poll_opens_on", "poll_opens_in_hours", "poll_opens_in_minutes", "poll_opens_in_seconds"];
const CLOSES: [&str; 4] =
    ["poll_closes_on", "poll_closes_in_hours", "poll_closes_in_minutes", "poll_closes_in_seconds"];

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
        for (state, opens_at, closes_at, expected) in [
            (PollState::Open, None, None, ""),
            (PollState::Open, None, Some(near), "Closes in 47 hours"),
            (PollState::Open, None, Some(far), "Closes on November 4, 2026"),
            (PollState::Open, None, Some(past), "Closed on November 1, 2026"),
            (PollState::Scheduled, Some(near), None, "Opens in 47 hours"),
            (PollState::Scheduled, Some(far), Some(far), "Opens on November 4, 2026"),
            (PollState::Scheduled, None, None, "The poll has not opened yet"),
            (PollState::Closed, None, Some(past), "Closed on November 1, 2026"),
            (PollState::Closed, None, Some(far), "The poll is closed"),
        ] {
            let times = PollTimes { state, opens_at, closes_at };
            let said = poll_time(&locale, times, now, Zone::Utc).replace('\u{a0}', " ");
            assert_eq!(said, expected, "{times:?}");
        }
    }
}
