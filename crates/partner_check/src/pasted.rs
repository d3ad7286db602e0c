//! Policies as people paste them: the bare value, header lines, lines of a server's configuration, or the `<meta>` of a
//! page. Text that cannot be recognised is treated as part of the policy, where a lint reports it.

use super::{
    policy::{Delivery, Policy},
    tags::tags,
};

const NAME: &str = "content-security-policy";
const REPORT_ONLY: &str = "-report-only";

/// The most policies that are read; a page has one, seldom two.
const MOST: usize = 10;

/// The policies in what was pasted, at most ten: a list of a thousand empty ones would have a long answer.
pub fn pasted(text: &str) -> Vec<Policy> {
    let mut policies = all(text);
    policies.truncate(MOST);
    policies
}

fn all(text: &str) -> Vec<Policy> {
    let lower = text.to_ascii_lowercase();
    if lower.contains("<meta") {
        let is_policy = |value: &str| value.eq_ignore_ascii_case(NAME);
        let metas = tags(text).into_iter().filter(|tag| tag.attribute("http-equiv").is_some_and(is_policy));
        return metas.map(|tag| Policy::of_meta(tag.attribute("content").unwrap_or_default())).collect();
    }
    let starts: Vec<usize> = lower.match_indices(NAME).map(|(at, _)| at + NAME.len()).collect();
    if starts.is_empty() {
        return Policy::of_header(&value(text), Delivery::Header);
    }
    let mut policies = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(text.len(), |next| next - NAME.len());
        // What stands before the next name in its line belongs to that line, as in `add_header Content-…`.
        let own = match text[*start..end].rfind('\n') {
            Some(line) if index + 1 < starts.len() => &text[*start..*start + line],
            _ => &text[*start..end],
        };
        let is_report = own.to_ascii_lowercase().starts_with(REPORT_ONLY);
        let (own, delivery) =
            if is_report { (&own[REPORT_ONLY.len()..], Delivery::ReportOnly) } else { (own, Delivery::Header) };
        // A configuration may have the name in quotes, as in `"Content-Security-Policy": "…"`.
        let own = own.strip_prefix('"').unwrap_or(own);
        policies.extend(Policy::of_header(&value(own), delivery));
    }
    policies
}

/// The value in what follows a header's name: between quotes where there are some, else up to the next header.
fn value(text: &str) -> String {
    let text = text.trim_start_matches([' ', '\t', '\r', '\n', ':', '=', ',']);
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.split('"').next().unwrap_or_default().replace(['\r', '\n'], " ");
    }
    let lines = text.lines().enumerate().take_while(|(index, line)| *index == 0 || !is_another_header(line));
    lines.map(|(_, line)| line).collect::<Vec<_>>().join(" ")
}

/// Whether a line is a header of its own. Names of directives are written in lower case, and a source such as
/// `data:` has no hyphen.
fn is_another_header(line: &str) -> bool {
    let Some((name, _)) = line.split_once(':') else { return false };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_name && (name.contains('-') || name.starts_with(|c: char| c.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut() {
        assert_eq!(pasted(&"a,".repeat(4_000)).len(), MOST);
        assert_eq!(pasted(&"<meta http-equiv=content-security-policy content=a>".repeat(100)).len(), MOST);
    }

    #[test]
    fn policies_are_found_however_they_are_pasted() {
        let header = |text: &str| (Delivery::Header, text.to_owned());
        let own = || header("default-src 'self'");
        for (text, expected) in [
            ("", vec![]),
            ("  \n ", vec![]),
            ("default-src 'self'", vec![own()]),
            ("\"default-src 'self'\"", vec![own()]),
            ("Content-Security-Policy: default-src 'self'", vec![own()]),
            ("content-security-policy:default-src 'self'\r\n", vec![own()]),
            (
                "HTTP/2 200\nServer: x\ncontent-security-policy: default-src 'self'\nX-Frame-Options: DENY\n",
                vec![own()],
            ),
            (
                "default-src 'self';\n  img-src\n  data:\n  https://a.example",
                vec![header("default-src 'self';   img-src   data:   https://a.example")],
            ),
            ("default-src 'self', img-src *", vec![own(), header("img-src *")]),
            (
                "Content-Security-Policy: default-src 'self'\nContent-Security-Policy-Report-Only: img-src *",
                vec![own(), (Delivery::ReportOnly, "img-src *".to_owned())],
            ),
            ("add_header Content-Security-Policy \"default-src 'self'\" always;", vec![own()]),
            (
                "Header set Content-Security-Policy \"default-src 'self'\"\nHeader add Content-Security-Policy \"img-src *\"",
                vec![own(), header("img-src *")],
            ),
            ("\"Content-Security-Policy\": \"default-src 'self'\",", vec![own()]),
            (
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;self&#39;\">",
                vec![(Delivery::Meta, "default-src 'self'".to_owned())],
            ),
            ("<meta name=viewport>", vec![]),
        ] {
            let found: Vec<_> = pasted(text).into_iter().map(|policy| (policy.delivery, policy.text)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
