//! Sandboxes around a poll: the attribute of its frame, and the directive `sandbox` of the page, which frames inherit
//! (HTML Standard, section 7.1.5). Reports what each disables, and the keyword that allows it.

use super::{policy::Policy, report::Finding};

/// What a sandbox allows; without one everything is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sandbox(Option<Vec<String>>);

impl Sandbox {
    /// That of a frame's attribute, if it has one.
    pub(super) fn of_attribute(value: Option<&str>) -> Self {
        Self(value.map(|value| value.split_ascii_whitespace().map(str::to_ascii_lowercase).collect()))
    }

    /// That of a page's policies together.
    pub(super) fn of_policies(policies: &[Policy]) -> Self {
        let enforced = policies.iter().filter(|policy| policy.delivery != super::policy::Delivery::ReportOnly);
        enforced.filter_map(|policy| policy.values("sandbox")).fold(Self(None), |all, words| {
            all.within(&Self(Some(words.iter().map(|word| word.to_ascii_lowercase()).collect())))
        })
    }

    /// This sandbox inside another one: what both allow.
    pub(super) fn within(&self, outer: &Self) -> Self {
        match (&self.0, &outer.0) {
            (Some(own), Some(outer)) => Self(Some(own.iter().filter(|word| outer.contains(word)).cloned().collect())),
            (Some(words), None) | (None, Some(words)) => Self(Some(words.clone())),
            (None, None) => Self(None),
        }
    }

    /// Whether there is one at all.
    pub(super) fn is_there(&self) -> bool {
        self.0.is_some()
    }

    fn allows(&self, word: &str) -> bool {
        self.0.as_ref().is_none_or(|words| words.iter().any(|own| own == word))
    }

    /// What it takes from the poll in `what`, such as "the frame of night-trains".
    pub(super) fn findings(&self, what: &str) -> Vec<Finding> {
        if !self.is_there() {
            return Vec::new();
        }
        let lacks = |word: &str| format!("The sandbox around {what} has no `{word}`.");
        let (scripts, forms) = (self.allows("allow-scripts"), self.allows("allow-forms"));
        let mut findings = Vec::new();
        if !scripts && !forms {
            let both = format!("The sandbox around {what} has neither `allow-forms` nor `allow-scripts`.");
            let means = "Readers see the poll, and nobody can vote: neither its form nor its script may send anything.";
            let remedy = "Add allow-forms for voting, and allow-scripts for live results and a height that fits.";
            findings.push(Finding::problem(both, means, remedy));
        } else if !scripts {
            let means = "Readers vote by a plain form; results do not move and the height does not adapt.";
            findings.push(Finding::note(lacks("allow-scripts"), means, "Add allow-scripts."));
        } else if !forms {
            let means = "Who votes before the poll's script has started loses that vote.";
            findings.push(Finding::note(lacks("allow-forms"), means, "Add allow-forms."));
        }
        if !self.allows("allow-same-origin") {
            let means = "The poll's frame is a stranger to its own server: votes are refused, and no reader is \
                         remembered.";
            findings.push(Finding::problem(lacks("allow-same-origin"), means, "Add allow-same-origin."));
        }
        if findings.is_empty() {
            findings.push(Finding::ok(format!("The sandbox around {what} leaves it all it needs.")));
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{policy::Delivery, report::Level},
        *,
    };

    #[test]
    fn a_sandbox_says_what_is_lost_and_what_gives_it_back() {
        for (attribute, expected) in [
            (None, vec![]),
            (Some(""), vec![(Level::Problem, "allow-forms"), (Level::Problem, "allow-same-origin")]),
            (Some("allow-scripts allow-forms allow-same-origin"), vec![(Level::Ok, "all it needs")]),
            (Some("ALLOW-SCRIPTS Allow-Forms allow-same-origin"), vec![(Level::Ok, "all it needs")]),
            (Some("allow-scripts allow-same-origin"), vec![(Level::Note, "allow-forms")]),
            (Some("allow-forms allow-same-origin"), vec![(Level::Note, "allow-scripts")]),
            (Some("allow-forms allow-scripts"), vec![(Level::Problem, "allow-same-origin")]),
        ] {
            let findings = Sandbox::of_attribute(attribute).findings("the frame of a");
            let levels: Vec<Level> = findings.iter().map(|finding| finding.level).collect();
            assert_eq!(levels, expected.iter().map(|(level, _)| *level).collect::<Vec<_>>(), "{attribute:?}");
            for (finding, (_, word)) in findings.iter().zip(&expected) {
                assert!(finding.what.contains(word), "{attribute:?}: {finding:?}");
            }
        }
    }

    #[test]
    fn sandbox_flags_are_the_intersection() {
        let mut policies = Policy::of_header("sandbox allow-scripts allow-forms", Delivery::Header);
        policies.extend(Policy::of_header("sandbox allow-scripts, img-src *", Delivery::Header));
        policies.extend(Policy::of_header("sandbox", Delivery::ReportOnly));
        let page = Sandbox::of_policies(&policies);
        let frame = Sandbox::of_attribute(Some("allow-scripts allow-same-origin")).within(&page);
        assert_eq!(frame, Sandbox(Some(vec!["allow-scripts".to_owned()])));
        assert_eq!(Sandbox::of_attribute(None).within(&page), page);
        assert!(!Sandbox::of_policies(&[]).is_there());
    }
}
