//! What was typed into pages: when it is offered to be kept, when not, and that a lock loses nothing.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Rig, phone::login, user::SITE};
use nearkey::{app::*, message::*};
use nearkey_servers::Credential;

const MINUTE: u64 = 60_000;
const TYPED: &str = "Typed-once-77";
/// The password of the phone's login for the site.
const KNOWN: &str = "Pa55-kelp-0-\"secret\"";

fn lock(rig: &mut Rig) {
    rig.tell(Event::Command { command: Command::Lock, page: None });
    rig.settle();
}

/// The page went on after the form was sent: another document without a login form.
fn goes_on(rig: &mut Rig, url: &str) {
    rig.tabs.go(7, url);
    rig.tabs.change_fields(7, &[]);
    rig.wait(2_000);
}

#[test]
fn a_login_that_is_not_known_is_offered_once_when_the_page_went_on() {
    let mut rig = Rig::in_pages_open();
    rig.submit(7, "anna", TYPED);
    assert_eq!(rig.offer(), None, "not before it is seen to have been taken");
    goes_on(&mut rig, "https://bank.example/inside");
    let offer = rig.offer().unwrap();
    assert_eq!(
        (offer.kind, offer.host.as_str(), offer.user.as_str()),
        (OfferKind::New, "bank.example", "anna")
    );
    assert_eq!(rig.badge, Badge::Offer);
    assert_eq!(rig.shown_offer(), Some(offer));
    let told = rig.told.iter().filter(|(_, message)| matches!(message, ToPage::Offer { .. })).count();
    rig.wait(MINUTE);
    rig.see(7, 0);
    let later = rig.told.iter().filter(|(_, message)| matches!(message, ToPage::Offer { .. })).count();
    assert_eq!((told, later), (1, 1));
}

#[test]
fn a_password_that_is_typed_again_keeps_the_account_name_that_was_typed_before() {
    let mut rig = Rig::in_pages_open();
    rig.submit(7, "anna", "mistyped");
    rig.submit(7, "", TYPED);
    goes_on(&mut rig, "https://bank.example/inside");
    let offer = rig.offer().unwrap();
    assert_eq!((offer.kind, offer.user.as_str()), (OfferKind::New, "anna"));
}

#[test]
fn a_form_that_stays_was_not_taken() {
    let mut rig = Rig::in_pages_open();
    rig.submit(7, "anna", TYPED);
    rig.wait(2 * MINUTE);
    assert_eq!(rig.offer(), None);
    goes_on(&mut rig, SITE);
    assert_eq!(rig.offer(), None, "that was something else");
    assert!(rig.session.as_ref().unwrap().0.contains("\"drafts\":{\"list\":[]"));
}

#[test]
fn a_login_form_in_the_place_of_the_one_that_was_sent_says_no() {
    let mut rig = Rig::in_pages_open();
    rig.submit(7, "anna", TYPED);
    rig.tabs.go(7, "https://login.bank.example/again");
    rig.wait(MINUTE);
    assert_eq!(rig.offer(), None);
    // Of somebody else's, it says nothing.
    rig.tabs.go(7, SITE);
    rig.submit(7, "anna", TYPED);
    rig.tabs.go(7, "https://other.test/");
    rig.wait(MINUTE);
    assert_eq!(rig.offer().unwrap().host, "bank.example");
    assert_eq!(rig.shown_offer(), None, "and a page of another site is not told whose login it was");
}

#[test]
fn a_form_that_the_page_put_away_was_taken() {
    let mut rig = Rig::in_pages_open();
    rig.submit(7, "anna", TYPED);
    rig.wait(1_500);
    rig.tabs.change_fields(7, &[("text", "search")]);
    rig.wait(10_000);
    assert_eq!(rig.offer().unwrap().kind, OfferKind::New);
}

#[test]
fn a_sign_up_is_followed_by_a_form_to_log_in() {
    let mut rig = Rig::in_pages_open();
    let document = rig.tabs.mark(7);
    let (user, password) = ("anna".into(), TYPED.into());
    rig.note(7, 0, Note::Submitted { document, user, password, new: true });
    rig.tabs.go(7, "https://bank.example/login");
    rig.wait(2_000);
    assert_eq!(rig.offer().unwrap().user, "anna");
}

#[test]
fn a_tab_that_was_closed_after_the_login_is_done() {
    let mut rig = Rig::in_pages_open();
    rig.submit(7, "anna", TYPED);
    rig.close_tab(7);
    rig.settle();
    assert_eq!(rig.offer().unwrap().user, "anna");
}

#[test]
fn the_account_name_of_the_first_step_belongs_to_the_password_of_the_second() {
    for (pause, origin, expected) in
        [(1_000, SITE, "anna"), (121_000, SITE, ""), (1_000, "https://evil.test", "")]
    {
        let mut rig = Rig::in_pages_open();
        rig.tabs.go(7, origin);
        rig.submit(7, "anna", "");
        rig.wait(pause);
        rig.tabs.go(7, SITE);
        rig.submit(7, "", TYPED);
        goes_on(&mut rig, SITE);
        assert_eq!(rig.offer().map(|offer| offer.user).as_deref(), Some(expected), "{pause} {origin}");
    }
}

#[test]
fn what_is_known_already_is_not_offered() {
    let mut rig = Rig::in_pages_open();
    for user in ["user-0", "USER-0", ""] {
        rig.tabs.go(7, SITE);
        let document = rig.tabs.mark(7);
        let (user, password) = (user.to_owned(), KNOWN.to_owned());
        rig.note(7, 0, Note::Submitted { document, user, password, new: false });
        goes_on(&mut rig, SITE);
        assert_eq!(rig.offer(), None);
    }
    assert_eq!(rig.badge, Badge::None);
}

#[test]
fn what_just_came_from_the_phone_is_not_offered() {
    let mut rig = Rig::in_pages();
    let popup = rig.popup();
    rig.say(popup, Intent::AskSite { fill: false, keep: false });
    rig.wait(200);
    rig.approve(0);
    rig.wait(3_000);
    let document = rig.tabs.mark(7);
    let (user, password) = ("user-0".into(), KNOWN.into());
    rig.note(7, 0, Note::Submitted { document, user, password, new: false });
    goes_on(&mut rig, SITE);
    assert_eq!(rig.offer(), None);
}

#[test]
fn another_password_for_a_known_account_name_is_an_update() {
    let mut rig = Rig::in_pages_open();
    rig.submit(7, "User-0", TYPED);
    goes_on(&mut rig, SITE);
    let offer = rig.offer().unwrap();
    assert_eq!(offer.kind, OfferKind::Changed);
    assert_eq!(offer.item.as_ref().unwrap().name, "Login 0");

    // It was changed on the phone, and fetched: then there is nothing left to say.
    let popup = rig.popup();
    let changed = Credential { password: TYPED.into(), ..login(0, SITE) };
    rig.phone.state().put_credential(changed);
    rig.say(popup, Intent::Refresh { item: offer.item.unwrap().id });
    rig.wait(200);
    rig.accept();
    rig.wait(3_000);
    assert_eq!(rig.seen(popup).offer, None);
    assert_eq!(rig.shown_offer(), None);
}

#[test]
fn nothing_is_lost_because_something_was_locked() {
    let mut rig = Rig::in_pages_open();
    lock(&mut rig);
    rig.submit(7, "anna", TYPED);
    goes_on(&mut rig, SITE);
    assert_eq!(rig.offer().unwrap().kind, OfferKind::Locked);
    rig.submit(7, "user-0", TYPED);
    rig.kill();
    goes_on(&mut rig, SITE);
    assert_eq!(rig.offer().unwrap().kind, OfferKind::Locked, "and not because a worker was stopped");
    let popup = rig.popup();
    rig.unlock_by_phone(popup);
    let offer = rig.seen(popup).offer.unwrap();
    assert_eq!((offer.kind, offer.user.as_str()), (OfferKind::Changed, "user-0"));
    lock(&mut rig);
    let offer = rig.seen(popup).offer.unwrap();
    assert_eq!((offer.kind, offer.item), (OfferKind::Locked, None), "the name of a login is locked away too");
}

#[test]
fn after_ten_minutes_it_is_forgotten_also_without_a_worker() {
    for killed in [false, true] {
        let mut rig = Rig::in_pages();
        rig.submit(7, "anna", TYPED);
        goes_on(&mut rig, SITE);
        assert!(rig.offer().is_some());
        assert!(rig.session.as_ref().unwrap().1.is_some(), "sealed with the checkpoint");
        if killed {
            rig.kill();
        }
        rig.wait(10 * MINUTE);
        assert!(rig.session.as_ref().unwrap().1.is_none(), "killed {killed}");
        assert_eq!(rig.offer(), None);
        assert_eq!(rig.shown_offer(), None);
        assert_eq!(rig.badge, Badge::None);
    }
}

#[test]
fn the_phone_makes_the_login_with_the_account_name_and_the_password_can_be_copied() {
    let mut rig = Rig::in_pages_open();
    rig.submit(7, "anna", TYPED);
    goes_on(&mut rig, SITE);
    let popup = rig.popup();
    let offer = rig.seen(popup).offer.unwrap().number;
    let seq = rig.say(popup, Intent::CopyOffer { offer });
    assert_eq!(rig.value(seq), Some(TYPED));
    rig.say(popup, Intent::SaveOffer { offer, source: "ABC-DEF".into(), vault: String::new() });
    rig.wait(200);
    assert_eq!(rig.phone.commands().last(), Some(&"create_credential_for_url"));
    let request = rig.seen(popup).request.unwrap();
    assert_eq!((request.kind, request.host.as_str()), (RequestKind::Create, "bank.example"));
    assert!(rig.seen(popup).offer.is_some(), "the password is at hand while it is typed there");
    rig.clipboard.text = TYPED.into();
    rig.wait(31_000);
    assert_eq!(rig.clipboard.text, "");
}

#[test]
fn no_means_no_and_never_means_never() {
    for never in [false, true] {
        let mut rig = Rig::in_pages_open();
        rig.submit(7, "anna", TYPED);
        goes_on(&mut rig, SITE);
        let popup = rig.popup();
        let offer = rig.seen(popup).offer.unwrap().number;
        rig.say(popup, Intent::DropOffer { offer, never });
        assert_eq!(rig.seen(popup).offer, None);
        assert_eq!(rig.shown_offer(), None);
        assert!(rig.session.as_ref().unwrap().0.contains("\"drafts\":{\"list\":[]"));
        rig.tabs.go(7, SITE);
        rig.submit(7, "anna", TYPED);
        goes_on(&mut rig, SITE);
        assert_eq!(rig.offer().is_none(), never);
    }
}

#[test]
fn the_notice_in_the_page_can_be_answered_in_its_own_tab_only() {
    let mut rig = Rig::in_pages_open();
    rig.submit(7, "anna", TYPED);
    goes_on(&mut rig, SITE);
    let offer = rig.shown_offer().unwrap().number;
    rig.tabs.go(8, "https://evil.test/");
    for answer in [OfferAnswer::NotNow, OfferAnswer::Never, OfferAnswer::Show] {
        rig.note(8, 0, Note::Answered { offer, answer });
    }
    assert!(rig.offer().is_some());
    assert!(rig.popups.is_empty());
    rig.note(7, 0, Note::Answered { offer, answer: OfferAnswer::Show });
    assert_eq!(rig.popups, [7]);
    rig.note(7, 0, Note::Answered { offer, answer: OfferAnswer::NotNow });
    assert_eq!(rig.offer(), None);
}

#[test]
fn without_the_setting_the_permission_or_a_phone_nothing_is_taken() {
    let mut rig = Rig::in_pages_open();
    rig.change_settings(|settings| settings.offers = false);
    rig.submit(7, "anna", TYPED);
    assert!(!rig.session.as_ref().unwrap().0.contains("anna"));

    let mut rig = Rig::in_pages_open();
    rig.submit(7, "anna", TYPED);
    rig.change_settings(|settings| settings.offers = false);
    assert!(!rig.session.as_ref().unwrap().0.contains("anna"), "off also for what waits");

    let mut rig = Rig::in_pages_open();
    rig.submit(7, "anna", TYPED);
    rig.tell(Event::PagesPermitted(false));
    rig.settle();
    assert!(!rig.session.as_ref().unwrap().0.contains("anna"));

    let mut rig = Rig::fresh();
    rig.pages_permitted = true;
    rig.wake();
    rig.settle();
    rig.submit(7, "anna", TYPED);
    assert!(!rig.session.as_ref().unwrap().0.contains("anna"));
}

#[test]
fn t37_what_was_typed_into_a_frame_of_another_origin_is_not_taken() {
    let mut rig = Rig::in_pages_open();
    rig.tabs.add_frame(7, 3, "https://evil.test/frame");
    let (user, password) = ("anna".to_owned(), TYPED.to_owned());
    rig.note(7, 3, Note::Submitted { document: "x".into(), user, password, new: false });
    assert!(!rig.session.as_ref().unwrap().0.contains("anna"));
}

#[test]
fn t10_what_is_longer_than_a_login_can_be_is_cut_or_not_taken() {
    let mut rig = Rig::in_pages_open();
    rig.submit(7, &"u\u{7}".repeat(5_000), TYPED);
    goes_on(&mut rig, SITE);
    assert_eq!(rig.offer().unwrap().user, "u".repeat(200));
    rig.tabs.go(7, SITE);
    rig.submit(7, "long", &"p".repeat(10_000));
    assert!(!rig.session.as_ref().unwrap().0.contains("long"));
    for number in 0..20 {
        rig.tabs.go(7, SITE);
        rig.submit(7, &format!("many-{number}"), TYPED);
    }
    assert_eq!(rig.session.as_ref().unwrap().0.matches("\"many-").count(), 4);
}
