//! Files from memory: read once, looked at once a second, and sent without a look at the disk in between.
//!
//! What it does not know, such as a part of a file, is the file service's.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use hustings_http::{
    coding::Coding,
    compression::SHORTEST,
    etag,
    hot::{Ask, Draft, Drawn, HotAnswers, Packing},
};
use tokio::fs;

/// Longer files are read from the disk as they are sent.
const LONGEST: u64 = 4 << 20;

/// A file that somebody asks for.
pub(super) struct Asked<'a> {
    /// Where it is.
    pub(super) file: PathBuf,
    /// Its type.
    pub(super) media_type: &'static str,
    /// The `Cache-Control` of the answer.
    pub(super) cache: &'static str,
    /// Whether its name changes with its content, so that a packed form beside it is never of another one.
    pub(super) is_for_ever: bool,
    /// Which coding is taken, and what the client has.
    pub(super) request: &'a HeaderMap,
}

/// The file, or a packed form that is there beside it and no older; `None` when it is not there or not for memory, or a part
/// of it is asked for.
pub(super) async fn kept(hot: &HotAnswers, asked: Asked<'_>) -> Option<Response> {
    if etag::wants_more(asked.request) {
        return None;
    }
    let coding = Coding::preferred(asked.request);
    let key = format!("file {coding:?} {}", asked.file.display());
    let ask = Ask { key, request: asked.request, cache: asked.cache, is_after_change: false };
    let draft = async {
        match Found::look(&asked, coding).await {
            Some(found) => Ok(found.draft(asked.media_type)),
            // Never sent: the file service answers.
            None => Err(StatusCode::NOT_FOUND.into_response()),
        }
    };
    hot.answer(ask, draft).await.ok()
}

/// What is on the disk.
struct Found {
    file: PathBuf,
    saved: SystemTime,
    length: u64,
    coding: Coding,
    /// A form in this coding, and when it was saved.
    packed: Option<(PathBuf, SystemTime)>,
}

impl Found {
    async fn look(asked: &Asked<'_>, coding: Coding) -> Option<Self> {
        let (saved, length) = look(&asked.file).await?;
        if length > LONGEST {
            return None;
        }
        let since = (!asked.is_for_ever).then_some(saved);
        let packed = match coding {
            Coding::Brotli => beside(&asked.file, "br", since).await,
            Coding::Gzip => beside(&asked.file, "gz", since).await,
            Coding::Identity => None,
        };
        Some(Self { file: asked.file.clone(), saved, length, coding, packed })
    }

    fn draft(self, media_type: &'static str) -> Draft {
        let parts = (&self.file, self.saved, self.length, self.coding, &self.packed);
        let tag = format!("W/\"{}\"", etag::digest(format!("{parts:?}").as_bytes()));
        let draw = async move { self.read(media_type).await.ok_or_else(|| StatusCode::NOT_FOUND.into_response()) };
        Draft { tag, draw: Box::pin(draw) }
    }

    async fn read(self, media_type: &'static str) -> Option<Drawn> {
        let body: Bytes = fs::read(&self.file).await.ok()?.into();
        let packing = match self.packed {
            Some((path, _)) => Packing::Done(self.coding, fs::read(path).await.ok()?.into()),
            None if self.length < SHORTEST || !hustings_packing::shrinks(&self.file.to_string_lossy()) => {
                Packing::Useless
            }
            None => Packing::Wanted,
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
            (header::LAST_MODIFIED, HeaderValue::try_from(httpdate::fmt_http_date(self.saved)).ok()?),
            (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        Some(Drawn { headers: headers.into_iter().collect(), body, packing })
    }
}

/// The compressed form beside a file, and when it was saved: not before `since`, when a file was whose name stays. Whoever changes
/// `config.json` or `theme.css` where it is deployed seldom thinks of it, and the app would be told what the page is not.
pub(super) async fn beside(file: &Path, ending: &str, since: Option<SystemTime>) -> Option<(PathBuf, SystemTime)> {
    let mut name = file.file_name()?.to_owned();
    name.push(".");
    name.push(ending);
    let form = file.with_file_name(name);
    let (saved, _) = look(&form).await?;
    (Some(saved) >= since).then_some((form, saved))
}

/// When a file was saved, and how long it is.
pub(super) async fn look(path: &Path) -> Option<(SystemTime, u64)> {
    let file = fs::metadata(path).await.ok().filter(std::fs::Metadata::is_file)?;
    Some((file.modified().ok()?, file.len()))
}
