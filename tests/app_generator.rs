//! The generator: what it makes is kept until it is thrown away, sealed, and closed while a cache is locked.
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

fn linked() -> (Rig, ViewId) {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.say(popup, Intent::OpenGenerator);
    (rig, popup)
}

/// What was made, as the popup hears of it: id and text.
fn answer(rig: &Rig, seq: u32) -> Option<(String, String)> {
    rig.posts.iter().find_map(|(_, post)| match post {
        ToView::Generated { seq: of, id, text, .. } if *of == seq => Some((id.clone(), text.clone())),
        _ => None,
    })
}

fn make(rig: &mut Rig, popup: ViewId, options: GeneratorOptions) -> (String, String) {
    let seq = rig.say(popup, Intent::Generate { options });
    let (id, text) = answer(rig, seq).unwrap_or_else(|| panic!("nothing made: {:?}", rig.refusal(seq)));
    // From here on it is looked for in everything that is text or stored.
    rig.watch.plant_login(&text);
    (id, text)
}

fn reveal(rig: &mut Rig, popup: ViewId, id: &str) -> Result<String, String> {
    let seq = rig.say(popup, Intent::RevealGenerated { id: id.to_owned() });
    answer(rig, seq).map(|(_, text)| text).ok_or_else(|| rig.refusal(seq).unwrap_or("nothing").to_owned())
}

fn copy(rig: &mut Rig, popup: ViewId, id: &str) -> Option<String> {
    let seq = rig.say(popup, Intent::CopyGenerated { id: id.to_owned() });
    rig.value(seq).map(ToOwned::to_owned)
}

fn kept(rig: &Rig, popup: ViewId) -> Vec<GeneratedView> {
    rig.seen(popup).generator.expect("the generator is open").history
}

fn close(rig: &mut Rig, popup: ViewId) {
    rig.tell(Event::ViewClosed { view: popup });
    rig.settle();
}

fn reopen(rig: &mut Rig) -> ViewId {
    let popup = rig.popup();
    rig.say(popup, Intent::OpenGenerator);
    popup
}

#[test]
fn it_makes_what_the_options_say_and_remembers_them() {
    let (mut rig, popup) = linked();
    assert_eq!(rig.seen(popup).generator.unwrap().options, usual());
    let options = GeneratorOptions { length: 33, special: false, ..usual() };
    let (_, text) = make(&mut rig, popup, options.clone());
    assert_eq!(text.len(), 33);
    assert!(text.bytes().all(|sign| sign.is_ascii_alphanumeric()));
    close(&mut rig, popup);
    rig.kill();
    let popup = reopen(&mut rig);
    assert_eq!(rig.seen(popup).generator.unwrap().options, options);
    let beyond = GeneratorOptions { length: 4_000_000, separator: "<script>".into(), ..usual() };
    make(&mut rig, popup, beyond);
    let remembered = rig.seen(popup).generator.unwrap().options;
    assert_eq!((remembered.length, remembered.separator.as_str()), (128, "-"));
}

#[test]
fn what_was_made_is_there_after_the_popup_closed_and_the_worker_stopped() {
    let (mut rig, popup) = linked();
    let (id, text) = make(&mut rig, popup, usual());
    assert!(rig.store.contains_key(PLACE), "it lies on disk before anybody sees it");
    close(&mut rig, popup);
    rig.kill();
    let popup = reopen(&mut rig);
    let history = kept(&rig, popup);
    assert_eq!(history.len(), 1);
    assert_eq!(
        (history[0].id.as_str(), history[0].host.as_str(), history[0].taken),
        (id.as_str(), "bank.example", false)
    );
    assert_eq!(reveal(&mut rig, popup, &id), Ok(text.clone()));
    assert_eq!(copy(&mut rig, popup, &id), Some(text));
    assert!(kept(&rig, popup)[0].taken);
}

/// The view hears of a password only when it is safe; a disk that is full is said.
#[test]
fn nothing_is_shown_before_it_is_kept() {
    let (mut rig, popup) = linked();
    let seq = rig.say_only(popup, Intent::Generate { options: usual() });
    for _ in 0..2 {
        assert!(answer(&rig, seq).is_none() && !rig.store.contains_key(PLACE));
        rig.step();
    }
    rig.settle();
    assert!(answer(&rig, seq).is_some() && rig.store.contains_key(PLACE));

    rig.full_disk = 1;
    let seq = rig.say(popup, Intent::Generate { options: usual() });
    assert!(answer(&rig, seq).is_some(), "it is shown all the same");
    assert_eq!(rig.notice(popup), Some(Notice::GeneratedNotKept));
}

#[test]
fn a_new_one_takes_the_place_of_one_that_nobody_took() {
    let (mut rig, popup) = linked();
    let (first, _) = make(&mut rig, popup, usual());
    let (second, _) = make(&mut rig, popup, usual());
    copy(&mut rig, popup, &second).unwrap();
    let (third, _) = make(&mut rig, popup, usual());
    assert_eq!(reveal(&mut rig, popup, &first), Err("itemGone".into()));
    close(&mut rig, popup);
    let popup = reopen(&mut rig);
    let ids: Vec<String> = kept(&rig, popup).into_iter().map(|made| made.id).collect();
    assert_eq!(ids, [third.clone(), second.clone()]);
    // Another popup: what was seen in the last one is not touched.
    make(&mut rig, popup, usual());
    assert!(reveal(&mut rig, popup, &third).is_ok());
}

#[test]
fn at_most_twenty_are_kept_for_thirty_days() {
    let (mut rig, popup) = linked();
    let mut taken = Vec::new();
    for number in 0..25 {
        let (id, _) = make(&mut rig, popup, usual());
        if number % 5 == 0 {
            copy(&mut rig, popup, &id).unwrap();
            taken.push(id);
        } else {
            // Left behind by a popup that closed.
            rig.say(popup, Intent::ClosePanel);
            rig.say(popup, Intent::OpenGenerator);
        }
    }
    rig.say(popup, Intent::ClosePanel);
    rig.say(popup, Intent::OpenGenerator);
    let history = kept(&rig, popup);
    assert_eq!(history.len(), 20);
    for id in &taken {
        assert!(history.iter().any(|made| made.id == *id), "what nobody took goes first");
    }
    rig.kill();
    rig.sleep(30 * 86_400_000 + 60_000);
    let popup = reopen(&mut rig);
    assert_eq!(kept(&rig, popup), []);
    assert!(!rig.store.contains_key(PLACE), "nor does anything lie on disk");
}

#[test]
fn one_can_be_thrown_away_and_all_of_them() {
    let (mut rig, popup) = linked();
    let (first, _) = make(&mut rig, popup, usual());
    copy(&mut rig, popup, &first).unwrap();
    let (second, _) = make(&mut rig, popup, usual());
    rig.say(popup, Intent::ForgetGenerated { id: first.clone() });
    assert_eq!(copy(&mut rig, popup, &first), None);
    copy(&mut rig, popup, &second).unwrap();
    assert_eq!(kept(&rig, popup).len(), 1);

    let options = rig.attach(ViewKind::Options);
    rig.say(options, Intent::Wipe { what: Wipe::Generated });
    assert_eq!(rig.options_seen(options).removed, ["removed_generated"]);
    assert!(!rig.store.contains_key(PLACE));
    assert_eq!(kept(&rig, popup), []);

    make(&mut rig, popup, usual());
    rig.say(options, Intent::Wipe { what: Wipe::Everything });
    assert!(!rig.store.contains_key(PLACE));
    let popup = reopen(&mut rig);
    assert_eq!(kept(&rig, popup), []);
}

/// T-81: what was made before is behind the lock, too; what is made while locked is not lost.
#[test]
fn t81_a_locked_cache_closes_what_was_made_before() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.say(popup, Intent::OpenGenerator);
    let (before, text) = make(&mut rig, popup, usual());
    rig.say(popup, Intent::Lock);
    assert!(rig.seen(popup).generator.is_none(), "the lock empties every surface");
    rig.say(popup, Intent::OpenGenerator);
    let view = rig.seen(popup).generator.unwrap();
    assert!(view.locked && view.history.is_empty());
    assert_eq!(reveal(&mut rig, popup, &before), Err("vaultLocked".into()));
    assert_eq!(copy(&mut rig, popup, &before), None);
    let seq = rig.say(popup, Intent::ForgetGenerated { id: before.clone() });
    assert_eq!(rig.refusal(seq), Some("vaultLocked"));

    let (locked, _) = make(&mut rig, popup, usual());
    assert!(copy(&mut rig, popup, &locked).is_some(), "one's own, just made");
    rig.unlock_by_phone(popup);
    assert_eq!(rig.seen(popup).state, PopupState::Open);
    rig.say(popup, Intent::OpenGenerator);
    let ids: Vec<String> = kept(&rig, popup).into_iter().map(|made| made.id).collect();
    assert_eq!(ids, [locked, before.clone()]);
    assert_eq!(reveal(&mut rig, popup, &before), Ok(text));
}

/// Locked between making and storing: it is stored, and shown to nobody.
#[test]
fn a_lock_in_between_loses_nothing() {
    for steps in 0..6 {
        let mut rig = Rig::linked();
        let popup = rig.popup();
        rig.open_cache(popup);
        let seq = rig.say_only(popup, Intent::Generate { options: usual() });
        for _ in 0..steps {
            rig.step();
        }
        let shown = answer(&rig, seq).is_some();
        rig.say(popup, Intent::Lock);
        assert_eq!(answer(&rig, seq).is_some(), shown);
        rig.kill();
        let popup = rig.popup();
        rig.say(popup, Intent::Unlock);
        rig.wait(200);
        rig.accept();
        rig.wait(3_000);
        rig.say(popup, Intent::OpenGenerator);
        assert_eq!(kept(&rig, popup).len(), 1, "after {steps} steps");
    }
}

#[test]
fn by_policy_nothing_lies_on_disk_and_it_is_there_until_the_browser_closes() {
    let mut rig = Rig::linked();
    rig.policy = Some(br#"{"noCache": true}"#.to_vec());
    let popup = rig.popup();
    rig.say(popup, Intent::OpenGenerator);
    assert!(rig.seen(popup).generator.unwrap().brief);
    // Not planted as a login: by policy it is carried in the sealed part.
    let seq = rig.say(popup, Intent::Generate { options: usual() });
    let (id, text) = answer(&rig, seq).unwrap();
    copy(&mut rig, popup, &id).unwrap();
    assert!(!rig.store.keys().any(|name| name.contains("generated")));
    let (plain, sealed) = rig.session.clone().unwrap();
    assert!(!plain.contains(&text) && sealed.is_some());
    close(&mut rig, popup);
    rig.kill();
    let popup = reopen(&mut rig);
    assert_eq!(reveal(&mut rig, popup, &id), Ok(text));
    // The browser was closed.
    rig.kill();
    rig.session = None;
    let popup = reopen(&mut rig);
    assert_eq!(kept(&rig, popup), []);
}

/// What does not open is not written over.
#[test]
fn a_damaged_record_is_put_aside() {
    let (mut rig, popup) = linked();
    make(&mut rig, popup, usual());
    rig.kill();
    let mut sealed = rig.store[PLACE].clone();
    sealed[20] ^= 1;
    rig.store.insert(PLACE.into(), sealed.clone());
    let popup = reopen(&mut rig);
    assert_eq!(kept(&rig, popup), []);
    make(&mut rig, popup, usual());
    assert_eq!(rig.store["damaged/generated"], sealed);
    assert_ne!(rig.store[PLACE], sealed);
}

/// T-97, for what was made.
#[test]
fn t97_a_copied_password_leaves_the_clipboard() {
    let (mut rig, popup) = linked();
    let (id, text) = make(&mut rig, popup, usual());
    copy(&mut rig, popup, &id).unwrap();
    assert_eq!(rig.clipboard.text, text);
    rig.wait(31_000);
    assert!(rig.clipboard.text.is_empty());
}

#[test]
fn it_works_before_any_phone_is_linked() {
    let mut rig = Rig::fresh();
    let popup = rig.popup();
    rig.say(popup, Intent::OpenGenerator);
    let (id, text) = make(&mut rig, popup, GeneratorOptions { kind: GeneratorKind::Passphrase, ..usual() });
    assert_eq!(text.split('-').count(), 6);
    assert_eq!(copy(&mut rig, popup, &id), Some(text));
}

#[test]
fn what_was_made_goes_into_both_fields_for_it_and_is_kept_as_used() {
    let mut rig = Rig::linked();
    let new = |key| FieldSnapshot {
        key,
        form: Some(0),
        kind: "password".into(),
        autocomplete: "new-password".into(),
        visible: true,
        editable: true,
        ..FieldSnapshot::default()
    };
    rig.tabs.tabs.get_mut(&7).unwrap().documents[0].snapshot.fields = vec![new(1), new(2)];
    let popup = rig.popup();
    rig.say(popup, Intent::OpenGenerator);
    assert!(rig.seen(popup).generator.unwrap().can_fill);
    let (id, text) = make(&mut rig, popup, usual());
    rig.say(popup, Intent::FillGenerated { id: id.clone() });
    assert_eq!(rig.tabs.filled.last().unwrap().values, [text.clone(), text.clone()]);
    assert!(matches!(rig.notice(popup), Some(Notice::FilledNew { .. })));
    let made = kept(&rig, popup).into_iter().find(|made| made.id == id).unwrap();
    assert!(made.taken, "a page that eats it is not the only place where it is");
    assert_eq!(reveal(&mut rig, popup, &id), Ok(text));

    // Not into a form for logins.
    let (mut rig, popup) = linked();
    assert!(!rig.seen(popup).generator.unwrap().can_fill);
    let (id, _) = make(&mut rig, popup, usual());
    rig.say(popup, Intent::FillGenerated { id });
    assert!(rig.tabs.filled.is_empty());
}
