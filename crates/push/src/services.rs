//! Which push services messages may go to. A subscription comes from a stranger, who may name any URL in it: with a list, nobody
//! can have the server speak to a host of their choice.

use hustings_webhook::target::Target;

/// Hosts of the services that browsers use: Chrome and most that are built on it, Firefox, Safari, Edge. A dot in front stands for
/// every host below.
const KNOWN: [&str; 5] =
    ["fcm.googleapis.com", "jmt17.google.com", ".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"];

/// The push services that messages go to.
#[derive(Clone, Debug, Default)]
pub struct PushServices {
    /// Origins beside those that are known.
    others: Vec<String>,
}

impl PushServices {
    /// Those of the browsers, and these origins, such as `https://push.example`; `http://127.0.0.1:9000` for trying out.
    ///
    /// # Errors
    /// What is wrong with the first of them that is none.
    pub fn with(others: &[String]) -> Result<Self, String> {
        let origin = |text: &String| {
            let target = Target::parse(text).map_err(|bad| format!("\"{text}\" {bad}"))?;
            Ok(target.origin())
        };
        Ok(Self { others: others.iter().map(origin).collect::<Result<_, String>>()? })
    }

    /// Whether messages may go to `target`.
    pub fn has(&self, target: &Target) -> bool {
        self.others.contains(&target.origin()) || is_known(target)
    }
}

fn is_known(target: &Target) -> bool {
    // Services of browsers are at the port of https.
    let is_plain = target.origin() == format!("https://{}", target.host());
    let is_named = |name: &&str| match name.starts_with('.') {
        true => target.host().ends_with(*name),
        false => target.host() == *name,
    };
    is_plain && KNOWN.iter().any(is_named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_push_services_are_written_to() {
        let services = PushServices::with(&["https://push.example/".to_owned(), "http://127.0.0.1:9000".to_owned()]);
        let services = services.expect("origins");
        for (url, expected) in [
            ("https://fcm.googleapis.com/fcm/send/abc:def", true),
            ("https://updates.push.services.mozilla.com/wpush/v2/abc", true),
            ("https://web.push.apple.com/abc", true),
            ("https://db5p.notify.windows.com/w/?token=abc", true),
            ("https://push.example/abc", true),
            ("http://127.0.0.1:9000/abc", true),
            ("http://127.0.0.1:9001/abc", false),
            ("https://push.example:444/abc", false),
            ("https://a.push.example/abc", false),
            ("https://fcm.googleapis.com:444/abc", false),
            ("https://fcm.googleapis.com.evil.example/abc", false),
            ("https://evilfcm.googleapis.com/abc", false),
            ("https://evilpush.apple.com/abc", false),
            ("https://news.example/abc", false),
        ] {
            assert_eq!(services.has(&Target::parse(url).expect(url)), expected, "{url}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused_with_what_to_give() {
        for bad in ["push.example", "http://push.example", "https://10.0.0.1"] {
            let error = PushServices::with(&[bad.to_owned()]).expect_err(bad);
            assert!(error.contains(bad), "{error}");
        }
    }
}
