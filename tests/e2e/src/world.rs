//! What one test has for itself: a server, browsers, and a folder that goes when it goes.

use std::{any::Any, cell::RefCell, path::Path, rc::Rc};

use anyhow::{Context, Result};
use hustings_partner::Partner;
use tempfile::TempDir;

use crate::{
    Browser, ExportedSite, FaultyNetwork, Fleet, Options, Proxy, PushService, ScriptedStreams, Server, StaticHost,
    console::Console, http,
};

/// The world of one test.
#[derive(Debug)]
pub struct World {
    /// The server, which a test may stop and start.
    pub server: Server,
    pub(crate) browsers: RefCell<Vec<Rc<Browser>>>,
    /// The other hosts. A browser may ask them for something until it is closed, so they live as long as the world.
    hosts: RefCell<Vec<Rc<dyn Any>>>,
    // The last field, so that everything that writes there has ended before the folder is removed.
    folder: TempDir,
}

impl World {
    /// A world whose server has these further arguments. Tests get theirs from [`crate::journey`].
    ///
    /// # Errors
    /// When the server cannot be started.
    pub async fn begin(arguments: &[&str]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("hustings-e2e-").tempdir()?;
        let server = Server::start(&folder.path().join("server"), arguments).await?;
        Ok(Self { server, browsers: RefCell::default(), hosts: RefCell::default(), folder })
    }

    /// A browser of a reader who has never been here.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn browser(&self) -> Result<Rc<Browser>> {
        self.browser_with(Options::default()).await
    }

    /// A browser as described.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn browser_with(&self, options: Options) -> Result<Rc<Browser>> {
        let base = options.base.clone().unwrap_or_else(|| self.server.address());
        let (driver, console) = Console::open(&options).await.context("cannot open a browser")?;
        let browser = Rc::new(Browser::new(driver, base, console));
        self.browsers.borrow_mut().push(Rc::clone(&browser));
        Ok(browser)
    }

    /// A plain static host that serves the front-end, set up to talk to this world's server.
    ///
    /// # Errors
    /// When the front-end cannot be copied or no port is free.
    pub async fn static_host(&self) -> Result<Rc<StaticHost>> {
        Ok(self.keep(StaticHost::start(&self.new_folder(), &self.server.address()).await?))
    }

    /// The site that `hustings export` makes of this world's publication, on a host of files that sends the headers of
    /// `_headers`, below `path`: at `localhost`, which for browsers is another site than the server's. The server is
    /// started again where the site looks for it, and told to allow it; so this comes first in a journey.
    ///
    /// # Errors
    /// When it cannot be exported or served.
    pub async fn exported_site(&mut self, path: &str) -> Result<Rc<ExportedSite>> {
        self.exported_site_on_files(path, true).await
    }

    /// The same on a host that sends no header but the type of each file.
    ///
    /// # Errors
    /// When it cannot be exported or served.
    pub async fn exported_site_without_headers(&mut self, path: &str) -> Result<Rc<ExportedSite>> {
        self.exported_site_on_files(path, false).await
    }

    async fn exported_site_on_files(&mut self, path: &str, reads_headers: bool) -> Result<Rc<ExportedSite>> {
        let site = ExportedSite::on_files(&mut self.server, path, reads_headers).await?;
        Ok(self.keep(site))
    }

    /// The same on nginx, at an origin of the server's own site.
    ///
    /// # Errors
    /// When it cannot be exported or served.
    pub async fn exported_site_on_nginx(&mut self, path: &str) -> Result<Rc<ExportedSite>> {
        let folder = self.new_folder();
        let site = ExportedSite::on_nginx(&mut self.server, &folder, path).await?;
        Ok(self.keep(site))
    }

    /// So many servers on one database, behind nginx; this world's own is none of them.
    ///
    /// # Errors
    /// When one of them or nginx does not start.
    pub async fn fleet(&self, count: usize) -> Result<Fleet> {
        Fleet::start(&self.folder().join("fleet"), count).await
    }

    /// nginx in front of this world's server, with the files of `site` for when that is away.
    ///
    /// # Errors
    /// When nginx does not start.
    pub async fn proxy(&self, site: &ExportedSite) -> Result<Rc<Proxy>> {
        Ok(self.keep(Proxy::start(&self.new_folder(), &self.server, site.folder()).await?))
    }

    /// A network in front of this world's server, which fails when the test tells it to.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn network(&self) -> Result<Rc<FaultyNetwork>> {
        Ok(self.keep(FaultyNetwork::start(self.server.port()).await?))
    }

    /// A network in front of this world's server, which answers the live stream's requests as the test says.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn scripted_streams(&self) -> Result<Rc<ScriptedStreams>> {
        Ok(self.keep(ScriptedStreams::start(self.server.port()).await?))
    }

    /// A push service for one browser, which this world's server is told to write to; it is started again for that.
    ///
    /// # Errors
    /// When no port is free, or the server does not start.
    pub async fn push_service(&mut self) -> Result<Rc<PushService>> {
        let service = PushService::start().await?;
        self.server.restart_with("--push-service", &service.address()).await?;
        Ok(self.keep(service))
    }

    fn new_folder(&self) -> std::path::PathBuf {
        self.folder().join(format!("host-{}", self.hosts.borrow().len() + 1))
    }

    /// Keeps what a browser may still ask for something until all of them are closed.
    pub fn keep<T: 'static>(&self, host: T) -> Rc<T> {
        let host = Rc::new(host);
        self.hosts.borrow_mut().push(host.clone());
        host
    }

    /// A partner's site, on a port of `localhost`, that embeds the polls of this world's server.
    ///
    /// # Errors
    /// When no port is free.
    pub fn partner(&self) -> Result<Rc<Partner>> {
        Ok(self.keep(Partner::start(0, &self.server.address()).context("cannot start the partner's site")?))
    }

    /// Something that speaks HTTP and is no browser: partners, programs, other readers.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn http(&self) -> Result<reqwest::Client> {
        http::client()
    }

    /// A folder for the test's own files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
