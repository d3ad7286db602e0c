//! `cargo xtask bench postgres`: how many votes a second PostgreSQL takes from this store, beside `pgbench`, PostgreSQL's own load, with
//! what one would write first: a counter in one row, and a row for each vote with that counter. All in turn on one cluster that is
//! made for it, each answered once it is durable. No HTTP.

#[path = "../votes/arguments.rs"]
mod arguments;
#[path = "../votes/casting.rs"]
mod casting;

use std::{error::Error, fs, path::Path};

use arguments::numbers;
use hustings_cluster::Cluster;

const WHAT_TO_GIVE: &str =
    "give how many votes and how many runs, both above zero, or the first of these: cargo xtask bench postgres 20000 3";
/// Sessions of `pgbench`, as many as its counter has to be fought over by.
const CLIENTS: &str = "64";
/// A counter in one row.
const COUNTER: &str = "UPDATE counter SET votes = votes + 1 WHERE poll = 1;";
/// A row for each vote, and the counter.
const ROW_AND_COUNTER: &str = "BEGIN; INSERT INTO ballot (poll, reader) VALUES (1, gen_random_uuid()); \
    UPDATE counter SET votes = votes + 1 WHERE poll = 1; COMMIT;";
const TABLES: &str = "CREATE TABLE counter (poll integer PRIMARY KEY, votes bigint NOT NULL); INSERT INTO counter VALUES (1, 0); \
    CREATE TABLE ballot (poll integer NOT NULL, reader uuid NOT NULL, PRIMARY KEY (poll, reader));";

/// What is measured in turn.
const SIDES: [Side; 5] = [
    Side { name: "a counter row", is_of: Of::Pgbench(COUNTER) },
    Side { name: "a row for each vote, and a counter row", is_of: Of::Pgbench(ROW_AND_COUNTER) },
    Side { name: "this store, 64 at once", is_of: Of::Store(64) },
    Side { name: "this store, 256 at once", is_of: Of::Store(256) },
    Side { name: "this store, 1,024 at once", is_of: Of::Store(1_024) },
];

struct Side {
    name: &'static str,
    is_of: Of,
}

enum Of {
    /// Transactions like this one.
    Pgbench(&'static str),
    /// So many votes that wait at once.
    Store(usize),
}

/// What one run came to.
struct Run {
    votes_a_second: f64,
    /// Processor seconds of PostgreSQL and of whoever writes to it, for a thousand votes.
    server: f64,
    client: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let [votes, runs] = numbers(WHAT_TO_GIVE, [20_000, 3], 2);
    let cluster = Cluster::new();
    let mut figures: [Vec<Run>; SIDES.len()] = Default::default();
    for run in 1..=runs {
        for (side, figures) in SIDES.iter().zip(&mut figures) {
            let made = measure(&cluster, side, votes).await?;
            println!("run {run}, {}: {:.0} votes/s", side.name, made.votes_a_second);
            figures.push(made);
        }
    }
    println!("\n| what | votes/s | CPU of PostgreSQL, s for 1,000 | CPU of who writes |\n| --- | --- | --- | --- |");
    for (side, runs) in SIDES.iter().zip(&figures) {
        let of = |figure: fn(&Run) -> f64, digits| median(runs.iter().map(figure).collect(), digits);
        let (speed, server, client) =
            (of(|run| run.votes_a_second, 0), of(|run| run.server, 2), of(|run| run.client, 2));
        println!("| {} | {speed} | {server} | {client} |", side.name);
    }
    Ok(())
}

/// One run of a side, on a database of its own.
async fn measure(cluster: &Cluster, side: &Side, votes: usize) -> Result<Run, Box<dyn Error>> {
    let database = cluster.database();
    let used = || [cpu_of_all(&cluster.process()), cpu(Path::new("/proc/self"))];
    let before = used();
    // A counter that is fought over takes so much longer that a fraction says the same.
    let (votes, seconds) = match side.is_of {
        Of::Store(places) => (votes, casting::cast(&database, votes, places).await?),
        Of::Pgbench(transaction) => (votes / 8, pgbench(cluster, &database, transaction, votes / 8)?),
    };
    let after = used();
    let for_thousand = |at: usize| (after[at] - before[at]) * 1_000.0 / votes as f64;
    Ok(Run { votes_a_second: votes as f64 / seconds, server: for_thousand(0), client: for_thousand(1) })
}

/// Runs a transaction so many times from all sessions together; the seconds that it took.
fn pgbench(cluster: &Cluster, database: &str, transaction: &str, votes: usize) -> Result<f64, Box<dyn Error>> {
    let folder = tempfile::Builder::new().prefix("hustings-pgbench").tempdir_in("/tmp")?;
    let script = folder.path().join("vote.sql");
    fs::write(&script, transaction)?;
    // Whoever runs it is perhaps not who has written it.
    open_to_all(folder.path())?;
    cluster.run_program("psql", &["-q", "-d", database, "-c", TABLES]);
    let each = (votes / 64).max(1).to_string();
    let script = script.to_str().ok_or("a path that is not UTF-8")?;
    let arguments = ["-n", "-c", CLIENTS, "-j", "2", "-t", &each, "-M", "prepared", "-f", script, database];
    let said = cluster.run_program("pgbench", &arguments);
    let speed = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
    Ok(votes as f64 / speed.ok_or_else(|| format!("pgbench does not say how fast it was:\n{said}"))?)
}

fn open_to_all(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

/// Processor seconds of a process and of its children that have ended, in whole ticks of the system's clock.
fn cpu(process: &Path) -> f64 {
    let ticks = stat(process).into_iter().skip(11).take(4);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The same with the children that there are: PostgreSQL has one for each connection.
fn cpu_of_all(process: &Path) -> f64 {
    let id = process.file_name().and_then(|id| id.to_str()).unwrap_or_default();
    let others = fs::read_dir("/proc").into_iter().flatten().flatten().map(|other| other.path());
    let children = others.filter(|other| stat(other).get(1).is_some_and(|parent| parent == id));
    cpu(process) + children.map(|child| cpu(&child)).sum::<f64>()
}

/// The fields of `/proc/ID/stat` behind the name, beginning with the state and the parent; none of what is no process.
fn stat(process: &Path) -> Vec<String> {
    let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
    stat.rsplit(')').next().unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

/// The one in the middle, with the least and the most.
fn median(mut figures: Vec<f64>, digits: usize) -> String {
    figures.sort_by(f64::total_cmp);
    let of = |at: usize| figures.get(at).copied().unwrap_or_default();
    format!(
        "{:.digits$} ({:.digits$} to {:.digits$})",
        of(figures.len() / 2),
        of(0),
        of(figures.len().saturating_sub(1))
    )
}
