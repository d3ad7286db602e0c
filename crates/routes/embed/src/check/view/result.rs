//! The result of the form: the verdict, the preview, what to paste and what to change.

use hustings_core::html::escape;
use hustings_domain::PollDefinition;
use hustings_partner_check::{
    correction::Judgement,
    report::{Finding, Level, Snippet},
    snippets::SnippetOptions,
};

use super::{
    super::{
        form::{Form, Rung},
        judge,
    },
    code, lang_attributes, sentence,
};

pub(super) fn result(form: &Form, poll: &PollDefinition, options: &SnippetOptions<'_>, lang: &str) -> String {
    let judgement = judge::policies(form, options);
    let framing = judge::framing(form, poll, options);
    let mut html = "<div class=\"bench__result\" id=\"result\" tabindex=\"-1\">\n".to_owned();
    html += &verdict(form, judgement.as_ref(), &framing);
    html += &section("Preview", &preview(form, options, lang));
    html += &section("What to paste", &(both_places(poll, options) + &snippets(form, options)));
    html += &section("What your policy has to allow", &policy(form, options, judgement.as_ref()));
    html += &section("Who may show it", &findings(std::slice::from_ref(&framing)));
    html += &section("See it on the very page", &further(form, options));
    html + "</div>\n"
}

fn section(title: &str, inside: &str) -> String {
    format!("<section class=\"part\">\n<h2 class=\"part__title\">{title}</h2>\n{inside}</section>\n")
}

/// The last word first, once there is something to say.
fn verdict(form: &Form, judgement: Option<&Judgement>, framing: &Finding) -> String {
    if !form.faults.is_empty() {
        return "<p class=\"verdict verdict--problem\">Something in the form cannot be used; see there. What follows \
                leaves it out.</p>\n"
            .to_owned();
    }
    if judgement.is_none() && form.page.is_none() {
        return String::new();
    }
    let findings = judgement.map_or(&[][..], |judgement| &judgement.findings);
    let problems = findings.iter().chain([framing]).filter(|finding| finding.level == Level::Problem).count();
    let (class, words) = match problems {
        0 => ("ok", "Nothing that was given keeps this poll from your readers.".to_owned()),
        1 => ("problem", "One thing keeps this poll from your readers.".to_owned()),
        _ => ("problem", format!("{problems} things keep this poll from your readers.")),
    };
    format!("<p class=\"verdict verdict--{class}\">{words}</p>\n")
}

/// The poll as it will look, from this very server.
fn preview(form: &Form, options: &SnippetOptions<'_>, lang: &str) -> String {
    let query = |url: url::Url| url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let shown = SnippetOptions { lang: Some(lang), ..*options };
    let (id, question) = (escape(options.poll), escape(options.question));
    let lang = lang_attributes(lang);
    if form.rung == Rung::Picture {
        let query = escape(&query(options.home.picture(options.poll, shown.lang)));
        return format!(
            "<p class=\"preview\"><img src=\"../api/v1/polls/{id}/results.svg{query}\" alt=\"{question}\"{lang}></p>\n"
        );
    }
    let query = escape(&query(shown.frame()));
    // Without a width of its own it is as wide as its place, which is the style sheet's to say.
    let (width, height) = (form.width.map(|width| format!(" width=\"{width}\"")).unwrap_or_default(), options.height);
    // A frame as wide as on the partner's page, even where this screen is not.
    format!(
        "<div class=\"preview\" tabindex=\"0\" role=\"region\" aria-label=\"Preview\"><iframe class=\"preview__frame\" \
         src=\"polls/{id}{query}\" title=\"{question}\"{width} height=\"{height}\"{lang}></iframe></div>\n"
    )
}

/// Where the places of a poll that asks before reading and after go.
fn both_places(poll: &PollDefinition, options: &SnippetOptions<'_>) -> String {
    let words = match (poll.asks_twice, options.is_before_reading()) {
        (false, _) => return String::new(),
        (true, true) => {
            "This asks before reading: paste it above your text, and the same poll for after reading below."
        }
        (true, false) => {
            "This asks after reading: paste it below your text, and the same poll for before reading above."
        }
    };
    format!("<p class=\"part__note\">{words}</p>\n")
}

fn snippets(form: &Form, options: &SnippetOptions<'_>) -> String {
    let chosen = match form.rung {
        Rung::Element => options.element(),
        Rung::Frame => options.iframe(),
        Rung::Picture => options.picture(),
    };
    let block = |snippet: &Snippet| {
        format!(
            "<h3 class=\"part__name\">{}</h3>\n<p class=\"part__note\">{}</p>\n{}",
            snippet.name,
            snippet.about,
            code(&snippet.text)
        )
    };
    let room = (form.rung == Rung::Element).then(|| options.room());
    let is_shown =
        |other: &&Snippet| other.name != chosen.name && room.as_ref().is_none_or(|room| other.name != room.name);
    let others: String = options.rungs().iter().filter(is_shown).map(block).collect();
    format!(
        "{}{}<details class=\"more\"><summary>Other ways</summary>\n<div class=\"part\">\n{others}</div>\n</details>\n",
        block(&chosen),
        room.as_ref().map(block).unwrap_or_default()
    )
}

fn policy(form: &Form, options: &SnippetOptions<'_>, judgement: Option<&Judgement>) -> String {
    let Some(judgement) = judgement else {
        let sources = judge::sources(form, options).join(";\n") + ";";
        return format!(
            "<p class=\"part__note\">A page without a Content-Security-Policy has nothing to change. One with a policy \
             has to allow:</p>\n{}",
            code(&sources)
        );
    };
    let mut html = findings(&judgement.findings);
    for correction in &judgement.corrections {
        html += &format!("<h3 class=\"part__name\">Add to the {}</h3>\n", correction.delivery);
        html += &code(&correction.missing.join(";\n"));
        html += "<h3 class=\"part__name\">The whole line</h3>\n";
        html += &code(&correction.line);
    }
    html
}

fn findings(findings: &[Finding]) -> String {
    let item = |finding: &Finding| {
        let level = finding.level.as_str();
        let mut html = format!(
            "<li class=\"finding finding--{level}\"><span class=\"finding__level\">{level}</span>\
             <div class=\"finding__words\"><p>{}</p>",
            sentence(&finding.what)
        );
        for text in [&finding.means, &finding.remedy].into_iter().filter(|text| !text.is_empty()) {
            html += &format!("<p class=\"finding__more\">{}</p>", sentence(text));
        }
        html + "</div></li>\n"
    };
    format!("<ul class=\"findings\">\n{}</ul>\n", findings.iter().map(item).collect::<String>())
}

/// How to see what no policy says: on the page itself, and from a terminal.
fn further(form: &Form, options: &SnippetOptions<'_>) -> String {
    let script = format!("<script async src=\"{}/embed/v1/check.js\"></script>", escape(options.home.text()));
    let page = form.page.as_ref().map_or("https://partner.example/page", url::Url::as_str);
    // A URL may hold what a shell would obey.
    let command = format!("hustings partner-check '{}'", page.replace('\'', "%27"));
    format!(
        "<p class=\"part__note\">For a test, this script shows on your page what the browser blocks, and how readers are \
         remembered:</p>\n{}<p class=\"part__note\">And this command reads a published page as a browser does:</p>\n{}",
        code(&script),
        code(&command)
    )
}
