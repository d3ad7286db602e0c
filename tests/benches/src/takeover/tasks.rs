//! The tasks of a page's own thread, and what they did.

use anyhow::{Context, Result};

use super::trace::Event;

/// Beyond this a task is a long one (W3C, Long Tasks), in milliseconds.
const LONG: f64 = 50.0;

/// A task, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Task {
    /// From its beginning to its end.
    pub(crate) whole: f64,
    /// Of it the thread's own time of a processor.
    pub(crate) own: f64,
    /// Of it scripts and WASM.
    pub(crate) scripts: f64,
    /// Of it style, layout and painting.
    pub(crate) layout: f64,
}

impl Task {
    /// Counts so much of it as this work; what is neither is counted nowhere but in the whole.
    fn add(&mut self, work: Work, milliseconds: f64) {
        match work {
            Work::Scripts => self.scripts += milliseconds,
            Work::Layout => self.layout += milliseconds,
            Work::Other => {}
        }
    }
}

/// What the page's own thread did while the page loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Load {
    /// The longest task.
    pub(crate) longest: Task,
    /// The most own time of any task, which need not be the longest one: others may have had the processor during that.
    pub(crate) own_at_once: f64,
    /// The most that scripts took of one task: what the app, or Preact, does at once.
    pub(crate) scripts_at_once: f64,
    /// What tasks took beyond [`LONG`], all together.
    pub(crate) blocking: f64,
}

/// What an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    Scripts,
    Layout,
    Other,
}

impl Load {
    /// What the thread of the page at `address` did from the time at which that was there.
    pub(crate) fn of(events: &[Event], address: &str) -> Result<Self> {
        let is_page = |event: &&Event| {
            event.name == "CommitLoad"
                && event.args["data"]["url"] == address
                && event.args["data"]["isMainFrame"] != false
        };
        let page = events.iter().find(is_page).context("the recording has no such page")?;
        let on_thread = |event: &&Event| {
            event.ph == "X" && (event.pid, event.tid) == (page.pid, page.tid) && event.ts + event.dur >= page.ts
        };
        let mut own: Vec<&Event> = events.iter().filter(on_thread).collect();
        // What began at the same time and lasted longer is around the other.
        own.sort_by(|a, b| a.ts.total_cmp(&b.ts).then(b.dur.total_cmp(&a.dur)));
        let tasks = tasks(&own);
        let longest = tasks.iter().copied().max_by(|a, b| a.whole.total_cmp(&b.whole)).context("no task")?;
        Ok(Self {
            longest,
            own_at_once: tasks.iter().map(|task| task.own).fold(0.0, f64::max),
            scripts_at_once: tasks.iter().map(|task| task.scripts).fold(0.0, f64::max),
            blocking: tasks.iter().map(|task| (task.whole - LONG).max(0.0)).sum(),
        })
    }
}

/// The tasks of a thread's events, which are in order. Each moment of a task is that of the innermost event that says what it is.
fn tasks(own: &[&Event]) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    // Ends and works of the events around the present one, the task first.
    let mut around: Vec<(f64, Work)> = Vec::new();
    for event in own {
        while around.last().is_some_and(|(end, _)| *end <= event.ts) {
            around.pop();
        }
        let milliseconds = event.dur / 1_000.0;
        if event.name == "RunTask" && around.is_empty() {
            tasks.push(Task { whole: milliseconds, own: event.tdur / 1_000.0, ..Task::default() });
            around.push((event.ts + event.dur, Work::Other));
            continue;
        }
        let (Some((_, outer)), Some(task)) = (around.last().copied(), tasks.last_mut()) else { continue };
        let work = work(&event.name).unwrap_or(outer);
        if work != outer {
            task.add(work, milliseconds);
            task.add(outer, -milliseconds);
        }
        around.push((event.ts + event.dur, work));
    }
    tasks
}

/// What an event of this name is; none where that is what it is in.
fn work(name: &str) -> Option<Work> {
    match name {
        "EvaluateScript" | "FunctionCall" | "RunMicrotasks" | "TimerFire" | "EventDispatch" | "FireAnimationFrame"
        | "FireIdleCallback" | "v8.compile" | "v8.compileModule" | "v8.evaluateModule" | "v8.produceCache"
        | "MajorGC" | "MinorGC" => Some(Work::Scripts),
        "UpdateLayoutTree" | "RecalculateStyles" | "Layout" | "PrePaint" | "Paint" | "Layerize" | "Commit"
        | "UpdateLayer" | "HitTest" => Some(Work::Layout),
        "ParseHTML" | "ParseAuthorStyleSheet" => Some(Work::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(name: &str, from: f64, to: f64) -> Event {
        let (ts, dur) = (from * 1_000.0, (to - from) * 1_000.0);
        let args = json!({ "data": { "url": "http://here/", "isMainFrame": true } });
        // Of a task, others took a quarter.
        let tdur = dur * 0.75;
        Event { name: name.to_owned(), ph: "X".to_owned(), pid: 1, tid: 2, ts, dur, tdur, args }
    }

    #[test]
    fn a_moment_is_that_of_the_innermost_event_that_says_what_it_is() {
        let events = [
            event("CommitLoad", 0.0, 0.0),
            event("RunTask", 0.0, 100.0),
            event("ParseHTML", 0.0, 90.0),
            event("EvaluateScript", 10.0, 80.0),
            event("Something", 20.0, 30.0),
            event("Layout", 40.0, 60.0),
            // Shorter, and with more time of its own.
            Event { tdur: 80_000.0, ..event("RunTask", 100.0, 190.0) },
            event("FunctionCall", 105.0, 155.0),
            event("RunTask", 200.0, 210.0),
        ];
        let load = Load::of(&events, "http://here/").expect("a load");
        let longest = Task { whole: 100.0, own: 75.0, scripts: 50.0, layout: 20.0 };
        let expected = Load { longest, own_at_once: 80.0, scripts_at_once: 50.0, blocking: 90.0 };
        assert_eq!(load, expected);
        assert!(Load::of(&events, "http://elsewhere/").is_err());
    }
}
