//! Many readers at once, each asking for the next page as soon as it has one.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow};
use fastrand::Rng;

use super::client::Client;
use super::places::{Place, Places};
use crate::measure::Watch;

/// How many read at once.
pub const READERS: usize = 50;

/// How long each kind of page took.
pub struct Times {
    by_place: Vec<(Place, Vec<Duration>)>,
    /// How long was asked.
    pub lasted: Duration,
}

impl Times {
    /// How many answers came in a second.
    pub fn rate(&self) -> f64 {
        let count: usize = self.by_place.iter().map(|(_, times)| times.len()).sum();
        count as f64 / self.lasted.as_secs_f64()
    }

    /// The time within which so many in a hundred answers came, and how many answers there were; none
    /// where nothing was asked.
    pub fn within(&self, place: Place, percent: usize) -> Option<Duration> {
        let (_, times) = self.by_place.iter().find(|(of, _)| *of == place)?;
        let last = times.len().checked_sub(1)?;
        times.get(last * percent / 100).copied()
    }
}

/// Has the readers ask for pages until `is_over` says so. `only` narrows them to one place.
///
/// # Errors
/// When a page is not there: a fast error is no speed.
pub fn load(
    at: SocketAddr,
    cookies: &[String],
    places: &Places,
    only: Option<Place>,
    mut is_over: impl FnMut(Duration) -> Result<bool>,
) -> Result<Times> {
    const LOOK_EVERY: Duration = Duration::from_millis(20);
    let stop = AtomicBool::new(false);
    let watch = Watch::start();
    let (ended, asked) = thread::scope(|scope| {
        let readers: Vec<_> = (0..)
            .zip(cookies)
            .map(|(seed, cookie)| {
                let stop = &stop;
                scope.spawn(move || reader(at, cookie, places, only, seed, stop))
            })
            .collect();
        let ended = loop {
            thread::sleep(LOOK_EVERY);
            let is_over = is_over(watch.time());
            if !matches!(is_over, Ok(false)) || readers.iter().all(|reader| reader.is_finished()) {
                break is_over;
            }
        };
        stop.store(true, Ordering::Relaxed);
        let asked: Vec<_> = readers.into_iter().map(|reader| reader.join()).collect();
        (ended, asked)
    });
    let lasted = watch.time();
    ended?;
    let mut by_place: Vec<(Place, Vec<Duration>)> = Place::ALL
        .into_iter()
        .map(|place| (place, Vec::new()))
        .collect();
    for of_reader in asked {
        for (place, time) in of_reader.map_err(|_| anyhow!("a reader gave up"))?? {
            let times = by_place.iter_mut().find(|(of, _)| *of == place);
            times.into_iter().for_each(|(_, times)| times.push(time));
        }
    }
    by_place
        .iter_mut()
        .for_each(|(_, times)| times.sort_unstable());
    Ok(Times { by_place, lasted })
}

fn reader(
    at: SocketAddr,
    cookie: &str,
    places: &Places,
    only: Option<Place>,
    seed: u64,
    stop: &AtomicBool,
) -> Result<Vec<(Place, Duration)>> {
    let mut random = Rng::with_seed(seed);
    let mut client = Client::new(at, cookie)?;
    let mut times = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let place = only.unwrap_or_else(|| places.draw(&mut random));
        let address = places.address(place, &mut random);
        let watch = Watch::start();
        client.page(&address)?;
        times.push((place, watch.time()));
    }
    Ok(times)
}
