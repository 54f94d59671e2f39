//! Time and memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;

/// The median of some times, with the shortest and the longest.
#[derive(Clone, Copy)]
pub struct Spread {
    pub shortest: Duration,
    pub median: Duration,
    pub longest: Duration,
}

impl Spread {
    /// Zero when there is no time.
    pub fn of(mut times: Vec<Duration>) -> Spread {
        times.sort_unstable();
        let at = |index: usize| times.get(index).copied().unwrap_or_default();
        Spread {
            shortest: at(0),
            median: at(times.len() / 2),
            longest: times.last().copied().unwrap_or_default(),
        }
    }
}

/// How long something takes.
pub struct Watch(Instant);

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "a measurement asks the clock")]
    pub fn start() -> Watch {
        Watch(Instant::now())
    }

    pub fn time(&self) -> Duration {
        self.0.elapsed()
    }
}

/// How often a child's memory is asked for. The system keeps the highest value until the child ends,
/// so only what it takes in its very last moment can be missed.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// The most memory in bytes that `dunwell run` held over a book; none on systems that do not say.
pub fn peak_memory(dunwell: &Path, url: &str, date: Date) -> Result<Option<u64>> {
    let mut child = Command::new(dunwell)
        .args(["--database", url, "run", "--full"])
        .args(["--date", &date.to_string()])
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("{} cannot be started", dunwell.display()))?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        if let Ok(status) = std::fs::read_to_string(&status_file) {
            peak = bytes(&status, "VmHWM:").or(peak);
        }
        if let Some(ended) = child.try_wait()? {
            if !ended.success() {
                bail!("`dunwell run` failed: {ended}");
            }
            return Ok(peak);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// The memory in bytes that a process holds now and held at most; none on systems that do not say.
pub fn memory_of(process: u32) -> Option<(u64, u64)> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    bytes(&status, "VmRSS:").zip(bytes(&status, "VmHWM:"))
}

/// `VmHWM:   123456 kB`
fn bytes(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}
