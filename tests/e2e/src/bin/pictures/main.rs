//! `cargo xtask pictures FOLDER`: takes the pictures of the documents anew, as readers see the demo publication and a
//! partner's page. Each is a scene: a browser, an address, and what a hand does there.
//!
//! It judges nothing; look at what it took before you commit it. Fonts are those of the machine: Noto has every script of
//! the demo.

mod scenes;

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result};
use hustings_e2e::World;

#[tokio::main]
async fn main() -> Result<()> {
    let folder = PathBuf::from(env::args_os().nth(1).context("usage: pictures FOLDER")?);
    fs::create_dir_all(&folder)?;
    let mut world = World::begin(&[]).await?;
    scenes::publication(&world, &folder).await?;
    scenes::polls(&world, &folder).await?;
    scenes::partners(&world, &folder).await?;
    scenes::files(&mut world, &folder).await?;
    scenes::theme(&world, &folder).await?;
    scenes::offline(&folder).await
}
