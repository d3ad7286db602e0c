//! Notifications in Chromium, which subscribes at Google's push service alone, where no test goes.

use anyhow::Result;
use serde_json::json;

use crate::Browser;

/// What Google's service would have given: the example of RFC 8291.
const SUBSCRIBES: &str = "
    const toJSON = () => ({
        endpoint: 'https://fcm.googleapis.com/fcm/send/e2e', expirationTime: null,
        keys: {
            p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
            auth: 'BTBZMqHH6r4Tts7J_aSIgg',
        },
    });
    PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
        if (!userVisibleOnly || applicationServerKey.length !== 65) throw new TypeError('refused');
        return { toJSON };
    };";

impl Browser {
    /// Lets this origin show notifications, or forbids it. In Chromium only.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn permits_notifications(&self, origin: impl AsRef<str>, permits: bool) -> Result<()> {
        let setting = if permits { "granted" } else { "denied" };
        let permission =
            json!({ "origin": origin.as_ref(), "permission": { "name": "notifications" }, "setting": setting });
        self.devtools("Browser.setPermission", permission).await.map(drop)
    }

    /// From now on every push service gives this page a subscription, until it is loaded anew. In Chromium only.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn subscribes_at_once(&self) -> Result<()> {
        self.script(SUBSCRIBES).await.map(drop)
    }
}
