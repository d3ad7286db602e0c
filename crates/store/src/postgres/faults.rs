//! What is wrong with a database, in the operator's words, and what passes by itself. Source of the codes: appendix A,
//! "PostgreSQL Error Codes", of its documentation.

use std::{borrow::Cow, io::ErrorKind};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

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

/// What was asked for, as far as it has to do with what goes wrong.
pub(super) struct Asked {
    role: String,
    /// Whether nothing goes by TLS, even where the database wants it.
    without_tls: bool,
}

impl Asked {
    pub(super) fn of(options: &PgConnectOptions) -> Self {
        let without_tls = matches!(options.get_ssl_mode(), PgSslMode::Disable | PgSslMode::Allow);
        Self { role: options.get_username().to_owned(), without_tls }
    }

    /// The role lacks these rights.
    pub(super) fn lacks(&self, rights: &str) -> String {
        format!("does not give \"{}\" the rights that are needed: {rights}", self.role)
    }

    /// The reason in the operator's words.
    pub(super) fn what_is_wrong(&self, error: &sqlx::Error) -> String {
        let role = &self.role;
        let said = match error.as_database_error() {
            Some(error) => error.message().to_owned(),
            None => error.to_string(),
        };
        match code(error).as_deref() {
            // Who is not let in without TLS is told by a code of its own nowhere.
            Some("28000") if self.without_tls => format!(
                "does not let \"{role}\" in: {said}; if it wants TLS, take `sslmode` out of the URL or set it to `verify-full`"
            ),
            Some("28000" | "28P01") => format!("does not let \"{role}\" in: {said}"),
            Some("3D000") => "does not exist; make it with `createdb`, or give another with --database".to_owned(),
            Some("42501") => self.lacks(&said),
            Some("25006") => "is read-only: it is a standby, whose place the one that takes writes has in the URL, or \
                              `default_transaction_read_only` is on"
                .to_owned(),
            Some("53100") => "cannot grow: its disk is full".to_owned(),
            Some("53300") => format!(
                "has no connection left: {said}; close others, or raise its `max_connections` or the role's CONNECTION LIMIT"
            ),
            Some("55P03") => {
                "is held by another program, or by a server that migrates it: a table of it is locked".to_owned()
            }
            Some("57P03") => format!("takes no connections yet: {said}"),
            Some(_) => format!("cannot be opened: {said}"),
            None => self.cannot_be_reached(error),
        }
    }

    fn cannot_be_reached(&self, error: &sqlx::Error) -> String {
        match error {
            // What rustls finds wrong comes as an error of the socket.
            sqlx::Error::Io(error) if error.kind() == ErrorKind::InvalidData => format!(
                "cannot be reached by TLS as `sslmode` of the URL asks: {error}; look at its certificate, at the host in the URL, and \
                 at `sslrootcert`"
            ),
            sqlx::Error::Tls(error) => format!("cannot be reached by TLS as `sslmode` of the URL asks: {error}"),
            sqlx::Error::Io(error) if error.kind() == ErrorKind::NotFound => format!(
                "cannot be reached: {error}; look at the folder of its socket, and at the files that the URL names, such as \
                 `sslrootcert`"
            ),
            sqlx::Error::Io(error) => format!("cannot be reached: {error}; look at host, port, and whether it runs"),
            sqlx::Error::Protocol(said) => format!("does not answer as PostgreSQL does: {said}; look at host and port"),
            error => format!("cannot be opened: {error}"),
        }
    }
}
