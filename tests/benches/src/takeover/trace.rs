//! What Chromium records of a page while it loads: the protocol of DevTools itself, since a driver hands on no events.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::WebDriver;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config, tungstenite::Message, tungstenite::protocol::WebSocketConfig,
};

/// What is recorded: tasks of threads, and what is in them.
const CATEGORIES: [&str; 4] =
    ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "disabled-by-default-v8.compile"];
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// An event, as the format of traces has it. Times are in microseconds.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) ph: String,
    pub(crate) pid: u64,
    pub(crate) tid: u64,
    #[serde(default)]
    pub(crate) ts: f64,
    #[serde(default)]
    pub(crate) dur: f64,
    /// Of it the thread's own time of a processor, without what other programs took meanwhile.
    #[serde(default)]
    pub(crate) tdur: f64,
    #[serde(default)]
    pub(crate) args: Value,
}

/// A recording that goes on.
pub(crate) struct Trace {
    socket: WebSocketStream<TcpStream>,
}

impl Trace {
    /// Begins to record the browser of `driver`.
    pub(crate) async fn begin(driver: &WebDriver) -> Result<Self> {
        let options = driver.handle().capabilities().get("goog:chromeOptions").context("no Chromium")?;
        let address = options["debuggerAddress"].as_str().context("Chromium does not say where DevTools are")?;
        let page = driver.window().await?;
        let stream = TcpStream::connect(address).await?;
        let url = format!("ws://{address}/devtools/page/{page}");
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let (socket, _) = client_async_with_config(url, stream, Some(config)).await.context("DevTools")?;
        let mut trace = Self { socket };
        let categories = json!({ "includedCategories": CATEGORIES });
        trace.ask("Tracing.start", json!({ "transferMode": "ReportEvents", "traceConfig": categories })).await?;
        Ok(trace)
    }

    /// Ends the recording; what was recorded.
    pub(crate) async fn end(mut self) -> Result<Vec<Event>> {
        let mut events = self.ask("Tracing.end", json!({})).await?;
        loop {
            let message = self.next().await?;
            match message["method"].as_str() {
                Some("Tracing.tracingComplete") => return Ok(events),
                _ => events.extend(recorded(message)?),
            }
        }
    }

    /// Sends a command; what was recorded before its answer came.
    async fn ask(&mut self, method: &str, params: Value) -> Result<Vec<Event>> {
        let command = json!({ "id": 1, "method": method, "params": params });
        self.socket.send(Message::text(command.to_string())).await?;
        let mut events = Vec::new();
        loop {
            let message = self.next().await?;
            if message["id"] == 1 {
                anyhow::ensure!(message["error"].is_null(), "{method}: {}", message["error"]);
                return Ok(events);
            }
            events.extend(recorded(message)?);
        }
    }

    async fn next(&mut self) -> Result<Value> {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.context("DevTools do not answer")?.transpose()? {
                Some(Message::Text(text)) => return Ok(serde_json::from_str(&text)?),
                Some(_) => {}
                None => bail!("DevTools have ended the connection"),
            }
        }
    }
}

/// The events of a message that brings some.
fn recorded(mut message: Value) -> Result<Vec<Event>> {
    match message["method"].as_str() {
        Some("Tracing.dataCollected") => Ok(serde_json::from_value(message["params"]["value"].take())?),
        _ => Ok(Vec::new()),
    }
}

/// Leaves a page alone that is slowed down so many times, until it has long been taken over.
pub(crate) async fn left_alone(rate: u32) {
    let until = tokio::time::Instant::now() + Duration::from_millis(1_500 + 1_000 * u64::from(rate));
    tokio::time::sleep_until(until).await;
}
