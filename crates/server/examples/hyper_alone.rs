//! Answers every request with the bytes of one file, by hyper as the server uses it and nothing else, until it is ended: the
//! least that an answer costs whatever stands on hyper. For `cargo xtask bench static`.

use std::{convert::Infallible, env, error::Error, fs};

use axum::body::Body;
use bytes::Bytes;
use hyper::{Response, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args_os().nth(1).ok_or("usage: hyper_alone FILE")?;
    let body = Bytes::from(fs::read(file)?);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (socket, _) = listener.accept().await?;
        socket.set_nodelay(true)?;
        let body = body.clone();
        tokio::spawn(async move {
            let answer = service_fn(move |_| {
                let answer = Response::new(Body::from(body.clone()));
                async move { Ok::<_, Infallible>(answer) }
            });
            // Whoever asks ends the connection as it likes.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), answer).await;
        });
    }
}
