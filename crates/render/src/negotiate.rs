//! Language negotiation: `Accept-Language` against the publication's languages.

/// The language for a reader whose browser sent `accept` (RFC 9110, section 12.5.4), of those in
/// `available`: the first by quality for which there is the very tag, else one of the same language
/// and script, else one of the same language. `None` when there is none, or nothing was asked for.
pub fn accepted<'a>(accept: &str, available: &[&'a str]) -> Option<&'a str> {
    let mut ranges: Vec<(&str, u16)> = accept.split(',').take(64).filter_map(range).collect();
    // The sort is stable, so that equal preferences keep the browser's order.
    ranges.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
    ranges
        .into_iter()
        .filter(|(_, quality)| *quality > 0)
        .find_map(|(wanted, _)| if wanted == "*" { available.first().copied() } else { best(wanted, available) })
}

/// One item of the header with its quality in thousandths; `None` when it is malformed.
fn range(item: &str) -> Option<(&str, u16)> {
    let mut parts = item.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let mut quality = 1_000;
    for parameter in parts {
        let (name, value) = parameter.split_once('=')?;
        if name.trim().eq_ignore_ascii_case("q") {
            let value: f32 = value.trim().parse().ok()?;
            quality = (0.0..=1.0).contains(&value).then_some((value * 1_000.0) as u16)?;
        }
    }
    Some((tag, quality))
}

/// The tag of `available` that is nearest to `wanted`.
pub fn best<'a>(wanted: &str, available: &[&'a str]) -> Option<&'a str> {
    let find = |matches: &dyn Fn(&str) -> bool| available.iter().copied().find(|tag| matches(tag));
    find(&|tag| tag.eq_ignore_ascii_case(wanted))
        .or_else(|| find(&|tag| language(tag) == language(wanted) && script(tag) == script(wanted)))
        .or_else(|| find(&|tag| language(tag) == language(wanted)))
}

fn language(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

/// The script that a tag names, or that its region is known to write Chinese in; the one language
/// whose readers would otherwise often get the other script.
fn script(tag: &str) -> Option<String> {
    let named = tag.split('-').skip(1).find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    if let Some(script) = named {
        return Some(script.to_ascii_lowercase());
    }
    if language(tag) != "zh" {
        return None;
    }
    let traditional = ["tw", "hk", "mo"];
    let is_traditional = tag.split('-').any(|part| traditional.contains(&part.to_ascii_lowercase().as_str()));
    Some(if is_traditional { "hant" } else { "hans" }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_language_that_there_is_is_taken() {
        let ours = ["en", "ru", "ar", "zh-Hans", "zh-Hant", "pt-BR"];
        let cases = [
            ("ru", Some("ru")),
            ("RU-ru", Some("ru")),
            ("de, ru;q=0.5, en;q=0.8", Some("en")),
            ("en;q=0.1, ar;q=0.1", Some("en")),
            ("ar;q=0.001", Some("ar")),
            ("ru;q=0, en;q=0.5", Some("en")),
            ("zh-TW", Some("zh-Hant")),
            ("zh", Some("zh-Hans")),
            ("zh-Hant-HK", Some("zh-Hant")),
            ("pt", Some("pt-BR")),
            ("pt-PT", Some("pt-BR")),
            ("*", Some("en")),
            ("de, *;q=0.1", Some("en")),
            ("ru;q=5, en", Some("en")),
            ("ru;q=x", None),
            ("de, fr", None),
            ("", None),
            (";;;,,,", None),
        ];
        for (accept, expected) in cases {
            assert_eq!(accepted(accept, &ours), expected, "{accept}");
        }
    }

    #[test]
    fn a_very_long_wish_list_is_cut_off() {
        let accept = format!("{}ru", "de,".repeat(100));
        assert_eq!(accepted(&accept, &["ru"]), None);
    }
}
