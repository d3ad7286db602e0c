//! Request headers by which the app and frames identify the reader, for handlers and for the OpenAPI document.

use axum::http::HeaderMap;

/// Name of the request header with a browser's own id of its reader: see [`super::reader::Reader::of_client_id`].
pub const CLIENT_ID_HEADER: &str = "hustings-reader";
/// The header of that name, for the OpenAPI document.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct ClientIdHeader {
    /// A random client id of 22 to 64 letters, digits, `-` and `_` that this browser has made for its reader. Two
    /// requests with the same id are of the same reader, so that a vote whose answer was lost can be sent again without
    /// being counted twice. A cookie and an id that come together are one reader from then on.
    #[param(rename = "hustings-reader", required = false)]
    pub client_id: String,
}

/// Header in which a frame tells the origin of the page around it.
pub const PARTNER_HEADER: &str = "hustings-partner";
/// Header with a receipt, from the server and back to it.
pub const RECEIPT_HEADER: &str = "hustings-receipt";
/// Header with an id that a partner has signed.
pub const IDENTITY_HEADER: &str = "hustings-identity";

/// The headers of a frame's requests, for the OpenAPI document.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct FrameHeaders {
    /// Origin of the page that frames the poll, such as `https://partner.example`. Votes are counted by it
    /// for the publication's owner, and a poll with a list of origins takes votes of these alone.
    #[param(
        rename = "hustings-partner",
        required = false,
        pattern = r"^https?://[A-Za-z0-9.-]+(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?$"
    )]
    pub partner: String,
    /// What an earlier answer gave in the header of this name: that somebody has voted in this poll on this
    /// partner's pages, signed. It identifies nobody. Whoever sends it without a cookie and has no vote gets
    /// `vote_not_changeable`, so that a browser that keeps nothing for the frame votes once.
    #[param(rename = "hustings-receipt", required = false)]
    pub receipt: String,
    /// A JSON Web Token (RFC 7519) signed by a partner with HS256: `sub` the partner's own id of the reader,
    /// `aud` the poll's id, `exp` its end, `nbf` its beginning where it has one. Only for polls that ask for it. One that is
    /// missing or not taken is answered with `identity_required`, which is not final: another token of the same reader may
    /// be.
    #[param(rename = "hustings-identity", required = false)]
    pub identity: String,
}

/// The text of a header that has one.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
