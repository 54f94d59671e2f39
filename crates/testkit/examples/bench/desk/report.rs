//! The figures of the desk in words, each beside what it is measured against.

use std::time::Duration;

use super::load::{READERS, Times};
use super::places::Place;
use crate::report::{mib, thousands};

/// What kind of book it is.
pub fn head(invoices: u32, largest: u32, actions: u64) -> String {
    format!(
        "\n  {} open invoices, {} of them of one customer; {} things to do\n",
        thousands((invoices + largest).into()),
        thousands(largest.into()),
        thousands(actions)
    )
}

/// How long a page took that nobody had asked for before.
pub fn cold(place: Place, time: Duration, bytes: usize) -> String {
    format!(
        "    {:<17} first {:>9} {:>7.1} kB\n",
        place.name(),
        milliseconds(time),
        kilobytes(bytes)
    )
}

/// Everything that was asked for in a mix.
pub fn phase(what: &str, times: &Times) -> String {
    let mut text = format!(
        "\n    {READERS} readers while {what}: {:.0} pages a second\n",
        times.rate()
    );
    let bare = times.within(Place::Bare, 99);
    for place in Place::ALL {
        text.push_str(&line(place, times, bare, false));
    }
    text
}

/// Each place asked for alone.
pub fn alone(all: &[(Place, Times)]) -> String {
    let bare = all
        .iter()
        .find(|(place, _)| *place == Place::Bare)
        .and_then(|(place, times)| times.within(*place, 99));
    let mut text = format!("\n    {READERS} readers of one kind of page alone\n");
    for (place, times) in all {
        text.push_str(&line(*place, times, bare, true));
    }
    text
}

/// What happened beside the readers.
pub fn beside(runs: &[Duration]) -> String {
    let longest = runs.iter().max().copied().unwrap_or_default();
    let seconds = longest.as_secs_f64();
    match runs.len() {
        1 => format!("a full run of the day takes {seconds:.1} s"),
        count => format!("{count} full runs of the day take {seconds:.1} s at most"),
    }
}

/// The memory of the server, now and at most.
pub fn memory(memory: Option<(u64, u64)>) -> String {
    match memory {
        Some((now, most)) => format!(
            "\n    memory of the server: {:.0} MiB at the end, {:.0} MiB at most\n",
            mib(now),
            mib(most)
        ),
        None => "\n    memory of the server: this system does not say\n".to_owned(),
    }
}

fn line(place: Place, times: &Times, bare: Option<Duration>, with_rate: bool) -> String {
    let (Some(median), Some(slow)) = (times.within(place, 50), times.within(place, 99)) else {
        return String::new();
    };
    let mut text = format!(
        "    {:<17} p50 {:>9}   p99 {:>9}",
        place.name(),
        milliseconds(median),
        milliseconds(slow)
    );
    if with_rate {
        text.push_str(&format!("   {:>6.0} a second", times.rate()));
    }
    if let Some(bare) = bare.filter(|_| place != Place::Bare) {
        let ratio = slow.as_secs_f64() / bare.as_secs_f64().max(f64::MIN_POSITIVE);
        let (aim, verdict) = (place.aim(), verdict(ratio <= place.aim()));
        text.push_str(&format!(
            "   {ratio:>6.2} of the bare p99; aim {aim:.0}: {verdict}"
        ));
    }
    text.push('\n');
    text
}

fn verdict(holds: bool) -> &'static str {
    if holds { "holds" } else { "MISSED" }
}

/// `12.3 ms`
fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1_000.0
}
