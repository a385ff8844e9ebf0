//! Keys, the menu of the right mouse button, and the number at the toolbar button: the same grant, the same lock.
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

/// The cache is open and no popup is.
fn opened() -> Rig {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.tell(Event::ViewClosed { view: popup });
    rig.tabs.go(7, "https://bank.example/login");
    rig
}

fn press(rig: &mut Rig, command: Command) {
    let url = rig.tabs.tabs[&7].url.clone();
    press_at(rig, command, &url);
}

fn press_at(rig: &mut Rig, command: Command, url: &str) {
    rig.tell(Event::Command { command, page: Some((7, url.into())) });
    rig.settle();
}

#[test]
fn the_only_login_for_exactly_this_site_is_filled_without_a_popup() {
    let mut rig = opened();
    press(&mut rig, Command::Fill);
    assert_eq!(rig.tabs.filled[0].values, ["user-0", "Pa55-kelp-0-\"secret\""]);
    assert_eq!(rig.popups.len(), 0);
}

#[test]
fn several_logins_that_fit_are_a_choice_in_the_popup() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    let mut logins = rig.phone.state().credentials().to_vec();
    logins[1].website = SITE.into();
    rig.phone.state().set_credentials(logins);
    rig.open_cache(popup);
    rig.tell(Event::ViewClosed { view: popup });
    press(&mut rig, Command::Fill);
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.popups.len(), 1);
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).opened_for, Some(OpenedFor::Choosing));
    assert_eq!(rig.seen(popup).matches.len(), 2);
    rig.tell(Event::ViewClosed { view: popup });
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).opened_for, None, "said once");
}

#[test]
fn t17_a_login_of_the_same_company_is_never_filled_by_a_key() {
    let mut rig = opened();
    rig.tabs.go(7, "https://shop.bank.example/");
    press(&mut rig, Command::Fill);
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.popups.len(), 1);
}

#[test]
fn a_question_opens_the_popup_and_is_answered_there() {
    let mut rig = opened();
    rig.tabs.go(7, "http://bank.example/");
    press(&mut rig, Command::Fill);
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.popups.len(), 1);
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).question, Some(Question::InsecurePage { host: "bank.example".into() }));
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn why_nothing_was_filled_is_said_in_the_popup() {
    let mut rig = opened();
    rig.tabs.refuses = Some(WhyNot::DidNotFit);
    press(&mut rig, Command::Fill);
    assert_eq!(rig.popups.len(), 1);
    let popup = rig.popup();
    assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::DidNotFit }));
}

#[test]
fn t27_a_page_that_goes_elsewhere_after_the_key_gets_nothing() {
    for address in [SITE, "https://evil.test/"] {
        let mut rig = opened();
        rig.tell(Event::Command { command: Command::Fill, page: Some((7, SITE.into())) });
        rig.tabs.go(7, "https://evil.test/");
        rig.tabs.go(7, address);
        rig.run_to(|job| {
            matches!(job, app_rig::Job::Do(Effect::Scan(Ticket::Fill(_), _))) || address != SITE
        });
        rig.tabs.go(7, address);
        rig.settle();
        assert!(rig.tabs.filled.is_empty(), "{address}");
    }
}

#[test]
fn t81_after_a_lock_keys_and_menu_fill_nothing() {
    for command in [Command::Fill, Command::Code] {
        let mut rig = opened();
        assert_eq!(rig.menu, Some(Entries::Open));
        rig.tell(Event::Command { command: Command::Lock, page: None });
        rig.settle();
        assert_eq!(rig.menu, Some(Entries::Locked), "nothing to fill is offered");
        press(&mut rig, command);
        assert!(rig.tabs.filled.is_empty());
        let popup = rig.popup();
        assert_eq!(rig.seen(popup).opened_for, Some(OpenedFor::Unlocking));
    }
}

#[test]
fn t81_a_lock_between_the_key_and_the_look_ends_it() {
    let mut rig = opened();
    rig.tell(Event::Command { command: Command::Fill, page: Some((7, SITE.into())) });
    rig.tell(Event::Command { command: Command::Lock, page: None });
    rig.settle();
    assert!(rig.tabs.filled.is_empty());
    assert_eq!(rig.popups.len(), 0);
}

#[test]
fn t24_a_page_that_is_none_is_said_in_the_popup() {
    for address in [
        "about:blank",
        "chrome://settings",
        "file:///etc/hosts",
        "data:text/html,x",
        "blob:https://bank.example/1",
    ] {
        let mut rig = opened();
        press_at(&mut rig, Command::Fill, address);
        assert!(rig.tabs.filled.is_empty());
        let popup = rig.popup();
        assert_eq!(rig.notice(popup), Some(Notice::NotFilled { why: WhyNot::NotAPage }), "{address}");
    }
}

#[test]
fn the_phone_is_asked_for_the_page_and_the_popup_shows_the_letters() {
    let mut rig = opened();
    rig.tell(Event::Command { command: Command::Lock, page: None });
    press(&mut rig, Command::AskPhone);
    assert_eq!(rig.popups.len(), 1);
    let popup = rig.popup();
    assert!(!rig.seen(popup).request.unwrap().fingerprint.is_empty());
    rig.wait(200);
    rig.approve(0);
    rig.wait(3_000);
    assert_eq!(rig.tabs.filled.len(), 1);
}

#[test]
fn a_password_is_made_in_the_popup() {
    let mut rig = opened();
    press(&mut rig, Command::Generate);
    let popup = rig.popup();
    assert_eq!((rig.popups.len(), rig.seen(popup).opened_for), (1, Some(OpenedFor::Generator)));
}

#[test]
fn a_password_that_was_made_goes_into_both_fields_for_a_new_one_and_no_other() {
    let mut rig = opened();
    let snapshot = rig.tabs.top(7);
    snapshot.forms[0].buttons = "Change password".into();
    let field = app_rig::tabs::field;
    snapshot.fields = vec![
        field(1, "password", "current-password"),
        field(2, "password", "new-password"),
        field(3, "password", "new-password"),
    ];
    let popup = rig.popup();
    let now = rig.now();
    let made = nearkey::secret::SecretText::new("Fresh-Made-77".into());
    rig.watch.plant_login("Fresh-Made-77");
    rig.app.as_mut().unwrap().fill_new_password(popup, made).unwrap();
    let effects = rig.app.as_mut().unwrap().handle(Event::Tick, now);
    rig.queue(effects);
    rig.settle();
    assert_eq!(rig.tabs.filled[0].values, ["Fresh-Made-77", "Fresh-Made-77"]);
    assert_eq!(rig.notice(popup), Some(Notice::FilledNew { host: "bank.example".into() }));
}

#[test]
fn the_number_of_logins_for_the_page_stands_at_the_button_while_the_cache_is_open() {
    let mut rig = opened();
    let popup = rig.popup();
    assert_eq!(rig.counts.get(&7), Some(&1));
    rig.navigate(7, "https://nothing.test/");
    rig.settle();
    assert_eq!(rig.counts.get(&7), Some(&0), "another page");
    rig.navigate(7, SITE);
    rig.settle();
    assert_eq!(rig.counts.get(&7), Some(&1));
    rig.say(popup, Intent::Forget { item: Rig::uid(0) });
    assert_eq!(rig.counts.get(&7), Some(&0), "it was forgotten");
}

#[test]
fn t81_the_number_goes_with_the_lock() {
    let mut rig = opened();
    let popup = rig.popup();
    assert_eq!(rig.counts.get(&7), Some(&1));
    rig.say(popup, Intent::Lock);
    assert_eq!(rig.counts.get(&7), Some(&0));
    rig.navigate(7, SITE);
    rig.settle();
    assert_eq!(rig.counts.get(&7), Some(&0));
}

#[test]
fn a_question_or_a_request_takes_the_place_of_the_number() {
    let mut rig = opened();
    let popup = rig.popup();
    rig.say(popup, Intent::AskSite { fill: false, keep: false });
    assert_eq!((rig.badge, rig.counts.get(&7)), (Badge::Waiting, Some(&0)));
    rig.say(popup, Intent::CancelRequest);
    rig.settle();
    assert_eq!((rig.badge, rig.counts.get(&7)), (Badge::None, Some(&1)));
}

#[test]
fn the_menu_is_gone_when_it_is_switched_off_and_without_a_phone() {
    let mut rig = opened();
    let options = rig.attach(ViewKind::Options);
    let mut settings = rig.options_seen(options).settings;
    settings.context_menu = false;
    rig.say(options, Intent::SaveSettings { settings: settings.clone() });
    assert_eq!(rig.menu, Some(Entries::None));
    settings.context_menu = true;
    rig.say(options, Intent::SaveSettings { settings });
    assert_eq!(rig.menu, Some(Entries::Open));
    rig.say(options, Intent::Unlink { phone: app_rig::user::ID.into() });
    rig.settle();
    assert_eq!(rig.menu, Some(Entries::None), "T-96");
}

#[test]
fn a_new_worker_does_not_make_the_same_menu_again() {
    let mut rig = opened();
    assert_eq!(rig.menu, Some(Entries::Open));
    rig.kill();
    rig.menu = None;
    rig.tell(Event::Tick);
    rig.settle();
    assert_eq!(rig.menu, None, "the browser kept it");
    rig.session = None;
    rig.kill();
    rig.tell(Event::Tick);
    rig.settle();
    assert_eq!(rig.menu, Some(Entries::Locked), "a new session of the browser");
}
