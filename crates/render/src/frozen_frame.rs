//! The frame of a closed poll as a file: its result for good, on partners' pages whose backend is away. No app runs in it, and
//! without its one script all is there but the height.

use hustings_core::{html::escape, model::poll_frame::PollFrame};
use hustings_wire::Language;

use crate::{
    embed::{FrameHtml, Look},
    error::RenderError,
    renderer::{Renderer, caught},
};

/// Where a frame that is a file leads, as paths from the root of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenLinks {
    /// The folder of the poll's frames, with a slash at its end; each language has one in it.
    pub frames: String,
    /// The passport in the frame's language.
    pub passport: String,
    /// The picture of how readers moved, of a poll that asks before reading and after.
    pub flow: Option<String>,
    /// The languages that there are, in order.
    pub languages: Vec<Language>,
}

impl Renderer {
    /// The frame of a closed poll. It has no other colours than the theme's, light or dark as the reader's system is set: no file
    /// can answer what a partner's page asks for.
    ///
    /// # Errors
    /// When the front-end is not built, a file of it is faulty, or its components panic.
    pub fn frozen_frame(&self, frame: &PollFrame, links: &FrozenLinks) -> Result<FrameHtml, RenderError> {
        let lang = &frame.poll.lang;
        let shell = self.shells.current(lang)?;
        let root = caught(lang, || hustings::render::render_poll_frame(frame, &shell.locale))?;
        let link = |lang: &Language| {
            let Language { lang, dir, name, .. } = lang;
            let (lang, dir) = (escape(lang), dir.as_str());
            format!(
                "<a class=\"poll-frame__home\" href=\"{}{lang}/\" lang=\"{lang}\" hreflang=\"{lang}\" dir=\"{dir}\">{}</a>",
                escape(&links.frames),
                escape(name)
            )
        };
        let others: Vec<String> = links.languages.iter().filter(|other| other.lang != *lang).map(link).collect();
        let others = match others.as_slice() {
            [] => String::new(),
            others => format!(
                "<nav class=\"poll-card__facts\" aria-label=\"{}\">{}</nav>",
                escape(&shell.locale.t("languages")),
                others.join(" ")
            ),
        };
        let passport = match shell.config.reading_features.held {
            true => format!(
                "<p class=\"poll-card__facts\"><a class=\"poll-frame__home\" href=\"{}\" target=\"_blank\" \
                 rel=\"noopener\">{}</a></p>",
                escape(&links.passport),
                escape(&shell.locale.t("passport"))
            ),
            false => String::new(),
        };
        let flow = links.flow.as_ref().map_or_else(String::new, |flow| {
            format!(
                "<a class=\"poll-card__flow\" href=\"{0}\" target=\"_blank\" rel=\"noopener\"><img src=\"{0}\" alt=\"{1}\" loading=\"lazy\"></a>",
                escape(flow),
                escape(&shell.locale.t("flow_title"))
            )
        });
        // At the end of the card, after the link to the publication.
        let card = root.strip_suffix("</section>").map_or_else(
            || format!("{root}{flow}{passport}{others}"),
            |card| format!("{card}{flow}{passport}{others}</section>"),
        );
        let title = format!("{} · {}", frame.poll.question, frame.publication);
        let canonical = format!("<link rel=\"canonical\" href=\"{}\">", escape(&frame.home));
        let tags: Vec<&str> = links.languages.iter().map(|language| language.lang.as_str()).collect();
        let script = format!(
            "<script defer src=\"{}/embed/frozen.js\" data-poll=\"{}\" data-frames=\"{}\" data-languages=\"{}\"></script>",
            self.base(),
            escape(&frame.poll.id),
            escape(&links.frames),
            escape(&tags.join(" "))
        );
        let body = format!("<main id=\"app\">{card}</main>");
        self.frame_page(lang, &Look::default(), &title, &canonical, &script, &body)
    }
}
