//! Share links of other services: plain URLs; nothing is loaded from them.

use super::route::encode_component;
use crate::text::replace;

/// Something to share: a page, or a part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Its full URL.
    pub url: String,
    /// Its title, or the words of a quote.
    pub title: String,
}

/// Where a page can be handed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The system's share sheet, where there is one.
    Native,
    /// The clipboard.
    Copy,
    /// An e-mail.
    Email,
    /// Telegram.
    Telegram,
    /// WhatsApp.
    Whatsapp,
    /// VK.
    Vk,
    /// X.
    X,
    /// Facebook.
    Facebook,
    /// LinkedIn.
    Linkedin,
    /// Bluesky.
    Bluesky,
    /// Reddit.
    Reddit,
    /// The reader's own Mastodon server.
    Mastodon,
}

impl Target {
    /// All targets.
    pub const ALL: [Self; 12] = [
        Self::Native,
        Self::Copy,
        Self::Email,
        Self::Telegram,
        Self::Whatsapp,
        Self::Vk,
        Self::X,
        Self::Facebook,
        Self::Linkedin,
        Self::Bluesky,
        Self::Reddit,
        Self::Mastodon,
    ];

    /// The target's word in `config.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Copy => "copy",
            Self::Email => "email",
            Self::Telegram => "telegram",
            Self::Whatsapp => "whatsapp",
            Self::Vk => "vk",
            Self::X => "x",
            Self::Facebook => "facebook",
            Self::Linkedin => "linkedin",
            Self::Bluesky => "bluesky",
            Self::Reddit => "reddit",
            Self::Mastodon => "mastodon",
        }
    }

    /// The target of a word in `config.json`.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.as_str() == word)
    }

    /// The service's name, the same in every language; `None` for what is named in the reader's.
    pub fn brand(self) -> Option<&'static str> {
        Some(match self {
            Self::Telegram => "Telegram",
            Self::Whatsapp => "WhatsApp",
            Self::Vk => "VK",
            Self::X => "X",
            Self::Facebook => "Facebook",
            Self::Linkedin => "LinkedIn",
            Self::Bluesky => "Bluesky",
            Self::Reddit => "Reddit",
            Self::Mastodon => "Mastodon",
            Self::Native | Self::Copy | Self::Email => return None,
        })
    }

    /// The URL of the target's own composer, with places for the URL, the title and both of them; `None` for the share sheet, the
    /// clipboard and Mastodon, which need more than a link.
    ///
    /// Formats: the services' own documentation of their share links, as of 2026.
    fn composer(self) -> Option<&'static str> {
        Some(match self {
            Self::Email => "mailto:?subject={title}&body={both}",
            Self::Telegram => "https://t.me/share/url?url={url}&text={title}",
            Self::Whatsapp => "https://wa.me/?text={both}",
            Self::Vk => "https://vk.com/share.php?url={url}&title={title}",
            Self::X => "https://x.com/intent/post?url={url}&text={title}",
            Self::Facebook => "https://www.facebook.com/sharer/sharer.php?u={url}",
            Self::Linkedin => "https://www.linkedin.com/sharing/share-offsite/?url={url}",
            Self::Bluesky => "https://bsky.app/intent/compose?text={both}",
            Self::Reddit => "https://www.reddit.com/submit?url={url}&title={title}",
            Self::Native | Self::Copy | Self::Mastodon => return None,
        })
    }

    /// The URL that opens the target's own composer with `subject` in it; `None` where it takes more than a link.
    pub fn link(self, subject: &Subject) -> Option<String> {
        let Subject { url, title } = subject;
        let both = [&**title, "\n", url].concat();
        // What is encoded has no braces that could be taken for a place.
        let fill = |link: String, (place, text): (&str, &String)| replace(&link, place, &encode_component(text));
        let places = [("{url}", url), ("{title}", title), ("{both}", &both)];
        Some(places.into_iter().fold(self.composer()?.to_owned(), fill))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject() -> Subject {
        Subject { url: "https://a.example/en/articles/x#b2".into(), title: "Тише & дальше?".into() }
    }

    #[test]
    fn every_link_carries_the_address_with_nothing_left_to_misread() {
        for target in Target::ALL {
            let Some(link) = target.link(&subject()) else { continue };
            assert!(link.contains("https%3A%2F%2Fa.example%2Fen%2Farticles%2Fx%23b2"), "{link}");
            assert!(!link.contains('#') && !link.contains(' '), "{link}");
            assert!(!link.contains('{'), "a place is left empty: {link}");
            assert!(link.is_ascii(), "{link}");
        }
    }

    #[test]
    fn a_link_has_the_title_where_its_service_looks_for_one() {
        for (target, expected) in [
            (
                Target::Telegram,
                Some("https://t.me/share/url?url=https%3A%2F%2Fa.example%2F%7Btitle%7D&text=1%20%26%202"),
            ),
            (
                Target::Bluesky,
                Some("https://bsky.app/intent/compose?text=1%20%26%202%0Ahttps%3A%2F%2Fa.example%2F%7Btitle%7D"),
            ),
            (Target::Mastodon, None),
        ] {
            let subject = Subject { url: "https://a.example/{title}".into(), title: "1 & 2".into() };
            assert_eq!(target.link(&subject).as_deref(), expected);
        }
    }

    #[test]
    fn words_of_the_configuration_are_read_and_others_are_not() {
        for target in Target::ALL {
            assert_eq!(Target::from_word(target.as_str()), Some(target));
        }
        assert_eq!(Target::from_word("fax"), None);
    }
}
