//! What a database's URL may say, looked at before it is understood: a password in which a character is not written by its code
//! would be taken for a part of another name, and names are shown and logged. Nothing that is refused here is.

use anyhow::{bail, ensure};

/// The parameters that mean something. Of others sqlx writes what they say into the log. Source:
/// `PgConnectOptions::parse_from_url` of sqlx-postgres 0.9.
const PARAMETERS: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];
/// The beginning of one that sets the database's own parameter of the name that follows.
const OF_THE_DATABASE: [&str; 2] = ["options[", "options%5B"];

/// Refuses a URL in which something stands where it can hardly be meant to.
pub(super) fn check(url: &str) -> anyhow::Result<()> {
    let (_, rest) = url.split_once(':').unwrap_or_default();
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let name = match place.strip_prefix("//") {
        Some(place) => place.split_once('/').map_or("", |(_, name)| name),
        None => place,
    };
    ensure!(
        !name.contains(['/', '@']) && !rest.contains('#'),
        "the URL of the database cannot be understood: a /, @, # or ? in a name or a password is written as %2F, %40, %23 or %3F"
    );
    for (index, parameter) in parameters.split('&').enumerate().filter(|(_, parameter)| !parameter.is_empty()) {
        let name = parameter.split('=').next().unwrap_or_default();
        let is_known = PARAMETERS.contains(&name) || OF_THE_DATABASE.iter().any(|begins| name.starts_with(begins));
        if !is_known {
            bail!(
                "the URL of the database cannot be understood: number {} of its parameters has a name that is not known; those that \
                 are known are {} and options[NAME], and a ? or & in a name or a password is written as %3F or %26",
                index + 1,
                PARAMETERS.join(", ")
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_is_let_through() {
        for url in [
            "postgres://u@127.0.0.1/votes",
            "postgresql://u:p%40ss%2Fword@[::1]:5432/votes?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            "postgres://u:p@ss@db.example/votes",
            "postgres:///votes?host=/run/postgresql&",
            "postgres://%2Frun%2Fpostgresql/votes?options[statement_timeout]=5s&options%5Bwork_mem%5D=8MB",
            "postgres://db.example",
            "postgres://u:p@db.example/a%40b?password=a%26b@c",
        ] {
            check(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        }
    }

    #[test]
    fn half_a_password_is_shown_to_nobody() {
        for (name, url) in [
            ("a slash", "postgres://u:12/se@db.example/votes"),
            ("an at behind a slash", "postgres://u:12/se@cret"),
            ("two slashes", "postgres://u:12/se/cret"),
            ("a question mark", "postgres://u:12?se@db.example/votes"),
            ("a hash", "postgres://u:12#se@db.example/votes"),
            ("an ampersand", "postgres://u@db.example/votes?password=12&se"),
            ("another name of it", "postgres://u@db.example/votes?sslmode=require&passwd=12"),
            ("without slashes", "postgres:u:12@db.example/votes"),
        ] {
            let refusal = check(url).expect_err(name).to_string();
            assert!(
                !refusal.contains("12") && !refusal.contains("se@") && !refusal.contains("cret"),
                "{name}: {refusal}"
            );
        }
    }
}
