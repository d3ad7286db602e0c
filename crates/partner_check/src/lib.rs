//! Whether a poll works on a partner's page: `hustings partner-check`, and what `/embed/check` shares with it.
//!
//! Modules in reading order:
//!
//! - `address`: base URL and URLs of polls,
//! - `fetch`: a page as a browser would get it, within limits,
//! - `tags`, `page`: what the page embeds, and how,
//! - `embeds`: whether script and elements match, and what has to be loaded for them,
//! - `policy`, `correction`, `policy_lints`: its Content-Security-Policy, what it forbids, and what to change,
//! - `sandbox`, `delivery`, `layout`: other obstacles on the page,
//! - `polls`: the responses of the polls' server,
//! - `pasted`: policies as people paste them,
//! - `snippets`, `report`: what to paste, and the result.
//!
//! It may be imported by `hustings-routes-embed` and `hustings-server`, and imports the rules of names from `hustings-core` alone. Deliberately
//! absent: polls, votes, and any knowledge of a server but its public HTTP responses.
//!
//! It runs no scripts of the page: what they add is checked by `check.js`, which a partner runs on the page itself.

pub mod address;
pub mod correction;
mod delivery;
mod embeds;
mod fetch;
mod layout;
mod page;
pub mod pasted;
pub mod policy;
mod policy_lints;
mod polls;
pub mod report;
mod sandbox;
pub mod snippets;
mod tags;

#[cfg(any(test, fuzzing))]
pub mod fuzz;

use anyhow::{Context, bail};
use http::HeaderMap;

use address::{Home, web_address};
use correction::judge;
use embeds::{Told, embeds, needs, subjects};
use fetch::{Client, Fetched};
pub use layout::{LEAST_HEIGHT, LEAST_WIDTH};
use page::PartnerPage;
use policy::{Delivery, Policy};
use report::{Finding, Group, Level, Report};
use snippets::{SOME_HEIGHT, SnippetOptions};

/// What is to be checked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The URL of the page.
    pub page: String,
    /// Where the polls live; by default where the page's first poll comes from.
    pub polls: Option<String>,
    /// A poll for a page that has none yet.
    pub poll: Option<String>,
}

/// Fetches the page, asks the polls' server, and says what was found.
///
/// # Errors
/// When the page cannot be fetched or is none, or when nothing says which polls are meant.
pub fn check(question: &Question) -> anyhow::Result<Report> {
    let address = web_address(&question.page).map_err(anyhow::Error::msg)?;
    let told = question.polls.as_deref().map(Home::parse).transpose().map_err(anyhow::Error::msg).context("--polls")?;
    let client = Client::default();
    let fetched = html(client.get(&address, "text/html,application/xhtml+xml")?)?;
    let page = PartnerPage::read(fetched.address.clone(), &fetched.body);
    if page.is_bare() && (told.is_none() || question.poll.is_none()) {
        bail!(
            "{} shows no poll yet; say which one it is to show, such as --polls https://polls.example --poll \
             night-trains",
            page.address
        );
    }
    let is_home_said = told.is_some();
    let Some(home) = told.or_else(|| page.home().cloned()) else {
        bail!(
            "{} has a <hustings-poll> and no script embed.js; paste the script too or, if another script brings it, \
             say where the polls live, such as --polls https://polls.example",
            page.address
        );
    };
    let told = Told { home: &home, is_home_said, poll: question.poll.as_deref() };
    Ok(report(&client, &fetched, &page, told))
}

/// What was fetched, if it is a page that readers see.
fn html(fetched: Fetched) -> anyhow::Result<Fetched> {
    let (address, kind) = (&fetched.address, fetched.media_type());
    if fetched.status != 200 {
        bail!("{address} answers with status {}; give the URL of a page that everybody may read", fetched.status);
    }
    if !matches!(kind.as_str(), "" | "text/html" | "application/xhtml+xml") {
        bail!("{address} is no page but `{kind}`; give the URL of the page on which the poll stands");
    }
    Ok(fetched)
}

fn report(client: &Client, fetched: &Fetched, page: &PartnerPage, told: Told<'_>) -> Report {
    let policies = policies(&fetched.headers, page);
    let subjects = subjects(page, told);
    let needs = needs(page, told, &subjects);
    let origin = page.address.origin();
    let judgement = judge(&policies, &needs, &origin);
    let mut on_policies = judgement.findings;
    if page.ignored_policies > 0 {
        let what = "A `<meta>` with a Content-Security-Policy stands outside the head.";
        on_policies.push(Finding::note(what, "Browsers ignore it there.", "Move it into the head."));
    }
    let groups = vec![
        Group { title: "On the page", findings: embeds(page, told) },
        Group { title: "Content-Security-Policy", findings: on_policies },
        Group {
            title: "Delivery and memory",
            findings: delivery::delivery(page, &fetched.headers, &policies, told.home),
        },
        Group { title: "Size, cost and access", findings: layout::layout(page) },
        Group { title: "The poll itself", findings: polls::ask(client, &subjects, page, &fetched.headers) },
    ];
    let options = told.poll.filter(|_| page.is_bare()).map(|poll| SnippetOptions {
        home: told.home,
        poll,
        lang: page.lang.as_deref(),
        page_lang: "en",
        question: poll,
        theme: None,
        accent: None,
        width: None,
        height: SOME_HEIGHT,
    });
    Report {
        page: page.address.to_string(),
        redirected_from: fetched.redirected_from.clone(),
        polls: told.home.text().to_owned(),
        works: groups.iter().flat_map(|group| &group.findings).all(|finding| finding.level != Level::Problem),
        groups,
        corrections: judgement.corrections,
        paste: options.map(|options| vec![options.element(), options.iframe()]).unwrap_or_default(),
    }
}

/// All policies of a page: of its headers, of which there may be several lines, and of its head.
fn policies(headers: &HeaderMap, page: &PartnerPage) -> Vec<Policy> {
    let mut policies = Vec::new();
    for (name, delivery) in
        [("content-security-policy", Delivery::Header), ("content-security-policy-report-only", Delivery::ReportOnly)]
    {
        for line in headers.get_all(name) {
            policies.extend(Policy::of_header(&String::from_utf8_lossy(line.as_bytes()), delivery));
        }
    }
    policies.extend(page.policies.iter().cloned());
    policies
}

#[cfg(test)]
mod tests;
