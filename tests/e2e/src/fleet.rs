//! Several `hustings serve` on one PostgreSQL database and one key file, each with a copy of the content, behind nginx with the
//! configuration that operators get (`deploy/nginx.conf`).

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    Nginx, Server, http,
    ports::free_port,
    server::{Sources, copy_folder, path_in},
};

/// Servers, and nginx in front of them. All of it ends when it is dropped.
#[derive(Debug)]
pub struct Fleet {
    /// The servers, of which a test may stop and start each.
    pub servers: Vec<Server>,
    address: String,
    nginx: Nginx,
}

impl Fleet {
    /// Starts so many servers, one after the other, and nginx.
    pub(crate) async fn start(folder: &Path, count: usize) -> Result<Self> {
        let database = tokio::task::spawn_blocking(|| hustings_cluster::shared().database());
        let database = database.await.context("there is no database")?;
        // The first server makes the keys.
        let key_file = Some(folder.join("votes.key"));
        let port = free_port()?;
        let address = format!("http://127.0.0.1:{port}");
        let arguments =
            ["--public-url", &address, "--trusted-proxy", "127.0.0.1", "--rate-limit", "0", "--drain-seconds", "2"];
        let mut servers = Vec::with_capacity(count);
        for number in 1..=count {
            let place = folder.join(format!("server-{number}"));
            let content = place.join("content");
            copy_folder(&path_in("HUSTINGS_CONTENT")?, &content)?;
            let sources = Sources { content, database: database.clone(), key_file: key_file.clone() };
            servers.push(Server::start_on(&place, sources, &arguments).await?);
        }
        let nginx = before(&folder.join("nginx"), port, servers.iter().collect(), "").await?;
        Ok(Self { servers, address, nginx })
    }

    /// nginx's URL, which is the publication's, without a slash at the end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The sum of a metric of one server, over all its labels: `votes`.
    ///
    /// # Errors
    /// When it does not answer, or says something else than numbers.
    pub async fn metric(&self, server: usize, name: &str) -> Result<f64> {
        let url = format!("{}/metrics", self.servers[server].address());
        let text = http::client()?.get(url).send().await?.error_for_status()?.text().await?;
        let name = format!("hustings_{name}");
        let of_name = |line: &&str| line.strip_prefix(&name).is_some_and(|rest| rest.starts_with(['{', ' ']));
        let values = text.lines().filter(of_name).filter_map(|line| line.rsplit(' ').next());
        values.map(|value| value.parse::<f64>().with_context(|| format!("{name} is {value}"))).sum()
    }

    /// What all servers have logged since each was last started, and what nginx has.
    pub fn log(&self) -> String {
        let servers = self.servers.iter().map(Server::log);
        servers.chain([self.nginx.log()]).collect::<Vec<_>>().join("\n")
    }
}

/// nginx in front of these servers, as operators get it, with `more` where they say how readers come in.
async fn before(folder: &Path, port: u16, servers: Vec<&Server>, more: &str) -> Result<Nginx> {
    fs::create_dir_all(folder)?;
    let address_of = |server: &Server| format!("server 127.0.0.1:{} max_fails=1 fail_timeout=1s;\n", server.port());
    fs::write(folder.join("hustings-servers.conf"), servers.into_iter().map(address_of).collect::<String>())?;
    fs::write(folder.join("hustings-listen.conf"), format!("listen 127.0.0.1:{port};\n{more}\n"))?;
    let deployed = path_in("HUSTINGS_DEPLOY")?.join("nginx.conf");
    Nginx::start_with(folder, port, &format!("include {};", deployed.display())).await
}

/// nginx in front of one server, which answers from exported files while that is away.
#[derive(Debug)]
pub struct Proxy {
    address: String,
    _nginx: Nginx,
}

impl Proxy {
    /// Starts it with the configuration that the export in `site` came with.
    pub(crate) async fn start(folder: &Path, server: &Server, site: &Path) -> Result<Self> {
        let port = free_port()?;
        let more = format!("include {}/_nginx_fallback.conf;", site.display());
        let nginx = before(folder, port, vec![server], &more).await?;
        Ok(Self { address: format!("http://127.0.0.1:{port}"), _nginx: nginx })
    }

    /// Its URL, without a slash at the end.
    pub fn address(&self) -> &str {
        &self.address
    }
}
