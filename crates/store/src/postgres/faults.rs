//! What is wrong with a database, in the operator's words, and what passes by itself. Source of the codes: appendix A,
//! "PostgreSQL Error Codes", of its documentation.

use std::borrow::Cow;

fn code(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code)
}

/// Whether it may be gone in a moment: the connection is lost, the database restarts or fails over, others hold a lock.
pub(super) fn passes(error: &sqlx::Error) -> bool {
    match code(error) {
        Some(code) => {
            matches!(
                code.as_ref(),
                "40001" | "40P01" | "55P03" | "57P01" | "57P02" | "57P03" | "53300" | "25006" | "25P03"
            ) || code.starts_with("08")
        }
        None => matches!(
            error,
            sqlx::Error::Io(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::BeginFailed
        ),
    }
}

/// The reason in the operator's words.
pub(super) fn what_is_wrong(error: &sqlx::Error, role: &str) -> String {
    let said = |error: &sqlx::Error| match error.as_database_error() {
        Some(error) => error.message().to_owned(),
        None => error.to_string(),
    };
    match code(error).as_deref() {
        Some("28000" | "28P01") => format!("does not let \"{role}\" in: {}", said(error)),
        Some("3D000") => "does not exist; make it with `createdb`, or give another with --database".to_owned(),
        Some("42501") => format!("does not give \"{role}\" the rights that are needed: {}", said(error)),
        Some("25006") => "is read-only: it is a standby; give the URL of the one that takes writes".to_owned(),
        Some("53100") => "cannot grow: its disk is full".to_owned(),
        Some("53300") => "has no connection left; close others, or raise its `max_connections`".to_owned(),
        Some("57P03") => format!("takes no connections yet: {}", said(error)),
        Some(_) => format!("cannot be opened: {}", said(error)),
        None => match error {
            sqlx::Error::Io(error) => format!("cannot be reached: {error}; look at host, port, and whether it runs"),
            sqlx::Error::Tls(error) => format!("cannot be reached by TLS as `sslmode` of the URL asks: {error}"),
            error => format!("cannot be opened: {error}"),
        },
    }
}
