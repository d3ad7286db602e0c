//! What becomes of requests while something is wrong with the database, and afterwards.

use std::future::Future;

use axum::{Router, http::Method};
use futures_util::future::join_all;
use hustings_domain::Clock;
use hustings_server::{app, state::AppState};
use sqlx::{Connection as _, PgConnection};
use tokio::time::timeout;
use tower::ServiceExt as _;

use super::Database;
use crate::support::{PATIENCE, noon, request};

/// The poll that everybody votes in.
const POLL: &str = "untouched";

/// A server as the role of a database.
struct Server {
    database: Database,
    state: AppState,
    router: Router,
}

/// Status, `Retry-After`, and whether there was a cookie.
type Answer = (u16, String, bool);

impl Server {
    async fn start() -> Self {
        let database = Database::in_use().await;
        let state = database.open(&database.url_of_role(), Clock::standing_at(noon())).await;
        Self { router: app(state.clone()), state, database }
    }

    /// An answer, which comes in a bounded time.
    fn send(&self, method: Method, path: &str, json: Option<&str>) -> impl Future<Output = Answer> + use<> {
        let request = request(method, path, None, json.map(str::to_owned));
        let answer = self.router.clone().oneshot(request);
        async move {
            let answer = timeout(PATIENCE, answer).await.expect("an answer in time").expect("the router never fails");
            let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            (answer.status().as_u16(), header("retry-after").to_owned(), answer.headers().contains_key("set-cookie"))
        }
    }

    /// A vote of a new reader.
    fn vote(&self) -> impl Future<Output = Answer> + use<> {
        self.send(Method::PUT, &format!("/api/v1/polls/{POLL}/vote?lang=en"), Some("{\"options\": [\"a\"]}"))
    }

    /// What a page asks for.
    fn look(&self) -> impl Future<Output = Answer> + use<> {
        self.send(Method::GET, &format!("/api/v1/polls/{POLL}?lang=en"), None)
    }

    /// Votes until one is taken, which the mended database takes by itself.
    async fn recovers(&self, case: &str) {
        let voting = async {
            while self.vote().await.0 != 200 {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, voting).await.unwrap_or_else(|_| panic!("{case}: no vote is taken again"));
        let looking = async {
            while self.look().await.0 != 200 {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, looking).await.unwrap_or_else(|_| panic!("{case}: nothing is read again"));
    }

    async fn is_sound(&self) {
        assert_eq!(self.state.routes.store.recount(false).await, Ok(Vec::new()));
        assert_eq!(self.state.routes.store.check_log().await, Ok(Vec::new()));
    }
}

#[track_caller]
fn is_told_to_come_back((status, retry_after, has_cookie): &Answer, case: &str) {
    assert_eq!(*status, 503, "{case}");
    assert!(retry_after.parse::<u64>().is_ok_and(|seconds| seconds > 0), "{case}: {retry_after:?}");
    assert!(!has_cookie, "{case}: a vote that was not taken makes no reader");
}

#[tokio::test]
async fn a_database_that_takes_nothing_costs_no_vote_and_counts_none_twice() {
    let server = Server::start().await;
    let database = &server.database;
    assert_eq!(server.vote().await.0, 200);
    let mut expected = 1;
    for (case, breaks, mends, can_be_read) in [
        (
            "its disk is full",
            "CREATE FUNCTION public.no_room() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END $$;
             CREATE TRIGGER no_room BEFORE INSERT ON hustings.vote_log EXECUTE FUNCTION public.no_room()",
            "DROP TRIGGER no_room ON hustings.vote_log",
            true,
        ),
        (
            "its disk is full at the commit",
            "CREATE CONSTRAINT TRIGGER no_room AFTER INSERT ON hustings.vote DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION public.no_room()",
            "DROP TRIGGER no_room ON hustings.vote",
            true,
        ),
        (
            "the role may vote no more",
            "REVOKE INSERT ON hustings.vote FROM {role}",
            "GRANT INSERT ON hustings.vote TO {role}",
            true,
        ),
        (
            "it is read-only",
            "ALTER ROLE {role} SET default_transaction_read_only = on",
            "ALTER ROLE {role} RESET default_transaction_read_only",
            true,
        ),
        (
            "the role has no connection left",
            "ALTER ROLE {role} CONNECTION LIMIT 0",
            "ALTER ROLE {role} CONNECTION LIMIT -1",
            false,
        ),
    ] {
        database.run(&breaks.replace("{role}", &database.role));
        database.disconnect();
        for _ in 0..2 {
            is_told_to_come_back(&server.vote().await, case);
        }
        match (can_be_read, server.look().await) {
            (true, answer) => assert_eq!(answer.0, 200, "{case}: readers do not wait for the writer"),
            (false, answer) => is_told_to_come_back(&answer, case),
        }
        assert_eq!(database.voters(POLL), expected, "{case}");
        database.run(&mends.replace("{role}", &database.role));
        database.disconnect();
        server.recovers(case).await;
        expected += 1;
        assert_eq!(database.voters(POLL), expected, "{case}: what was refused is not counted later");
    }
    server.is_sound().await;
}

#[tokio::test]
async fn while_another_program_holds_the_tables_everybody_is_answered_in_time() {
    let server = Server::start().await;
    assert_eq!(server.vote().await.0, 200);
    let mut other = PgConnection::connect(&server.database.url).await.expect("connected");
    let lock = "BEGIN; LOCK TABLE hustings.vote, hustings.poll_tally, hustings.vote_log IN ACCESS EXCLUSIVE MODE";
    sqlx::raw_sql(lock).execute(&mut other).await.expect("locked");
    // More than there are connections, so that some wait for one in vain.
    let (votes, looks) = tokio::join!(
        join_all((0..3).map(|_| server.vote())),
        join_all((0..12).map(|number| server.send(
            Method::GET,
            &format!("/api/v1/polls/{POLL}?lang=en&n={number}"),
            None
        )))
    );
    for answer in votes.iter().chain(&looks) {
        is_told_to_come_back(answer, "held");
    }
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("let go");
    server.recovers("let go").await;
    assert_eq!(server.database.voters(POLL), 2, "what was refused is not counted later");
    server.is_sound().await;
}
