//! The pages: the same words, with and without polls.

use hustings_e2e::{Page, Partner};

/// What a page has beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing.
    Blank,
    /// One `<hustings-poll>` and its script.
    One,
    /// The same, where the page's own style keeps room for the element until the script is there.
    Reserved,
    /// Three of them, and the script once.
    Three,
    /// A frame without any script around it.
    Frame,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] = [Self::Blank, Self::One, Self::Reserved, Self::Three, Self::Frame];

    /// What it is called in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Blank => "words alone",
            Self::One => "one `<hustings-poll>`",
            Self::Reserved => "one, its room kept by CSS",
            Self::Three => "three `<hustings-poll>`",
            Self::Frame => "one bare `<iframe>`",
        }
    }

    /// What finds its polls' elements, in order.
    pub(crate) fn polls(self) -> &'static [&'static str] {
        match self {
            Self::Blank => &[],
            Self::One | Self::Reserved => &["hustings-poll"],
            Self::Three => &["[poll=night-trains]", "[poll=library-of-things]", "[poll=leap-second]"],
            Self::Frame => &["iframe"],
        }
    }

    fn body(self) -> &'static str {
        match self {
            Self::Blank => "",
            Self::One | Self::Reserved => "<hustings-poll poll=night-trains></hustings-poll>",
            Self::Three => {
                "<hustings-poll poll=night-trains></hustings-poll><hustings-poll poll=library-of-things>\
                 </hustings-poll><hustings-poll poll=leap-second></hustings-poll>"
            }
            Self::Frame => {
                "<iframe src='{{polls}}/embed/polls/night-trains?lang=en' title=Poll width=100% height=480 \
                 loading=lazy></iframe>"
            }
        }
    }

    fn head(self) -> &'static str {
        match self {
            Self::One | Self::Three => "<script async src={{polls}}/embed/v1/embed.js></script>",
            Self::Reserved => {
                "<style>hustings-poll:not(:defined) { display: block; height: 480px }</style>\
                 <script async src={{polls}}/embed/v1/embed.js></script>"
            }
            Self::Blank | Self::Frame => "",
        }
    }

    /// What polls tell the page when they show: elements by an event, a bare frame by a message.
    fn ready(self) -> &'static str {
        match self {
            Self::Frame => "addEventListener('message', ({ data }) => { if (data?.type === 'ready') said(); });",
            _ => "document.addEventListener('hustings-ready', said);",
        }
    }

    /// Puts the page on the partner's site; answers its URL.
    pub(crate) fn put_on(self, partner: &Partner) -> String {
        let (head, ready, body) = (self.head(), self.ready(), self.body());
        let paragraph = "<p>The cars are attached at the junction and leave the valley a little before eleven.</p>";
        let words = paragraph.repeat(3);
        let html = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
             <title>A page</title><link rel=icon href='data:,'>{head}\
             <script>
                const seen = {{ ready: [], shift: 0 }};
                const said = () => seen.ready.push(performance.now());
                {ready}
                new PerformanceObserver((list) => {{ for (const entry of list.getEntries()) seen.shift += entry.value; }})
                    .observe({{ type: 'layout-shift', buffered: true }});
             </script><body><h1>The sleeper is back</h1>{words}{body}{words}"
        );
        partner.page(&format!("/test/{self:?}"), Page::new(html))
    }
}
