//! TLS to the database, where one side wants it and the other does not, or does not trust it.

use std::fs;

use hustings_cluster::Cluster;
use hustings_domain::Clock;

use super::{Database, name_of};
use crate::support::noon;

#[tokio::test]
async fn tls_that_is_missing_or_not_trusted_is_one_sentence() {
    let database = tokio::task::spawn_blocking(Database::empty).await.expect("made");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let root = database.folder.path().join("root.pem");
    fs::write(&root, &certificate).expect("written");
    let root = root.to_str().expect("UTF-8").to_owned();
    let cluster = tokio::task::spawn_blocking(move || Cluster::with_tls(&certificate, &key)).await.expect("made");
    let name = name_of(&cluster.database()).to_owned();
    let url = |host: &str, parameters: &str| format!("{}?{parameters}", cluster.url_by_tcp(host, &name));

    let plain = format!("{}?sslmode=require", database.url);
    for (case, url, words) in [
        ("the database has none", plain, &["by TLS", "`sslmode`", "does not support TLS"][..]),
        ("the URL has none", url("localhost", "sslmode=disable"), &["\"hustings\" in", "wants TLS", "`sslmode`"]),
        (
            "a certificate that nobody trusts",
            url("localhost", "sslmode=verify-full"),
            &["by TLS", "UnknownIssuer", "`sslrootcert`"],
        ),
        (
            "that of another host",
            url("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={root}")),
            &["by TLS", "not valid for name", "the host in the URL"],
        ),
        (
            "no file to trust",
            url("localhost", "sslmode=verify-full&sslrootcert=/nowhere/root.pem"),
            &["cannot be reached", "`sslrootcert`"],
        ),
    ] {
        database.is_refused(case, &url, words);
    }

    for parameters in [format!("sslmode=verify-full&sslrootcert={root}"), "sslmode=require".to_owned(), String::new()] {
        let state = database.open(&url("localhost", &parameters), Clock::standing_at(noon())).await;
        let is_encrypted = "SELECT bool_and(ssl) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) \
                            WHERE a.application_name = 'hustings'";
        let said = cluster.run_program("psql", &["-X", "-A", "-t", "-d", &cluster.url(&name), "-c", is_encrypted]);
        assert_eq!(said.trim(), "t", "{parameters}");
        state.routes.store.close().await;
    }
}
