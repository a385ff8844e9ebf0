//! A short soak, and broken clients that show that its counters count.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use nearkey_servers::{Fault, FaultOrder};
use nearkey_soak::{Ending, Manner, Plan, Tally, compare, soak};

async fn run(plan: Plan) -> Tally {
    let (requests, done) = (plan.requests, Arc::new(AtomicUsize::new(0)));
    let tally = soak(plan, Arc::clone(&done)).await.unwrap();
    println!("{}", compare(&tally, &tally));
    assert_eq!(tally.requests(), requests);
    assert_eq!(tally.handed, tally.delivered + tally.swallowed + tally.late + tally.lost);
    tally
}

/// Of this seed the first users of all lanes look at their phones, so that nobody waits for a deadline here.
const SEED: u64 = 4;

fn plan(requests: usize, lanes: usize, manner: Manner) -> Plan {
    Plan { requests, seed: SEED, lanes, manner, limit: None, trouble: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_requests_through_chaos_lose_nothing() {
    let tally = run(plan(60, 20, Manner::Ours)).await;
    assert!(tally.is_clean(), "{:?}", tally.told);
    assert!(tally.ending(Ending::Answered) > 30);
    assert_eq!(tally.delivered, tally.ending(Ending::Answered));
    assert!(tally.troubles.len() > 5, "{:?}", tally.troubles);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn swallowed_answers_are_told_and_end_the_request() {
    let trouble = Some(FaultOrder::always(Fault::DropAfter).when(200));
    let tally = run(Plan { trouble, ..plan(16, 8, Manner::Ours) }).await;
    assert!(tally.is_clean(), "{:?}", tally.told);
    assert!(tally.swallowed > 6 && tally.delivered == 0);
    assert!(tally.swallowed_told > 6, "{tally:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_forgets_an_answer_is_caught() {
    let tally = run(plan(16, 4, Manner::Forgets)).await;
    assert!(tally.lost > 0 && !tally.is_clean());
    assert_eq!((tally.duplicated, tally.misfiled), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_takes_replays_is_caught_and_ours_takes_none() {
    let trouble = Some(FaultOrder { times: Some(40), ..FaultOrder::once(Fault::Replay { which: None }) });
    let trouble = trouble.map(|order| order.when(202));
    let broken = Plan { trouble: trouble.clone(), ..plan(16, 4, Manner::TakesReplays) };
    let ours = Plan { trouble, ..plan(16, 4, Manner::Ours) };
    let (broken, ours) = tokio::join!(run(broken), run(ours));
    assert!(broken.duplicated > 0 && broken.misfiled > 0 && !broken.is_clean());
    assert!(ours.is_clean() && ours.delivered > 4, "{:?}", ours.told);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_gives_up_after_two_seconds_loses_slow_answers_and_ours_does_not() {
    let trouble = Some(FaultOrder::always(Fault::Delay { ms: 3_000 }).when(200));
    let hurried = Plan { trouble: trouble.clone(), ..plan(12, 6, Manner::EveryTwoSeconds) };
    let ours = Plan { trouble, ..plan(12, 6, Manner::Ours) };
    let (hurried, ours) = tokio::join!(run(hurried), run(ours));
    assert!(hurried.lost > 5 && hurried.delivered == 0, "{hurried:?}");
    assert!(ours.is_clean() && ours.delivered > 5, "{:?}", ours.told);
}
