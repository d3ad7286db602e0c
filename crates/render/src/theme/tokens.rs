//! Which value of a custom property counts for a reader: by the theme of the system, and by the one that was chosen.

use std::collections::BTreeMap;

use super::{
    colour::Rgb,
    css::{self, Broken, Declaration},
};

/// The project's own values, on which a theme stands.
const OWN: &str = include_str!("../../../../style/tokens.css");

/// How a reader's page may be coloured: what the system says, and what the reader or a partner has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Situation {
    is_dark_system: bool,
    chosen: Option<&'static str>,
}

impl Situation {
    /// By day, as the system says.
    pub(crate) const DAY: Self = Self { is_dark_system: false, chosen: None };
    /// By night, as the system says.
    pub(crate) const NIGHT: Self = Self { is_dark_system: true, chosen: None };
    /// By night, as it was chosen.
    pub(crate) const DARK: Self = Self { is_dark_system: false, chosen: Some("dark") };
    /// All that can differ.
    pub(crate) const ALL: [Self; 4] =
        [Self::DAY, Self::NIGHT, Self { is_dark_system: true, chosen: Some("light") }, Self::DARK];

    /// What reports call it.
    pub(crate) fn as_str(self) -> &'static str {
        match (self.is_dark_system, self.chosen) {
            (false, None) => "light",
            (true, None) => "dark",
            (_, Some("light")) => "light, chosen",
            _ => "dark, chosen",
        }
    }

    /// How strongly a selector applies to the document (Selectors Level 4, section 17: classes and the like); `None`
    /// when it does not. What depends on language or direction does not.
    fn strength(self, selector: &str) -> Option<usize> {
        let forms = selector.split(',').filter_map(|form| self.strength_of_one(form.trim()));
        forms.max()
    }

    fn strength_of_one(self, form: &str) -> Option<usize> {
        let (mut strength, mut rest) = match form.strip_prefix(":root") {
            Some(rest) => (1, rest),
            None => (0, form.strip_prefix("html")?),
        };
        while !rest.is_empty() {
            let end = if rest.starts_with(":not(") {
                rest.find(')')? + 1
            } else {
                rest.find(']').map_or(rest.len(), |at| at + 1)
            };
            let (part, after) = rest.split_at(end);
            let (is_not, part) = match part.strip_prefix(":not(").and_then(|inner| inner.strip_suffix(')')) {
                Some(inner) => (true, inner),
                None => (false, part),
            };
            let is = match part {
                ":root" => true,
                "[data-theme]" => self.chosen.is_some(),
                part => {
                    let value = part.strip_prefix("[data-theme=")?.strip_suffix(']')?.trim_matches(['"', '\'']);
                    self.chosen == Some(value)
                }
            };
            if is == is_not {
                return None;
            }
            strength += 1;
            rest = after;
        }
        Some(strength)
    }

    fn meets(self, condition: &str) -> bool {
        let condition: String = condition.chars().filter(|c| !c.is_whitespace()).collect();
        match condition.to_ascii_lowercase().as_str() {
            "@media(prefers-color-scheme:dark)" => self.is_dark_system,
            "@media(prefers-color-scheme:light)" => !self.is_dark_system,
            "@media" | "@mediaall" | "@mediascreen" => true,
            other => other.starts_with("@layer") || other.starts_with("@supports"),
        }
    }
}

/// A value that counts, and its line in the theme; none where it is the project's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(super) text: String,
    pub(super) line: Option<usize>,
}

/// The custom properties that count in one situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tokens(BTreeMap<String, Value>);

impl Tokens {
    /// The values of `theme` on those of the project.
    pub(crate) fn of(theme: &str, situation: Situation) -> Self {
        let (own, theirs) = (css::read(OWN).0, css::read(theme).0);
        let declarations = own.into_iter().map(|d| (d, false)).chain(theirs.into_iter().map(|d| (d, true)));
        let mut counting: BTreeMap<String, (usize, Value)> = BTreeMap::new();
        for (declaration, is_theirs) in declarations {
            let Declaration { selector, conditions, name, value, line } = declaration;
            let Some(strength) = situation.strength(&selector) else { continue };
            if !conditions.iter().all(|condition| situation.meets(condition)) {
                continue;
            }
            let value = Value { text: value, line: is_theirs.then_some(line) };
            // A later one of the same strength counts.
            if counting.get(&name).is_none_or(|(before, _)| *before <= strength) {
                counting.insert(name, (strength, value));
            }
        }
        Self(counting.into_iter().map(|(name, (_, value))| (name, value)).collect())
    }

    /// What counts for the property, with `var(…)` followed.
    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        let mut value = self.0.get(name)?.clone();
        // As deep as anybody would go; a circle ends here, too.
        for _ in 0..8 {
            let Some(inner) = value.text.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')')) else {
                return Some(value);
            };
            let next = self.0.get(inner.trim())?;
            value = Value { text: next.text.clone(), line: value.line.or(next.line) };
        }
        None
    }

    /// The colour that counts for the property as it stands there, when that is hexadecimal digits: only such a text
    /// can go into a style element as it is.
    pub(crate) fn hex(&self, name: &str) -> Option<String> {
        let text = self.get(name)?.text;
        let is_colour = text.strip_prefix('#').is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        is_colour.then_some(text)
    }

    /// The colour that counts for the property.
    pub(crate) fn colour(&self, name: &str, behind: Option<Rgb>) -> Option<Rgb> {
        Rgb::from_css(&self.get(name)?.text, behind)
    }
}

/// What `theme` declares that the project does not know, and where it is no CSS.
pub(super) fn strange(theme: &str) -> (Vec<Declaration>, Vec<Broken>) {
    let (declarations, broken) = css::read(theme);
    let own = css::read(OWN).0;
    let known = |name: &str| own.iter().any(|declaration| declaration.name == name);
    let used = |name: &str| declarations.iter().any(|other| other.value.contains(&format!("var({name})")));
    let strange = declarations.iter().filter(|d| !known(&d.name) && !used(&d.name)).cloned().collect();
    (strange, broken)
}

/// The name of the project's that is nearest to a strange one.
pub(super) fn nearest(name: &str) -> Option<String> {
    let own = css::read(OWN).0;
    let near = |other: &String| {
        other.len().abs_diff(name.len()) <= 2 && common(other, name) + 2 >= name.len().max(other.len())
    };
    own.into_iter().map(|declaration| declaration.name).find(near)
}

/// How many characters two names have in common at their beginnings and ends.
fn common(a: &str, b: &str) -> usize {
    let shorter = a.len().min(b.len());
    let start = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let end = a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count();
    (start + end).min(shorter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_that_counts_is_the_one_that_a_browser_would_take() {
        let theme = ":root { --ink: #111111; --accent: var(--ink) }
            @media (prefers-color-scheme: dark) { :root:not([data-theme=\"light\"]) { --ink: #eeeeee } }
            :root[data-theme=\"dark\"] { --ink: #dddddd }
            @media print { :root { --ink: #000000 } }
            :root:lang(ar) { --ink: #222222 }";
        let expected = ["#111111", "#eeeeee", "#111111", "#dddddd"];
        for (situation, ink) in Situation::ALL.into_iter().zip(expected) {
            let tokens = Tokens::of(theme, situation);
            assert_eq!(tokens.get("--ink").map(|v| v.text).as_deref(), Some(ink), "{situation:?}");
        }
        // The project's rule for the night is stronger than a theme's plain `:root`.
        assert_eq!(Tokens::of(theme, Situation::DAY).get("--accent").map(|v| v.text).as_deref(), Some("#111111"));
        assert_eq!(Tokens::of(theme, Situation::NIGHT).get("--accent").map(|v| v.line), Some(None));
        assert_eq!(Tokens::of(":root{--a:var(--b);--b:var(--a)}", Situation::DAY).get("--a"), None);
    }

    #[test]
    fn a_token_is_a_colour_or_nothing() {
        let (day, night) = (Tokens::of("", Situation::DAY), Tokens::of("", Situation::DARK));
        assert_eq!(day.hex("--surface").as_deref(), Some("#ffffff"));
        assert_ne!(day.hex("--ink"), night.hex("--ink"));
        assert_eq!(day.hex("--radius"), None, "a length is no colour");
        assert_eq!(day.hex("--no-such-token"), None);
    }

    #[test]
    fn a_slip_of_the_pen_has_a_name_near_by() {
        assert_eq!(nearest("--acent").as_deref(), Some("--accent"));
        assert_eq!(nearest("--something-else"), None);
    }
}
