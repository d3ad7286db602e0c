//! Share links of other services: plain URLs; nothing is loaded from them.

use super::route::encode_component;
use crate::text::split_once;

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

    /// The URL that opens the target's own composer with `subject` in it; `None` for the share
    /// sheet, the clipboard and Mastodon, which need more than a link.
    ///
    /// Formats: the services' own documentation of their share links, as of 2026.
    pub fn link(self, subject: &Subject) -> Option<String> {
        let url = encode_component(&subject.url);
        let title = encode_component(&subject.title);
        let both = encode_component(&[&*subject.title, "\n", &subject.url].concat());
        Some(match self {
            Self::Email => ["mailto:?subject=", &title, "&body=", &both].concat(),
            Self::Telegram => ["https://t.me/share/url?url=", &url, "&text=", &title].concat(),
            Self::Whatsapp => ["https://wa.me/?text=", &both].concat(),
            Self::Vk => ["https://vk.com/share.php?url=", &url, "&title=", &title].concat(),
            Self::X => ["https://x.com/intent/post?url=", &url, "&text=", &title].concat(),
            Self::Facebook => ["https://www.facebook.com/sharer/sharer.php?u=", &url].concat(),
            Self::Linkedin => ["https://www.linkedin.com/sharing/share-offsite/?url=", &url].concat(),
            Self::Bluesky => ["https://bsky.app/intent/compose?text=", &both].concat(),
            Self::Reddit => ["https://www.reddit.com/submit?url=", &url, "&title=", &title].concat(),
            Self::Native | Self::Copy | Self::Mastodon => return None,
        })
    }
}

/// The URL that opens the composer of the Mastodon server `server` with `subject` in it.
pub fn mastodon_link(server: &str, subject: &Subject) -> String {
    let text = encode_component(&[&*subject.title, "\n", &subject.url].concat());
    ["https://", server, "/share?text=", &text].concat()
}

/// The host name in what a reader types as their Mastodon server: `mastodon.example`,
/// `https://mastodon.example/home` and `@reader@mastodon.example` all name the same. `None` when
/// there is no host name in it: at least two labels of letters, digits and hyphens, of which the
/// whole is at most 253 characters (RFC 1035, section 2.3.4), and possibly a port.
pub fn mastodon_server(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let rest = split_once(typed, "://").map_or(typed, |(_, rest)| rest);
    let mut rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    while let Some((_, after)) = rest.split_once('@') {
        rest = after;
    }
    let host_and_port = rest.to_ascii_lowercase();
    let (host, port) = host_and_port.split_once(':').map_or((host_and_port.as_str(), None), |(h, p)| (h, Some(p)));
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c == '-' || is_letter_or_digit(c))
    };
    let is_host = host.len() <= 253 && host.contains('.') && host.split('.').all(label);
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    (is_host && is_port).then_some(host_and_port)
}

/// Whether `character` can stand in a host's name. Beyond ASCII the blocks of signs and punctuation
/// are left out, and the browser decides about the rest, as it folds the case there: Unicode's own
/// tables would be a tenth of the WASM's data for this one question.
fn is_letter_or_digit(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_alphanumeric(),
        '\u{80}'..='\u{bf}' | '\u{d7}' | '\u{f7}' => false,
        '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => false,
        '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff0f}' | '\u{fff0}'..='\u{ffff}' => false,
        _ => true,
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
            assert!(link.is_ascii(), "{link}");
        }
    }

    #[test]
    fn words_of_the_configuration_are_read_and_others_are_not() {
        for target in Target::ALL {
            assert_eq!(Target::from_word(target.as_str()), Some(target));
        }
        assert_eq!(Target::from_word("fax"), None);
    }

    #[test]
    fn a_mastodon_server_is_found_in_what_people_type() {
        let cases = [
            ("mastodon.example", Some("mastodon.example")),
            (" https://Mastodon.Example/home ", Some("mastodon.example")),
            ("@reader@social.example", Some("social.example")),
            ("social.example:8443", Some("social.example:8443")),
            ("münchen.example", Some("münchen.example")),
            ("", None),
            ("localhost", None),
            ("javascript:alert(1)", None),
            ("a b.example", None),
            ("-a.example", None),
            ("a..example", None),
            ("a.example:99999", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(mastodon_server(typed).as_deref(), expected, "{typed}");
        }
        assert!(mastodon_link("m.example", &subject()).starts_with("https://m.example/share?text="));
    }
}
