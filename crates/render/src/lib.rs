//! Makes whole HTML pages: the front-end's `index.html`, filled with a page that its own components
//! rendered natively; and pictures with the same words and colours.
//!
//! It may be imported by the backend, from `hustings-closings` on. It imports the front-end, and is the only crate that needs the side
//! of Leptos that renders natively, and what names the values it shows. Deliberately absent: HTTP, and where a page's
//! data come from.
//!
//! Modules in reading order:
//!
//! - `renderer`: from data to a page; `error`: why that failed,
//! - `shell`: the parts of the built front-end; `fresh`: a file of it, read again after a new build,
//! - `addresses`: URLs of pages, on a server and as files; `frozen_poll`: where the files of closed polls are,
//! - `static_host`: URLs in these files below another path than the one that they were built for,
//! - `template`: the placeholders in `index.html`,
//! - `csp_hashes`: hashes of what is inline in it, for the Content-Security-Policy,
//! - `head`: title, description, alternates and cards of a page; [`card`]: the picture of a page that has none,
//! - `language_chooser`: the root of a static host; `held`: the page about its reader,
//! - `passport`: the page with what stands behind a result; `server_page`: what these two have in common,
//! - `embed`: a poll's frame on a partner's page; `accent`: its colour; `embed_height`: an estimate of its height;
//!   `frozen_frame`: that of a closed poll as a file,
//! - [`negotiate`]: content negotiation by `Accept-Language`,
//! - `text`: line breaks where no browser breaks lines,
//! - [`flow_svg`]: how readers moved between two answers, as a picture,
//! - [`results_svg`]: a poll's results as a picture,
//! - [`theme`]: colours, their contrast, and `theme.css`; `color_scheme`: light or dark,
//! - [`xml`], `json_script`, `plain_page`: text in XML, JSON in HTML, and a page without the front-end.

mod accent;
mod addresses;
pub mod card;
mod color_scheme;
mod csp_hashes;
mod embed;
mod embed_height;
mod error;
pub mod flow_svg;
mod fresh;
mod frozen_frame;
mod frozen_poll;
mod head;
mod held;
mod json_script;
mod language_chooser;
pub mod negotiate;
mod option_words;
mod passport;
mod picture_colours;
mod plain_page;
mod renderer;
pub mod results_svg;
mod server_page;
mod shell;
mod static_host;
mod template;
mod text;
pub mod theme;
pub mod thumbnails;
pub mod xml;

#[cfg(any(test, fuzzing))]
pub mod fuzz;

pub use addresses::Addresses;
pub use color_scheme::ColorScheme;
pub use embed::{FrameHtml, Look, Refusal};
pub use embed_height::frame_height;
pub use error::RenderError;
pub use frozen_frame::FrozenLinks;
pub use frozen_poll::{FrozenPoll, LOG_MOST, LOG_PART};
pub use head::{Branding, HeadMeta, Image, absolute, card as card_of};
pub use hustings::{pages::passport::PassportFiles, state::loading::PAGE_FILE};
pub use plain_page::plain_page;
pub use renderer::{LocalizedBrand, Renderer};
pub use shell::FRAME_SHEETS;
pub use static_host::StaticHost;
