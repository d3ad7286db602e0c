//! What the operator says of messages to readers' browsers.

use anyhow::bail;
use clap::Args;
use hustings_identity::keys::{Key, KeyRing, Purpose};
use hustings_push::{sender::Sender, services::PushServices, vapid::VapidKey};

/// What the key of messages is derived for. Another word would be another key, and end every subscription.
const USE: &str = "web-push";

/// Options of messages to readers' browsers.
#[derive(Args, Clone, Debug, Default)]
pub struct PushOptions {
    /// Tells no reader that a poll has ended, and opens no connection to a push service: see docs/notices.md.
    #[arg(long, env = "HUSTINGS_NO_PUSH")]
    pub no_push: bool,
    /// Where the operators of push services reach those of this server: a `mailto:` or `https:` URL. By default the public
    /// URL.
    #[arg(long, env = "HUSTINGS_PUSH_CONTACT", value_name = "URL")]
    pub push_contact: Option<String>,
    /// The origin of another push service than those of the browsers' makers, such as `https://push.example`. May be repeated.
    #[arg(long, env = "HUSTINGS_PUSH_SERVICE", value_name = "ORIGIN", value_delimiter = ',')]
    pub push_service: Vec<String>,
}

impl PushOptions {
    /// Which push services messages go to.
    ///
    /// # Errors
    /// What to give in the place of what is none.
    pub fn services(&self) -> anyhow::Result<PushServices> {
        let given: Vec<String> = self.push_service.iter().filter(|given| !given.is_empty()).cloned().collect();
        PushServices::with(&given).map_err(|why| anyhow::anyhow!("the push service in --push-service {why}"))
    }

    /// Where this server's operators are reached, of a publication at `public_url`.
    ///
    /// # Errors
    /// What to give in the place of what is no contact.
    pub fn contact(&self, public_url: &str) -> anyhow::Result<String> {
        // RFC 8292, section 2.1.
        let is_contact = |url: &&str| url.starts_with("https://") || url.starts_with("mailto:");
        match self.push_contact.as_deref().filter(|contact| !contact.is_empty()) {
            // Without TLS somebody is trying it out; push services want a contact all the same.
            None => Ok(public_url.replacen("http://", "https://", 1)),
            Some(contact) if is_contact(&contact) => Ok(contact.to_owned()),
            Some(contact) => bail!(
                "--push-contact is \"{contact}\", and has to be a URL such as mailto:desk@news.example or \
                 https://news.example/contact"
            ),
        }
    }
}

/// Sends messages that are signed by what is derived from `keys`.
pub(super) fn sender(keys: &KeyRing, contact: String) -> (Sender, String) {
    let derived = |key: &Key| VapidKey::derive(|number| key.derive(USE, &[&[number]]));
    let keys: Vec<VapidKey> = keys.of(Purpose::Receipt).all().map(derived).collect();
    let public = keys.first().map(|key| key.public().to_owned()).unwrap_or_default();
    (Sender::new(keys, contact), public)
}

#[cfg(test)]
mod tests {
    use hustings_identity::keys::Keys;

    use super::*;

    #[test]
    fn a_contact_is_one_that_push_services_take() {
        let contact = |given: &str, public_url: &str| {
            PushOptions { push_contact: Some(given.to_owned()), ..PushOptions::default() }.contact(public_url)
        };
        for (given, public_url, expected) in [
            ("", "https://news.example", "https://news.example"),
            ("", "http://127.0.0.1:8080", "https://127.0.0.1:8080"),
            ("mailto:desk@news.example", "https://news.example", "mailto:desk@news.example"),
        ] {
            assert_eq!(contact(given, public_url).expect("a contact"), expected, "{given}");
        }
        let error = contact("desk@news.example", "https://news.example").expect_err("no URL").to_string();
        assert!(error.contains("mailto:"), "{error}");
    }

    /// Another key would end every subscription that there is.
    #[test]
    fn the_key_of_messages_is_that_of_the_key_file() {
        let ring = KeyRing::new(|_| Keys::new(Key::from_hex(&"07".repeat(32)).expect("a key"), Vec::new()));
        let (_, public) = sender(&ring, String::new());
        assert_eq!(public, sender(&ring, String::new()).1);
        assert_ne!(public, sender(&KeyRing::random(), String::new()).1);
        assert_eq!(public.len(), 87);
    }
}
