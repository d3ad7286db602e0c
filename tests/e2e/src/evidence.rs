//! What a browser leaves when a test is over: pictures, the page, and what its console holds
//! against the page.

use anyhow::Result;

use crate::{Browser, messages::OUTAGE};

impl Browser {
    /// A picture of what is on the screen, as PNG.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        Ok(self.driver.screenshot_as_png().await?)
    }

    /// The page as it stands.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn source(&self) -> Result<String> {
        Ok(self.driver.source().await?)
    }

    /// Says that the test provokes console errors that contain this text, such as the URL of a
    /// request that it lets fail.
    pub fn expect_error(&self, text: &str) {
        self.allowed.borrow_mut().push(text.to_owned());
    }

    /// Says that the test takes away whoever answers.
    pub fn expect_outage(&self) {
        OUTAGE.iter().for_each(|words| self.expect_error(words));
    }

    /// What the console holds against the page so far; after it was closed, what it did then.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn faults(&self) -> Result<Vec<String>> {
        if !self.closed.get() {
            let new = self.console.faults(&self.driver).await?;
            self.seen.borrow_mut().extend(new);
        }
        let allowed = self.allowed.borrow();
        let seen = self.seen.borrow();
        Ok(seen.iter().filter(|fault| !allowed.iter().any(|text| fault.contains(text))).cloned().collect())
    }

    /// Closes it, as its world would, too, in the end. It goes on for the next reader, with nothing of this one.
    ///
    /// # Errors
    /// When its console does not answer.
    pub async fn close(&self) -> Result<()> {
        self.faults().await?;
        if !self.closed.replace(true) {
            self.console.give_back(self.driver.clone()).await;
        }
        Ok(())
    }

    /// Closes it for good, where it is still open.
    pub(crate) async fn end(&self) {
        if !self.closed.replace(true) {
            // Its process goes with the driver at the latest.
            let _ = self.driver.clone().quit().await;
        }
    }
}
