//! How a test runs: in a world of its own, in bounded time, with evidence when it fails.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tokio::time::timeout;

use crate::World;

/// No journey takes longer, even on a busy machine.
const BOUND: Duration = Duration::from_secs(300);

/// Runs a test in a fresh world whose server has the given further arguments, and fails it when it
/// fails, or takes too long, or one of its browsers saw an error.
///
/// # Panics
/// When the test fails: that is how a test does.
pub async fn journey(arguments: &[&str], test: impl AsyncFnOnce(&mut World) -> Result<()>) {
    let name = std::thread::current().name().unwrap_or("journey").replace("::", "-");
    let mut world = match World::begin(arguments).await {
        Ok(world) => world,
        Err(error) => panic!("{error:#}"),
    };
    let outcome = match timeout(BOUND, test(&mut world)).await {
        Ok(Ok(())) => no_faults(&world).await,
        Ok(Err(error)) => Err(error),
        Err(_) => Err(anyhow::anyhow!("the journey took more than {} s", BOUND.as_secs())),
    };
    if let Err(error) = outcome {
        let evidence = match keep_evidence(&name, &world).await {
            Ok(folder) => format!("evidence is in {}", folder.display()),
            Err(error) => format!("evidence could not be kept: {error:#}"),
        };
        // Nobody else gets a browser with which something went wrong.
        for browser in world.browsers.take() {
            browser.end().await;
        }
        panic!("{error:#}\n{evidence}");
    }
    // In order; whatever remains goes with the world.
    for browser in world.browsers.take() {
        // Its console was asked before; what does not answer now is closed by its driver.
        let _ = browser.close().await;
    }
}

async fn no_faults(world: &World) -> Result<()> {
    let browsers = world.browsers.borrow().clone();
    let mut faults = Vec::new();
    for (number, browser) in browsers.iter().enumerate() {
        faults.extend(browser.faults().await?.into_iter().map(|fault| format!("browser {}: {fault}", number + 1)));
    }
    if !faults.is_empty() {
        bail!("the journey went well, but the console did not:\n{}", faults.join("\n"));
    }
    Ok(())
}

/// Pictures and pages of the browsers, what their consoles say, and the server's log.
async fn keep_evidence(name: &str, world: &World) -> Result<PathBuf> {
    let base = env::var_os("HUSTINGS_TEST_OUTPUT").map_or_else(env::temp_dir, PathBuf::from);
    let folder = base.join(name);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    fs::write(folder.join("server.log"), world.server.log())?;
    copy_logs(&world.folder().join("fleet"), &folder)?;
    let browsers = world.browsers.borrow().clone();
    for (number, browser) in browsers.iter().enumerate() {
        let file = |kind: &str| folder.join(format!("browser-{}.{kind}", number + 1));
        // A browser that no longer answers has no picture; the others may.
        if let Ok(picture) = browser.picture().await {
            fs::write(file("png"), picture)?;
        }
        if let Ok(page) = browser.source().await {
            fs::write(file("html"), page)?;
        }
        let faults = browser.faults().await.unwrap_or_else(|error| vec![format!("{error:#}")]);
        fs::write(file("console.txt"), faults.join("\n"))?;
        if let Some(output) = browser.console.output() {
            fs::copy(output, file("output.txt"))?;
        }
    }
    Ok(folder)
}

/// The logs of servers behind nginx, and nginx's own, each with the name of its folder; nothing where there are none.
fn copy_logs(fleet: &Path, folder: &Path) -> Result<()> {
    for member in fs::read_dir(fleet).into_iter().flatten() {
        let member = member?;
        for file in fs::read_dir(member.path()).into_iter().flatten() {
            let file = file?.path();
            if file.extension().is_some_and(|kind| kind == "log") {
                let name = file.file_name().unwrap_or_default().display().to_string();
                fs::copy(&file, folder.join(format!("{}-{name}", member.file_name().display())))?;
            }
        }
    }
    Ok(())
}
