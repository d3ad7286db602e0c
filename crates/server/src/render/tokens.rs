//! The colours of the pages for what is drawn without a browser: read from `style/tokens.css`, so that a brand
//! changes in one place. No other sheet is looked at.

const TOKENS: &str = include_str!("../../../../style/tokens.css");
/// Where `TOKENS` begins to speak of each theme.
pub(super) const LIGHT: &str = ":root {";
pub(super) const DARK: &str = ":root[data-theme=\"dark\"] {";

/// The value of `--token` in the block of the sheet that begins so. Only a colour in hexadecimal digits is
/// one: it goes into a style element as it is.
pub(super) fn token_value(block: &str, token: &str) -> Option<&'static str> {
    let (_, rest) = TOKENS.split_once(block)?;
    let (block, _) = rest.split_once('}')?;
    let (_, value) = block.split_once(&format!("--{token}:"))?;
    let value = value.split(';').next()?.trim();
    let is_colour = value.strip_prefix('#').is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    is_colour.then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_a_colour_or_nothing() {
        assert_eq!(token_value(LIGHT, "surface"), Some("#ffffff"));
        assert_ne!(token_value(LIGHT, "ink"), token_value(DARK, "ink"));
        assert_eq!(token_value(LIGHT, "radius"), None, "a length is no colour");
        assert_eq!(token_value(LIGHT, "no-such-token"), None);
    }
}
