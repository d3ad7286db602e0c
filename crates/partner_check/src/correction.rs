//! Which of a poll's needs a page's policies forbid, and the corrected policies.
//!
//! A corrected policy allows what it allowed before and the polls' origin, nothing wider: where only `default-src`
//! applies, a directive for frames or pictures is derived from it.

use content_security_policy::Directive;
use url::Origin;

use super::{
    policy::{Delivery, Kind, Need, Policy},
    policy_lints::lints,
    report::{Correction, Finding},
};

/// What the policies mean for the poll.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// One for each need, and the lints.
    pub findings: Vec<Finding>,
    /// The policies that have to change.
    pub corrections: Vec<Correction>,
}

/// What to do about a directive that forbids something.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cure {
    /// The directive of this name, new or not, gets the source.
    Source(Directive, String),
    /// Under `'strict-dynamic'` no source counts: the element needs the page's nonce.
    Nonce,
}

/// Judges what a page of `origin` needs under its policies.
pub fn judge(policies: &[Policy], needs: &[Need], origin: &Origin) -> Judgement {
    let mut judgement = Judgement::default();
    if policies.is_empty() {
        judgement.findings.push(Finding::ok("There is no Content-Security-Policy; nothing is forbidden."));
        return judgement;
    }
    for need in needs {
        judgement.findings.extend(findings(policies, need, origin));
    }
    for policy in policies.iter().filter(|policy| policy.delivery != Delivery::ReportOnly) {
        judgement.corrections.extend(corrected(policy, needs, origin));
    }
    if policies.iter().any(|policy| policy.values("require-trusted-types-for").is_some()) {
        let harmless = "`require-trusted-types-for` does not concern the poll: embed.js writes no HTML.";
        judgement.findings.push(Finding::ok(harmless));
    }
    judgement.findings.extend(policies.iter().flat_map(lints));
    judgement
}

fn findings(policies: &[Policy], need: &Need, origin: &Origin) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut free = true;
    for policy in policies {
        let Some(directive) = policy.forbids(need, origin) else { continue };
        let sources = format!("{} {}", directive.name, directive.value.join(" "));
        let sources: String = sources.trim_end().chars().take(300).collect();
        if policy.delivery == Delivery::ReportOnly {
            let what = format!("The report-only policy's `{sources}` does not allow {}.", named(need));
            let means = "Readers get it; each of them sends you a report.";
            findings.push(Finding::note(what, means, remedy(&cure(policy, directive, need))));
            continue;
        }
        free = false;
        let what =
            format!("`{sources}` in the policy of the {} does not allow {}.", policy.delivery.as_str(), named(need));
        findings.push(Finding::problem(what, loss(&need.kind), remedy(&cure(policy, directive, need))));
    }
    if free {
        findings.insert(0, Finding::ok(format!("The policy allows {}.", named(need))));
    }
    findings
}

fn named(need: &Need) -> String {
    let what = match need.kind {
        Kind::Script { .. } => "the script",
        Kind::Frame => "the poll's frame",
        Kind::Picture => "the picture",
    };
    let mut url = need.url.clone();
    url.set_query(None);
    format!("{what} {url}")
}

fn loss(kind: &Kind) -> &'static str {
    match kind {
        Kind::Script { .. } => "Readers see no poll: the element stays as empty as it was pasted.",
        Kind::Frame => "Readers see an empty box in the poll's place.",
        Kind::Picture => "Readers see a broken picture, at best its words.",
    }
}

fn remedy(cure: &Cure) -> String {
    match cure {
        Cure::Source(directive, source) if directive.value.iter().any(|value| value.starts_with("'nonce-")) => {
            format!("Add {source} to {}, or give the <script> the nonce of your own scripts.", directive.name)
        }
        Cure::Source(directive, source) => format!("Add {source} to {}.", directive.name),
        Cure::Nonce => "Under 'strict-dynamic' no URL counts: give the <script> the attribute nonce with the \
                        value that this answer's policy has, as your own scripts have it; or paste the bare <iframe>, \
                        which needs no script."
            .to_owned(),
    }
}

fn cure(policy: &Policy, forbidding: &Directive, need: &Need) -> Cure {
    let has = |keyword: &str| forbidding.value.iter().any(|source| source.eq_ignore_ascii_case(keyword));
    let source = need.url.origin().ascii_serialization();
    // A frame or picture has nothing to do with what is said of scripts.
    let is_address = |source: &&String| !source.starts_with('\'') || source.eq_ignore_ascii_case("'self'");
    let addresses = || forbidding.value.iter().filter(is_address).cloned().collect();
    let own = |name: &str| policy.values(name).map(<[String]>::to_vec);
    let (name, mut value) = match need.kind {
        Kind::Script { .. } if has("'strict-dynamic'") => return Cure::Nonce,
        Kind::Script { .. } if forbidding.name == "script-src-elem" => ("script-src-elem", forbidding.value.clone()),
        Kind::Script { .. } => ("script-src", forbidding.value.clone()),
        Kind::Frame => ("frame-src", own("frame-src").unwrap_or_else(addresses)),
        Kind::Picture => ("img-src", own("img-src").unwrap_or_else(addresses)),
    };
    value.retain(|source| !source.eq_ignore_ascii_case("'none'"));
    value.push(source.clone());
    Cure::Source(Directive { name: name.to_owned(), value }, source)
}

/// The policy as it has to be; `None` when it forbids nothing that another source would allow.
fn corrected(policy: &Policy, needs: &[Need], origin: &Origin) -> Option<Correction> {
    let mut better = policy.clone();
    let mut missing = Vec::new();
    for need in needs {
        let Some(forbidding) = better.forbids(need, origin).cloned() else { continue };
        let Cure::Source(directive, source) = cure(&better, &forbidding, need) else { continue };
        missing.push(format!("{} {source}", directive.name));
        match better.directives.iter_mut().find(|one| one.name == directive.name) {
            Some(there) => *there = directive,
            None => better.directives.push(directive),
        }
    }
    if missing.is_empty() {
        return None;
    }
    let directives = better.directives.iter().map(|directive| {
        let words = std::iter::once(&directive.name).chain(&directive.value);
        words.map(String::as_str).collect::<Vec<_>>().join(" ")
    });
    let text = directives.collect::<Vec<_>>().join("; ");
    let line = match policy.delivery {
        Delivery::Header | Delivery::ReportOnly => format!("Content-Security-Policy: {text}"),
        Delivery::Meta => {
            format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", hustings_core::html::escape(&text))
        }
    };
    Some(Correction { delivery: policy.delivery.as_str(), missing, line })
}
