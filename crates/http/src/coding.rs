//! Which coding a client takes, and bodies in it. Bodies that are sent many times are compressed once and kept; others
//! pass the layer in `compression`.

use axum::http::{HeaderMap, HeaderValue, header};
use hustings_packing::{brotli, gzip};

/// A coding of a body (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// RFC 7932.
    Brotli,
    /// RFC 1952.
    Gzip,
    /// The plain body.
    Identity,
}

impl Coding {
    /// The coding that the client prefers of those that there are: the one with the greatest weight, of two with the
    /// same the smaller one (RFC 9110, section 12.5.3).
    pub fn preferred(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|line| line.to_str().ok());
        let given: Vec<(&str, u16)> = lines.flat_map(|line| line.split(',')).filter_map(weighed).collect();
        let of = |names: &[&str]| given.iter().find(|(name, _)| names.iter().any(|it| it.eq_ignore_ascii_case(name)));
        let weight = |names: &[&str]| of(names).or_else(|| of(&["*"])).map_or(0, |(_, weight)| *weight);
        // Where the header says nothing of it, the plain body is the last choice and not excluded.
        let identity = of(&["identity"]).map_or(0, |(_, weight)| *weight);
        let mut best = (Self::Identity, identity);
        for (coding, weight) in [(Self::Gzip, weight(&["gzip", "x-gzip"])), (Self::Brotli, weight(&["br"]))] {
            if weight > 0 && weight >= best.1 {
                best = (coding, weight);
            }
        }
        best.0
    }

    /// Its name in `Content-Encoding`; none for the plain body.
    pub fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Brotli => Some(HeaderValue::from_static("br")),
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Identity => None,
        }
    }

    /// `body` in this coding, as fast as it takes for one reader. Keeps a processor busy for milliseconds.
    pub fn pack(self, body: &[u8]) -> Vec<u8> {
        match self {
            // The sixth of eleven levels: a page takes a millisecond or two, and is a tenth larger than at the last.
            Self::Brotli => brotli(body, 6),
            Self::Gzip => gzip(body),
            Self::Identity => body.to_vec(),
        }
    }
}

/// The name and the weight of one element, in thousandths; none where it is malformed.
fn weighed(element: &str) -> Option<(&str, u16)> {
    let mut parts = element.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let Some(parameter) = parts.next() else { return Some((name, 1_000)) };
    let (key, value) = parameter.split_once('=')?;
    if !key.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let weight = value.trim().parse::<f32>().ok().filter(|weight| (0.0..=1.0).contains(weight))?;
    // Within the bounds that were just checked.
    Some((name, (weight * 1_000.0).round() as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_of_accept_encoding_count() {
        use Coding::{Brotli, Gzip, Identity};
        for (header, expected) in [
            ("br", Brotli),
            ("gzip, br", Brotli),
            ("gzip, deflate, br, zstd", Brotli),
            ("br;q=1", Brotli),
            ("br;q=1.0, gzip;q=0.8, *;q=0.1", Brotli),
            ("BR ; Q=0.5", Brotli),
            ("br;q=0", Identity),
            ("br;q=0, gzip", Gzip),
            ("br;q=0.0, *", Gzip),
            ("br;q=0.2, gzip;q=0.9", Gzip),
            ("x-gzip", Gzip),
            ("*", Brotli),
            ("*;q=0", Identity),
            ("identity, br;q=0.5", Identity),
            ("identity;q=0.5, br;q=0.5", Brotli),
            ("br;q=2", Identity),
            ("br;q=much", Identity),
            ("br;level=3", Identity),
            ("deflate", Identity),
            ("", Identity),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(header))]);
            assert_eq!(Coding::preferred(&headers), expected, "{header:?}");
        }
        assert_eq!(Coding::preferred(&HeaderMap::new()), Identity);
    }
}
