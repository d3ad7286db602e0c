//! The query string of a page.

use axum::{extract::Query, http::Uri};
use hustings_core::model::page::Notice;
use hustings_wire::ErrorCode;
use serde::Deserialize;

/// What may stand behind the question mark of a page's URL. All else is ignored.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PageQuery {
    pub(super) cursor: Option<String>,
    notice: Option<String>,
    on: Option<String>,
}

impl PageQuery {
    /// What stands in this URL. A query that cannot be read asks for nothing.
    pub fn of(uri: &Uri) -> Self {
        Query::try_from_uri(uri).map(|Query(asked)| asked).unwrap_or_default()
    }

    /// Why a form was refused, if it is a reason that we give ourselves.
    pub fn code(&self) -> Option<ErrorCode> {
        let code = ErrorCode::deserialize(serde_json::Value::String(self.notice.clone()?)).ok()?;
        (code != ErrorCode::Other).then_some(code)
    }

    /// What a refused form has to say; `None` unless both parts are ones that we write ourselves.
    pub(super) fn notice(&self) -> Option<Notice> {
        let (code, on) = (self.code()?, self.on.clone()?);
        let known = on == "rating" || on.strip_prefix("poll-").is_some_and(hustings_core::model::route::is_name);
        known.then_some(Notice { code, on })
    }
}
