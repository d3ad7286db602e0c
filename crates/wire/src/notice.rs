//! Being told when a poll ends, by Web Push.

use serde::{Deserialize, Serialize};

/// Body of `PUT /api/v1/polls/{id}/notice`: what `PushSubscription.toJSON()` gives in a browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeRequest {
    /// URL of the push service's resource: `https`, at most 2,048 bytes.
    pub endpoint: String,
    /// When the push service ends the subscription, in milliseconds since 1970; nothing is done about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration_time: Option<f64>,
    /// The browser's keys.
    pub keys: NoticeKeys,
}

/// Keys by which a message is encrypted for one browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeKeys {
    /// The browser's public key: 65 bytes in Base64 for URLs, a point of the curve P-256.
    pub p256dh: String,
    /// The secret that it shares: 16 bytes in Base64 for URLs.
    pub auth: String,
}

/// Whether a reader is told when a poll ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PollNotice {
    /// The server's public key, as `applicationServerKey` takes it: 65 bytes in Base64 for URLs. `null` where nobody is told.
    pub key: Option<String>,
    /// Whether this reader is told.
    pub wanted: bool,
}
