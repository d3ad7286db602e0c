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
    etag,
    hot::{Ask, Draft, Drawn, HotAnswers, Packing},
};
use tokio::fs;

/// Longer files are read from the disk as they are sent.
const LONGEST: u64 = 4 << 20;
/// Shorter ones gain nothing from being packed.
const SHORTEST: u64 = 256;

/// A file that somebody asks for.
pub(super) struct Asked<'a> {
    /// Where it is.
    pub(super) file: PathBuf,
    /// Its type; one that begins with `image/` but is no text is never packed.
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
    let asks_otherwise = [header::RANGE, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE, header::IF_MATCH];
    if asks_otherwise.iter().any(|name| asked.request.contains_key(name)) {
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
        let packed = match coding {
            Coding::Brotli => beside(&asked.file, "br"),
            Coding::Gzip => beside(&asked.file, "gz"),
            Coding::Identity => None,
        };
        // Whoever changes `config.json` or `theme.css` where it is deployed seldom thinks of the packed forms, and the app would
        // be told what the page is not.
        let packed = match packed {
            Some(path) => look(&path).await.map(|(saved, _)| (path, saved)),
            None => None,
        };
        let packed = packed.filter(|(_, its)| asked.is_for_ever || *its >= saved);
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

fn beside(file: &Path, ending: &str) -> Option<PathBuf> {
    let mut name = file.file_name()?.to_owned();
    name.push(".");
    name.push(ending);
    Some(file.with_file_name(name))
}

/// When a file was saved, and how long it is.
async fn look(path: &Path) -> Option<(SystemTime, u64)> {
    let file = fs::metadata(path).await.ok().filter(std::fs::Metadata::is_file)?;
    Some((file.modified().ok()?, file.len()))
}
