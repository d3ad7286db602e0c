//! Checks the form's input with the same rules as `hustings partner-check`.

use hustings_domain::PollDefinition;
use hustings_partner_check::{
    correction::{Judgement, judge},
    pasted::pasted,
    policy::{Kind, Need, Policy},
    report::Finding,
    snippets::SnippetOptions,
};
use url::Url;

use super::form::{Form, Rung};

/// A page of which nothing is known but that it is somebody else's.
const SOME_PAGE: &str = "https://your-page.example/";

/// What the page has to be allowed to load.
fn needs(options: &SnippetOptions<'_>, rung: Rung) -> Vec<Need> {
    match rung {
        Rung::Element => vec![Need::script(options.home.script()), Need::new(Kind::Frame, options.frame())],
        Rung::Frame => vec![Need::new(Kind::Frame, options.frame())],
        Rung::Picture => vec![Need::new(Kind::Picture, options.home.picture(options.poll, options.lang))],
    }
}

/// The pasted policies, judged; `None` when none was pasted.
pub(super) fn policies(form: &Form, options: &SnippetOptions<'_>) -> Option<Judgement> {
    let policies = pasted(&form.policy);
    let some_page = Url::parse(SOME_PAGE).expect("the address is well formed");
    let origin = form.page.as_ref().unwrap_or(&some_page).origin();
    (!policies.is_empty()).then(|| judge(&policies, &needs(options, form.rung), &origin))
}

/// What any policy has to allow, as directives.
pub(super) fn sources(form: &Form, options: &SnippetOptions<'_>) -> Vec<String> {
    let origin = options.home.origin();
    let directive = |need: &Need| match need.kind {
        Kind::Script { .. } => "script-src",
        Kind::Frame => "frame-src",
        Kind::Picture => "img-src",
    };
    needs(options, form.rung).iter().map(|need| format!("{} {origin}", directive(need))).collect()
}

/// Whether the page may show the poll.
pub(super) fn framing(form: &Form, poll: &PollDefinition, options: &SnippetOptions<'_>) -> Finding {
    if poll.allowed_origins.is_empty() {
        return Finding::ok("Every site may show this poll.");
    }
    let means = "Readers see an empty box in the poll's place.";
    let Some(page) = &form.page else {
        let what = "Only certain sites may show this poll.";
        return Finding::note(
            what,
            "Elsewhere readers see an empty box.",
            "Type your page's URL to see whether yours may.",
        );
    };
    let origin = page.origin().ascii_serialization();
    let own = options.home.script().origin();
    if form.rung == Rung::Picture {
        return Finding::ok("Its picture and its link may stand on every site.");
    }
    if Policy::may_frame(&poll.allowed_origins, page, &own) {
        return Finding::ok(format!("{origin} may show this poll."));
    }
    let remedy = format!("Ask the publication to add \"{origin}\" to allowed_origins in polls/{}.toml.", poll.id);
    Finding::problem(format!("{origin} may not show this poll."), means, remedy)
}
