//! How values stand in columns: counts, JSON, readers' keys, hashes and salts. Deliberately no statements.

use hustings_domain::{LogHash, LogSalt, ReaderKey};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Columns;

/// A count column; negative values are corrupt and read as zero.
pub(crate) fn count(row: &impl Columns, column: usize) -> Result<u64, sqlx::Error> {
    Ok(u64::try_from(row.integer(column)?).unwrap_or(0))
}

/// A number of stars; what is none of those is corrupt and reads as none.
pub(super) fn stars(row: &impl Columns, column: usize) -> Result<u8, sqlx::Error> {
    Ok(u8::try_from(row.integer(column)?).unwrap_or(0))
}

/// A value from the JSON of a column.
pub(super) fn json<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// Keys as a JSON array. Bytes are hexadecimal digits in it, since JSON knows none.
pub(super) fn hex_list(keys: impl Iterator<Item = ReaderKey>) -> String {
    Value::from_iter(keys.map(|key| hex::encode(key.0))).to_string()
}

/// A reader's key from its bytes.
pub(super) fn key(bytes: Vec<u8>) -> Result<ReaderKey, sqlx::Error> {
    let bytes = bytes.try_into().map_err(|_| sqlx::Error::Decode("a reader's key has 16 bytes".into()))?;
    Ok(ReaderKey(bytes))
}

/// The hash of an entry of a log from its bytes.
pub(super) fn hash(bytes: Vec<u8>) -> Result<LogHash, sqlx::Error> {
    bytes.try_into().map(LogHash).map_err(|_| sqlx::Error::Decode("a hash has 32 bytes".into()))
}

/// The salt of an entry of a log from its bytes.
pub(super) fn salt(bytes: Vec<u8>) -> Result<LogSalt, sqlx::Error> {
    bytes.try_into().map(LogSalt).map_err(|_| sqlx::Error::Decode("a salt has 16 bytes".into()))
}
