//! Several phones side by side, and taking them away again.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Job, Rig, user::ID};
use nearkey::{app::*, message::*};

/// Two phones, the second one chosen, each with all four logins in its open cache.
fn two() -> (Rig, ViewId, String) {
    let mut rig = Rig::linked();
    let second = rig.link_phone();
    let popup = rig.popup();
    for phone in [ID, &second] {
        rig.say(popup, Intent::ChoosePhone { phone: phone.into() });
        rig.say(popup, Intent::AskAll);
        rig.wait(200);
        rig.accept();
        rig.wait(3_000);
        rig.say(popup, Intent::Import { yes: true });
    }
    assert_eq!(rig.seen(popup).total, 8);
    (rig, popup, second)
}

fn names_with(rig: &Rig, id: &str) -> Vec<String> {
    rig.store.keys().filter(|name| name.contains(id)).cloned().collect()
}

fn rename(rig: &mut Rig, view: ViewId, phone: &str, name: &str, colour: u8) -> PhoneView {
    rig.say(view, Intent::RenamePhone { phone: phone.into(), name: name.into(), colour });
    let phones = rig.options_seen(view).phones;
    phones.into_iter().map(|detail| detail.phone).find(|known| known.id == phone).unwrap()
}

#[test]
fn two_phones_stand_side_by_side_with_badges_of_their_own() {
    let (mut rig, popup, second) = two();
    let screen = rig.seen(popup);
    assert_eq!(screen.phones.iter().map(|phone| phone.id.as_str()).collect::<Vec<_>>(), [ID, &second]);
    assert_ne!(screen.phones[0].colour, screen.phones[1].colour);
    assert_eq!(screen.phones[0].short, "AD");
    let items = [screen.matches, screen.company, screen.others].concat();
    for phone in [ID, &second] {
        let of_phone: Vec<_> = items.iter().filter(|item| item.source == phone).collect();
        assert_eq!(of_phone.len(), 4);
        assert!(of_phone.iter().all(|item| item.id.starts_with(phone)));
    }
    let options = rig.attach(ViewKind::Options);
    assert!(rig.options_seen(options).phones.iter().all(|phone| phone.cached == Some(4) && phone.has_cache));
}

#[test]
fn the_chosen_phone_is_asked_now_and_by_the_next_worker() {
    let (mut rig, popup, _) = two();
    for kill in [false, true] {
        rig.say(popup, Intent::ChoosePhone { phone: ID.into() });
        if kill {
            rig.session = None;
            rig.kill();
        }
        let popup = rig.popup();
        assert_eq!(rig.seen(popup).phone.unwrap().id, ID);
        rig.say(popup, Intent::AskSite { fill: false, keep: false });
        rig.wait(200);
        assert_eq!(rig.phone.state().prompt().unwrap().client, ID);
        rig.say(popup, Intent::CancelRequest);
        rig.wait(200);
    }
}

#[test]
fn the_phone_stays_chosen_while_a_request_runs() {
    let (mut rig, popup, second) = two();
    rig.say(popup, Intent::AskAny);
    let seq = rig.say(popup, Intent::ChoosePhone { phone: ID.into() });
    assert_eq!(rig.refusal(seq), Some("requestRunning"));
    assert_eq!(rig.seen(popup).phone.unwrap().id, second);
    rig.say(popup, Intent::CancelRequest);
    let seq = rig.say(popup, Intent::ChoosePhone { phone: "XYZ-XYZ".into() });
    assert_eq!(rig.refusal(seq), Some("noPhone"));
}

#[test]
fn a_name_is_one_short_line_and_stays() {
    let mut rig = Rig::linked();
    let view = rig.attach(ViewKind::Options);
    let phone = rename(&mut rig, view, ID, "  Work\u{0}\n\u{1b}[31m phone\u{7f} ", 3);
    assert_eq!((phone.name.as_str(), phone.short.as_str(), phone.colour), ("Work[31m phone", "W3", 3));
    let phone = rename(&mut rig, view, ID, &"ü".repeat(1_000), 200);
    assert_eq!((phone.name.chars().count(), phone.colour), (40, 7));
    assert_eq!(rename(&mut rig, view, ID, "Anna's phone", 1).short, "AS");
    assert_eq!(rename(&mut rig, view, ID, "", 1).name, ID, "without a name it is called by its id");
    rename(&mut rig, view, ID, "Home phone", 5);
    rig.session = None;
    rig.kill();
    let popup = rig.popup();
    let phone = rig.seen(popup).phone.unwrap();
    assert_eq!((phone.name.as_str(), phone.short.as_str(), phone.colour), ("Home phone", "HP", 5));
}

#[test]
fn unlinking_one_phone_removes_all_of_it_and_leaves_the_other_whole() {
    let (mut rig, popup, second) = two();
    let kept = names_with(&rig, &second);
    let options = rig.attach(ViewKind::Options);
    rig.say(options, Intent::Unlink { phone: ID.into() });
    assert_eq!(rig.options_seen(options).removed, ["removed_keys", "removed_cache", "removed_session"]);
    assert_eq!(names_with(&rig, ID), [""; 0]);
    assert_eq!(names_with(&rig, &second), kept);
    assert_eq!(rig.keys.slots.keys().collect::<Vec<_>>(), [&format!("link/{second}")]);
    let texts = rig.store.iter().filter(|(name, _)| !name.starts_with("vault/"));
    assert!(texts.clone().count() >= 2);
    for (name, bytes) in texts {
        assert!(!String::from_utf8_lossy(bytes).contains(ID), "{name} still names the phone");
    }
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    rig.unlock_by_phone(popup);
    assert_eq!(rig.seen(popup).total, 4);
    let seq = rig.say(options, Intent::Unlink { phone: ID.into() });
    assert_eq!(rig.refusal(seq), Some("noPhone"));
}

#[test]
fn unlinking_the_chosen_phone_forgets_the_choice_too() {
    let (mut rig, popup, second) = two();
    let options = rig.attach(ViewKind::Options);
    rig.say(options, Intent::Unlink { phone: second.clone() });
    assert_eq!(rig.seen(popup).phone.unwrap().id, ID);
    assert!(!String::from_utf8_lossy(&rig.store[SETTINGS]).contains(&second));
    assert!(!rig.session.as_ref().unwrap().0.contains(&second), "the checkpoint names it");
}

#[test]
fn what_was_removed_is_told_when_the_disk_said_so() {
    let (mut rig, _, second) = two();
    let options = rig.attach(ViewKind::Options);
    rig.say_only(options, Intent::Unlink { phone: second });
    rig.run_to(|job| matches!(job, Job::Tell(Event::Saved { ticket: Ticket::Removed, .. })));
    assert_eq!(rig.options_seen(options).removed, [""; 0]);
    rig.settle();
    assert_eq!(rig.options_seen(options).removed.len(), 3);
    rig.tell(Event::ViewClosed { view: options });
    let options = rig.attach(ViewKind::Options);
    assert_eq!(rig.options_seen(options).removed, [""; 0], "told once");
    rig.full_disk = 1;
    rig.say(options, Intent::Unlink { phone: ID.into() });
    assert_eq!(rig.options_seen(options).removed, ["removed_not"]);
}

/// Everything that can be there: a cache, a passphrase's file, settings, a request, a fetch, a new link under way.
fn full() -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    rig.keys.slots.insert("local".into(), 0);
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.store.insert(FACTORS.into(), b"sealed".to_vec());
    rig.store.insert(TRIES.into(), b"{}".to_vec());
    rig.store.insert("damaged/links/1".into(), b"[".to_vec());
    rig.link_up_to_compare(None);
    rig.say(popup, Intent::ChoosePhone { phone: ID.into() });
    rig.say(popup, Intent::AskSite { fill: true, keep: true });
    rig.wait(300);
    let options = rig.attach(ViewKind::Options);
    (rig, options)
}

#[test]
fn t96_unlinking_the_last_phone_leaves_nothing_of_it() {
    let (mut rig, options) = full();
    assert!(rig.session.as_ref().unwrap().1.is_some() && rig.alarms.contains_key("lock"));
    rig.say(options, Intent::Unlink { phone: ID.into() });
    assert_eq!(
        rig.options_seen(options).removed,
        ["removed_keys", "removed_cache", "removed_alarms", "removed_session"]
    );
    rig.wait(1_000);
    assert!(rig.phone.state().prompt().is_none(), "the phone was told");
    assert_eq!(rig.store.keys().collect::<Vec<_>>(), [SETTINGS]);
    assert!(!String::from_utf8_lossy(&rig.store[SETTINGS]).contains(ID));
    assert!(rig.keys.slots.is_empty() && rig.alarms.is_empty());
    let (text, sealed) = rig.session.clone().unwrap();
    assert!(sealed.is_none());
    assert!(!text.contains(ID) && !text.contains("192.168"), "{text}");
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).state, PopupState::FirstRun);
}

#[test]
fn t96_a_link_that_is_just_being_stored_goes_with_the_rest() {
    for steps in 0..12 {
        let mut rig = Rig::linked();
        let view = rig.link_up_to_compare(None);
        let options = rig.attach(ViewKind::Options);
        rig.say_only(view, Intent::CompareLink { same: true });
        for _ in 0..steps {
            rig.step();
        }
        rig.say(options, Intent::Wipe { what: Wipe::Everything });
        assert!(rig.store.is_empty(), "after {steps}: {:?}", rig.store.keys());
        assert!(rig.keys.slots.is_empty(), "after {steps}: {:?}", rig.keys.slots);
    }
}

#[test]
fn each_kind_of_wipe_takes_its_own_and_no_more() {
    let starts = |rig: &Rig| {
        let mut starts: Vec<_> =
            rig.store.keys().map(|name| name.split('/').next().unwrap().to_owned()).collect();
        starts.dedup();
        starts
    };
    for (what, removed, left) in [
        (Wipe::Cache, vec!["removed_cache"], vec!["damaged", "links", "local", "settings"]),
        (Wipe::Settings, vec!["removed_settings"], vec!["damaged", "links", "local", "vault"]),
        (Wipe::Factors, vec!["removed_factors"], vec!["damaged", "links", "settings", "vault"]),
        (
            Wipe::Everything,
            vec!["removed_keys", "removed_cache", "removed_alarms", "removed_session", "removed_settings"],
            vec![],
        ),
    ] {
        let (mut rig, options) = full();
        let mut settings = rig.options_seen(options).settings;
        (settings.language, settings.lock_idle_minutes, settings.lock_after_minutes) = ("de".into(), 3, 240);
        rig.say(options, Intent::SaveSettings { settings });
        assert_eq!(rig.idle, Some(180));
        rig.say(options, Intent::Wipe { what: what.clone() });
        assert_eq!(rig.options_seen(options).removed, removed);
        assert_eq!(starts(&rig), left, "{what:?}");
        let keeps_settings = matches!(what, Wipe::Cache | Wipe::Factors);
        assert_eq!(rig.idle, keeps_settings.then_some(180), "{what:?}");
        assert_eq!(rig.options_seen(options).settings.language, if keeps_settings { "de" } else { "" });
        assert_eq!(rig.keys.slots.contains_key(&format!("link/{ID}")), what != Wipe::Everything);
        let popup = rig.popup();
        let state = match what {
            Wipe::Cache => PopupState::Empty,
            Wipe::Everything => PopupState::FirstRun,
            Wipe::Settings | Wipe::Factors | Wipe::Generated => PopupState::Open,
        };
        assert_eq!(rig.seen(popup).state, state, "{what:?}");
        if what == Wipe::Settings {
            assert!(rig.seen(popup).locks_in_ms.is_some_and(|left| left <= 900_000.0), "locks as at first");
        }
    }
}

#[test]
fn no_more_phones_than_eight() {
    let mut rig = Rig::linked();
    let link = rig.links().remove(0);
    let ids = (b'A'..=b'H').map(|letter| format!("AAA-AA{}", char::from(letter)));
    let links: Vec<_> = ids.map(|web_client_id| StoredLink { web_client_id, ..link.clone() }).collect();
    rig.store.insert(LINKS.into(), serde_json::to_vec(&links).unwrap());
    let view = rig.attach(ViewKind::Link);
    let seq = rig.say(view, Intent::StartLink { again: None });
    assert_eq!(rig.refusal(seq), Some("tooManyPhones"));
    let seq = rig.say(view, Intent::StartLink { again: Some("AAA-AAA".into()) });
    assert_eq!(rig.refusal(seq), None);
}
