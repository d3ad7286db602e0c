//! Names, folders and owners of files that are put in place whole. What is in them, and in which order they are put there, is for
//! who writes them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The file beside `path` whose name is the same with `ending` after it.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The folder in which `path` is.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Where `path` leads, the same for all names of one place, also where nothing is yet.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| match (fs::canonicalize(folder_of(path)), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    })
}

/// Gives a file that root has made to whom `place` belongs, such as its folder: a server that runs as another user than who types
/// a command could not open it. Whatever is another's already is left as it is.
///
/// The file is the open one: whose folder it is may put a file of root's under its name meanwhile.
pub(crate) fn give_to_owner_of(place: &fs::Metadata, file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        if file.metadata()?.uid() == 0 && place.uid() != 0 {
            fchown(file, Some(place.uid()), Some(place.gid()))?;
        }
    }
    #[cfg(not(unix))]
    let _ = (place, file);
    Ok(())
}

/// Makes the names in a folder durable, where the system has that.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
