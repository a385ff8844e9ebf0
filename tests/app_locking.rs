//! Locking that locks, by everything that locks, and what a policy and an update have to do with it.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Job, Rig};
use nearkey::{app::*, message::*};

const MINUTE: u64 = 60_000;

fn opened() -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    (rig, popup)
}

fn set(rig: &mut Rig, change: impl FnOnce(&mut SettingsView)) {
    let options = rig.attach(ViewKind::Options);
    let mut settings = rig.options_seen(options).settings;
    change(&mut settings);
    rig.say(options, Intent::SaveSettings { settings });
}

fn is_open(rig: &Rig, popup: ViewId) -> bool {
    rig.seen(popup).state == PopupState::Open
}

fn tell(rig: &mut Rig, event: Event) {
    rig.tell(event);
    rig.settle();
}

#[test]
fn t81_the_chosen_minutes_count_from_the_last_use() {
    let (mut rig, popup) = opened();
    set(&mut rig, |settings| settings.lock_after_minutes = 2);
    for _ in 0..3 {
        rig.wait(2 * MINUTE - 1_000);
        assert!(is_open(&rig, popup));
        rig.say(popup, Intent::Search { text: "login".into() });
    }
    rig.wait(2 * MINUTE + 1_000);
    assert!(!is_open(&rig, popup));
    assert_eq!(rig.notice(popup), Some(Notice::Locked { why: LockCause::Time }));
}

#[test]
fn t82_nothing_keeps_it_open_for_longer_than_at_most() {
    let (mut rig, popup) = opened();
    set(&mut rig, |settings| settings.lock_at_most_hours = 1);
    for _ in 0..11 {
        rig.wait(5 * MINUTE);
        rig.say(popup, Intent::Search { text: "login".into() });
        assert!(is_open(&rig, popup));
    }
    rig.wait(5 * MINUTE + 1_000);
    assert!(!is_open(&rig, popup));
}

#[test]
fn settings_are_taken_within_their_limits_and_outlive_the_worker() {
    let mut rig = Rig::linked();
    set(&mut rig, |settings| {
        (settings.lock_after_minutes, settings.lock_at_most_hours) = (0, 99);
        (settings.lock_idle_minutes, settings.clipboard_seconds) = (999, 1);
        (settings.language, settings.theme) = ("tlh".into(), Theme::Dark);
    });
    assert_eq!(rig.idle, Some(3_600));
    rig.kill();
    let options = rig.attach(ViewKind::Options);
    let settings = rig.options_seen(options).settings;
    assert_eq!((settings.lock_after_minutes, settings.lock_at_most_hours), (1, 24));
    assert_eq!((settings.lock_idle_minutes, settings.clipboard_seconds), (60, 10));
    assert_eq!((settings.language.as_str(), settings.theme), ("", Theme::Dark));
    assert_eq!(rig.idle, Some(3_600), "each worker tells the browser");
    rig.say(options, Intent::Wipe { what: Wipe::Settings });
    assert_eq!((rig.idle, rig.options_seen(options).settings.lock_after_minutes), (None, 15));
}

#[test]
fn presence_locks_as_the_user_chose() {
    for (idle, screen, presence, why) in [
        (0, true, Presence::ScreenLocked, Some(LockCause::ScreenLocked)),
        (5, true, Presence::Idle, Some(LockCause::Idle)),
        (0, true, Presence::Idle, None),
        (5, false, Presence::ScreenLocked, None),
        (5, true, Presence::Active, None),
    ] {
        for killed in [false, true] {
            let (mut rig, popup) = opened();
            set(&mut rig, |settings| {
                (settings.lock_idle_minutes, settings.lock_with_screen) = (idle, screen);
            });
            assert_eq!(rig.idle, Some(idle * 60).filter(|seconds| *seconds > 0));
            if killed {
                rig.kill();
            }
            tell(&mut rig, Event::Presence(presence));
            let popup = if killed { rig.popup() } else { popup };
            assert_eq!(is_open(&rig, popup), why.is_none(), "{presence:?}, killed {killed}");
            assert_eq!(rig.session.as_ref().unwrap().1.is_none(), why.is_some());
            if let Some(why) = why {
                assert_eq!(rig.notice(popup), Some(Notice::Locked { why }));
            }
        }
    }
}

#[test]
fn t83_a_clock_that_jumped_says_that_the_machine_slept() {
    for (slept, locks) in [(29_000, false), (31_000, true)] {
        for wanted in [false, true] {
            let (mut rig, popup) = opened();
            set(&mut rig, |settings| settings.lock_with_screen = wanted);
            rig.sleep(slept);
            tell(&mut rig, Event::Tick);
            assert_eq!(is_open(&rig, popup), !(locks && wanted), "{slept} {wanted}");
        }
    }
}

#[test]
fn t80_without_an_open_cache_a_clock_that_jumps_disturbs_nothing() {
    for jump in [86_400_000_i64, -86_400_000] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.say(popup, Intent::AskSite { fill: true, keep: false });
        rig.wait(2_000);
        rig.wall_ms = rig.wall_ms.checked_add_signed(jump).unwrap();
        tell(&mut rig, Event::Tick);
        let request = rig.seen(popup).request.unwrap();
        assert_eq!(request.stage, RequestStage::Waiting, "{jump}");
        assert_eq!(rig.notice(popup), None);
        // The phone has a clock of its own, which this is not.
        rig.wall_ms = rig.wall_ms.checked_add_signed(-jump).unwrap();
        rig.approve(0);
        rig.wait(3_000);
        assert_eq!(rig.tabs.filled.len(), 1, "{jump}");
    }
}

/// A cache with everything around it that a lock must take away, each in its own rig.
fn everything() -> Vec<(&'static str, Rig, ViewId)> {
    let mut all = Vec::new();
    let mut add = |name, prepare: &dyn Fn(&mut Rig, ViewId)| {
        let (mut rig, popup) = opened();
        prepare(&mut rig, popup);
        all.push((name, rig, popup));
    };
    add("request", &|rig, popup| {
        rig.say(popup, Intent::AskSite { fill: true, keep: true });
        rig.wait(2_000);
    });
    add("held", &|rig, popup| {
        rig.ask_and_get(popup, 0, false, false);
        assert!(rig.seen(popup).request.unwrap().held.is_some());
    });
    add("question", &|rig, popup| {
        rig.say(popup, Intent::Fill { item: Rig::uid(2) });
        assert!(rig.seen(popup).question.is_some());
    });
    add("grant", &|rig, popup| {
        rig.say_only(popup, Intent::Fill { item: Rig::uid(0) });
        rig.run_to(|job| matches!(job, Job::Do(Effect::Load(Ticket::Fill(_), _))));
    });
    add("import", &|rig, popup| {
        rig.say(popup, Intent::AskAll);
        rig.wait(200);
        rig.accept();
        rig.wait(3_000);
        assert!(rig.seen(popup).import.is_some());
    });
    add("create", &|rig, popup| {
        rig.say(popup, Intent::OfferCreate);
        assert!(rig.seen(popup).create.is_some());
    });
    add("search", &|rig, popup| _ = rig.say(popup, Intent::Search { text: "Login 2".into() }));
    add("copy", &|rig, popup| {
        rig.say_only(popup, Intent::Copy { item: Rig::uid(0), field: CopyField::Password });
        rig.run_to(|job| matches!(job, Job::Do(Effect::Load(Ticket::Copy(..), _))));
    });
    all
}

#[test]
fn t81_one_lock_empties_every_surface() {
    for (name, mut rig, popup) in everything() {
        let posts = rig.posts.len();
        rig.tell(Event::Command { command: Command::Lock, page: None });
        // Whatever was on its way comes back to a locked app.
        rig.wait(3_000);
        let screen = rig.seen(popup);
        assert_eq!((screen.state, screen.total), (PopupState::Locked, 0), "{name}");
        assert!(screen.request.is_none() && screen.import.is_none(), "{name}");
        assert!(screen.create.is_none() && screen.question.is_none(), "{name}");
        assert!(screen.search.is_empty() && screen.notice.is_none(), "{name}");
        let text = serde_json::to_string(&rig.app.as_ref().unwrap().screen(popup)).unwrap();
        assert!(!text.contains("Login ") && !text.contains("user-"), "{name}: {text}");
        assert_eq!(rig.badge, Badge::None, "{name}");
        assert!(rig.alarms.is_empty(), "{name}: {:?}", rig.alarms);
        assert!(rig.session.as_ref().unwrap().1.is_none(), "{name}");
        assert!(rig.tabs.filled.is_empty(), "{name}");
        assert!(rig.phone.state().prompt().is_none(), "{name}: taken back on the phone");
        assert!(rig.posts[posts..].iter().all(|(_, post)| !matches!(post, ToView::Value { .. })), "{name}");
        for intent in [
            Intent::Import { yes: true },
            Intent::Copy { item: "held".into(), field: CopyField::Password },
            Intent::Fill { item: "held".into() },
        ] {
            let seq = rig.say(popup, intent);
            assert_eq!(rig.refusal(seq), Some("itemGone"), "{name}");
        }
        rig.say(popup, Intent::AnswerQuestion { yes: true });
        assert!(rig.tabs.filled.is_empty(), "{name}");
    }
}

#[test]
fn t92_an_update_waits_until_nothing_can_be_lost() {
    for (name, mut rig, popup) in everything() {
        rig.tell(Event::UpdateReady);
        rig.tell(Event::ViewClosed { view: popup });
        rig.wait(3_000);
        assert_eq!(rig.reloads, 0, "{name}");
        let popup = rig.popup();
        rig.say(popup, Intent::Lock);
        assert_eq!(rig.reloads, 0, "{name}: somebody is looking");
        rig.tell(Event::ViewClosed { view: popup });
        rig.wait(1_000);
        assert_eq!(rig.reloads, 1, "{name}");
    }
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, Intent::AskSite { fill: false, keep: false });
    tell(&mut rig, Event::UpdateReady);
    rig.tell(Event::ViewClosed { view: popup });
    rig.wait(5_000);
    assert_eq!(rig.reloads, 0, "the phone is being asked");
    rig.approve(0);
    rig.wait(60_000);
    assert_eq!(rig.reloads, 0, "a login is at hand");
    rig.wait(65_000);
    assert_eq!(rig.reloads, 1);
}
