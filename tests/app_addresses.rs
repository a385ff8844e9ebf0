//! Several addresses of one phone.
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
use nearkey::{app::*, message::*, phone::*};

const ASK: Intent = Intent::AskSite { fill: true, keep: false };
const OLD: &str = "192.168.0.20:8787";
const NEW: &str = "10.0.0.5:9000";

/// The phone moved from the first of its addresses to the second.
fn moved() -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    rig.change_link(|link| link.addresses.add(Address::parse(NEW, "", Reach::default()).unwrap()).unwrap());
    rig.phone.home = NEW.into();
    let popup = rig.popup();
    (rig, popup)
}

fn add(rig: &mut Rig, view: ViewId, text: &str, port: &str) -> Option<String> {
    let intent = Intent::AddAddress { phone: ID.into(), text: text.into(), port: port.into() };
    let seq = rig.say(view, intent);
    rig.refusal(seq).map(ToOwned::to_owned)
}

#[test]
fn the_next_address_is_asked_when_the_first_is_silent() {
    let (mut rig, popup) = moved();
    rig.ask_and_get(popup, 0, true, false);
    assert_eq!(rig.tabs.filled.len(), 1);
    assert_eq!(rig.addresses(ID), [NEW, OLD], "the one that answered comes first");
    let at = rig.links()[0].answered_at_ms.clone();
    assert_eq!(at.keys().collect::<Vec<_>>(), [NEW]);
    let options = rig.attach(ViewKind::Options);
    let lines = &rig.options_seen(options).phones[0].addresses;
    assert!(lines[0].answered_at_ms > 0.0 && lines[1].answered_at_ms == 0.0);
    assert_eq!(lines[0].permission, "http://10.0.0.5/*");
    assert_eq!(rig.seen(popup).phone.unwrap().address, NEW);
}

#[test]
fn the_address_of_a_true_answer_is_kept_even_if_the_worker_dies_with_it() {
    let (mut rig, popup) = moved();
    rig.say(popup, ASK);
    rig.wait(200);
    rig.approve(0);
    rig.run_to(|job| matches!(job, Job::Do(Effect::Save(Ticket::Forget, _))));
    while rig.jobs.iter().any(|job| matches!(job, Job::Do(Effect::Save(..)))) {
        rig.step();
    }
    rig.session = None;
    rig.kill();
    assert_eq!(rig.addresses(ID), [NEW, OLD]);
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).phone.unwrap().address, NEW);
}

#[test]
fn t55_t62_somebody_else_at_the_old_address_does_not_end_the_request() {
    for status in [403, 404, 400, 500, 204, 200, 302] {
        let (mut rig, popup) = moved();
        rig.phone.others.insert(OLD.into(), status);
        rig.ask_and_get(popup, 0, true, false);
        assert_eq!(rig.tabs.filled.len(), 1, "{status}");
        assert_eq!(rig.addresses(ID), [NEW, OLD], "{status}");
    }
}

#[test]
fn t62_somebody_who_says_wait_for_ever_moves_no_address_and_ends_with_the_time() {
    let (mut rig, popup) = moved();
    rig.phone.others.insert(OLD.into(), 202);
    rig.say(popup, ASK);
    rig.wait(70_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneTimeout"));
    assert_eq!(rig.addresses(ID), [OLD, NEW]);
    assert!(rig.links()[0].answered_at_ms.is_empty());
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn t55_a_refusal_everywhere_ends_the_request_with_the_most_telling_word() {
    let (mut rig, popup) = moved();
    rig.phone.home = "192.168.0.99:8787".into();
    rig.phone.others.insert(OLD.into(), 404);
    rig.phone.others.insert(NEW.into(), 403);
    let before = rig.store.get(LINKS).cloned();
    rig.say(popup, ASK);
    rig.wait(10_000);
    assert_eq!(rig.request_fault(popup).as_deref(), Some("phoneDenied"));
    assert_eq!(rig.store.get(LINKS).cloned(), before);
}

#[test]
fn t66_only_addresses_of_a_private_network_are_taken() {
    let mut rig = Rig::linked();
    let view = rig.attach(ViewKind::Options);
    for (text, port, fault) in [
        ("", "", "addressEmpty"),
        ("127.0.0.1", "", "addressLoopback"),
        ("localhost", "", "addressLoopback"),
        ("0.0.0.0", "", "addressNotPrivate"),
        ("8.8.8.8", "", "addressNotPrivate"),
        ("169.254.169.254", "", "addressNotPrivate"),
        ("172.32.0.1", "", "addressNotPrivate"),
        ("[fe80::1]", "", "addressIpv6"),
        ("fd00::20", "8787", "addressIpv6"),
        ("192.168.0.30", "22", "addressPort"),
        ("192.168.0.30:22", "", "addressPort"),
        ("192.168.0.30", "70000", "addressPort"),
        ("@izzzzzz", "", "addressHandle"),
        ("@", "", "addressHandle"),
        ("user@192.168.0.30", "", "addressMalformed"),
        ("192.168.0.30/path", "", "addressMalformed"),
        ("0xC0A8001E", "", "addressMalformed"),
        ("192。168。0。30", "", "addressMalformed"),
        ("192.168.0.20", "", "addressKnown"),
    ] {
        assert_eq!(add(&mut rig, view, text, port).as_deref(), Some(fault), "{text} {port}");
    }
    assert_eq!(rig.addresses(ID), [OLD]);
    let unknown = Intent::AddAddress { phone: "XYZ-XYZ".into(), text: NEW.into(), port: String::new() };
    let seq = rig.say(view, unknown);
    assert_eq!(rig.refusal(seq), Some("noPhone"));
}

#[test]
fn an_address_is_added_and_removed_and_the_last_one_stays() {
    let mut rig = Rig::linked();
    let view = rig.attach(ViewKind::Options);
    assert_eq!(add(&mut rig, view, " 192.168.0.30 ", "9000"), None);
    assert_eq!(add(&mut rig, view, "Phone.lan", ""), None);
    assert_eq!(rig.addresses(ID), [OLD, "192.168.0.30:9000", "phone.lan:8787"]);
    assert!(rig.options_seen(view).phones[0].addresses[2].is_name);
    for number in 40..45 {
        assert_eq!(add(&mut rig, view, &format!("10.0.0.{number}"), ""), None);
    }
    assert_eq!(add(&mut rig, view, "10.0.0.45", "").as_deref(), Some("addressTooMany"));
    let mut remove = |address: &str| {
        let seq = rig.say(view, Intent::RemoveAddress { phone: ID.into(), address: address.into() });
        rig.refusal(seq).map(ToOwned::to_owned)
    };
    assert_eq!(remove("10.9.9.9:8787").as_deref(), Some("addressUnknown"));
    for address in ["192.168.0.30:9000", "phone.lan:8787", OLD] {
        assert_eq!(remove(address), None);
    }
    for number in 40..44 {
        assert_eq!(remove(&format!("10.0.0.{number}:8787")), None);
    }
    assert_eq!(remove("10.0.0.44:8787").as_deref(), Some("addressLast"));
    assert_eq!(rig.addresses(ID), ["10.0.0.44:8787"]);
}

#[test]
fn a_policy_forbids_to_add_ask_link_and_examine_other_addresses() {
    let (mut rig, popup) = moved();
    rig.policy = Some(br#"{"allowedAddresses": ["192.168.7.0/24"]}"#.to_vec());
    rig.session = None;
    rig.kill();
    rig.tell(Event::ViewOpened { view: popup, kind: ViewKind::Popup });
    rig.settle();
    let (options, link) = (rig.attach(ViewKind::Options), rig.attach(ViewKind::Link));
    let doctor = rig.attach(ViewKind::Doctor);
    assert_eq!(add(&mut rig, options, "192.168.8.1", "").as_deref(), Some("policyAddress"));
    rig.say(link, Intent::StartLink { again: None });
    rig.say(link, Intent::TypeAddress { text: NEW.into(), port: String::new() });
    assert_eq!(rig.link_seen(link).address.fault.map(|fault| fault.key).as_deref(), Some("policyAddress"));
    for (view, intent) in [
        (popup, ASK),
        (popup, Intent::Unlock),
        (options, Intent::AskBackup { phone: ID.into() }),
        (link, Intent::ConnectLink),
        (doctor, Intent::StartDoctor { phone: ID.into() }),
    ] {
        let seq = rig.say(view, intent.clone());
        assert_eq!(rig.refusal(seq), Some("policyAddress"), "{intent:?}");
    }
    rig.say(options, Intent::StartFind { phone: ID.into() });
    rig.wait(70_000);
    assert!(rig.phone.seen.is_empty() && rig.phone.got.is_empty(), "{:?}", rig.phone.got);
}

#[test]
fn a_policy_leaves_the_addresses_that_it_allows() {
    let (mut rig, popup) = moved();
    rig.phone.others.insert(OLD.into(), 202);
    rig.policy = Some(br#"{"allowedAddresses": ["10.0.0.0/8"]}"#.to_vec());
    rig.kill();
    rig.tell(Event::ViewOpened { view: popup, kind: ViewKind::Popup });
    rig.settle();
    rig.ask_and_get(popup, 0, true, false);
    assert_eq!(rig.tabs.filled.len(), 1, "the other address was not asked first");
    let options = rig.attach(ViewKind::Options);
    assert_eq!(add(&mut rig, options, "10.1.1.1", ""), None);
    let doctor = rig.attach(ViewKind::Doctor);
    rig.say(doctor, Intent::StartDoctor { phone: ID.into() });
    rig.wait(20_000);
    assert!(rig.phone.got.iter().all(|url| url.starts_with("http://10.")), "{:?}", rig.phone.got);
}
