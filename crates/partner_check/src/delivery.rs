//! How the page is delivered, and what that means for remembering readers: TLS, sandboxes, isolation, referrers,
//! permissions. Reads headers and the page; requests nothing.

use std::collections::BTreeSet;

use http::HeaderMap;

use super::{
    address::{Home, is_loopback},
    fetch::header,
    page::PartnerPage,
    policy::{Delivery, Policy},
    report::Finding,
    sandbox::Sandbox,
};

/// What the delivery of the page means for its polls.
pub(super) fn delivery(page: &PartnerPage, headers: &HeaderMap, policies: &[Policy], home: &Home) -> Vec<Finding> {
    let mut findings = encryption(page, policies, home);
    findings.extend(memory(page, headers));
    findings.extend(sandboxes(page, policies));
    findings.extend(integrity(page, headers));
    findings.extend(referrer(page, headers));
    findings.extend(permissions(headers));
    findings
}

fn encryption(page: &PartnerPage, policies: &[Policy], own: &Home) -> Vec<Finding> {
    let mut homes: Vec<&Home> = page.scripts.iter().map(|script| &script.home).collect();
    homes.extend(page.elements.iter().filter_map(|element| element.home.as_ref()));
    homes.extend(page.frames.iter().map(|frame| &frame.home));
    homes.extend(page.pictures.iter().map(|picture| &picture.home));
    homes.push(own);
    let plain = |home: &&Home| home.origin().starts_with("http://") && !is_loopback(&home.script());
    let plain: BTreeSet<String> = homes.into_iter().filter(plain).map(Home::origin).collect();
    let upgrades = policies
        .iter()
        .any(|one| one.delivery != Delivery::ReportOnly && one.values("upgrade-insecure-requests").is_some());
    let page_is_plain = page.address.scheme() == "http" && !is_loopback(&page.address);
    let mut findings = Vec::new();
    for origin in &plain {
        let secure = origin.replacen("http://", "https://", 1);
        if page.address.scheme() == "https" && !upgrades {
            let what = format!("The page is encrypted, and the polls at {origin} are not.");
            let means = "Browsers load neither script nor frame of them into this page.";
            findings.push(Finding::problem(what, means, format!("Use {secure} in what you paste.")));
        } else {
            let what = format!("The polls at {origin} are not encrypted.");
            let means = "Their cookie cannot be kept in a frame, so that a reader may be asked again.";
            findings.push(Finding::note(what, means, format!("Use {secure} in what you paste.")));
        }
    }
    if page_is_plain {
        let means = "Whoever is on the way can change what readers see. The poll's own cookie depends only on the \
                     polls being encrypted.";
        findings.push(Finding::note("The page is not encrypted.", means, "Serve it over https."));
    } else if plain.is_empty() {
        findings.push(Finding::ok("Page and polls are encrypted, or on this machine."));
    }
    findings
}

/// How readers are remembered.
fn memory(page: &PartnerPage, headers: &HeaderMap) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !page.elements.is_empty() || page.is_bare() {
        let receipt = "Readers are remembered by the frame's own cookie or storage; where a browser refuses both, a receipt in \
                       this page's localStorage says that they have voted. check.js tries it on the very page.";
        findings.push(Finding::ok(receipt));
    }
    for frame in &page.frames {
        let poll = &frame.poll;
        if frame.is_credentialless {
            let what = format!("The frame of {poll} is `credentialless`.");
            let means = "It forgets its readers as soon as the page is left.";
            findings.push(Finding::note(
                what,
                means,
                "Take the attribute out: the frame works under isolation without.",
            ));
        } else if page.scripts.is_empty() {
            let what = format!("The frame of {poll} stands without embed.js.");
            let means = "Readers are remembered by its cookie or storage; a browser that refuses both asks them again.";
            findings.push(Finding::note(what, means, "Paste <hustings-poll> with its script for a receipt."));
        }
    }
    let cleared = header(headers, "clear-site-data");
    if ["\"storage\"", "\"*\""].iter().any(|what| cleared.contains(what)) {
        let what = format!("The header `Clear-Site-Data: {cleared}` empties this page's storage.");
        findings.push(Finding::note(
            what,
            "Every visit loses the receipts of the one before.",
            "Send it at sign-out only.",
        ));
    }
    findings
}

fn sandboxes(page: &PartnerPage, policies: &[Policy]) -> Vec<Finding> {
    let whole = Sandbox::of_policies(policies);
    let mut findings = Vec::new();
    if !page.elements.is_empty() || page.is_bare() {
        findings.extend(whole.findings("the page (the directive `sandbox` of its policy)"));
    }
    for frame in &page.frames {
        let own = Sandbox::of_attribute(frame.sandbox.as_deref()).within(&whole);
        findings.extend(own.findings(&format!("the frame of {}", frame.poll)));
    }
    findings
}

/// `Integrity-Policy` lets only scripts run whose bytes the page knows; embed.js changes with releases.
fn integrity(page: &PartnerPage, headers: &HeaderMap) -> Option<Finding> {
    let value = header(headers, "integrity-policy");
    let concerned = page.scripts.iter().any(|script| script.integrity.is_empty());
    let destinations = value.split_once("blocked-destinations").map_or("", |(_, rest)| rest);
    let destinations = destinations.split(')').next().unwrap_or_default();
    (concerned && destinations.contains("script")).then(|| {
        let what = format!("The header `Integrity-Policy: {value}` refuses scripts without the attribute `integrity`.");
        let means = "embed.js does not run. It changes with every release, so that it cannot have a fixed hash.";
        Finding::problem(what, means, "Paste the bare <iframe>, which needs no script.")
    })
}

fn referrer(page: &PartnerPage, headers: &HeaderMap) -> Option<Finding> {
    let policy = header(headers, "referrer-policy");
    // Of several values the last one counts that a browser knows.
    let policy = policy.rsplit(',').next().unwrap_or_default().trim().to_ascii_lowercase();
    let whole = page.referrer.clone().unwrap_or(policy);
    let silent = |frame: &&super::page::Frame| {
        frame.referrer.as_deref().unwrap_or(&whole) == "no-referrer"
            || (frame.referrer.is_none() && whole == "same-origin")
    };
    let frame = page.frames.iter().find(silent);
    if let Some(frame) = frame {
        let what = format!("The frame of {} is not told which page it is on (`Referrer-Policy`).", frame.poll);
        let means = "The poll works; one that only certain sites may show cannot explain itself when it is refused.";
        return Some(Finding::note(what, means, "Give the <iframe> the attribute referrerpolicy=\"origin\"."));
    }
    (whole == "no-referrer").then(|| {
        Finding::ok("`Referrer-Policy: no-referrer` does no harm: embed.js tells the frame itself where it is.")
    })
}

fn permissions(headers: &HeaderMap) -> Option<Finding> {
    let value = header(headers, "permissions-policy");
    if value.is_empty() {
        return None;
    }
    let refuses = |name: &str| value.split(',').any(|part| part.trim().replace(' ', "") == format!("{name}=()"));
    Some(if refuses("storage-access") {
        let means = "Where a browser refuses third-party cookies, the frame cannot ask for its own; its storage and the receipt stay.";
        Finding::note("`Permissions-Policy` forbids `storage-access`.", means, "")
    } else {
        Finding::ok("`Permissions-Policy` does not concern the poll: it uses nothing that needs a permission.")
    })
}

/// Whether a page that is isolated by `Cross-Origin-Embedder-Policy` may load an answer with these headers,
/// as a frame or as a script; `None` when it is not isolated.
pub(super) fn isolation(page: &HeaderMap, answer: &HeaderMap, what: &str, is_frame: bool) -> Option<Finding> {
    let word = |headers: &HeaderMap, name: &str| {
        header(headers, name).split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    };
    let policy = word(page, "cross-origin-embedder-policy");
    let isolates = |policy: &str| matches!(policy, "require-corp" | "credentialless");
    if !isolates(&policy) {
        return None;
    }
    let joins = !is_frame || isolates(&word(answer, "cross-origin-embedder-policy"));
    let shares = policy != "require-corp" || word(answer, "cross-origin-resource-policy") == "cross-origin";
    let header = format!("`Cross-Origin-Embedder-Policy: {policy}`");
    Some(if joins && shares {
        Finding::ok(format!("The page is isolated ({header}), and {what} answers with what that asks for."))
    } else {
        let what = format!("The page is isolated ({header}), and {what} does not answer with what that asks for.");
        let means = "Browsers leave the poll out of this page.";
        Finding::problem(
            what,
            means,
            "Ask the publication to bring its backend up to date, or do without isolation here.",
        )
    })
}
