//! What holds for every page and policy that a partner may have: the laws of the fuzz targets, which the tests run over the
//! kept inputs.

use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::{
    address::Home,
    correction::judge,
    delivery::delivery,
    embeds::{Told, embeds, needs, subjects},
    layout::layout,
    page::PartnerPage,
    pasted::pasted,
    policy::{Delivery, Need, Policy},
};

fn address() -> Url {
    Url::parse("https://partner.example/news").expect("a URL")
}

/// A partner's page as HTML, with a policy as header in its first line. It is judged without a panic, and as corrected
/// there is nothing to correct.
pub fn page(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (line, html) = text.split_once('\n').unwrap_or(("", &text));
    let page = PartnerPage::read(address(), html);
    let home = Home::parse("https://polls.example").expect("a URL");
    let told = Told { home: &home, is_home_said: true, poll: Some("which") };
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(line) {
        headers.insert(HeaderName::from_static("content-security-policy"), value);
    }
    let policies = super::policies(&headers, &page);
    let needs = needs(&page, told, &subjects(&page, told));
    corrects(&policies, &needs);
    let _ = (embeds(&page, told), delivery(&page, &headers, &policies, &home), layout(&page));
}

/// A policy as people paste it. Ten at most are read, and as corrected there is nothing to correct.
pub fn policy(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let policies = pasted(&text);
    assert!(policies.len() <= 10, "{text}");
    let home = Home::parse("https://polls.example").expect("a URL");
    let page = PartnerPage::read(address(), "<script src='https://polls.example/embed/v1/embed.js'></script>");
    let told = Told { home: &home, is_home_said: true, poll: Some("which") };
    corrects(&policies, &needs(&page, told, &subjects(&page, told)));
}

/// Panics unless what is corrected needs no correction.
fn corrects(policies: &[Policy], needs: &[Need]) {
    for correction in judge(policies, needs, &address().origin()).corrections {
        let Some(text) = correction.line.strip_prefix("Content-Security-Policy: ") else { continue };
        let again = judge(&Policy::of_header(text, Delivery::Header), needs, &address().origin());
        let lines: Vec<&str> = again.corrections.iter().map(|correction| correction.line.as_str()).collect();
        assert_eq!(lines, [""; 0], "{text}");
    }
}

#[cfg(test)]
#[path = "../../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
mod tests {
    use super::kept::holds;

    #[test]
    fn every_page_is_judged() {
        holds("page", super::page);
    }

    #[test]
    fn every_policy_is_judged_and_a_corrected_one_passes() {
        holds("policy", super::policy);
    }
}
