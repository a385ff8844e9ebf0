//! How often a passphrase may be tried (threat T-90).

use nearkey::vault::{MAX_WRONG, NotNow, Tries};
use proptest::prelude::*;

const NOON: u64 = 1_800_000_000_000;
const HOUR: u64 = 3_600_000;

fn wrong(times: u32) -> Tries {
    let mut tries = Tries::default();
    (0..times).for_each(|_| tries.failed(NOON));
    tries
}

fn wait(ms: u64) -> Result<(), NotNow> {
    Err(NotNow::Wait { ms })
}

#[test]
fn t90_the_first_three_are_free_and_each_later_one_waits_longer() {
    for times in 0..3 {
        assert_eq!(wrong(times).may_try(NOON), Ok(()), "after {times}");
    }
    let waits = [5_000, 15_000, 60_000, 300_000, 900_000, HOUR, HOUR];
    for (times, ms) in (3..).zip(waits) {
        let tries = wrong(times);
        assert_eq!(tries.may_try(NOON), wait(ms), "after {times}");
        assert_eq!(tries.may_try(NOON + ms - 1), wait(1), "after {times}");
        assert_eq!(tries.may_try(NOON + ms), Ok(()), "after {times}");
    }
}

#[test]
fn t90_after_ten_wrong_ones_only_the_phone_unlocks() {
    let mut tries = wrong(MAX_WRONG);
    for now in [0, NOON, NOON + 100 * HOUR, u64::MAX] {
        tries.clock_seen(now);
        assert_eq!(tries.may_try(now), Err(NotNow::PhoneNeeded));
    }
    tries.failed(NOON);
    assert_eq!((tries.may_try(u64::MAX), tries.wrong()), (Err(NotNow::PhoneNeeded), 11));
    tries.succeeded();
    assert_eq!((tries.may_try(0), tries.wrong()), (Ok(()), 0));
}

#[test]
fn t90_a_right_one_starts_the_count_again() {
    let mut tries = wrong(9);
    tries.succeeded();
    tries.failed(NOON);
    assert_eq!((tries.may_try(NOON), tries.wrong()), (Ok(()), 1));
}

#[test]
fn t90_a_restarted_browser_still_waits() {
    let stored = serde_json::to_string(&wrong(5)).unwrap();
    let tries: Tries = serde_json::from_str(&stored).unwrap();
    assert_eq!(tries.may_try(NOON + 20_000), wait(40_000));
}

#[test]
fn t90_a_clock_set_back_does_not_shorten_the_wait_nor_stretch_it_to_its_own_length() {
    let mut tries = wrong(5);
    assert_eq!(tries.may_try(NOON - 24 * HOUR), wait(60_000));
    assert!(tries.clock_seen(NOON - 24 * HOUR));
    assert!(!tries.clock_seen(NOON - 24 * HOUR + 1));
    assert_eq!(tries.may_try(NOON - 24 * HOUR), wait(60_000));
    assert_eq!(tries.may_try(NOON - 24 * HOUR + 60_000), Ok(()));
}

#[test]
fn t90_numbers_at_the_edge_are_refused_not_wrapped() {
    let tries: Tries = serde_json::from_str(r#"{"wrong":4294967295,"since_ms":0}"#).unwrap();
    assert_eq!(tries.may_try(NOON), Err(NotNow::PhoneNeeded));
    let mut counted = tries.clone();
    counted.failed(u64::MAX);
    assert_eq!(counted.may_try(NOON), Err(NotNow::PhoneNeeded));
    assert!(serde_json::from_str::<Tries>(r#"{"wrong":-1,"since_ms":0}"#).is_err());
}

proptest! {
    /// However the clock is set back, nobody gets more than ten tries, and none before the wait after the last one is
    /// over.
    #[test]
    fn t90_setting_the_clock_back_never_helps(steps in proptest::collection::vec((0..3_u8, 0..2 * HOUR), 0..60)) {
        let (mut tries, mut now) = (Tries::default(), NOON);
        let (mut tried, mut passed, mut needed) = (0, 0_u64, 0);
        for (step, ms) in steps {
            match step {
                0 => { now += ms; passed += ms; }
                1 => { now -= ms; }
                _ => {
                    if tries.may_try(now).is_ok() {
                        prop_assert!(passed >= needed, "{passed} of {needed} ms have passed");
                        tries.failed(now);
                        tried += 1;
                        passed = 0;
                        needed = match tries.may_try(now) { Err(NotNow::Wait { ms }) => ms, _ => 0 };
                    }
                }
            }
            tries.clock_seen(now);
        }
        prop_assert!(tried <= 10);
    }
}
