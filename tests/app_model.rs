//! Thousands of random schedules of people, pages, phone, network, disk, sleep and stopped workers keep the promises.
//!
//! A schedule is a seed. `NEARKEY_SEED=7 cargo test --test app_model` runs a single one.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;
mod app_schedule;

use std::collections::BTreeMap;

use app_schedule::Model;

const SCHEDULES: u64 = 1_500;
const ACTIONS: u32 = 80;

/// Each kind of action that a run must have seen, and how often at least.
const OFTEN: u32 = 25;

type Counts = BTreeMap<String, u32>;

#[test]
fn no_schedule_breaks_a_promise() {
    let only = std::env::var("NEARKEY_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let seeds = only.map_or(0..SCHEDULES, |seed| seed..seed + 1);
    let halves = [0, 1].map(|half| {
        let seeds = seeds.clone().filter(move |seed| seed % 2 == half || only.is_some());
        std::thread::spawn(move || {
            let mut counts = Counts::new();
            for seed in seeds {
                for (name, count) in run(seed) {
                    *counts.entry(name).or_default() += count;
                }
            }
            counts
        })
    });
    let mut counts = Counts::new();
    for (name, count) in halves.into_iter().flat_map(|half| half.join().unwrap()) {
        *counts.entry(name).or_default() += count;
    }
    for (name, count) in &counts {
        println!("{count:>8} {name}");
    }
    if only.is_none() {
        let rare: Vec<_> = app_schedule::KINDS
            .iter()
            .filter(|kind| counts.get(**kind).copied().unwrap_or_default() < OFTEN)
            .collect();
        assert!(rare.is_empty(), "hardly ever happened: {rare:?}");
    }
}

/// How often each thing happened.
fn run(seed: u64) -> Counts {
    let run = std::panic::catch_unwind(|| {
        let mut model = Model::new(seed);
        for _ in 0..ACTIONS {
            model.act();
            model.check();
        }
        model.end();
        model.counts()
    });
    run.unwrap_or_else(|_| panic!("schedule {seed} breaks a promise"))
}
