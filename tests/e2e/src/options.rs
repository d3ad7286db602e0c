//! What a browser is like.

/// What a browser is inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, with which the tests can also do what no reader does: block URLs.
    Chromium,
    /// Firefox, for everything that a reader does.
    Firefox,
    /// WebKitGTK, Safari's engine, with its prevention of tracking. It heeds `size`, `scripts` and `base` alone, speaks no language of
    /// its own, and nobody hears its console: of faults only an app that has crashed is seen.
    WebKit,
}

/// What a browser is like. The default reads English on a wide screen, in Chromium, with scripts and
/// cookies, in the light.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which browser it is.
    pub engine: Engine,
    /// Width and height of the page's area, in CSS pixels.
    pub size: (u32, u32),
    /// Whether scripts run.
    pub scripts: bool,
    /// Whether the reader prefers dark pages.
    pub dark: bool,
    /// Whether the reader prefers that nothing moves.
    pub still: bool,
    /// What the browser says about languages.
    pub languages: &'static str,
    /// Whether a frame from another site may keep cookies. Where it may, Firefox keeps them apart for
    /// each site that embeds it, as it does when nobody has changed its settings. Where it may not,
    /// Chromium still keeps those that ask to be kept apart (`Partitioned`), and Firefox keeps none.
    pub third_party_cookies: bool,
    /// Whether any site may keep cookies. Where none may, there is no other storage either.
    pub cookies: bool,
    /// Whether a frame from another site has a process of its own, which the console is then deaf to. For
    /// measuring what a page costs without what it frames. Chromium only.
    pub isolated: bool,
    /// Whether sites may ask to show notifications, which takes Chromium with its windows where it has any. Chromium only; for Firefox
    /// see `push_service`.
    pub notifications: bool,
    /// Whether style sheets can move things as the page scrolls; left to the browser by default. Firefox only.
    pub scroll_timelines: Option<bool>,
    /// The push service, as [`crate::PushService::address`] has it, and then the reader lets every site show notifications. Firefox
    /// only: Chromium has one of its own, which is not on this machine.
    pub push_service: Option<String>,
    /// Where paths are relative to; the world's server by default.
    pub base: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            engine: Engine::Chromium,
            size: (1280, 900),
            scripts: true,
            dark: false,
            still: false,
            languages: "en",
            third_party_cookies: true,
            cookies: true,
            isolated: false,
            notifications: false,
            scroll_timelines: None,
            push_service: None,
            base: None,
        }
    }
}

impl Options {
    /// A reader with this browser, and otherwise like the default.
    pub fn with(engine: Engine) -> Self {
        Self { engine, ..Self::default() }
    }
}
