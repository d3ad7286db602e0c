//! A file of the front-end with what it means: read again when it is saved, and as it was while it cannot be read.

use std::{fs, path::Path, sync::Arc, time::SystemTime};

/// Which saving of a file was read: when, and how long it was; none without a file.
pub(super) type Stamp = Option<(SystemTime, u64)>;

/// A file's meaning, and which saving of it was read.
#[derive(Debug)]
pub(super) struct Read<T> {
    /// None to read it again in any case.
    pub(super) stamp: Stamp,
    pub(super) value: Result<Arc<T>, String>,
    /// What is wrong with the file as it is, where `value` is what it meant before.
    fault: Option<String>,
}

impl<T> Read<T> {
    /// What is wrong with the file as it is.
    pub(super) fn fault(&self) -> Option<&String> {
        self.fault.as_ref().or_else(|| self.value.as_ref().err())
    }
}

/// Which saving of a file is there.
pub(super) fn saved(path: &Path) -> Stamp {
    fs::metadata(path).ok().and_then(|m| Some((m.modified().ok()?, m.len())))
}

/// The meaning of the file, read again if it was saved since. A file that is away for a moment, as every file is while the
/// front-end is built, or that means nothing as it is, keeps its last meaning.
pub(super) fn fresh<T>(
    held: &mut Option<Read<T>>,
    path: &Path,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Arc<T>, String> {
    let stamp = saved(path);
    if let Some(read) = held
        && (read.stamp == stamp || (stamp.is_none() && read.value.is_ok()))
    {
        return read.value.clone();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = fs::read_to_string(path);
    // What the system refuses now is asked for again, although the file may be the same then.
    let read_stamp = stamp.filter(|_| text.is_ok());
    let value = text
        .map_err(|e| format!("{name} of the front-end cannot be read ({e}); build it again"))
        .and_then(|text| parse(&text).map_err(|e| format!("{name} of the front-end is broken: {e}")))
        .map(Arc::new);
    let before = held.take();
    if let Err(message) = &value
        && before.as_ref().and_then(Read::fault) != Some(message)
    {
        tracing::error!("{message}");
    }
    let read = held.insert(match (before, value) {
        (Some(Read { value: Ok(before), .. }), Err(message)) => {
            Read { stamp: read_stamp, value: Ok(before), fault: Some(message) }
        }
        (_, value) => Read { stamp: read_stamp, value, fault: None },
    });
    read.value.clone()
}
