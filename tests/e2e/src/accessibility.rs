//! What axe-core holds against a page, by the rules of WCAG 2.2 AA and its own advice.

use std::fs;

use anyhow::{Result, bail, ensure};
use serde_json::Value;

use crate::{Browser, Engine, chromium, firefox, server::path_in};

/// Whether axe-core is to be brought to the page; to this context, once.
const ABSENT: &str = "return !window.axe";

/// Which rules are run.
#[derive(Clone, Copy)]
enum Rules {
    /// Those of WCAG 2.2 AA, and axe-core's own advice.
    All,
    /// Those that look at colours, which are all that differs between night and day.
    Colours,
}

/// What to run, and what of its answer to keep: how many rules have judged, and rule, help and element of each fault, one line
/// each. What a page frames is looked at from within: axe-core is not there.
const RUN: &str = "
    const on = { enabled: true };
    const [runOnly, rules] = arguments[0] ? [
        { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
        { 'target-size': on, 'label-content-name-mismatch': on },
    ] : [{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }, {}];
    return axe.run(document, { runOnly, rules, iframes: false }).then(({ violations, passes }) => ({
        rules: passes.length,
        faults: violations.flatMap(({ id, help, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`)),
    }));";

impl Browser {
    /// The same for the page by night and by day, in which it is left. For a reader who prefers that nothing moves.
    ///
    /// # Errors
    /// Lists what was found.
    pub async fn is_accessible_by_night_and_day(&self, what: &str) -> Result<()> {
        for (dark, when) in [(true, "night"), (false, "day")] {
            match self.engine() {
                Engine::Chromium => chromium::prefer(&self.driver, dark, true).await?,
                Engine::Firefox => firefox::prefer_dark(&self.driver, dark).await?,
                Engine::WebKit => bail!("WebKit cannot be told what its reader prefers"),
            }
            let is_so = format!("return matchMedia('(prefers-color-scheme: dark)').matches === {dark}");
            self.holds(&format!("it is {when}"), &is_so).await?;
            let rules = if dark { Rules::Colours } else { Rules::All };
            self.keeps_to(rules, &format!("{what}, by {when}")).await?;
        }
        Ok(())
    }

    /// Fails when axe-core finds anything on the page as it is now, called `what`.
    ///
    /// # Errors
    /// Lists what was found.
    pub async fn is_accessible(&self, what: &str) -> Result<()> {
        self.keeps_to(Rules::All, what).await
    }

    /// Fails when one of these rules is broken.
    async fn keeps_to(&self, rules: Rules, what: &str) -> Result<()> {
        if self.script(ABSENT).await? == true {
            // As the driver's own script: the page's policy would not let it run.
            self.script(&fs::read_to_string(path_in("HUSTINGS_AXE")?)?).await?;
        }
        let (all, least) = match rules {
            Rules::All => (true, 6),
            Rules::Colours => (false, 1),
        };
        let answer = self.script_with(RUN, vec![all.into()]).await?;
        ensure!(answer["rules"].as_u64() >= Some(least), "axe-core has looked at nothing of {what}: {answer}");
        let faults: Vec<&str> = answer["faults"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        ensure!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
        Ok(())
    }
}
