//! For native tests: what `state` needs of a browser with several tabs, by a clock that the test turns. Everything in it is
//! the same in every run. Not a document: nothing can be drawn.

use std::{
    cell::RefCell,
    future::Future,
    mem::ManuallyDrop,
    pin::Pin,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Wake, Waker},
};

use any_spawner::{CustomExecutor, Executor};

type Task = Pin<Box<dyn Future<Output = ()>>>;
/// As in the browser's module of this name.
pub(crate) type Tell = Rc<dyn Fn(bool)>;

#[derive(Default)]
struct Browser {
    now_ms: f64,
    /// What the device's clock is ahead of the time that timers go by.
    skew_ms: f64,
    seed: u64,
    has_locks: bool,
    /// The tab whose code runs.
    tab: usize,
    last_id: usize,
    tasks: Vec<Spawned>,
    timers: Vec<Timer>,
    /// In the order in which they were asked for: the first of a name has it.
    locks: Vec<Claim>,
}

struct Spawned {
    id: usize,
    tab: usize,
    is_due: Arc<Due>,
    /// None while it runs.
    task: Option<Task>,
}

struct Timer {
    id: usize,
    tab: usize,
    at_ms: f64,
    call: Box<dyn FnOnce()>,
}

struct Claim {
    id: usize,
    tab: usize,
    name: String,
    /// None once it was told that it has the lock.
    tell: Option<Tell>,
}

struct Due(AtomicBool);

impl Wake for Due {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

thread_local! {
    // What it holds asks for it again when it is dropped, which is too late when the thread has ended.
    static BROWSER: RefCell<ManuallyDrop<Browser>> = RefCell::default();
}

fn with<T>(act: impl FnOnce(&mut Browser) -> T) -> T {
    BROWSER.with_borrow_mut(|browser| act(browser))
}

impl Browser {
    fn new_id(&mut self) -> usize {
        self.last_id += 1;
        self.last_id
    }
}

struct Tasks;

impl CustomExecutor for Tasks {
    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>) {
        self.spawn_local(task);
    }

    fn spawn_local(&self, task: Task) {
        with(|browser| {
            let (id, tab) = (browser.new_id(), browser.tab);
            browser.tasks.push(Spawned { id, tab, is_due: Arc::new(Due(AtomicBool::new(true))), task: Some(task) });
        });
    }

    fn poll_local(&self) {}
}

/// A browser that was just started, with nothing in its storage.
pub(crate) fn start(has_locks: bool) {
    // Whoever came first in this process has set the same one.
    let _ = Executor::init_custom_executor(Tasks);
    for key in super::storage::keys("") {
        super::storage::remove(&key);
    }
    let new = Browser { now_ms: 1_780_000_000_000.0, seed: 1, has_locks, ..Browser::default() };
    BROWSER.set(ManuallyDrop::new(new));
}

/// Runs `act` as the code of a tab.
pub(crate) fn in_tab<T>(tab: usize, act: impl FnOnce() -> T) -> T {
    with(|browser| browser.tab = tab);
    act()
}

/// Ends a tab: nothing of it runs any more, not even what would tidy up. Its locks are free.
pub(crate) fn close(tab: usize) {
    let (tasks, timers) = with(|browser| {
        browser.locks.retain(|claim| claim.tab != tab);
        let tasks: Vec<Spawned> = browser.tasks.extract_if(.., |task| task.tab == tab).collect();
        let timers: Vec<Timer> = browser.timers.extract_if(.., |timer| timer.tab == tab).collect();
        (tasks, timers)
    });
    std::mem::forget((tasks, timers));
}

/// Runs whatever can run without time going on.
pub(crate) fn run() {
    loop {
        let granted = with(|browser| {
            let first = (0..browser.locks.len()).find(|index| {
                let claim = &browser.locks[*index];
                claim.tell.is_some() && browser.locks[..*index].iter().all(|other| other.name != claim.name)
            })?;
            browser.tab = browser.locks[first].tab;
            browser.locks[first].tell.take()
        });
        if let Some(tell) = granted {
            tell(true);
            continue;
        }
        let due = with(|browser| {
            let spawned = browser.tasks.iter_mut().find(|task| task.is_due.0.swap(false, Ordering::Relaxed))?;
            browser.tab = spawned.tab;
            Some((spawned.id, Arc::clone(&spawned.is_due), spawned.task.take()?))
        });
        let Some((id, is_due, mut task)) = due else { return };
        let is_over = task.as_mut().poll(&mut Context::from_waker(&Waker::from(is_due))).is_ready();
        with(|browser| match browser.tasks.iter_mut().find(|task| task.id == id) {
            Some(_) if is_over => browser.tasks.retain(|task| task.id != id),
            Some(spawned) => spawned.task = Some(task),
            None => std::mem::forget(task),
        });
    }
}

/// Lets so much time go by, with all that is due in it.
pub(crate) fn pass(ms: f64) {
    let until = with(|browser| browser.now_ms) + ms;
    run();
    while let Some(at) = next_timer().filter(|at| *at <= until) {
        let timer = with(|browser| {
            browser.now_ms = browser.now_ms.max(at);
            let index = browser.timers.iter().position(|timer| timer.at_ms == at)?;
            let timer = browser.timers.remove(index);
            browser.tab = timer.tab;
            Some(timer)
        });
        if let Some(timer) = timer {
            (timer.call)();
        }
        run();
    }
    with(|browser| browser.now_ms = until);
}

/// Lets time go by until the next timer is due. Returns whether there was one.
pub(crate) fn pass_to_next_timer() -> bool {
    let now = with(|browser| browser.now_ms);
    let next = next_timer();
    if let Some(at) = next {
        pass((at - now).max(0.0));
    }
    next.is_some()
}

fn next_timer() -> Option<f64> {
    with(|browser| browser.timers.iter().map(|timer| timer.at_ms).min_by(f64::total_cmp))
}

/// The time that timers go by.
pub(crate) fn elapsed_ms() -> f64 {
    with(|browser| browser.now_ms)
}

/// Sets the device's clock by so much.
pub(crate) fn set_clock(by_ms: f64) {
    with(|browser| browser.skew_ms += by_ms);
}

/// The tab whose code runs.
pub(crate) fn current_tab() -> usize {
    with(|browser| browser.tab)
}

/// As in `document`.
pub fn clock_ms() -> f64 {
    with(|browser| browser.now_ms + browser.skew_ms)
}

/// As in `document`, by xorshift: G. Marsaglia, "Xorshift RNGs" (2003).
pub fn random() -> f64 {
    with(|browser| {
        browser.seed ^= browser.seed << 13;
        browser.seed ^= browser.seed >> 7;
        browser.seed ^= browser.seed << 17;
        (browser.seed % 1_000) as f64 / 1_000.0
    })
}

/// As in `document`; nobody reads it.
pub fn log_error(_message: &str) {}

/// As in gloo-timers. Dropping it cancels it.
pub(crate) struct Timeout(usize);

impl Timeout {
    pub(crate) fn new(ms: u32, call: impl FnOnce() + 'static) -> Self {
        with(|browser| {
            let (id, tab, at_ms) = (browser.new_id(), browser.tab, browser.now_ms + f64::from(ms));
            browser.timers.push(Timer { id, tab, at_ms, call: Box::new(call) });
            Self(id)
        })
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        let cancelled: Vec<Timer> = with(|browser| browser.timers.extract_if(.., |timer| timer.id == self.0).collect());
        drop(cancelled);
    }
}

/// As in the browser's module `lock`.
pub(crate) struct Lock(usize);

impl Lock {
    pub(crate) fn request(name: &str, tell: Tell) -> Option<Self> {
        with(|browser| {
            let (id, tab) = (browser.new_id(), browser.tab);
            browser.has_locks.then(|| {
                browser.locks.push(Claim { id, tab, name: name.to_owned(), tell: Some(tell) });
                Self(id)
            })
        })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let ended: Vec<Claim> = with(|browser| browser.locks.extract_if(.., |claim| claim.id == self.0).collect());
        drop(ended);
    }
}
