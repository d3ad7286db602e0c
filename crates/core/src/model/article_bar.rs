//! When the bar of an article shows: once its reader scrolls up, until they scroll down again. At the top of the page,
//! where the header has all of it, it is not needed.

/// Scrolling up by more CSS pixels than these shows the bar; less is a hand that trembles.
const UP: f64 = 24.0;
/// Scrolling down by more CSS pixels than these puts it away.
const DOWN: f64 = 8.0;

/// Where the bar is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BarState {
    /// Not there: the page's header is on the screen.
    #[default]
    AtTop,
    /// Above the screen, where the keyboard still finds it.
    Away,
    /// On the screen.
    Shown,
}

impl BarState {
    /// What the style sheet knows it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtTop => "at-top",
            Self::Away => "away",
            Self::Shown => "shown",
        }
    }
}

/// What the bar does as its page is scrolled.
#[derive(Debug, Default)]
pub struct BarRule {
    state: BarState,
    /// How far down the reader was, in CSS pixels, when they last turned round.
    turned_at: f64,
    /// Whether the app is about to move the page.
    is_held: bool,
}

impl BarRule {
    /// The page is `top` CSS pixels down. Whose hand did it is not told: what the app scrolls by itself goes to
    /// [`Self::moved`].
    pub fn scrolled(&mut self, top: f64, header_is_seen: bool) -> BarState {
        if self.is_held {
            self.turned_at = top;
        }
        let was_shown = self.state == BarState::Shown;
        // While it is shown, the highest point counts; else the lowest.
        self.turned_at = if was_shown { self.turned_at.min(top) } else { self.turned_at.max(top) };
        let is_shown = if was_shown { top - self.turned_at <= DOWN } else { self.turned_at - top > UP };
        if header_is_seen || is_shown != was_shown {
            self.turned_at = top;
        }
        self.state = match is_shown {
            _ if header_is_seen => BarState::AtTop,
            true => BarState::Shown,
            false => BarState::Away,
        };
        self.state
    }

    /// The app has moved the page to `top`, for another language or on the way back: the bar stays what it was.
    pub fn moved(&mut self, top: f64, header_is_seen: bool) -> BarState {
        self.is_held = true;
        let state = self.scrolled(top, header_is_seen);
        self.is_held = false;
        state
    }

    /// The page is being drawn anew, and browsers move it by themselves meanwhile: nobody's hand does, until [`Self::moved`].
    pub fn hold(&mut self) {
        self.is_held = true;
    }
}

#[cfg(test)]
mod tests {
    use super::{BarState::*, *};

    /// The header is 200 pixels high.
    fn follow(rule: &mut BarRule, tops: &[f64]) -> BarState {
        tops.iter().map(|&top| rule.scrolled(top, top < 200.0)).last().expect("some scrolling")
    }

    #[test]
    fn it_shows_for_who_scrolls_up_and_goes_for_who_scrolls_down() {
        for (name, tops, expected) in [
            ("at the top", &[0.0][..], AtTop),
            ("down", &[0.0, 400.0, 900.0], Away),
            ("up in steps", &[900.0, 890.0, 880.0, 870.0], Shown),
            ("up in one", &[900.0, 400.0], Shown),
            ("up, and down a little", &[900.0, 800.0, 808.0], Shown),
            ("up, and down", &[900.0, 800.0, 809.0], Away),
            ("up, down and up again", &[900.0, 800.0, 900.0, 870.0], Shown),
            ("a hand that trembles", &[900.0, 880.0, 900.0, 880.0], Away),
            ("up to the header", &[900.0, 400.0, 150.0], AtTop),
            ("down from the header", &[900.0, 150.0, 120.0, 210.0], Away),
        ] {
            assert_eq!(follow(&mut BarRule::default(), tops), expected, "{name}");
        }
    }

    #[test]
    fn it_stays_what_it_is_where_the_app_moves_the_page() {
        let mut rule = BarRule::default();
        follow(&mut rule, &[900.0, 800.0]);
        assert_eq!(rule.moved(2_000.0, false), Shown, "another language is longer");
        assert_eq!(rule.scrolled(2_000.0, false), Shown, "the browser tells of it afterwards");
        assert_eq!(rule.moved(0.0, true), AtTop);
        assert_eq!(rule.moved(900.0, false), Away, "back where nobody has scrolled up");
        assert_eq!(rule.scrolled(870.0, false), Shown);
    }

    #[test]
    fn what_moves_while_the_page_is_drawn_anew_is_nobodys_hand() {
        let mut rule = BarRule::default();
        assert_eq!(follow(&mut rule, &[0.0, 900.0, 800.0]), Shown);
        rule.hold();
        // A shorter page has moved, and its text back.
        assert_eq!(follow(&mut rule, &[700.0, 950.0]), Shown);
        assert_eq!(rule.moved(900.0, false), Shown);
        assert_eq!(follow(&mut rule, &[920.0]), Away);
    }
}
