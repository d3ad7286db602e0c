//! A throw-away PostgreSQL for tests: a folder of its own, a socket in it, no port unless it speaks TLS, never as root, ended with the process whose
//! tests it is for, however that ends: a shell waits for that, ends it and removes the folder.
//!
//! It panics where something is missing or fails, as tests do.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Who runs it where the tests are run as root, whom PostgreSQL refuses.
const NOBODY: u32 = 65_534;

/// The port in the name of its socket, where it has none.
const PORT: u16 = 5432;

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    /// What it listens at beside its socket, as its settings say it.
    addresses: &'static str,
    databases: AtomicU32,
    /// Ends it when its input ends, which this process holds.
    ending: Child,
}

/// The cluster that the tests of this process share; it ends with the process.
///
/// # Panics
/// When it cannot be started.
pub fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(Cluster::new)
}

impl Cluster {
    /// Makes and starts one.
    ///
    /// # Panics
    /// When PostgreSQL is not installed, or refuses to start; with what it says.
    #[expect(clippy::new_without_default, reason = "it starts a process")]
    pub fn new() -> Self {
        let cluster = Self::made(PORT, "");
        cluster.start();
        cluster
    }

    /// Makes and starts one that also listens at a port of this machine, and there lets in alone who speaks TLS with it. Both are
    /// PEM.
    ///
    /// # Panics
    /// As [`Self::new`], and when there is no port.
    pub fn with_tls(certificate: &str, key: &str) -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port");
        let cluster = Self::made(free.port(), "127.0.0.1");
        let clients = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";
        for (name, words) in [("server.crt", certificate), ("server.key", key), ("pg_hba.conf", clients)] {
            let file = cluster.data().join(name);
            fs::write(&file, words).expect("written");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("its owner's alone");
            if is_root() {
                chown(&file, Some(NOBODY), Some(NOBODY)).expect("the file is given away");
            }
        }
        let settings = cluster.data().join("postgresql.auto.conf");
        fs::write(settings, "ssl = on\n").expect("written");
        cluster.start();
        cluster
    }

    /// Makes one that does not run yet.
    fn made(port: u16, addresses: &'static str) -> Self {
        let folder = tempfile::Builder::new().prefix("hustings-postgres").tempdir_in("/tmp").expect("a folder").keep();
        if is_root() {
            chown(&folder, Some(NOBODY), Some(NOBODY)).expect("the folder is given away");
        }
        let programs = programs();
        let script = "cat; \"$1/pg_ctl\" stop -D \"$2/data\" -m immediate; rm -rf \"$2\"";
        let ending = unprivileged(Path::new("setsid"))
            .args(["sh", "-c", script, "sh"])
            .args([&programs, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let cluster = Self { programs, folder, port, addresses, databases: AtomicU32::new(0), ending };
        let data = cluster.data();
        let data = data.to_str().expect("UTF-8");
        cluster.run(
            "initdb",
            &["-D", data, "-U", "hustings", "-A", "trust", "--encoding=UTF8", "--no-locale", "--no-sync"],
        );
        cluster
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Starts it, and returns when it takes connections.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(&self) {
        let Self { folder, port, addresses, .. } = self;
        let folder = folder.display();
        let options = format!("-k {folder} -p {port} -c listen_addresses={addresses} -c max_connections=200");
        let (data, log) = (self.data(), self.folder.join("log"));
        let (data, log) = (data.to_str().expect("UTF-8"), log.to_str().expect("UTF-8"));
        self.run("pg_ctl", &["start", "-w", "-D", data, "-l", log, "-o", &options]);
    }

    /// Ends it as a crash would: what is not on the disk is lost.
    ///
    /// # Panics
    /// When it does not run.
    pub fn kill(&self) {
        self.run("pg_ctl", &["stop", "-D", self.data().to_str().expect("UTF-8"), "-m", "immediate"]);
    }

    /// The URL of a database that is there already.
    pub fn url(&self, database: &str) -> String {
        self.url_in(&self.folder, database)
    }

    /// The same by the socket in another folder.
    ///
    /// # Panics
    /// When its path is not UTF-8.
    pub fn url_in(&self, folder: &Path, database: &str) -> String {
        let host = folder.to_str().expect("UTF-8").replace('/', "%2F");
        format!("postgres://hustings@{host}:{}/{database}", self.port)
    }

    /// The same by TCP, of one that speaks TLS: `host` is this machine's name or address.
    pub fn url_by_tcp(&self, host: &str, database: &str) -> String {
        format!("postgres://hustings@{host}:{}/{database}", self.port)
    }

    /// Where its socket is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes a database and returns its URL.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn database(&self) -> String {
        let name = format!("votes{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let folder = self.folder.to_str().expect("UTF-8");
        self.run("createdb", &["-h", folder, "-p", &self.port.to_string(), "-U", "hustings", &name]);
        self.url(&name)
    }

    /// Runs one of PostgreSQL's programs, such as `psql`, and returns what it said.
    ///
    /// # Panics
    /// When it fails.
    pub fn run_program(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = unprivileged(&self.programs.join(program));
        let output = command.args(arguments).current_dir("/").output().expect(program);
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The folder of its first process below `/proc`.
    ///
    /// # Panics
    /// When it does not run.
    pub fn process(&self) -> PathBuf {
        let id = fs::read_to_string(self.data().join("postmaster.pid")).expect("it runs");
        Path::new("/proc").join(id.lines().next().unwrap_or_default())
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.programs.join(program);
        let mut command = unprivileged(&program);
        let log = self.folder.join("output");
        let output = fs::File::options().create(true).append(true).open(&log).expect("a log");
        let errors = output.try_clone().expect("a log");
        command.args(arguments).current_dir("/").stdin(Stdio::null()).stdout(output).stderr(errors);
        let status = command.status().unwrap_or_else(|error| panic!("{} does not run: {error}", program.display()));
        assert!(status.success(), "{}: {}", program.display(), fs::read_to_string(&log).unwrap_or_default());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.ending.stdin.take());
        self.ending.wait().expect("it ends");
    }
}

/// A command that does not run as root.
fn unprivileged(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let nobody = NOBODY.to_string();
    let mut command = Command::new("setpriv");
    command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups"]).arg(program);
    command
}

/// Whether this process is root's.
fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Where PostgreSQL's programs are: of Debian's versions the newest, else on the PATH.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = folders.into_iter().rev().chain(std::env::split_paths(&path));
    let has_all = |folder: &PathBuf| ["initdb", "pg_ctl", "createdb"].iter().all(|name| folder.join(name).is_file());
    all.into_iter().find(has_all).expect("PostgreSQL is installed; `cargo xtask setup` does it")
}
