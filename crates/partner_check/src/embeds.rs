//! The polls embedded in a page: which ones, what the page has to load for them, and whether script and elements match.

use super::{
    address::Home,
    page::{PartnerPage, Picture},
    policy::{Kind, Need},
    polls::Subject,
    report::Finding,
};

/// What the one who asks said beside the page's URL.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    /// Where the polls live.
    pub(super) home: &'a Home,
    /// Whether that was said, and not read from the page.
    pub(super) is_home_said: bool,
    /// The poll that a page without one is to show.
    pub(super) poll: Option<&'a str>,
}

/// The polls on the page, each once; on a bare page the one that it is to show.
pub(super) fn subjects(page: &PartnerPage, told: Told<'_>) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    let mut add = |subject: Subject| {
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    };
    for element in &page.elements {
        let script = page.scripts.first().map(|script| &script.home);
        let home = element.home.as_ref().or(script).unwrap_or(told.home).clone();
        let lang = element.lang.clone().or_else(|| page.lang.clone());
        add(Subject { home, poll: element.poll.clone(), lang, is_framed: true });
    }
    for frame in &page.frames {
        add(Subject { home: frame.home.clone(), poll: frame.poll.clone(), lang: frame.lang(), is_framed: true });
    }
    for picture in &page.pictures {
        add(Subject { home: picture.home.clone(), poll: picture.poll.clone(), lang: None, is_framed: false });
    }
    if let Some(poll) = told.poll.filter(|_| subjects.is_empty()) {
        let (home, poll, lang) = (told.home.clone(), poll.to_owned(), page.lang.clone());
        subjects.push(Subject { home, poll, lang, is_framed: true });
    }
    subjects
}

/// What the page has to be allowed to load, each once.
pub(super) fn needs(page: &PartnerPage, told: Told<'_>, subjects: &[Subject]) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    for script in &page.scripts {
        let (nonce, integrity) = (script.nonce.clone(), script.integrity.clone());
        needs.push(Need::new(Kind::Script { nonce, integrity, in_html: true }, script.url.clone()));
    }
    if page.scripts.is_empty() && !page.elements.is_empty() {
        let by_another = Kind::Script { nonce: String::new(), integrity: String::new(), in_html: false };
        needs.push(Need::new(by_another, told.home.script()));
    }
    if page.is_bare() {
        needs.push(Need::script(told.home.script()));
    }
    for subject in subjects.iter().filter(|subject| subject.is_framed) {
        needs.push(Need::new(Kind::Frame, subject.home.frame(&subject.poll, &[])));
    }
    needs.extend(page.pictures.iter().map(|picture| Need::new(Kind::Picture, picture.url.clone())));
    let mut once: Vec<Need> = Vec::new();
    for need in needs {
        if !once.contains(&need) {
            once.push(need);
        }
    }
    once
}

/// The parts, and what is missing or idle among them.
pub(super) fn embeds(page: &PartnerPage, told: Told<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(poll) = told.poll.filter(|_| page.is_bare()) {
        let what = format!("There is no poll on the page yet; {poll} is looked at as if it were.");
        findings.push(Finding::note(what, "Readers see none.", "Paste what stands at the end."));
    }
    for script in page.scripts.iter().filter(|script| !script.is_script) {
        let what = format!("The script {} has a `type` that browsers do not run.", script.url);
        let means = "Readers see the poll only once a consent tool has changed that.";
        findings.push(Finding::note(what, means, "Paste the bare <iframe> for everybody else, or take `type` out."));
    }
    for element in &page.elements {
        findings.push(Finding::ok(format!("`<hustings-poll>` shows the poll \"{}\".", element.poll)));
    }
    if page.scripts.is_empty() && !page.elements.is_empty() {
        let what = "There is a `<hustings-poll>`, and no script embed.js in the page's HTML.";
        findings.push(if told.is_home_said {
            let means = "Readers see nothing in its place, unless another script brings embed.js.";
            Finding::note(what, means, "Look at the page with check.js.")
        } else {
            let remedy = "Paste the <script> too; if another script brings it, say with --polls from where.";
            Finding::problem(what, "Readers see nothing in its place.", remedy)
        });
    }
    if page.elements.is_empty() && !page.scripts.is_empty() {
        let what = "The page loads embed.js, and its HTML has no `<hustings-poll>`.";
        let means = "Readers see no poll, unless another script adds the element.";
        findings.push(Finding::note(what, means, "Paste the element where the poll is to stand."));
    }
    findings.extend(page.frames.iter().map(|frame| Finding::ok(format!("A frame shows the poll {}.", frame.poll))));
    let picture = |picture: &Picture| Finding::ok(format!("A picture shows the results of {}.", picture.poll));
    findings.extend(page.pictures.iter().map(picture));
    findings
}
