//! What `hustings serve` says, and ends with, where it cannot use the database.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

use super::Database;

/// A port where somebody answers every connection with `answer`, or says nothing and waits.
fn somebody_who_answers(answer: Option<&'static str>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    thread::spawn(move || {
        let mut held = Vec::new();
        for mut socket in listener.incoming().flatten() {
            if let Some(answer) = answer {
                // Who has gone meanwhile hears nothing, which is as well.
                let _ = socket.read(&mut [0; 64]).and_then(|_| socket.write_all(answer.as_bytes()));
            } else {
                held.push(socket);
            }
        }
    });
    port
}

#[test]
fn a_url_of_no_use_is_one_sentence() {
    let database = Database::empty();
    let web = somebody_who_answers(Some("HTTP/1.1 400 Bad Request\r\n\r\n"));
    let silent = somebody_who_answers(None);
    for (case, url, words) in [
        ("no port", "postgres://u:secret@host:port/votes".to_owned(), &["cannot be understood"][..]),
        ("a slash in the password", "postgres://u:1/secret@host/votes".to_owned(), &["written as %2F"]),
        ("an unknown parameter", "postgres://u@host/votes?passwd=secret".to_owned(), &["number 1 of its parameters"]),
        (
            "no mode",
            "postgres://u:secret@127.0.0.1/votes?sslmode=surely".to_owned(),
            &["cannot be understood", "surely"],
        ),
        (
            "another kind",
            "mysql://u:secret@127.0.0.1/votes".to_owned(),
            &["\"mysql\" is of no known kind", "sqlite:", "postgres:"],
        ),
    ] {
        database.is_not_understood(case, &url, words);
        let said = String::from_utf8_lossy(&database.serve(&url).stderr).into_owned();
        assert!(!said.contains("secret"), "{case}: {said}");
    }
    for (case, url, words) in [
        (
            "nobody listens",
            "postgres://u:secret@127.0.0.1:1/votes".to_owned(),
            &["cannot be reached", "host, port"][..],
        ),
        (
            "no such host",
            "postgres://u:secret@nowhere.invalid/votes".to_owned(),
            &["nowhere.invalid", "cannot be reached"],
        ),
        (
            "no socket",
            "postgres://u:secret@%2Fnowhere/votes".to_owned(),
            &["cannot be reached", "folder of its socket"],
        ),
        (
            "another program listens",
            format!("postgres://u:secret@127.0.0.1:{web}/votes"),
            &["does not answer as PostgreSQL does", "host and port"],
        ),
        (
            "nobody answers",
            format!("postgres://u:secret@127.0.0.1:{silent}/votes"),
            &["cannot be reached", "timed out"],
        ),
        ("no such database", format!("{}_gone", database.url), &["does not exist", "createdb"]),
    ] {
        database.is_refused(case, &url, words);
        let said = String::from_utf8_lossy(&database.serve(&url).stderr).into_owned();
        assert!(!said.contains("secret"), "{case}: {said}");
    }
}

#[test]
fn what_is_not_ours_or_newer_is_one_sentence() {
    let database = Database::empty();
    database.run("CREATE SCHEMA hustings; CREATE TABLE hustings.recipe (name text)");
    database.is_refused("another program's", &database.url, &["belongs to another program", "another database"]);
    assert_eq!(database.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'hustings'").trim(), "1", "left alone");
}

#[tokio::test]
async fn a_database_that_cannot_be_written_to_is_one_sentence() {
    let database = Database::in_use().await;
    let (role, url) = (database.role.clone(), database.url_of_role());
    let rights = format!("\"{role}\" the rights that are needed");
    for (case, breaks, mends, words) in [
        (
            "a newer version",
            "UPDATE hustings.meta SET value = '99' WHERE name = 'schema'",
            "UPDATE hustings.meta SET value = '6' WHERE name = 'schema'",
            &["newer version", "99"][..],
        ),
        (
            "no right to the schema",
            "REVOKE USAGE ON SCHEMA hustings FROM {role}",
            "GRANT USAGE ON SCHEMA hustings TO {role}",
            &[&rights, "schema hustings"],
        ),
        (
            "no right to vote",
            "REVOKE INSERT ON hustings.vote, hustings.vote_log FROM {role}",
            "GRANT INSERT ON hustings.vote, hustings.vote_log TO {role}",
            &[&rights, "INSERT on vote, INSERT on vote_log"],
        ),
        (
            "read-only",
            "ALTER ROLE {role} SET default_transaction_read_only = on",
            "ALTER ROLE {role} RESET default_transaction_read_only",
            &["is read-only", "standby", "default_transaction_read_only"],
        ),
        (
            "no connection for the role",
            "ALTER ROLE {role} CONNECTION LIMIT 0",
            "ALTER ROLE {role} CONNECTION LIMIT -1",
            &["no connection left", "CONNECTION LIMIT"],
        ),
        (
            "no room on its disk",
            "CREATE FUNCTION public.no_room() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END $$;
             CREATE TRIGGER no_room BEFORE INSERT ON hustings.meta EXECUTE FUNCTION public.no_room()",
            "DROP TRIGGER no_room ON hustings.meta",
            &["cannot grow", "disk is full"],
        ),
    ] {
        database.run(&breaks.replace("{role}", &role));
        database.is_refused(case, &url, words);
        database.run(&mends.replace("{role}", &role));
    }
    // Nothing is left of it: the role may do all that a server does. What else an operator has there is no matter.
    database.run("CREATE TABLE hustings.vote_in_may AS TABLE hustings.vote");
    let state = database.open(&url, hustings_domain::Clock::standing_at(crate::support::noon())).await;
    assert_eq!(state.routes.store.recount(false).await, Ok(Vec::new()));
    state.routes.store.close().await;
}

#[test]
fn a_role_that_may_not_make_the_schema_is_one_sentence() {
    let database = Database::empty();
    let rights = format!("\"{}\" the rights that are needed", database.role);
    database.is_refused("no right to create", &database.url_of_role(), &[&rights]);
}

#[tokio::test]
async fn a_start_does_not_wait_for_who_holds_the_database() {
    use sqlx::Connection as _;

    let database = Database::in_use().await;
    let mut other = sqlx::PgConnection::connect(&database.url).await.expect("connected");
    sqlx::raw_sql("BEGIN; LOCK TABLE hustings.meta").execute(&mut other).await.expect("locked");
    database.is_refused("held", &database.url, &["is held by another program", "locked"]);
}
