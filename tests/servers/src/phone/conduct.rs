//! Carries a plan of troubles out: plays the user, and lets mishaps happen.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::chaos::{Chaos, Decision, Dice, Mishap, MishapKind, Treatment};
use super::request::{Choice, Prompt};
use super::rival::RIVAL;
use super::shared::{Shared, Wanted};
use super::state::PhoneState;

/// A question that was accepted and that nobody fetches is closed by the user after this time, longer than a client
/// waits for an answer.
const LEFT_OVER: Duration = Duration::from_secs(40);
/// Whoever does not look at the phone sees no question that is left over; the phone takes it away after five minutes.
const FOR_EVER: Duration = Duration::from_mins(10);
/// Pause before a busy phone is tried again.
const RIVAL_PAUSE: Duration = Duration::from_millis(100);

/// Runs as long as the phone.
pub(super) async fn run(shared: Arc<Shared>) {
    let mut plan = shared.chaos.subscribe();
    loop {
        let Some(chaos) = *plan.borrow_and_update() else {
            if plan.changed().await.is_err() {
                return;
            }
            continue;
        };
        tokio::select! {
            () = user(&shared, chaos) => {}
            () = mishaps(&shared, chaos) => {}
            changed = plan.changed() => if changed.is_err() { return },
        }
        make_good(&shared).await;
    }
}

/// Treats one question after the other.
async fn user(shared: &Shared, chaos: Chaos) {
    let mut number = 0;
    let mut changed = shared.changed.subscribe();
    loop {
        match shared.look(PhoneState::prompt).filter(|prompt| prompt.client != RIVAL) {
            Some(prompt) => {
                let treatment = chaos.question(number);
                number += 1;
                treat(shared, &prompt, treatment).await;
                let patience = if treatment.decision == Decision::Never { FOR_EVER } else { LEFT_OVER };
                if !wait_for_end(shared, &prompt, patience).await {
                    shared.happened("the user closes a question that nobody fetches".to_owned());
                    let _ = shared.with(PhoneState::deny);
                }
            }
            None => {
                let _ = changed.changed().await;
            }
        }
    }
}

async fn treat(shared: &Shared, prompt: &Prompt, treatment: Treatment) {
    let Treatment { after_ms, decision, pick, choose_after_ms } = treatment;
    if wait_for_end(shared, prompt, Duration::from_millis(after_ms)).await {
        return;
    }
    // A locked phone shows no question.
    while !shared.look(PhoneState::is_usable) {
        if wait_for_end(shared, prompt, RIVAL_PAUSE).await {
            return;
        }
    }
    let did = match decision {
        Decision::Never => return,
        Decision::No => {
            let _ = shared.with(PhoneState::deny);
            "denies"
        }
        Decision::Yes => {
            // The latest poll says what can be chosen.
            let Some(prompt) = shared.look(PhoneState::prompt) else { return };
            let Some(choice) = choice(&prompt, pick) else {
                let _ = shared.with(PhoneState::deny);
                return;
            };
            if let Some(ms) = choose_after_ms.filter(|_| choice != Choice::Accept) {
                let _ = shared.accept(Choice::Accept);
                if wait_for_end(shared, &prompt, Duration::from_millis(ms)).await {
                    return;
                }
            }
            let _ = shared.accept(choice);
            "accepts"
        }
    };
    shared.happened(format!("the user {did} {} after {after_ms} ms", prompt.command));
}

/// What the user chooses; nothing where nothing fits.
fn choice(prompt: &Prompt, pick: u64) -> Option<Choice> {
    let mut dice = Dice::new(pick);
    Some(match prompt.choose {
        "one" => Choice::One(prompt.matches.get(dice.size(prompt.matches.len()))?.clone()),
        "several" => Choice::Several(prompt.matches.iter().filter(|_| dice.below(3) == 0).cloned().collect()),
        "new" => Choice::New(super::NewCredential::default()),
        _ => Choice::Accept,
    })
}

fn is_open(shared: &Shared, prompt: &Prompt) -> bool {
    let same = |now: &Prompt| now.fingerprint == prompt.fingerprint && now.since == prompt.since;
    shared.look(PhoneState::prompt).is_some_and(|now| same(&now))
}

/// Waits until the question is gone, true, or the time is over.
async fn wait_for_end(shared: &Shared, prompt: &Prompt, patience: Duration) -> bool {
    let until = Instant::now() + patience;
    let mut changed = shared.changed.subscribe();
    while is_open(shared, prompt) {
        let left = until.saturating_duration_since(Instant::now());
        if timeout(left, changed.changed()).await.is_err() {
            return false;
        }
    }
    true
}

/// Lets one mishap happen after the other.
async fn mishaps(shared: &Shared, chaos: Chaos) {
    for number in 0.. {
        let Mishap { after_ms, kind, for_ms } = chaos.mishap(number);
        sleep(Duration::from_millis(after_ms)).await;
        shared.happened(format!("{kind:?} for {for_ms} ms"));
        let duration = Duration::from_millis(for_ms);
        match kind {
            MishapKind::Locked => shared.with(PhoneState::lock),
            MishapKind::Background => shared.with(|state| state.set_in_front(false)),
            MishapKind::OtherDevice(device) => shared.set_other_device(Some(device)),
            MishapKind::Rival => {
                let ask = async {
                    while shared.occupy().is_err() {
                        sleep(RIVAL_PAUSE).await;
                    }
                };
                let _ = timeout(duration, ask).await;
            }
            MishapKind::Gone => shared.set_listening(Wanted::Down).await,
            MishapKind::ClockJump(by_ms) => {
                shared.jump_clock(by_ms);
                continue;
            }
        }
        sleep(duration).await;
        make_good(shared).await;
    }
}

/// The user puts the phone right.
async fn make_good(shared: &Shared) {
    shared.set_other_device(None);
    shared.with(|state| {
        state.release();
        state.unlock();
    });
    // Waits for nobody: the listener may be on its way down after a 401.
    let mut listening: watch::Receiver<bool> = shared.listening.subscribe();
    shared.wanted.send_replace(Wanted::Up);
    let _ = listening.wait_for(|up| *up).await;
    shared.touch();
}
