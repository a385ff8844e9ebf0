//! A new login on the phone; and giving requests up.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{
    Job, Rig,
    user::{ID, SITE},
};
use nearkey::{app::*, message::*};
use nearkey_servers::phone::{Choice, NewCredential};

const ASK: Intent = Intent::AskSite { fill: true, keep: false };

fn create(user: &str) -> Intent {
    Intent::AskCreate { user: user.into() }
}

/// Linked, with a name typed into the page's form, and the offer in the popup.
fn offered() -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    rig.tabs.typed = "  mira@exam\u{7}ple.com ".into();
    let popup = rig.popup();
    rig.say(popup, Intent::OfferCreate);
    (rig, popup)
}

#[test]
fn the_phone_is_asked_for_the_site_and_the_name_that_the_user_saw() {
    let (mut rig, popup) = offered();
    let offer = rig.seen(popup).create.unwrap();
    assert_eq!((offer.host.as_str(), offer.user.as_str()), ("bank.example", "mira@example.com"));
    rig.wait(5_000);
    assert!(rig.phone.seen.is_empty(), "nothing goes out before the user says so");
    rig.say(popup, create(&offer.user));
    rig.wait(200);
    assert!(rig.seen(popup).create.is_none());
    let prompt = rig.phone.state().prompt().unwrap();
    assert_eq!(prompt.command, "create_credential_for_url");
    assert_eq!(
        (prompt.site.as_deref(), prompt.user.as_deref()),
        (Some("bank.example"), Some("mira@example.com"))
    );
    assert_eq!(rig.phone.seen[0].website.as_deref(), Some(SITE));
    let new = NewCredential { password: "Brand-new-9".into(), ..NewCredential::default() };
    rig.watch.plant_login("Brand-new-9");
    let now = rig.wall_ms;
    rig.phone.state().accept(Choice::New(new), now).unwrap();
    rig.wait(2_000);
    let held = rig.seen(popup).request.unwrap().held.unwrap();
    assert_eq!((held.user.as_str(), held.host.as_str()), ("mira@example.com", "bank.example"));
    assert!(rig.tabs.filled.is_empty(), "nobody asked for a fill");
}

#[test]
fn a_name_is_one_line_of_bounded_length_and_may_be_missing() {
    for (said, sent) in [
        ("", None),
        (" \n ", None),
        ("o\u{0}tto\r\n", Some("otto".to_owned())),
        (&"ü".repeat(5_000), Some("ü".repeat(200))),
    ] {
        let (mut rig, popup) = offered();
        rig.tabs.typed = said.into();
        rig.say(popup, Intent::OfferCreate);
        assert_eq!(rig.seen(popup).create.unwrap().user, sent.clone().unwrap_or_default());
        rig.say(popup, create(said));
        rig.wait(200);
        assert_eq!(rig.phone.state().prompt().unwrap().user, sent);
    }
}

#[test]
fn a_field_for_passwords_is_never_read() {
    let key_read = |rig: &Rig| {
        rig.jobs.iter().find_map(|job| match job {
            Job::Do(Effect::ReadUser(_, _, _, key)) => Some(*key),
            _ => None,
        })
    };
    for (kinds, read) in [(vec!["text", "password"], Some(1)), (vec!["password"], None)] {
        let mut rig = Rig::linked();
        let fields = &mut rig.tabs.tabs.get_mut(&7).unwrap().documents[0].snapshot.fields;
        fields.retain(|field| kinds.contains(&field.kind.as_str()));
        rig.tabs.typed = "what stands there".into();
        let popup = rig.popup();
        rig.say_only(popup, Intent::OfferCreate);
        assert_eq!(key_read(&rig), read);
        rig.settle();
        let user = if read.is_some() { "what stands there" } else { "" };
        assert_eq!(rig.seen(popup).create.unwrap().user, user);
    }
}

#[test]
fn only_what_was_shown_is_created() {
    let (mut rig, popup) = offered();
    let other = rig.popup();
    assert!(rig.seen(other).create.is_none(), "another popup shows its own offer only");
    let seq = rig.say(other, create("mira"));
    assert_eq!(rig.refusal(seq), Some("noPage"));
    rig.say(popup, Intent::CloseCreate);
    let seq = rig.say(popup, create("mira"));
    assert_eq!(rig.refusal(seq), Some("badMessage"));
    rig.say(popup, Intent::OfferCreate);
    rig.navigate(7, "https://evil.test/login");
    rig.settle();
    assert!(rig.seen(popup).create.is_none(), "it was about another page");
    let seq = rig.say(popup, create("mira"));
    assert_eq!(rig.refusal(seq), Some("badMessage"));
    rig.say(popup, Intent::OfferCreate);
    rig.tell(Event::ViewClosed { view: popup });
    let popup = rig.popup();
    assert!(rig.seen(popup).create.is_none());
    assert!(rig.phone.seen.is_empty());
}

#[test]
fn it_is_repeated_for_the_same_site_only() {
    let (mut rig, popup) = offered();
    rig.say(popup, create("mira"));
    rig.wait(200);
    rig.phone.state().deny().unwrap();
    rig.wait(2_000);
    rig.navigate(7, "https://evil.test/login");
    rig.settle();
    let seq = rig.say(popup, Intent::RepeatRequest);
    assert_eq!(rig.refusal(seq), Some("noPage"));
    rig.navigate(7, "https://bank.example/signup");
    rig.settle();
    rig.say(popup, Intent::RepeatRequest);
    rig.wait(200);
    let prompt = rig.phone.state().prompt().unwrap();
    assert_eq!((prompt.site.as_deref(), prompt.user.as_deref()), (Some("bank.example"), Some("mira")));
}

#[test]
fn a_closed_tab_a_lock_and_the_end_of_time_take_the_question_off_the_phone() {
    type End = (&'static str, fn(&mut Rig));
    let ends: [End; 4] = [
        ("tab", |rig| rig.close_tab(7)),
        ("lock", |rig| rig.tell(Event::Command { command: Command::Lock, page: None })),
        ("time", |rig| rig.wait(61_000)),
        ("unlink", |rig| {
            let options = rig.attach(ViewKind::Options);
            rig.say(options, Intent::Unlink { phone: ID.into() });
        }),
    ];
    for (name, end) in ends {
        for intent in [ASK, Intent::AskSite { fill: false, keep: false }, create("mira")] {
            for killed in [false, true] {
                let (mut rig, popup) = offered();
                rig.say(popup, intent.clone());
                rig.wait(500);
                assert!(rig.phone.state().prompt().is_some());
                if killed {
                    rig.kill();
                }
                end(&mut rig);
                rig.wait(1_000);
                assert!(rig.phone.state().prompt().is_none(), "{name} {intent:?} {killed}");
                assert!(rig.running_request().is_none());
            }
        }
    }
}

#[test]
fn another_tab_may_close() {
    let (mut rig, popup) = offered();
    rig.tabs.go(8, "https://other.test/");
    rig.say(popup, create("mira"));
    rig.wait(500);
    rig.close_tab(8);
    rig.wait(1_000);
    assert!(rig.phone.state().prompt().is_some());
}

#[test]
fn a_request_whose_time_ends_with_a_poll_on_its_way_is_taken_back_too() {
    let mut rig = Rig::linked();
    rig.phone.latency_ms = 5_000;
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(60_000);
    assert!(rig.jobs.iter().any(|job| matches!(job, Job::Back(Ticket::Poll(..), ..))), "a poll is out");
    rig.wait(15_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneTimeout"));
    assert_eq!(rig.phone.commands().last(), Some(&"cancel_request"));
    assert!(rig.phone.state().prompt().is_none());
}

#[test]
fn a_phone_that_missed_the_cancel_hears_it_when_it_is_busy_with_it() {
    for killed in [false, true] {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.say(popup, ASK);
        rig.wait(500);
        rig.phone.state().set_in_front(false);
        rig.say(popup, Intent::CancelRequest);
        rig.wait(500);
        rig.phone.state().set_in_front(true);
        let old = rig.phone.state().prompt().expect("the phone did not hear of it");
        if killed {
            rig.kill();
        }
        let popup = rig.popup();
        rig.say(popup, Intent::AskAny);
        rig.wait(3_000);
        let prompt = rig.phone.state().prompt().unwrap();
        assert_eq!(prompt.command, "fetch_single_credential");
        assert_ne!(prompt.fingerprint, old.fingerprint);
        let commands = rig.phone.commands();
        let cancels = commands.iter().filter(|command| **command == "cancel_request").count();
        assert_eq!(cancels, 1, "{commands:?}");
        assert_eq!(rig.seen(popup).request.unwrap().stage, RequestStage::Waiting);
    }
}

#[test]
fn what_others_ask_of_the_phone_is_not_taken_back() {
    let mut rig = Rig::linked();
    let second = rig.link_phone();
    let popup = rig.popup();
    rig.say(popup, ASK);
    rig.wait(500);
    rig.phone.state().set_in_front(false);
    rig.say(popup, Intent::CancelRequest);
    rig.wait(500);
    rig.phone.state().set_in_front(true);
    rig.say(popup, Intent::DismissRequest);
    rig.say(popup, Intent::ChoosePhone { phone: ID.into() });
    rig.say(popup, Intent::AskAny);
    rig.wait(3_000);
    assert_eq!(rig.phone.state().prompt().unwrap().client, second, "another link's request is none of ours");
    assert_eq!(rig.seen(popup).request.unwrap().stage, RequestStage::PhoneBusy);
}
