//! A device whose lid is closed: its browser stands still, and time goes on without it.

use std::{collections::HashMap, fs};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};

use crate::Browser;

/// A browser that stands still until this is dropped.
#[derive(Debug)]
pub struct Asleep(Vec<Pid>);

impl Browser {
    /// Stops all processes of the browser, wherever they are. It is not asked anything meanwhile: it would not answer.
    ///
    /// # Errors
    /// Where it does not say which process it is, or there is no `/proc`.
    pub fn falls_asleep(&self) -> Result<Asleep> {
        let told = self.driver.handle().capabilities();
        let pid = ["goog:processID", "moz:processID"].into_iter().find_map(|name| told.get(name)?.as_i64());
        let asleep = Asleep(family(i32::try_from(pid.context("the browser does not say its process")?)?)?);
        for &pid in &asleep.0 {
            // One that has ended meanwhile stands still as well.
            let _ = kill_process(pid, Signal::STOP);
        }
        Ok(asleep)
    }
}

impl Drop for Asleep {
    fn drop(&mut self) {
        for &pid in &self.0 {
            let _ = kill_process(pid, Signal::CONT);
        }
    }
}

/// A process and all that descend from it, parents first.
fn family(first: i32) -> Result<Vec<Pid>> {
    let mut children: HashMap<i32, Vec<i32>> = HashMap::new();
    for entry in fs::read_dir("/proc").context("this needs Linux")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // One that ends while it is looked at has no children that matter.
        let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
        // After the name in parentheses, which may have spaces: the state and the parent (proc_pid_stat(5)).
        let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse().ok());
        children.entry(parent.context("a process has no parent in its stat")?).or_default().push(pid);
    }
    let mut family = vec![first];
    for at in 0.. {
        let Some(pid) = family.get(at) else { break };
        family.extend(children.remove(pid).unwrap_or_default());
    }
    Ok(family.into_iter().filter_map(Pid::from_raw).collect())
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_childs_child_belongs_to_the_family() {
        let mut shell = Command::new("sh");
        let mut child = shell.args(["-c", "sleep 60 & wait"]).stdin(Stdio::null()).spawn().expect("a shell");
        let first = i32::try_from(child.id()).expect("a pid");
        let mut found = family(first).expect("a family");
        while found.len() < 2 {
            found = family(first).expect("a family");
        }
        assert_eq!(found.len(), 2, "{found:?}");
        for pid in found {
            kill_process(pid, Signal::KILL).expect("it lives");
        }
        child.wait().expect("it has ended");
    }
}
