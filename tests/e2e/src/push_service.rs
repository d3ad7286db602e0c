//! A push service on this machine: to Firefox what Mozilla's is. A browser keeps a WebSocket open to it, by the protocol of
//! [autopush](https://mozilla-push-service.readthedocs.io/en/latest/design/#simplepush-protocol); the publication's server posts messages
//! to the endpoint of a subscription (RFC 8030), and the service hands them on as they are: it cannot read them.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use anyhow::{Context, Result};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::mpsc::{UnboundedSender, unbounded_channel},
    task::yield_now,
};
use tokio_tungstenite::{accept_async, tungstenite::Message};

use crate::serving::Serving;

/// The longest request that it reads, in bytes: a message has 4,096 at most.
const REQUEST: usize = 16 * 1024;

/// The push service.
#[derive(Debug)]
pub struct PushService {
    address: String,
    desk: Arc<Desk>,
    // Ends with it.
    _serving: Serving,
}

/// What its connections share.
#[derive(Debug, Default)]
struct Desk {
    /// The browser that is connected.
    browser: Mutex<Option<Connected>>,
    /// Counts browsers and messages.
    count: AtomicU32,
}

#[derive(Debug)]
struct Connected {
    /// Where it hears of messages.
    hear: UnboundedSender<Value>,
    /// The subscriptions that it has, by their names in its protocol.
    channels: BTreeSet<String>,
}

impl Desk {
    fn browser(&self) -> MutexGuard<'_, Option<Connected>> {
        self.browser.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> u32 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }
}

impl PushService {
    /// A service for one browser.
    pub(crate) async fn start() -> Result<Self> {
        let desk = Arc::<Desk>::default();
        let shared = Arc::clone(&desk);
        let serve = move |stream| {
            let desk = Arc::clone(&shared);
            // Whoever goes away in the middle is gone.
            async move { drop(connection(stream, &desk).await) }
        };
        let (address, serving) = Serving::at_free_port(serve).await?;
        Ok(Self { address, desk, _serving: serving })
    }

    /// Its origin, without a slash at the end.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// Ends all subscriptions: the browser is disconnected, and another one to it when it comes back.
    pub fn end_subscriptions(&self) {
        *self.desk.browser() = None;
    }
}

async fn connection(mut stream: TcpStream, desk: &Desk) -> Result<()> {
    let mut beginning = [0; 4];
    loop {
        match stream.peek(&mut beginning).await? {
            0 => return Ok(()),
            4 => break,
            // The rest of the word is on its way.
            _ => yield_now().await,
        }
    }
    if beginning == *b"POST" { post(&mut stream, desk).await } else { serve_browser(stream, desk).await }
}

/// Takes a message of a server's for the browser. One to a subscription that it does not have now is to be sent again later, as the server
/// may hear of another one in the meantime.
async fn post(stream: &mut TcpStream, desk: &Desk) -> Result<()> {
    let (mut request, mut read) = (vec![0; REQUEST], 0);
    let body = loop {
        let count = stream.read(&mut request[read..]).await?;
        anyhow::ensure!(count > 0, "no whole request");
        read += count;
        let Some(end) = request[..read].windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let length = content_length(&request[..end]).context("a length")?;
        if read >= end + 4 + length {
            break end + 4..end + 4 + length;
        }
    };
    let head = String::from_utf8_lossy(&request[..body.start]).into_owned();
    let channel = head.split(' ').nth(1).and_then(|path| path.strip_prefix('/')).context("a path")?;
    let notification = json!({
        "messageType": "notification",
        "channelID": channel,
        "version": format!("message-{}", desk.next()),
        "headers": { "encoding": "aes128gcm" },
        "data": URL_SAFE_NO_PAD.encode(&request[body]),
    });
    let taken = desk.browser().as_ref().filter(|browser| browser.channels.contains(channel)).is_some_and(|browser| {
        // A browser that has gone just now has its subscription still.
        browser.hear.send(notification).is_ok()
    });
    let status = if taken { "201 Created" } else { "503 Service Unavailable" };
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    Ok(stream.write_all(answer.as_bytes()).await?)
}

fn content_length(head: &[u8]) -> Option<usize> {
    let head = String::from_utf8_lossy(head).to_lowercase();
    head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
}

/// Answers a browser and hands messages on, until one of both ends it.
async fn serve_browser(stream: TcpStream, desk: &Desk) -> Result<()> {
    let address = stream.local_addr()?;
    let mut socket = accept_async(stream).await?;
    let (hear, mut heard) = unbounded_channel();
    *desk.browser() = Some(Connected { hear, channels: BTreeSet::new() });
    let name = format!("browser-{}", desk.next());
    loop {
        let answer = tokio::select! {
            message = heard.recv() => message,
            said = socket.next() => match said.transpose()? {
                Some(Message::Text(text)) => answer(&serde_json::from_str(&text)?, &name, &address.to_string(), desk),
                Some(_) => continue,
                None => None,
            },
        };
        match answer {
            Some(answer) if answer.is_null() => {}
            Some(answer) => socket.send(Message::text(answer.to_string())).await?,
            None => return Ok(socket.close(None).await?),
        }
    }
}

/// What a message of the browser's is answered; null where it wants no answer.
fn answer(said: &Value, name: &str, address: &str, desk: &Desk) -> Option<Value> {
    let channel = &said["channelID"];
    Some(match said["messageType"].as_str() {
        // A name that the browser does not have says that whatever it subscribed to before has ended.
        Some("hello") => json!({ "messageType": "hello", "status": 200, "use_webpush": true, "uaid": name }),
        Some("register") => {
            let id = channel.as_str()?;
            desk.browser().as_mut()?.channels.insert(id.to_owned());
            let endpoint = format!("http://{address}/{id}");
            json!({ "messageType": "register", "status": 200, "channelID": channel, "pushEndpoint": endpoint })
        }
        Some("unregister") => {
            desk.browser().as_mut()?.channels.remove(channel.as_str()?);
            json!({ "messageType": "unregister", "status": 200, "channelID": channel })
        }
        // What it says so that the connection stays.
        None | Some("ping") => json!({}),
        _ => Value::Null,
    })
}
