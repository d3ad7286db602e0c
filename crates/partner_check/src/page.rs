//! The parts of a partner's page that concern polls: what is embedded, how, and under which policies. Only parses HTML;
//! checks nothing and fetches nothing.

use url::Url;

use super::{
    address::Home,
    policy::Policy,
    tags::{Tag, tags},
};

/// What the page's HTML says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PartnerPage {
    /// Its own URL.
    pub(super) address: Url,
    /// The language that `<html lang>` names.
    pub(super) lang: Option<String>,
    /// Whether there is a `<meta name="viewport">`.
    pub(super) has_viewport: bool,
    /// The value of `<meta name="referrer">`.
    pub(super) referrer: Option<String>,
    /// Policies in the head.
    pub(super) policies: Vec<Policy>,
    /// Policies after the head, which browsers ignore.
    pub(super) ignored_policies: usize,
    /// Scripts that are an `embed.js`.
    pub(super) scripts: Vec<Script>,
    /// Elements `<hustings-poll>`.
    pub(super) elements: Vec<Element>,
    /// Frames that show a poll without its script.
    pub(super) frames: Vec<Frame>,
    /// Pictures of a poll's results.
    pub(super) pictures: Vec<Picture>,
}

/// A `<script src="…/embed/v1/embed.js">`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Script {
    /// Where the polls live.
    pub(super) home: Home,
    /// Its URL.
    pub(super) url: Url,
    /// The attribute `nonce`; empty without one.
    pub(super) nonce: String,
    /// The attribute `integrity`; empty without one.
    pub(super) integrity: String,
    /// Whether the page goes on while it loads: `async`, `defer` or a module.
    pub(super) is_async: bool,
    /// Whether browsers run it: consent tools often give scripts a `type` that keeps browsers from running them.
    pub(super) is_script: bool,
}

/// A `<hustings-poll>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// The attribute `poll`; empty without one.
    pub(super) poll: String,
    /// The attribute `src`: where its poll lives, when it says so itself.
    pub(super) home: Option<Home>,
    /// The attribute `lang`.
    pub(super) lang: Option<String>,
    /// The attribute `height`.
    pub(super) height: Option<String>,
}

/// An `<iframe src="…/embed/polls/ID">`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Where the poll lives.
    pub(super) home: Home,
    /// Id of the poll, as it stands in the URL.
    pub(super) poll: String,
    /// Its URL.
    pub(super) url: Url,
    /// The attribute `title`; `None` when it is missing or empty.
    pub(super) title: Option<String>,
    /// Whether it waits until readers come near.
    pub(super) is_lazy: bool,
    /// The attribute `width`.
    pub(super) width: Option<String>,
    /// The attribute `height`.
    pub(super) height: Option<String>,
    /// The attribute `sandbox`, with whatever it allows.
    pub(super) sandbox: Option<String>,
    /// The attribute `referrerpolicy`.
    pub(super) referrer: Option<String>,
    /// The attribute `credentialless`: a frame that begins without cookies each time.
    pub(super) is_credentialless: bool,
}

impl Frame {
    /// The language that its URL asks for.
    pub(super) fn lang(&self) -> Option<String> {
        self.url.query_pairs().find(|(name, _)| name == "lang").map(|(_, lang)| lang.into_owned())
    }
}

/// An `<img src="…/api/v1/polls/ID/results.svg">`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// Where the poll lives.
    pub(super) home: Home,
    /// Id of the poll, as it stands in the URL.
    pub(super) poll: String,
    /// Its URL.
    pub(super) url: Url,
    /// Whether it has words for those who do not see it.
    pub(super) has_words: bool,
}

impl PartnerPage {
    /// Reads the HTML that was found at `address`.
    pub(super) fn read(address: Url, html: &str) -> Self {
        let tags = tags(html);
        let base = base(&address, &tags);
        let resolve = |tag: &Tag, name: &str| tag.filled(name).and_then(|value| base.join(value).ok());
        let mut page = Self {
            address: address.clone(),
            lang: None,
            has_viewport: false,
            referrer: None,
            policies: Vec::new(),
            ignored_policies: 0,
            scripts: Vec::new(),
            elements: Vec::new(),
            frames: Vec::new(),
            pictures: Vec::new(),
        };
        for tag in &tags {
            match tag.name.as_str() {
                "html" => page.lang = page.lang.take().or_else(|| owned(tag.filled("lang"))),
                "meta" => page.meta(tag),
                "script" => page.scripts.extend(resolve(tag, "src").and_then(|url| script(tag, url))),
                "hustings-poll" => page.elements.push(Element {
                    poll: tag.attribute("poll").unwrap_or_default().to_owned(),
                    home: resolve(tag, "src").and_then(|url| Home::parse(url.as_str()).ok()),
                    lang: owned(tag.filled("lang")),
                    height: owned(tag.filled("height")),
                }),
                "iframe" => page.frames.extend(resolve(tag, "src").and_then(|url| frame(tag, url))),
                "img" => page.pictures.extend(resolve(tag, "src").and_then(|url| picture(tag, url))),
                _ => {}
            }
        }
        page
    }

    fn meta(&mut self, tag: &Tag) {
        let content = tag.attribute("content").unwrap_or_default();
        let is = |name: &str, value: &str| tag.attribute(name).is_some_and(|own| own.eq_ignore_ascii_case(value));
        if is("http-equiv", "content-security-policy") {
            if tag.in_head {
                self.policies.push(Policy::of_meta(content));
            } else {
                self.ignored_policies += 1;
            }
        }
        self.has_viewport |= is("name", "viewport") && !content.is_empty();
        if is("name", "referrer") {
            self.referrer = Some(content.to_ascii_lowercase());
        }
    }

    /// Where the page's first poll lives.
    pub(super) fn home(&self) -> Option<&Home> {
        let scripts = self.scripts.iter().map(|script| &script.home);
        let elements = self.elements.iter().filter_map(|element| element.home.as_ref());
        let frames = self.frames.iter().map(|frame| &frame.home);
        scripts.chain(elements).chain(frames).chain(self.pictures.iter().map(|picture| &picture.home)).next()
    }

    /// Whether nothing of a poll is on the page.
    pub(super) fn is_bare(&self) -> bool {
        self.scripts.is_empty() && self.elements.is_empty() && self.frames.is_empty() && self.pictures.is_empty()
    }
}

/// What relative URLs are relative to: the first `<base href>`, wherever it stands.
fn base(address: &Url, tags: &[Tag]) -> Url {
    let href = tags.iter().filter(|tag| tag.name == "base").find_map(|tag| tag.attribute("href"));
    let base = href.and_then(|href| address.join(href).ok());
    base.filter(|base| !base.cannot_be_a_base()).unwrap_or_else(|| address.clone())
}

fn script(tag: &Tag, url: Url) -> Option<Script> {
    let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let is_module = kind == "module";
    let is_script = is_module || kind.is_empty() || kind.ends_with("javascript") || kind.ends_with("ecmascript");
    Some(Script {
        home: Home::of_script(&url)?,
        nonce: tag.attribute("nonce").unwrap_or_default().to_owned(),
        integrity: tag.attribute("integrity").unwrap_or_default().to_owned(),
        is_async: is_module || tag.attribute("async").is_some() || tag.attribute("defer").is_some(),
        is_script,
        url,
    })
}

fn frame(tag: &Tag, url: Url) -> Option<Frame> {
    let (home, poll) = Home::of_frame(&url)?;
    Some(Frame {
        home,
        poll,
        title: owned(tag.filled("title")),
        is_lazy: tag.attribute("loading").is_some_and(|value| value.eq_ignore_ascii_case("lazy")),
        width: owned(tag.filled("width")),
        height: owned(tag.filled("height")),
        sandbox: owned(tag.attribute("sandbox")),
        referrer: tag.filled("referrerpolicy").map(str::to_ascii_lowercase),
        is_credentialless: tag.attribute("credentialless").is_some(),
        url,
    })
}

fn picture(tag: &Tag, url: Url) -> Option<Picture> {
    let (home, poll) = Home::of_picture(&url)?;
    Some(Picture { home, poll, has_words: tag.filled("alt").is_some(), url })
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}
