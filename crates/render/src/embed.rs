//! The HTML of a poll's frame on a partner's page: works without scripts, with its styles inline.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hustings_core::{html::escape, model::poll_frame::PollFrame};
use hustings_wire::Direction;
use sha2::{Digest, Sha256};

use crate::{
    accent::accent_css,
    color_scheme::ColorScheme,
    error::RenderError,
    json_script::in_script,
    renderer::{Renderer, caught},
    shell::FrameFiles,
};

/// How a frame is to look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Light or dark.
    pub theme: ColorScheme,
    /// The partner's colour, `rrggbb`.
    pub accent: Option<String>,
}

/// A frame ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameHtml {
    /// The whole page.
    pub html: String,
    /// The source expression that allows its styles in a Content-Security-Policy.
    pub style_source: String,
}

/// The words of a frame that cannot show its poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal<'a> {
    /// Why, for programs: an error code of the contract.
    pub code: &'a str,
    /// Id of the poll that was asked for.
    pub poll: &'a str,
    /// The reason in a few words.
    pub title: String,
    /// What can be done.
    pub explanation: String,
    /// Full URL and words of a link.
    pub link: Option<(String, String)>,
    /// For the developer's console, in English.
    pub console: String,
}

impl Renderer {
    /// A text that changes with every file that a frame in `lang` is made of.
    ///
    /// # Errors
    /// When the front-end is not built, or a file of it is faulty.
    pub fn frame_stamp(&self, lang: &str) -> Result<String, RenderError> {
        let shell = self.shells.current(lang)?;
        Ok(format!("{} {:?}", shell.stamp, self.shells.frame_files()?.stamp))
    }

    /// The frame of a poll. It names the program for plain polls, where there is one, if the poll `is_plain` for all of its readers,
    /// also in what this one is not shown.
    ///
    /// # Errors
    /// When the front-end is not built, a file of it is faulty, or its components panic.
    pub fn frame(&self, frame: &PollFrame, is_plain: bool, look: &Look) -> Result<FrameHtml, RenderError> {
        let shell = self.shells.current(&frame.poll.lang)?;
        let root = caught(&frame.poll.lang, || hustings::render::render_poll_frame(frame, &shell.locale))?;
        let json = serde_json::to_string(frame).expect("a frame's data are texts, numbers and lists");
        let body = format!(
            "<main id=\"app\" data-prerendered>{root}</main><script type=\"application/json\" \
             id=\"page-data\">{}</script>",
            in_script(&json)
        );
        let title = format!("{} · {}", frame.poll.question, frame.publication);
        let canonical = format!("<link rel=\"canonical\" href=\"{}\">", escape(&frame.home));
        let told = format!(" data-poll=\"{}\"", escape(&frame.poll.id));
        self.live_page(&frame.poll.lang, look, &title, &canonical, (&told, is_plain), &body)
    }

    /// A frame that says why it does not show its poll.
    ///
    /// # Errors
    /// When the front-end is not built, or a file of it is faulty.
    pub fn refused_frame(&self, lang: &str, look: &Look, refusal: &Refusal<'_>) -> Result<FrameHtml, RenderError> {
        let Refusal { code, poll, title, explanation, link, console } = refusal;
        let link = link.as_ref().map(|(href, words)| {
            let (href, words) = (escape(href), escape(words));
            format!(
                "<p><a class=\"poll-frame__home\" href=\"{href}\" target=\"_blank\" rel=\"noopener\">{words}</a></p>"
            )
        });
        let body = format!(
            "<main id=\"app\"><section class=\"poll-card\"><h1 class=\"poll-card__question\">{}</h1><p>{}</p>{}\
             </section></main>",
            escape(title),
            escape(explanation),
            link.unwrap_or_default()
        );
        let told = format!(
            " data-poll=\"{}\" data-error=\"{}\" data-console=\"{}\"",
            escape(poll),
            escape(code),
            escape(console)
        );
        // It starts no program.
        self.live_page(lang, look, title, "", (&told, false), &body)
    }

    /// A frame with the scripts that speak to the page around it and start the app: what the first one is told, and whether the
    /// program for plain polls will do.
    fn live_page(
        &self,
        lang: &str,
        look: &Look,
        title: &str,
        head: &str,
        (told, is_plain): (&str, bool),
        body: &str,
    ) -> Result<FrameHtml, RenderError> {
        let FrameFiles { version, has_plain_program, .. } = self.shells.frame_files()?;
        let program = if is_plain && has_plain_program { "plain_poll_embed" } else { "poll_embed" };
        let script = format!(
            "<script defer src=\"/embed/frame.js?v={version}\" data-glue=\"/embed/{program}.js?v={version}\" \
             data-wasm=\"/embed/{program}_bg.wasm?v={version}\"{told}></script>"
        );
        self.frame_page(lang, look, title, head, &script, body)
    }

    /// The whole HTML of a frame with this `script`.
    pub(crate) fn frame_page(
        &self,
        lang: &str,
        look: &Look,
        title: &str,
        head: &str,
        script: &str,
        body: &str,
    ) -> Result<FrameHtml, RenderError> {
        let css = styles(&self.shells.frame_files()?, look);
        let html = format!(
            "<!doctype html>\n<html lang=\"{lang}\" dir=\"{dir}\"{theme}><head><meta charset=\"utf-8\"><meta \
             name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" \
             content=\"noindex\"><title>{title}</title>{head}<style>{css}</style>{script}</head><body>{body}</body></html>\n",
            lang = escape(lang),
            dir = Direction::of(lang).as_str(),
            theme = attribute(look.theme),
            title = escape(title),
        );
        Ok(FrameHtml { html, style_source: source_of(&css) })
    }

    /// The source expression that allows the styles of a frame in a Content-Security-Policy: a browser that
    /// is told that its copy is still good takes the policy of that answer for it.
    ///
    /// # Errors
    /// When a file of the front-end is faulty.
    pub fn frame_style_source(&self, look: &Look) -> Result<String, RenderError> {
        Ok(source_of(&styles(&self.shells.frame_files()?, look)))
    }
}

/// What tells the style sheets the theme.
fn attribute(theme: ColorScheme) -> &'static str {
    match theme {
        ColorScheme::Auto => "",
        ColorScheme::Light => " data-theme=\"light\"",
        ColorScheme::Dark => " data-theme=\"dark\"",
    }
}

/// The styles of a frame that looks so.
fn styles(files: &FrameFiles, look: &Look) -> String {
    let accent = look.accent.as_deref().and_then(|accent| accent_css(accent, &files.surfaces));
    format!("{}{}", files.css, accent.unwrap_or_default())
}

fn source_of(css: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(css.as_bytes())))
}
