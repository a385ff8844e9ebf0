//! What the generator made is let go once the phone has it, and not before.
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
use nearkey::{app::*, generate::usual, message::*};

const PLACE: &str = "local/generated";

/// Makes one in a popup that is closed again, and gives its text.
fn made(rig: &mut Rig, options: GeneratorOptions) -> String {
    let popup = rig.popup();
    rig.say(popup, Intent::OpenGenerator);
    let seq = rig.say(popup, Intent::Generate { options });
    let text = rig.posts.iter().find_map(|(_, post)| match post {
        ToView::Generated { seq: of, text, .. } if *of == seq => Some(text.clone()),
        _ => None,
    });
    rig.tell(Event::ViewClosed { view: popup });
    rig.settle();
    let text = text.expect("nothing made");
    // By policy it is carried instead, sealed.
    if rig.store.contains_key(PLACE) {
        rig.watch.plant_login(&text);
    }
    text
}

/// The passwords that are kept, by how many there are.
fn kept(rig: &mut Rig) -> usize {
    let popup = rig.popup();
    rig.say(popup, Intent::OpenGenerator);
    let kept = rig.seen(popup).generator.expect("the generator").history.len();
    rig.tell(Event::ViewClosed { view: popup });
    rig.settle();
    kept
}

/// The user gave a login on the phone this password.
fn put_on_phone(rig: &mut Rig, password: &str) {
    let mut logins = rig.phone.state().credentials().to_vec();
    logins[0].password = password.into();
    rig.phone.state().set_credentials(logins);
}

fn ask_for_it(rig: &mut Rig) {
    let popup = rig.popup();
    rig.say(popup, Intent::AskSite { fill: false, keep: false });
    rig.wait(200);
    rig.approve(0);
    rig.wait(3_000);
    rig.tell(Event::ViewClosed { view: popup });
    rig.settle();
}

#[test]
fn a_password_that_the_phone_hands_out_is_let_go() {
    for killed in [false, true] {
        let mut rig = Rig::linked();
        let (first, _second) = (made(&mut rig, usual()), made(&mut rig, usual()));
        assert_eq!(kept(&mut rig), 2);
        put_on_phone(&mut rig, &first);
        if killed {
            rig.kill();
        }
        ask_for_it(&mut rig);
        assert_eq!(kept(&mut rig), 1, "killed {killed}: only that one");
    }
}

#[test]
fn the_last_one_leaves_nothing_on_the_disk() {
    let mut rig = Rig::linked();
    let text = made(&mut rig, usual());
    assert!(rig.store.contains_key(PLACE));
    put_on_phone(&mut rig, &text);
    ask_for_it(&mut rig);
    assert!(!rig.store.contains_key(PLACE));
}

#[test]
fn many_at_once_are_compared_too() {
    let mut rig = Rig::linked();
    let text = made(&mut rig, usual());
    put_on_phone(&mut rig, &text);
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.tell(Event::ViewClosed { view: popup });
    assert_eq!(kept(&mut rig), 0);
}

#[test]
fn another_password_and_one_that_is_the_same_by_chance_stay() {
    let mut rig = Rig::linked();
    let text = made(&mut rig, usual());
    put_on_phone(&mut rig, &text[..text.len() - 1]);
    ask_for_it(&mut rig);
    assert_eq!(kept(&mut rig), 1);

    let mut rig = Rig::linked();
    let digits = GeneratorOptions { length: 8, lower: false, upper: false, special: false, ..usual() };
    let text = made(&mut rig, digits);
    assert!(text.len() <= 8, "{text}");
    put_on_phone(&mut rig, &text);
    ask_for_it(&mut rig);
    assert_eq!(kept(&mut rig), 1, "eight digits may belong to another account");
}

#[test]
fn t81_what_was_opened_to_compare_is_shut_again() {
    let mut rig = Rig::linked();
    made(&mut rig, usual());
    ask_for_it(&mut rig);
    let reads = |rig: &Rig| rig.loaded.iter().filter(|name| *name == PLACE).count();
    let before = reads(&rig);
    kept(&mut rig);
    assert_eq!(reads(&rig), before + 1, "it is read again when somebody wants it");
}

#[test]
fn by_policy_with_nothing_on_the_disk_it_goes_as_well() {
    let mut rig = Rig::linked();
    rig.policy = Some(br#"{"noCache":true}"#.to_vec());
    rig.kill();
    rig.wake();
    rig.settle();
    let text = made(&mut rig, usual());
    put_on_phone(&mut rig, &text);
    assert_eq!(kept(&mut rig), 1);
    ask_for_it(&mut rig);
    assert_eq!(kept(&mut rig), 0);
}
