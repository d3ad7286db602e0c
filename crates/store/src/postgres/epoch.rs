//! Of which life of the database its numbers are. All servers share an epoch. Where the database was restored from a backup, or
//! another server of the cluster has taken over, numbers may have gone back, and a new epoch begins.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sqlx::{Connection, PgConnection};

use crate::sql::{meta, read};

/// The cluster, its timeline, the database and its tables: a copy differs in one of them.
const HOME: &str = "
    SELECT (SELECT system_identifier FROM pg_control_system()) || '.' || (SELECT timeline_id FROM pg_control_checkpoint()) || '.'
           || (SELECT oid FROM pg_database WHERE datname = current_database()) || '.' || 'meta'::regclass::oid";
/// The same where a hosted database shows nothing of its cluster.
const HOME_WITHOUT_CLUSTER: &str = "
    SELECT (SELECT oid FROM pg_database WHERE datname = current_database()) || '.' || 'meta'::regclass::oid";

/// The epoch of the database as it is now; a new one when it is not the one that it was.
pub(super) async fn current(connection: &mut PgConnection) -> Result<String, sqlx::Error> {
    let home = match sqlx::query_scalar::<_, String>(HOME).fetch_one(&mut *connection).await {
        Ok(home) => home,
        Err(error) if error.as_database_error().is_some() => {
            sqlx::query_scalar(HOME_WITHOUT_CLUSTER).fetch_one(&mut *connection).await?
        }
        Err(error) => return Err(error),
    };
    if let (Some(known), Some(epoch)) = (read::fact(connection, "home").await?, read::fact(connection, "epoch").await?)
        && known == home
    {
        return Ok(epoch);
    }
    let mut transaction = connection.begin().await?;
    sqlx::query("LOCK TABLE meta IN SHARE ROW EXCLUSIVE MODE").execute(&mut *transaction).await?;
    // Another server may have been first.
    if read::fact(&mut *transaction, "home").await?.as_deref() != Some(&home) {
        let epoch = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 6]>());
        meta::set_fact(&mut *transaction, "epoch", &epoch).await?;
        meta::set_fact(&mut *transaction, "home", &home).await?;
    }
    let epoch = read::fact(&mut *transaction, "epoch").await?.unwrap_or_default();
    transaction.commit().await?;
    Ok(epoch)
}
