//! Chaos mode: the plan is one of its seed, all troubles are in it, and the phone carries it out.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod common;

use std::collections::BTreeSet;
use std::time::Duration;

use common::{for_site, linked, request};
use nearkey_servers::phone::chaos::{Chaos, Decision, Dice, MishapKind};
use nearkey_servers::{Auto, Choice, Fault, Phone, PhoneConfig};
use serde_json::json;

const POSTS: u64 = 20_000;

fn kinds(seed: u64) -> BTreeSet<String> {
    let orders = (0..POSTS).filter_map(|number| Chaos::new(seed).post(number));
    let kind = |fault: &Fault| serde_json::to_value(fault).unwrap()["kind"].as_str().unwrap().to_owned();
    orders.map(|order| kind(&order.fault)).collect()
}

#[test]
fn the_same_seed_gives_the_same_plan_and_another_one_another() {
    let plan = |seed| {
        let chaos = Chaos::new(seed);
        let posts: Vec<_> = (0..500).map(|number| chaos.post(number)).collect();
        let questions: Vec<_> = (0..500).map(|number| chaos.question(number)).collect();
        let mishaps: Vec<_> = (0..500).map(|number| chaos.mishap(number)).collect();
        (posts, questions, mishaps)
    };
    let (one, again, other) = (plan(7), plan(7), plan(8));
    assert_eq!(one, again);
    assert!(one.0 != other.0 && one.1 != other.1 && one.2 != other.2);
}

#[test]
fn a_plan_can_be_read_in_any_order() {
    let chaos = Chaos::new(3);
    let forwards: Vec<_> = (0..100).map(|number| chaos.post(number)).collect();
    let mut backwards: Vec<_> = (0..100).rev().map(|number| chaos.post(number)).collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
}

#[test]
fn every_kind_of_trouble_on_the_way_is_in_each_plan() {
    for seed in 1..6 {
        let kinds = kinds(seed);
        for kind in [
            "delay",
            "drop_before",
            "drop_after",
            "truncate",
            "drip",
            "status",
            "garbage",
            "wrong_key",
            "replay",
            "oversized",
            "endless",
            "gzip_bomb",
            "other_poll",
            "headers",
            "redirect",
        ] {
            assert!(kinds.contains(kind), "{kind} is not in plan {seed}");
        }
    }
}

#[test]
fn most_messages_pass_and_delays_end_before_a_client_gives_up() {
    let orders: Vec<_> = (0..POSTS).filter_map(|number| Chaos::new(1).post(number)).collect();
    let share = orders.len() * 100 / usize::try_from(POSTS).unwrap();
    assert!((15..35).contains(&share), "{share} % meet trouble");
    let delays = orders.iter().filter_map(|order| match order.fault {
        Fault::Delay { ms } => Some(ms),
        _ => None,
    });
    let delays: Vec<u64> = delays.collect();
    assert!(delays.iter().all(|ms| *ms <= 24_000) && delays.iter().any(|ms| *ms > 20_000));
    let big = |fault: &Fault| matches!(fault, Fault::Oversized { bytes } if *bytes == 10 << 20);
    assert!(orders.iter().any(|order| big(&order.fault)));
    let forged = |wanted| {
        let is = move |fault: &Fault| matches!(fault, Fault::Status { status, .. } if *status == wanted);
        orders.iter().any(|order| is(&order.fault))
    };
    assert!([200, 202, 204, 400, 401, 403, 404, 409, 500, 503].into_iter().all(forged));
    let only_the_answer = orders.iter().filter(|order| order.when == Some(200)).count();
    assert!(only_the_answer > 100, "the one answer that matters is hit: {only_the_answer}");
}

#[test]
fn the_user_is_quick_or_slow_and_sometimes_denies_or_forgets() {
    let all: Vec<_> = (0..2_000).map(|number| Chaos::new(5).question(number)).collect();
    assert!(all.iter().all(|one| one.after_ms < 8_000));
    assert!(all.iter().any(|one| one.after_ms > 6_000) && all.iter().any(|one| one.after_ms < 300));
    for decision in [Decision::Yes, Decision::No, Decision::Never] {
        assert!(all.iter().any(|one| one.decision == decision));
    }
    let yes = all.iter().filter(|one| one.decision == Decision::Yes).count();
    assert!(yes > 1_800, "{yes}");
    assert!(all.iter().any(|one| one.choose_after_ms.is_some()));
}

#[test]
fn every_mishap_is_in_each_plan() {
    let all: Vec<_> = (0..400).map(|number| Chaos::new(9).mishap(number)).collect();
    let is = |wanted: fn(&MishapKind) -> bool| all.iter().any(|mishap| wanted(&mishap.kind));
    assert!(is(|kind| *kind == MishapKind::Locked) && is(|kind| *kind == MishapKind::Background));
    assert!(is(|kind| *kind == MishapKind::Rival) && is(|kind| *kind == MishapKind::Gone));
    assert!(is(|kind| matches!(kind, MishapKind::ClockJump(ms) if *ms > 300_000)));
    assert!(is(|kind| matches!(kind, MishapKind::ClockJump(ms) if *ms < 0)));
    let devices: BTreeSet<String> = all
        .iter()
        .filter_map(|mishap| match mishap.kind {
            MishapKind::OtherDevice(device) => Some(format!("{device:?}")),
            _ => None,
        })
        .collect();
    assert_eq!(devices.len(), 4);
    assert!(all.iter().all(|mishap| mishap.for_ms <= 6_000 && mishap.after_ms >= 4_000));
}

#[test]
fn dice_stay_in_their_range() {
    let mut dice = Dice::new(1);
    assert!((0..1_000).all(|_| (3..=5).contains(&dice.between(3, 5))));
    assert!((0..1_000).all(|_| dice.below(7) < 7));
    assert_eq!(dice.below(0), 0);
    assert_eq!(dice.one_of::<u8>(&[]), 0);
}

#[tokio::test]
async fn in_chaos_mode_the_user_decides_and_messages_meet_what_was_planned() {
    let (phone, client) = linked().await;
    phone.chaos(Some(11));
    let mut answers = 0;
    for _ in 0..6 {
        let request = for_site("https://bank.example");
        let until = tokio::time::Instant::now() + Duration::from_secs(12);
        while tokio::time::Instant::now() < until {
            let poll = tokio::time::timeout(Duration::from_secs(3), client.try_poll(&request)).await;
            if let Ok(Ok(poll)) = &poll
                && poll.reply.status == 200
                && client.read(poll).is_some()
            {
                answers += 1;
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        if answers == 2 {
            break;
        }
    }
    phone.chaos(None);
    assert!(answers > 0);
    assert!(phone.counts().approvals >= answers && phone.counts().decrypts > 0);
    let planned = |number: usize| Chaos::new(11).post(u64::try_from(number).unwrap());
    let log: Vec<_> = phone.log().into_iter().skip(1).collect();
    // Orders without `when` strike in any case, unless another device or a kept answer came first.
    let mut number = 0;
    for entry in &log {
        if matches!(entry.fault.as_deref(), Some("other_device")) {
            continue;
        }
        let order = planned(number).filter(|order| order.when.is_none());
        if entry.fault.as_deref() == Some("other_poll") && entry.meant == 0 {
            continue;
        }
        if let Some(order) = order {
            let kind = serde_json::to_value(&order.fault).unwrap()["kind"].clone();
            assert_eq!(json!(entry.fault), kind, "post {number}");
        }
        number += 1;
    }
    assert!(log.iter().any(|entry| entry.fault.is_some()), "{} posts", log.len());
    assert!(phone.happenings(0).iter().any(|one| one.what.starts_with("the user accepts")));
}

#[tokio::test]
async fn chaos_ends_when_it_is_switched_off_and_puts_the_phone_right() {
    let config = PhoneConfig { chaos: Some(2), ..PhoneConfig::default() };
    let phone = Phone::start(config).await.unwrap();
    phone.lock();
    phone.chaos(None);
    tokio::time::timeout(common::PATIENCE, async {
        while !phone.screen().unlocked || !phone.is_listening() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    let client = common::link(&phone, "ABC-DEF").await;
    phone.auto(Auto { accept: true, ..Auto::default() });
    for _ in 0..20 {
        let request = for_site("https://bank.example");
        assert_eq!(client.status(&request).await, 202);
        client.fetch(&request).await;
    }
}

#[tokio::test]
async fn the_ledger_names_what_was_handed_out_and_to_which_poll() {
    let (phone, client) = linked().await;
    let asked = for_site("https://bank.example");
    assert_eq!(client.status(&asked).await, 202);
    phone.accept(Choice::FirstMatch).unwrap();
    let poll = client.poll(&asked).await;
    let ledger = phone.handed();
    assert_eq!((ledger.len(), ledger[0].request.as_str()), (1, asked["requestIdentifier"].as_str().unwrap()));
    assert_eq!(ledger[0].command, "fetch_credential_for_url");
    assert_eq!(ledger[0].keys, ["5a3e1c00-77d2-4c1b-9e54-000000000005"]);
    assert_eq!(ledger[0].answer, nearkey_servers::phone::wire::hash(&[&poll.reply.body]));
    assert!(!ledger[0].swallowed && ledger[0].fault.is_none());
    assert_eq!(phone.handed_to(&ledger[0].poll).as_ref(), Some(&ledger[0]));
    assert!(phone.yes_at(&ledger[0].request).is_some());
    assert_eq!((phone.counts().approvals, phone.counts().decrypts), (1, 2));

    let all = request("fetch_all_credentials", json!({}));
    assert_eq!(client.status(&all).await, 202);
    phone.accept(Choice::Accept).unwrap();
    client.fetch(&all).await;
    assert_eq!(phone.handed()[1].keys.len(), phone.credentials().len() - 1);
}
