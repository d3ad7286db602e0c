//! Snippets for partners, from a live poll down to a plain link. Texts only: nothing is fetched.

use hustings_core::html::escape;
use hustings_wire::moment::poll_of;

use super::{address::Home, report::Snippet};

/// The poll to paste, and how it is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnippetOptions<'a> {
    /// Where the polls live.
    pub home: &'a Home,
    /// Id of the poll, or the name of its first place where it asks before reading and after.
    pub poll: &'a str,
    /// Its language; `None` where that of the page is to count.
    pub lang: Option<&'a str>,
    /// A language that it has, for the URL of its page.
    pub page_lang: &'a str,
    /// The poll's question, for those who do not see pictures and frames.
    pub question: &'a str,
    /// `light` or `dark`; `None` for the reader's own.
    pub theme: Option<&'a str>,
    /// A colour as six hexadecimal digits; `None` for the publication's.
    pub accent: Option<&'a str>,
    /// The frame's width in CSS pixels; `None` for all that there is.
    pub width: Option<u32>,
    /// The frame's height in CSS pixels.
    pub height: u32,
}

/// A height for a poll of which nothing is known, in CSS pixels.
pub const SOME_HEIGHT: u32 = 480;

impl SnippetOptions<'_> {
    /// The URL of the poll in a frame.
    pub fn frame(&self) -> url::Url {
        self.home.frame(self.poll, &[("lang", self.lang), ("theme", self.theme), ("accent", self.accent)])
    }

    /// The element and its script.
    pub fn element(&self) -> Snippet {
        let attribute = |name: &str, value: Option<&str>| {
            value.map(|value| format!(" {name}=\"{}\"", escape(value))).unwrap_or_default()
        };
        let text = format!(
            "<script async src=\"{}\"></script>\n<hustings-poll poll=\"{}\"{}{}{}{}></hustings-poll>",
            escape(self.home.script().as_str()),
            escape(self.poll),
            attribute("lang", self.lang),
            attribute("theme", self.theme),
            attribute("accent", self.accent),
            attribute("height", Some(self.height.to_string().as_str()).filter(|_| self.height != SOME_HEIGHT)),
        );
        let about = "Live, as high as it needs to be, in the page's language and theme; remembers readers best.";
        Snippet { name: "Element", about, text }
    }

    /// The rule that keeps the element's room until its script has come. Without scripts none is kept.
    pub fn room(&self) -> Snippet {
        let text = format!(
            "@media (scripting: enabled) {{\n  hustings-poll:not(:defined) {{ display: block; height: {}px; }}\n}}",
            self.height
        );
        let about = "For your style sheet: keeps the element's room until its script has come, so that nothing moves.";
        Snippet { name: "Its room", about, text }
    }

    /// The bare frame.
    pub fn iframe(&self) -> Snippet {
        let (width, height) = (self.width.map_or("100%".to_owned(), |width| width.to_string()), self.height);
        let text = format!(
            "<iframe src=\"{}\" title=\"{}\" loading=\"lazy\" width=\"{width}\" height=\"{height}\"></iframe>",
            escape(self.frame().as_str()),
            escape(self.question),
        );
        Snippet { name: "Frame", about: "Live, without any script on the page, of a fixed height.", text }
    }

    /// The picture of the results.
    pub fn picture(&self) -> Snippet {
        let text = format!(
            "<a href=\"{}\"><img src=\"{}\" alt=\"{}\" loading=\"lazy\"></a>",
            escape(self.page().as_str()),
            escape(self.home.picture(poll_of(self.poll), self.lang).as_str()),
            escape(self.question),
        );
        Snippet {
            name: "Picture",
            about: "The results as they are when the page is opened; for mails and feeds too.",
            text,
        }
    }

    /// The URL that editing programs turn into a poll by themselves.
    pub fn oembed(&self) -> Snippet {
        let text = self.home.oembed(&self.page()).to_string();
        Snippet { name: "oEmbed", about: "For editing programs that make an embed of a pasted URL.", text }
    }

    /// A link.
    pub fn link(&self) -> Snippet {
        let text = format!("<a href=\"{}\">{}</a>", escape(self.page().as_str()), escape(self.question));
        Snippet { name: "Link", about: "Where nothing else is allowed.", text }
    }

    /// Whether it asks before reading what it asks again after.
    pub fn is_before_reading(&self) -> bool {
        poll_of(self.poll) != self.poll
    }

    /// All of them, the most able first. Before reading there are none with results, and none by the poll's page, which asks as after.
    pub fn rungs(&self) -> Vec<Snippet> {
        let mut rungs = vec![self.element(), self.room(), self.iframe()];
        if !self.is_before_reading() {
            rungs.extend([self.picture(), self.oembed(), self.link()]);
        }
        rungs
    }

    fn page(&self) -> url::Url {
        self.home.page(poll_of(self.poll), self.lang.unwrap_or(self.page_lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_follow_their_options_and_escape_them() {
        let home = Home::parse("https://polls.example").unwrap();
        let options = SnippetOptions {
            home: &home,
            poll: "trains",
            lang: Some("en"),
            page_lang: "ar",
            question: "\"Night\" <trains> & you?",
            theme: Some("dark"),
            accent: Some("00aa00"),
            width: None,
            height: SOME_HEIGHT,
        };
        let texts: Vec<String> = options.rungs().into_iter().map(|snippet| snippet.text).collect();
        let of_the_page = SnippetOptions { lang: None, ..options };
        assert!(of_the_page.link().text.contains("https://polls.example/ar/polls/trains"));
        assert_eq!(
            texts,
            [
                "<script async src=\"https://polls.example/embed/v1/embed.js\"></script>\n\
                 <hustings-poll poll=\"trains\" lang=\"en\" theme=\"dark\" accent=\"00aa00\"></hustings-poll>",
                "@media (scripting: enabled) {\n  hustings-poll:not(:defined) { display: block; height: 480px; }\n}",
                "<iframe src=\"https://polls.example/embed/polls/trains?lang=en&amp;theme=dark&amp;accent=00aa00\" \
                 title=\"&quot;Night&quot; &lt;trains&gt; &amp; you?\" loading=\"lazy\" width=\"100%\" \
                 height=\"480\"></iframe>",
                "<a href=\"https://polls.example/en/polls/trains\"><img \
                 src=\"https://polls.example/api/v1/polls/trains/results.svg?lang=en\" \
                 alt=\"&quot;Night&quot; &lt;trains&gt; &amp; you?\" loading=\"lazy\"></a>",
                "https://polls.example/oembed?url=https%3A%2F%2Fpolls.example%2Fen%2Fpolls%2Ftrains&format=json",
                "<a href=\"https://polls.example/en/polls/trains\">&quot;Night&quot; &lt;trains&gt; &amp; you?</a>",
            ]
        );
    }
}
