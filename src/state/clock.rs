//! The time, by the server's clock: a reader's own may be wrong by hours, and a poll closes when
//! the server says.

use hustings_core::i18n::Zone;
use hustings_wire::Timestamp;
use leptos::{prelude::*, task::spawn_local};

use super::{Polls, wake::nap};
use crate::dom::document::clock_ms;

const TICK_MS: u32 = 1_000;

impl Polls {
    /// Starts the clock, and shows dates in the reader's time zone from now on. Call once, in the browser, after
    /// hydration.
    pub fn start_clock(&self) {
        let polls = self.clone();
        let offset = polls.now.get_untracked().unix() - local_now();
        polls.zone.set(Zone::Reader);
        spawn_local(async move {
            let mut offset = offset;
            loop {
                nap(TICK_MS).await;
                let now = polls.now.get_untracked();
                // Heartbeats of the live stream correct the clock.
                let told = local_now() + offset;
                if (now.unix() - told).abs() > 2 {
                    offset = now.unix() - local_now();
                }
                let next = Timestamp::from_unix(local_now() + offset);
                if next != now {
                    polls.now.set(next);
                }
            }
        });
    }
}

fn local_now() -> i64 {
    (clock_ms() / 1_000.0) as i64
}
