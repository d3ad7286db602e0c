//! The form, filled with what was sent, and each error beside its field.

use hustings_content::Content;
use hustings_core::html::escape;
use hustings_partner_check::LEAST_WIDTH;
use hustings_wire::moment::before_reading;

use super::{
    super::form::{Form, MOST_WIDTH, PAGE_LIMIT, POLICY_LIMIT, Rung},
    lang_attributes,
};

/// The most characters of a question in the list of polls.
const QUESTION_SHOWN: usize = 80;

pub(super) fn fields(content: &Content, form: &Form) -> String {
    let typed = |name: &str| escape(form.typed.get(name).map_or("", String::as_str));
    let mut html = "<form class=\"bench__form\" method=\"get\" action=\"check#result\">\n".to_owned();
    html += &field(form, "poll", "Poll", "", &polls(content, form));
    html += &field(form, "lang", "Language", "", &languages(content, form));
    html += &rungs(form);
    let page = format!(
        "<input class=\"field__input\" type=\"text\" inputmode=\"url\" id=\"page\" name=\"page\" maxlength=\"{PAGE_LIMIT}\" \
         placeholder=\"https://partner.example\" autocomplete=\"url\" spellcheck=\"false\" dir=\"ltr\" value=\"{}\"{}>",
        typed("page"),
        described(form, "page", true)
    );
    html += &field(form, "page", "Address of your page", "Its site is enough. It is not visited.", &page);
    let width = format!(
        "<input class=\"field__input\" type=\"number\" id=\"width\" name=\"width\" min=\"{LEAST_WIDTH}\" max=\"{MOST_WIDTH}\" \
         placeholder=\"full\" value=\"{}\"{}>",
        typed("width"),
        described(form, "width", false)
    );
    let accent = format!(
        "<input class=\"field__input\" type=\"text\" id=\"accent\" name=\"accent\" maxlength=\"7\" placeholder=\"1b5e46\" \
         pattern=\"#?[0-9A-Fa-f]{{6}}\" spellcheck=\"false\" autocomplete=\"off\" dir=\"ltr\" value=\"{}\"{}>",
        typed("accent"),
        described(form, "accent", false)
    );
    html += "<div class=\"bench__row\">\n";
    html += &field(form, "width", "Width", "", &width);
    html += &field(form, "theme", "Theme", "", &themes(form));
    html += &field(form, "accent", "Accent", "", &accent);
    html += "</div>\n";
    let policy = format!(
        "<textarea class=\"field__input field__input--code\" id=\"policy\" name=\"policy\" rows=\"6\" \
         maxlength=\"{POLICY_LIMIT}\" placeholder=\"default-src 'self'; img-src 'self' data:\" spellcheck=\"false\" \
         autocomplete=\"off\" dir=\"ltr\"{}>\n{}</textarea>",
        described(form, "policy", true),
        escape(&form.policy)
    );
    let hint = "The header's line, the page's meta element, or the line of your server's configuration.";
    html += &field(form, "policy", "Your Content-Security-Policy", hint, &policy);
    html += "<button class=\"button\" type=\"submit\">Show what to paste</button>\n</form>\n";
    html
}

/// A control with its label, its hint and its fault.
fn field(form: &Form, name: &str, label: &str, hint: &str, control: &str) -> String {
    let mut html = format!("<div class=\"field\">\n<label class=\"field__label\" for=\"{name}\">{label}</label>\n");
    if !hint.is_empty() {
        html += &format!("<p class=\"field__hint\" id=\"{name}-hint\">{hint}</p>\n");
    }
    html += control;
    html += &fault(form, name);
    html + "\n</div>\n"
}

/// What is wrong with a field.
fn fault(form: &Form, name: &str) -> String {
    let fault = form.faults.get(name);
    fault.map_or_else(String::new, |fault| {
        format!("\n<p class=\"field__fault\" id=\"{name}-fault\">{}</p>", escape(fault))
    })
}

/// What ties a control to its hint and its fault.
fn described(form: &Form, name: &str, has_hint: bool) -> String {
    let hint = if has_hint { format!("{name}-hint") } else { String::new() };
    match (form.faults.contains_key(name), has_hint) {
        (true, _) => format!(" aria-invalid=\"true\" aria-describedby=\"{}\"", format!("{name}-fault {hint}").trim()),
        (false, true) => format!(" aria-describedby=\"{hint}\""),
        (false, false) => String::new(),
    }
}

fn select(form: &Form, name: &str, options: &str) -> String {
    let described = described(form, name, false);
    format!("<select class=\"field__input\" id=\"{name}\" name=\"{name}\"{described}>\n{options}</select>")
}

fn option(value: &str, words: &str, is_chosen: bool, more: &str) -> String {
    let chosen = if is_chosen { " selected" } else { "" };
    format!("<option value=\"{}\"{more}{chosen}>{}</option>\n", escape(value), escape(words))
}

fn polls(content: &Content, form: &Form) -> String {
    let lang = &content.default_language;
    let options = content.polls.values().map(|poll| {
        let (lang, question) = match poll.question.get_key_value(lang).or(poll.question.iter().next()) {
            Some((lang, question)) => (lang.as_str(), question.as_str()),
            None => (lang.as_str(), poll.id.as_str()),
        };
        let mut shown: String = question.chars().take(QUESTION_SHOWN).collect();
        if shown.len() < question.len() {
            shown.push('…');
        }
        let at = |place: &str, words: &str, more: &str| option(place, words, place == form.place, more);
        // An option's words have one language; in these the question is set apart by what isolates a direction.
        let twice = |when: &str| format!("{when} reading: \u{2068}{shown}\u{2069}");
        if poll.asks_twice {
            at(&before_reading(&poll.id), &twice("Before"), "") + &at(&poll.id, &twice("After"), "")
        } else {
            at(&poll.id, &shown, &lang_attributes(lang))
        }
    });
    select(form, "poll", &options.collect::<String>())
}

fn languages(content: &Content, form: &Form) -> String {
    let chosen = form.lang.as_deref();
    let own = option("", "That of your page", chosen.is_none(), "");
    let others = content.languages.iter().map(|language| {
        let is_chosen = chosen == Some(language.lang.as_str());
        option(&language.lang, &language.name, is_chosen, &lang_attributes(&language.lang))
    });
    select(form, "lang", &(own + &others.collect::<String>()))
}

fn themes(form: &Form) -> String {
    let themes = [("", "Auto"), ("light", "Light"), ("dark", "Dark")];
    let options =
        themes.map(|(value, words)| option(value, words, form.theme.unwrap_or_default() == value, "")).concat();
    select(form, "theme", &options)
}

fn rungs(form: &Form) -> String {
    let radio = |rung: Rung| {
        let (name, hint) = match rung {
            Rung::Element => ("Element", "One script and one element. Fits its height, and remembers readers best."),
            Rung::Frame => ("Frame", "One iframe, no script on your page."),
            Rung::Picture => ("Picture", "The results as a picture that links to the poll."),
        };
        let checked = if rung == form.rung { " checked" } else { "" };
        let value = rung.as_str();
        format!(
            "<label class=\"choice\"><input class=\"choice__input\" type=\"radio\" name=\"rung\" value=\"{value}\"{checked}>\
             <span class=\"choice__words\"><b>{name}</b> <span class=\"choice__hint\">{hint}</span></span></label>\n"
        )
    };
    let radios = Rung::ALL.map(radio).concat();
    let (described, fault) = (described(form, "rung", false), fault(form, "rung"));
    format!(
        "<fieldset class=\"field\"{described}>\n<legend class=\"field__label\">As</legend>\n{radios}{fault}</fieldset>\n"
    )
}
