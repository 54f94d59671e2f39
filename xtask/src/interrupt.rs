//! Ctrl-C and its relatives. They end the work in hand, but not before this program has stopped the server it started.

use std::process::Command;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

struct State {
    interrupted: bool,
    /// The process that this program is waiting for.
    child: Option<u32>,
}

static STATE: Mutex<State> = Mutex::new(State {
    interrupted: false,
    child: None,
});
static CHANGED: Condvar = Condvar::new();

fn state() -> MutexGuard<'static, State> {
    // No code panics while it holds the lock, and the two fields are valid in any combination.
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From here on a signal no longer ends this program at once: it is noted, and passed on to the child in hand.
pub fn watch() -> Result<()> {
    let mut signals =
        Signals::new([SIGINT, SIGTERM, SIGHUP]).context("signals cannot be watched")?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let mut state = state();
            state.interrupted = true;
            // A terminal gives Ctrl-C to the whole group, so the child has it already.
            if let (Some(child), true) = (state.child, signal != SIGINT) {
                // The child may have ended in this instant; there is then nothing left to tell it.
                let _ = Command::new("kill").arg(child.to_string()).status();
            }
            CHANGED.notify_all();
        }
    });
    Ok(())
}

/// Blocks until a signal comes. [`watch`] must have been called.
pub fn wait() {
    let mut state = state();
    while !state.interrupted {
        state = CHANGED.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
}

/// Whether a signal has come.
pub fn interrupted() -> bool {
    state().interrupted
}

/// Names the child to which signals are passed on.
pub fn set_child(child: Option<u32>) {
    state().child = child;
}
