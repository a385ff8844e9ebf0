//! What stays in pages: who may tell what, marks, the menu, and that off means off.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Rig, user::SITE};
use nearkey::{app::*, message::*};

#[test]
fn nothing_stays_in_pages_without_the_permission() {
    let mut rig = Rig::linked();
    rig.wake();
    rig.settle();
    assert_eq!(rig.stays, Some(false));
    assert_eq!(rig.see(7, 0), None);
    assert_eq!(rig.told.last(), Some(&(None, ToPage::Stop)));
    rig.pages_permitted = true;
    rig.tell(Event::PagesPermitted(true));
    rig.settle();
    assert_eq!(rig.stays, Some(true));
    assert_eq!(rig.see(7, 0).unwrap().len(), 2);
    rig.tell(Event::PagesPermitted(false));
    rig.settle();
    assert_eq!(rig.stays, Some(false));
    assert_eq!(rig.see(7, 0), None);
}

#[test]
fn off_means_off() {
    let mut rig = Rig::in_pages();
    assert_eq!(rig.stays, Some(true));
    rig.change_settings(|settings| settings.marks = false);
    assert_eq!(rig.stays, Some(true), "offers are still on");
    assert!(rig.see(7, 0).unwrap().iter().all(|field| !field.mark));
    assert_eq!(rig.click_mark(7, 0), None);
    assert!(rig.popups.is_empty());
    rig.change_settings(|settings| settings.offers = false);
    assert_eq!(rig.stays, Some(false));
    assert_eq!(rig.see(7, 0), None);
    rig.change_settings(|settings| settings.marks = true);
    assert_eq!(rig.stays, Some(true));
    assert!(rig.see(7, 0).unwrap().iter().all(|field| field.mark));

    rig.kill();
    rig.policy = Some(br#"{"noPages":true}"#.to_vec());
    rig.wake();
    rig.settle();
    assert_eq!(rig.stays, Some(false));
    assert_eq!(rig.see(7, 0), None);
    assert_eq!(rig.click_mark(7, 0), None);
}

#[test]
fn a_site_that_the_user_does_not_want_gets_nothing_until_it_is_taken_off_the_list() {
    let mut rig = Rig::in_pages_open();
    let menu = rig.click_mark(7, 0).unwrap();
    rig.choose(7, menu.number, MenuChoice::Never);
    assert_eq!(rig.told.last(), Some(&(None, ToPage::Again)));
    assert_eq!(rig.see(7, 0), None);
    assert_eq!(rig.click_mark(7, 0), None);
    rig.tabs.go(7, "https://www.bank.example/");
    assert_eq!(rig.see(7, 0), None);
    rig.kill();
    rig.tabs.go(7, SITE);
    assert_eq!(rig.see(7, 0), None, "it is kept");
    rig.change_settings(|settings| {
        assert_eq!(settings.never_hosts, ["bank.example"]);
        settings.never_hosts = vec!["evil.test".into()];
    });
    assert_eq!(rig.see(7, 0).unwrap().len(), 2);
    rig.change_settings(|settings| assert!(settings.never_hosts.is_empty(), "a view only takes from it"));
}

#[test]
fn a_choice_fills_the_document_that_the_menu_was_opened_in() {
    let mut rig = Rig::in_pages_open();
    let menu = rig.click_mark(7, 0).unwrap();
    assert!(!menu.locked);
    assert_eq!(menu.host, "bank.example");
    let names: Vec<_> = menu.items.iter().map(|item| (item.name.as_str(), item.user.as_str())).collect();
    assert_eq!(names, [("Login 0", "user-0")], "only logins of exactly this host");
    rig.choose(7, menu.number, MenuChoice::Item { item: menu.items[0].id.clone() });
    assert_eq!(rig.tabs.filled[0].values, ["user-0", "Pa55-kelp-0-\"secret\""]);
    assert!(rig.popups.is_empty(), "nothing had to be asked");
}

#[test]
fn t40_a_menu_is_good_for_one_choice() {
    let mut rig = Rig::in_pages_open();
    let menu = rig.click_mark(7, 0).unwrap();
    let choice = MenuChoice::Item { item: menu.items[0].id.clone() };
    rig.choose(7, menu.number + 1, choice.clone());
    assert_eq!(rig.fill_orders, 0, "no such menu");
    for _ in 0..3 {
        rig.choose(7, menu.number, choice.clone());
    }
    assert_eq!(rig.fill_orders, 1);
    rig.choose(7, menu.number, MenuChoice::AskPhone);
    assert!(rig.running_request().is_none());
    // And not for ever.
    let menu = rig.click_mark(7, 0).unwrap();
    rig.wait(121_000);
    rig.choose(7, menu.number, choice);
    assert_eq!(rig.fill_orders, 1);
}

#[test]
fn t26_only_what_the_menu_showed_can_be_chosen_in_it() {
    let mut rig = Rig::in_pages_open();
    for item in [Rig::uid(2), Rig::uid(1), "held".into(), "x".into()] {
        let menu = rig.click_mark(7, 0).unwrap();
        rig.choose(7, menu.number, MenuChoice::Item { item });
    }
    assert_eq!(rig.fill_orders, 0);
    assert!(rig.popups.is_empty());
}

#[test]
fn t37_a_frame_of_another_origin_gets_no_mark_and_no_menu() {
    let mut rig = Rig::in_pages_open();
    rig.tabs.add_frame(7, 3, "https://evil.test/frame");
    rig.tabs.add_frame(7, 4, SITE);
    assert_eq!(rig.see(7, 3), None);
    assert_eq!(rig.click_mark(7, 3), None);
    assert!(rig.popups.is_empty());
    assert_eq!(rig.see(7, 4).unwrap().len(), 2, "a frame of the page's own origin");

    // And our site inside of a page of somebody else.
    rig.tabs.go(7, "https://evil.test/");
    rig.tabs.add_frame(7, 3, SITE);
    assert_eq!(rig.see(7, 3), None);
    assert_eq!(rig.click_mark(7, 3), None);
    let menu = rig.click_mark(7, 0).unwrap();
    assert!(menu.items.is_empty());
    let (document, choice) = (rig.tabs.mark(7), MenuChoice::AskPhone);
    rig.note(7, 3, Note::Choose { document, menu: menu.number, choice });
    assert!(rig.running_request().is_none(), "another frame cannot choose in it");
}

#[test]
fn t24_pages_without_an_origin_are_not_heard() {
    let mut rig = Rig::in_pages_open();
    for (origin, top) in [
        ("null", "https://bank.example/"),
        ("https://bank.example", "about:blank"),
        ("null", "null"),
        ("file://", "file:///x"),
    ] {
        let mut from = rig.sender(7, 0);
        (from.origin, from.top) = (origin.into(), top.into());
        let document = rig.tabs.mark(7);
        let before = rig.told.len();
        rig.tell(Event::Noted { from, note: Some(Note::Open { document, key: 2, new: false }) });
        rig.settle();
        assert_eq!(rig.told.len(), before, "{origin} in {top}");
    }
}

#[test]
fn a_locked_menu_has_one_choice_and_goes_on_when_the_cache_is_open() {
    let mut rig = Rig::in_pages_open();
    let popup = rig.popup();
    rig.say(popup, Intent::Lock);
    rig.tell(Event::ViewClosed { view: popup });
    let menu = rig.click_mark(7, 0).unwrap();
    assert!(menu.locked && menu.items.is_empty() && !menu.phone && !menu.create && !menu.generate);
    rig.choose(7, menu.number, MenuChoice::AskPhone);
    assert!(rig.popups.is_empty(), "nothing else can be chosen");
    let menu = rig.click_mark(7, 0).unwrap();
    rig.choose(7, menu.number, MenuChoice::Unlock);
    assert_eq!(rig.popups, [7], "the letters to compare are in the popup");
    let before = rig.told.len();
    rig.wait(200);
    rig.accept();
    rig.wait(2_000);
    let menu = rig.menu_since(before).expect("the menu that was wanted");
    assert_eq!(menu.items.len(), 1);
    rig.choose(7, menu.number, MenuChoice::Item { item: menu.items[0].id.clone() });
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn t81_a_lock_closes_the_menu_and_what_it_showed_cannot_be_chosen_any_more() {
    for killed in [false, true] {
        let mut rig = Rig::in_pages_open();
        let menu = rig.click_mark(7, 0).unwrap();
        if killed {
            rig.kill();
        }
        rig.wait(16 * 60_000);
        assert!(rig.told.iter().any(|(to, message)| to.is_some() && *message == ToPage::CloseMenu));
        rig.choose(7, menu.number, MenuChoice::Item { item: menu.items[0].id.clone() });
        assert_eq!(rig.fill_orders, 0, "killed {killed}");
    }
}

#[test]
fn t82_what_a_page_tells_does_not_keep_the_cache_open() {
    let mut rig = Rig::in_pages_open();
    for _ in 0..16 {
        rig.wait(60_000);
        rig.see(7, 0);
        if let Some(menu) = rig.click_mark(7, 0) {
            rig.note(7, 0, Note::Closed { menu: menu.number });
        }
    }
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
}

#[test]
fn a_popup_over_a_login_hints_at_the_permission_until_it_is_put_away_for_good() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    assert!(!rig.seen(popup).pages_hint, "nothing is kept yet");
    rig.open_cache(popup);
    rig.tell(Event::ViewClosed { view: popup });
    let popup = rig.popup();
    let screen = rig.seen(popup);
    assert!(screen.may_stay && screen.pages_hint);
    // Granted, and taken back.
    rig.tell(Event::PagesPermitted(true));
    rig.settle();
    assert!(!rig.seen(popup).pages_hint);
    rig.tell(Event::PagesPermitted(false));
    rig.settle();
    assert!(rig.seen(popup).pages_hint);
    // Over another page there is nothing to hint at.
    rig.navigate(7, SITE);
    rig.tabs.change_fields(7, &[("search", "")]);
    rig.settle();
    assert!(!rig.seen(popup).pages_hint);
    rig.navigate(7, SITE);
    rig.settle();
    assert!(rig.seen(popup).pages_hint);

    rig.say(popup, Intent::PutHintAway);
    let screen = rig.seen(popup);
    assert!(screen.may_stay && !screen.pages_hint);
    rig.tell(Event::ViewClosed { view: popup });
    rig.session = None;
    rig.kill();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.tell(Event::ViewClosed { view: popup });
    let popup = rig.popup();
    assert!(!rig.seen(popup).pages_hint, "it is kept");
}

#[test]
fn what_is_switched_off_or_forbidden_in_pages_is_not_asked_for() {
    let mut rig = Rig::in_pages_open();
    rig.tell(Event::PagesPermitted(false));
    rig.change_settings(|settings| (settings.marks, settings.offers) = (false, false));
    let popup = rig.popup();
    let screen = rig.seen(popup);
    assert!(!screen.may_stay && !screen.pages_hint);
    rig.change_settings(|settings| settings.offers = true);
    assert!(rig.seen(popup).may_stay);
    rig.kill();
    rig.policy = Some(br#"{"noPages":true}"#.to_vec());
    let popup = rig.popup();
    let screen = rig.seen(popup);
    assert!(!screen.may_stay && !screen.pages_hint);
}

#[test]
fn what_must_be_asked_is_asked_in_the_popup() {
    let mut rig = Rig::in_pages_open();
    rig.tabs.go(7, "http://bank.example/");
    let menu = rig.click_mark(7, 0).unwrap();
    rig.choose(7, menu.number, MenuChoice::Item { item: menu.items[0].id.clone() });
    assert_eq!(rig.popups, [7]);
    assert!(rig.tabs.filled.is_empty());
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).question, Some(Question::InsecurePage { host: "bank.example".into() }));
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert_eq!(rig.tabs.filled.len(), 1);
    assert_eq!(rig.popups, [7], "once");
}

#[test]
fn t27_a_page_that_went_elsewhere_after_the_choice_gets_nothing_and_the_popup_says_so() {
    let mut rig = Rig::in_pages_open();
    let menu = rig.click_mark(7, 0).unwrap();
    let (from, document) = (rig.sender(7, 0), rig.tabs.mark(7));
    rig.tabs.go(7, SITE);
    let choice = MenuChoice::Item { item: menu.items[0].id.clone() };
    rig.tell(Event::Noted { from, note: Some(Note::Choose { document, menu: menu.number, choice }) });
    rig.settle();
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.popups, [7]);
    let popup = rig.popup();
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::PageChanged }));
}

#[test]
fn asking_the_phone_from_the_menu_shows_the_letters_and_fills_that_document() {
    let mut rig = Rig::in_pages();
    let menu = rig.click_mark(7, 0).unwrap();
    assert!(!menu.locked, "nothing is kept yet");
    rig.choose(7, menu.number, MenuChoice::AskPhone);
    assert_eq!(rig.popups, [7]);
    rig.wait(200);
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).request.unwrap().host, "bank.example");
    rig.approve(0);
    rig.wait(3_000);
    assert_eq!(rig.tabs.filled[0].values, ["user-0", "Pa55-kelp-0-\"secret\""]);
    assert_eq!(rig.popups, [7]);
}

#[test]
fn a_new_login_from_the_menu_is_shown_in_the_popup_first() {
    let mut rig = Rig::in_pages_open();
    rig.tabs.typed = "anna".into();
    let menu = rig.click_mark(7, 0).unwrap();
    rig.choose(7, menu.number, MenuChoice::Create);
    assert_eq!(rig.popups, [7]);
    let popup = rig.popup();
    let create = rig.seen(popup).create.expect("the panel for it");
    assert_eq!((create.host.as_str(), create.user.as_str()), ("bank.example", "anna"));
    // Once, and only over that page.
    rig.tell(Event::ViewClosed { view: popup });
    let menu = rig.click_mark(7, 0).unwrap();
    rig.choose(7, menu.number, MenuChoice::Create);
    rig.tabs.go(7, "https://other.test/");
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).create, None);
}

#[test]
fn in_firefox_the_mark_opens_the_popup_and_no_menu() {
    let mut rig = Rig::linked();
    rig.firefox = true;
    rig.pages_permitted = true;
    let popup = rig.popup();
    rig.open_cache(popup);
    assert_eq!(rig.click_mark(7, 0), None);
    assert_eq!(rig.popups, [7]);
}

#[test]
fn a_password_is_made_in_the_popup_for_forms_that_want_a_new_one() {
    let mut rig = Rig::in_pages_open();
    assert!(!rig.click_mark(7, 0).unwrap().generate);
    rig.pass(1_000);
    let (document, before) = (rig.tabs.mark(7), rig.told.len());
    rig.note(7, 0, Note::Open { document, key: 2, new: true });
    let menu = rig.menu_since(before).unwrap();
    assert!(menu.generate);
    rig.choose(7, menu.number, MenuChoice::Generate);
    assert_eq!(rig.popups, [7]);
    let popup = rig.popup();
    assert!(rig.seen(popup).generator.is_some());
}
