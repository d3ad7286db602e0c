//! `cargo xtask pictures`: takes the pictures of the documents anew, as readers see the demo publication and a
//! partner's page. Each is a scene: a browser, an address, and what a hand does there.
//!
//! It judges nothing; look at what it took before you commit it. Fonts are those of the machine: Noto has every script of
//! the demo.

mod scenes;

use std::{fs, path::PathBuf};

use anyhow::Result;
use hustings_e2e::World;

#[tokio::main]
pub(crate) async fn take(folder: PathBuf) -> Result<()> {
    fs::create_dir_all(&folder)?;
    let mut world = World::begin(&[]).await?;
    scenes::publication(&world, &folder).await?;
    scenes::polls(&world, &folder).await?;
    scenes::partners(&world, &folder).await?;
    scenes::files(&mut world, &folder).await?;
    scenes::theme(&world, &folder).await?;
    scenes::offline(&folder).await
}
