//! What was copied leaves the clipboard again (T-97).
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::Rig;
use nearkey::{app::*, encoding::encode_base64, message::*};
use sha2::{Digest, Sha256};

/// A password is in the clipboard, which the browser lets us look into or not.
fn copied(readable: bool) -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    rig.clipboard.readable = readable;
    let popup = rig.popup();
    rig.open_cache(popup);
    copy(&mut rig, popup, 0);
    (rig, popup)
}

/// As the popup does it.
fn copy(rig: &mut Rig, popup: ViewId, number: u32) {
    let seq = rig.say(popup, Intent::Copy { item: Rig::uid(number), field: CopyField::Password });
    rig.clipboard.text = rig.value(seq).unwrap().to_owned();
}

fn set(rig: &mut Rig, seconds: u32) {
    let options = rig.attach(ViewKind::Options);
    let mut settings = rig.options_seen(options).settings;
    settings.clipboard_seconds = seconds;
    rig.say(options, Intent::SaveSettings { settings });
}

#[test]
fn t97_it_is_cleared_after_its_time_and_said() {
    for readable in [false, true] {
        let (mut rig, popup) = copied(readable);
        assert_eq!(rig.seen(popup).clipboard_seconds, 30);
        rig.wait(29_000);
        assert!(!rig.clipboard.text.is_empty());
        rig.wait(1_100);
        assert!(rig.clipboard.text.is_empty());
        assert_eq!(rig.notice(popup), Some(Notice::ClipboardCleared));
        assert!(!rig.alarms.contains_key("clipboard"));
    }
}

#[test]
fn t97_it_is_cleared_although_the_worker_was_stopped_and_nobody_came() {
    for readable in [false, true] {
        let (mut rig, popup) = copied(readable);
        rig.tell(Event::ViewClosed { view: popup });
        rig.kill();
        rig.wait(31_000);
        assert!(rig.clipboard.text.is_empty(), "readable {readable}");
        assert_eq!(rig.started, 2, "by its alarm");
    }
}

#[test]
fn t97_every_lock_clears_it_at_once() {
    type Lock = (&'static str, fn(&mut Rig, ViewId));
    let locks: [Lock; 4] = [
        ("by hand", |rig, popup| _ = rig.say(popup, Intent::Lock)),
        ("by command", |rig, _| rig.tell(Event::Command { command: Command::Lock, page: None })),
        ("with the screen", |rig, _| rig.tell(Event::Presence(Presence::ScreenLocked))),
        ("after sleep", |rig, _| {
            rig.sleep(31_000);
            rig.tell(Event::Tick);
        }),
    ];
    for (name, lock) in locks {
        for killed in [false, true] {
            let (mut rig, popup) = copied(true);
            set(&mut rig, 300);
            copy(&mut rig, popup, 1);
            if killed && name != "after sleep" {
                rig.kill();
            }
            let popup = if killed { rig.popup() } else { popup };
            lock(&mut rig, popup);
            rig.settle();
            assert!(rig.clipboard.text.is_empty(), "{name}, killed {killed}");
            assert_eq!(rig.seen(popup).state, PopupState::Locked);
        }
    }
}

#[test]
fn t97_what_somebody_else_put_there_is_left_alone() {
    let (mut rig, popup) = copied(true);
    rig.clipboard.text = "a shopping list".into();
    rig.wait(31_000);
    assert_eq!(rig.clipboard.text, "a shopping list");
    assert_eq!(rig.notice(popup), Some(Notice::ClipboardChanged));
    rig.say(popup, Intent::Lock);
    assert_eq!(rig.clipboard.text, "a shopping list", "it is ours no more");
}

#[test]
fn t97_the_last_copy_counts() {
    let (mut rig, popup) = copied(true);
    rig.wait(20_000);
    copy(&mut rig, popup, 1);
    rig.wait(20_000);
    assert!(!rig.clipboard.text.is_empty(), "its own time is not over");
    rig.wait(11_000);
    assert!(rig.clipboard.text.is_empty());
}

#[test]
fn t97_a_failure_is_said_whatever_else_happened() {
    for lock in [false, true] {
        let (mut rig, popup) = copied(true);
        rig.clipboard.stuck = true;
        if lock {
            rig.tell(Event::Presence(Presence::ScreenLocked));
            rig.settle();
        } else {
            rig.wait(31_000);
        }
        assert!(!rig.clipboard.text.is_empty());
        assert_eq!(rig.notice(popup), Some(Notice::ClipboardNotCleared), "lock {lock}");
    }
}

#[test]
fn t97_who_wants_it_to_stay_is_left_alone() {
    let (mut rig, popup) = copied(false);
    rig.wait(31_000);
    set(&mut rig, 0);
    assert_eq!(rig.seen(popup).clipboard_seconds, 0);
    copy(&mut rig, popup, 1);
    assert!(!rig.alarms.contains_key("clipboard"));
    rig.wait(600_000);
    rig.say(popup, Intent::Lock);
    assert!(!rig.clipboard.text.is_empty());
}

#[test]
fn t97_a_login_that_was_only_received_is_cleared_too() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.ask_and_get(popup, 0, false, false);
    for field in [CopyField::User, CopyField::Password] {
        let seq = rig.say(popup, Intent::Copy { item: "held".into(), field });
        rig.clipboard.text = rig.value(seq).unwrap().to_owned();
        rig.wait(31_000);
        assert!(rig.clipboard.text.is_empty());
    }
}

#[test]
fn t97_neither_text_nor_digest_is_in_the_plain_checkpoint() {
    let (mut rig, _) = copied(true);
    let (plain, sealed) = rig.session.clone().unwrap();
    let carried = rig.keys.open(&sealed.unwrap()).unwrap();
    let carried: serde_json::Value = serde_json::from_slice(&carried).unwrap();
    let numbers = |value: &serde_json::Value| -> Vec<u8> {
        value.as_array().unwrap().iter().map(|byte| u8::try_from(byte.as_u64().unwrap()).unwrap()).collect()
    };
    let (salt, digest) = (numbers(&carried["copied"]["salt"]), numbers(&carried["copied"]["digest"]));
    let text = rig.clipboard.text.clone();
    assert_eq!(digest, Sha256::digest([&salt, text.as_bytes()].concat()).to_vec());
    // From here on the rig looks for both in everything that is text or stored.
    rig.watch.plant_key(&digest);
    rig.watch.plant_key(&Sha256::digest(text.as_bytes()));
    rig.watch.search_text("the checkpoint", &plain);
    assert!(!plain.contains(&encode_base64(&salt)));
    rig.wait(10_000);
    rig.kill();
    rig.wait(31_000);
    assert!(rig.clipboard.text.is_empty());
}
