//! One clock for all servers of a database: its own. By theirs a poll would be closed at one of them and open at another, and its
//! results would show before its end.

use hustings_domain::Clock;

/// What the database's clock shows, in milliseconds since 1970.
pub(super) const NOW: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::int8";
/// Milliseconds by which the clock of a machine that keeps its time does not differ.
const USUAL: i64 = 2_000;

/// Has `clock` go by the database's, which was asked when the machine's showed `asked` and showed `there`, as it has answered just
/// now; says so once where they differ.
pub(super) fn go_by(clock: &Clock, asked: i64, there: i64) {
    if !clock.is_system() {
        return;
    }
    let (ahead, before) = clock.go_by(asked, there);
    match (ahead.abs() > USUAL, before.abs() > USUAL) {
        (true, false) => tracing::warn!(
            seconds = ahead / 1_000,
            "the clock of the database differs from this machine's, and all servers go by that of the database; set the wrong one"
        ),
        (false, true) => tracing::info!("the clocks of the database and this machine agree again"),
        _ => {}
    }
}
