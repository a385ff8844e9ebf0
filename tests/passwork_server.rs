//! Everything that is sent to a Passwork, sent to the built-in one, which has its own protocol code and its own crypto.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop at what is not there"
)]

mod dice;
mod passwork_socket;

use nearkey::passwork::{
    Api, Content, CustomField, CustomKind, Entry, FullItem, Id, ItemChange, LinkLife, PassworkFault, Place,
    PlainChange, PlainParts, SealedChange, Tree, new_link, open_attachment, seal_change, seal_file,
    seal_item, seal_move, snapshot,
};
use nearkey::secret::{SecretBytes, SecretText};
use nearkey_servers::PassworkConfig;
use nearkey_servers::passwork::{Era, NewItem, SAMPLE_DEEP, SAMPLE_LOCKED, SAMPLE_SITE};
use passwork_socket::Rig;

fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

fn with<'c>(content: &'c Content, key: &str) -> &'c Entry {
    content.entries.iter().find(|entry| entry.key().as_str() == key).unwrap()
}

/// Fetches an item and opens its password.
fn password(rig: &mut Rig, item: &str) -> Result<String, ()> {
    let answer = rig.ask(rig.api.item(&id(item), false)).ok().unwrap();
    let entry = rig.api.read_item(&answer, Some(&id(item))).ok().unwrap();
    let vault = rig.vault_key(&entry.vault);
    let body = entry.body.unwrap();
    let full = FullItem::parse(body.expose(), rig.api.generation()).unwrap();
    let key = full.key(&vault).map_err(drop)?;
    full.password(&key).map(|password| password.expose().to_owned()).map_err(drop)
}

fn one_time() -> CustomField {
    CustomField { name: secret("Code"), value: secret("JBSWY3DPEHPK3PXP"), kind: CustomKind::OneTime }
}

#[test]
fn in_every_era_vaults_are_listed_items_opened_and_what_is_stored_can_be_read_by_the_server() {
    for era in Era::ALL {
        println!("{era:?}");
        let mut rig = Rig::connect(era);
        lists_and_opens(&mut rig);
        makes_changes_and_deletes(&mut rig);
    }
}

fn lists_and_opens(rig: &mut Rig) {
    let vaults = rig.vaults();
    assert!(!vaults.is_empty());
    rig.sent.clear();
    let content = rig.list(vaults[0].clone());
    assert!(content.complete && content.unreadable == 0);
    assert!(rig.sent.len() <= 3, "{:?}", rig.sent);
    let deep = with(&content, SAMPLE_DEEP);
    let tree = Tree::of(&content.folders);
    assert_eq!(tree.path(deep.folder.as_ref()), ["Infrastructure", "Databases", "Production"]);
    assert_eq!((deep.name.as_str(), deep.user.as_str()), ("Orders database", "orders"));
    assert_eq!((deep.tags.len(), deep.note.as_str()), (2, "Wonderful notes\nover two lines"));
    assert_eq!(with(&content, SAMPLE_SITE).colour, Some(3));
    assert_eq!(password(rig, SAMPLE_DEEP).as_deref(), Ok("пароль-😀-\"tide\""));
    assert_eq!(password(rig, SAMPLE_SITE).as_deref(), Ok("Harbour-7-Lanterns"));
    if rig.is_sealed() {
        assert_eq!(password(rig, SAMPLE_LOCKED), Err(()));
    }
}

fn makes_changes_and_deletes(rig: &mut Rig) {
    let vault = rig.vaults().remove(0);
    let key = rig.vault_key(&vault.id);
    let place = Place { vault: vault.id.clone(), folder: None };
    let plain = PlainParts {
        name: "Müller".into(),
        user: "mara".into(),
        tags: vec!["new".into()],
        colour: Some(2),
        ..PlainParts::default()
    };
    let (_, sealed) = seal_item(&key, &secret("first"), &[one_time()], &mut rig.dice).ok().unwrap();
    let answer = rig.ask(rig.api.create(&place, &plain, &sealed, &[])).ok().unwrap();
    let new = Api::read_new_id(&answer).unwrap();
    let read = rig.passwork.read_item(new.as_str()).unwrap();
    assert_eq!((read.password.as_str(), read.custom.len()), ("first", 1));

    let answer = rig.ask(rig.api.item(&new, false)).ok().unwrap();
    let body = rig.api.read_item(&answer, Some(&new)).ok().unwrap().body.unwrap();
    let full = FullItem::parse(body.expose(), rig.api.generation()).unwrap();
    let item_key = full.key(&key).ok().unwrap();
    let change = ItemChange { password: Some(secret("second")), custom: None };
    let sealed = seal_change(&full, &item_key, &change, None, &mut rig.dice).ok().unwrap();
    let name = PlainChange { name: Some("Maier".into()), ..PlainChange::default() };
    rig.ask(rig.api.update(&new, false, &name, &sealed)).ok().unwrap();
    let read = rig.passwork.read_item(new.as_str()).unwrap();
    assert_eq!((read.password.as_str(), read.custom.len()), ("second", 1));

    let content = rig.list(vault.clone());
    let entry = with(&content, new.as_str());
    assert_eq!((entry.name.as_str(), entry.user.as_str(), entry.colour), ("Maier", "mara", Some(2)));
    let last = rig.api.recent().map(|_| snapshot(&full, &item_key, &mut rig.dice).ok().unwrap());
    rig.ask(rig.api.delete(&new, false, last.as_deref())).ok().unwrap();
    let content = rig.list(vault);
    assert!(content.entries.iter().all(|entry| entry.id != new));
}

#[test]
fn items_are_shared_lie_elsewhere_too_are_copied_and_moved_and_stay_readable() {
    for era in [Era::OffOld, Era::RawMaster, Era::ItemKeys] {
        let mut rig = Rig::connect(era);
        changes_in_clear(&mut rig);
        shares(&mut rig);
        if era == Era::ItemKeys {
            opens_a_shortcut(&mut rig);
        }
        let vaults = rig.vaults();
        let (from, to) = (vaults[0].id.clone(), vaults[1].id.clone());
        let (from_key, to_key) = (rig.vault_key(&from), rig.vault_key(&to));
        let answer = rig.ask(rig.api.item(&id(SAMPLE_DEEP), false)).ok().unwrap();
        let body = rig.api.read_item(&answer, Some(&id(SAMPLE_DEEP))).ok().unwrap().body.unwrap();
        let full = FullItem::parse(body.expose(), rig.api.generation()).unwrap();
        let key = full.key(&from_key).ok().unwrap();
        let place = Place { vault: to, folder: None };
        let sealed = seal_move(&full, &key, &to_key, None, &mut rig.dice).ok().unwrap();
        let answer = rig.ask(rig.api.copy(&id(SAMPLE_DEEP), &place, &sealed).unwrap()).ok().unwrap();
        let copy = Api::read_new_id(&answer).unwrap();
        assert_eq!(password(&mut rig, copy.as_str()).as_deref(), Ok("пароль-😀-\"tide\""));
        let answer =
            rig.ask(rig.api.move_item(&id(SAMPLE_DEEP), false, &from, &place, &sealed)).ok().unwrap();
        let moved = Api::read_new_id(&answer).unwrap();
        assert_eq!(password(&mut rig, moved.as_str()).as_deref(), Ok("пароль-😀-\"tide\""));
    }
}

#[test]
fn files_favourites_recent_ones_and_searches_work() {
    for era in [Era::OffOld, Era::OffNew] {
        let mut rig = Rig::connect(era);
        let deep = id(SAMPLE_DEEP);
        let answer = rig.ask(rig.api.item(&deep, false)).ok().unwrap();
        let entry = rig.api.read_item(&answer, Some(&deep)).ok().unwrap();
        let vault = rig.vault_key(&entry.vault);
        let body = entry.body.unwrap();
        let full = FullItem::parse(body.expose(), rig.api.generation()).unwrap();
        let key = full.key(&vault).ok().unwrap();
        let file = id(&full.attachments().ok().unwrap()[0].id);
        let answer = rig.ask(rig.api.attachment(&deep, false, &file)).ok().unwrap();
        let json = Api::read_attachment(&answer, &file).ok().unwrap();
        assert_eq!(
            open_attachment(json.expose(), &key).ok().unwrap().expose(),
            [0, 1, 2, 255, 128, 254, 127]
        );

        let sealed = seal_file(&SecretBytes::new(vec![7; 40]), &key, &mut rig.dice).ok().unwrap();
        rig.ask(rig.api.add_attachment(&deep, false, &("new.bin".into(), sealed)).unwrap()).ok().unwrap();
        rig.ask(rig.api.delete_attachment(&deep, false, &file).unwrap()).ok().unwrap();
        let answer = rig.ask(rig.api.item(&deep, false)).ok().unwrap();
        let body = rig.api.read_item(&answer, Some(&deep)).ok().unwrap().body.unwrap();
        let files = FullItem::parse(body.expose(), rig.api.generation()).unwrap().attachments().ok().unwrap();
        assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["new.bin"]);

        let api = rig.api.clone();
        let found = |rig: &mut Rig, request| {
            let answer = rig.ask(request).ok().unwrap();
            let entries = rig.api.read_entries(&answer).ok().unwrap().entries;
            entries.into_iter().map(|entry| String::from(entry.id)).collect::<Vec<_>>()
        };
        assert!(found(&mut rig, api.favourites().unwrap()).is_empty());
        rig.ask(rig.api.favourite(&deep, false, true).unwrap()).ok().unwrap();
        assert_eq!(found(&mut rig, api.favourites().unwrap()), [SAMPLE_DEEP]);
        assert!(found(&mut rig, api.recent().unwrap()).contains(&SAMPLE_DEEP.to_owned()));
        assert_eq!(found(&mut rig, api.search("wonde", None)), [SAMPLE_DEEP]);
        assert_eq!(found(&mut rig, api.search("order", Some(&entry.vault))), [SAMPLE_DEEP]);
        assert_eq!(found(&mut rig, api.search_url("https://db.example.com", "")), [SAMPLE_DEEP]);
    }
}

fn shares(rig: &mut Rig) {
    let answer = rig.ask(rig.api.item(&id(SAMPLE_DEEP), false)).ok().unwrap();
    let entry = rig.api.read_item(&answer, Some(&id(SAMPLE_DEEP))).ok().unwrap();
    let vault = rig.vault_key(&entry.vault);
    let body = entry.body.unwrap();
    let full = FullItem::parse(body.expose(), rig.api.generation()).unwrap();
    let key = full.key(&vault).ok().unwrap();
    let link = new_link(&full, &key, rig.found.link_era(), LinkLife::Week, true, &mut rig.dice).ok().unwrap();
    let answer = rig.ask(rig.api.share(link.body.duplicate())).ok().unwrap();
    let url = rig.api.read_share(&answer).ok().unwrap();
    assert!(url.expose().starts_with(&rig.passwork.url()), "{}", url.expose());
    assert_eq!(link.finish(url.expose()).expose().contains("#code="), rig.is_sealed());
}

#[test]
fn folders_are_made_renamed_and_deleted() {
    for era in [Era::OffNew, Era::V7Off] {
        let mut rig = Rig::connect(era);
        if era == Era::V7Off {
            shares(&mut rig);
        }
        let vault = rig.vaults().remove(0);
        let answer = rig.ask(rig.api.create_folder(&vault.id, None, "Fresh")).ok().unwrap();
        let folder = Api::read_new_id(&answer).unwrap();
        rig.ask(rig.api.rename_folder(&folder, None, "Renamed")).ok().unwrap();
        let content = rig.list(vault.clone());
        assert_eq!(Tree::of(&content.folders).path(Some(&folder)), ["Renamed"]);
        rig.ask(rig.api.delete_folder(&folder)).ok().unwrap();
        assert!(rig.list(vault).folders.iter().all(|left| left.id != folder));
    }
}

#[test]
fn an_ended_session_is_renewed_without_anybody_noticing() {
    for era in [Era::OffOld, Era::OffNew, Era::RawMaster, Era::V7Off] {
        let mut rig = Rig::connect(era);
        rig.sent.clear();
        // The server's clock alone: ours does not know.
        rig.passwork.jump_clock(20_000);
        rig.ask(rig.api.vaults()).ok().unwrap();
        let renewals =
            rig.sent.iter().filter(|line| line.contains("auth") || line.contains("sessions")).count();
        assert!((1..=2).contains(&renewals) && rig.sent.len() == renewals + 2, "{era:?}: {:?}", rig.sent);
        rig.ask(rig.api.vaults()).ok().unwrap();
        assert_eq!(rig.sent.len(), renewals + 3, "{era:?}");
    }
}

#[test]
fn a_revoked_key_a_forbidden_api_and_a_changed_master_password_are_told_apart() {
    let mut rig = Rig::connect(Era::OffNew);
    assert!(rig.passwork.revoke_api_key(&rig.passwork.api_key()));
    rig.passwork.end_sessions();
    assert_eq!(rig.ask(rig.api.vaults()).err(), Some(PassworkFault::KeyRefused));
    let sent = rig.sent.len();
    assert_eq!(rig.ask(rig.api.vaults()).err(), Some(PassworkFault::KeyRefused));
    assert_eq!(rig.sent.len(), sent, "a refused key is not shown again");

    let mut rig = Rig::connect(Era::OffNew);
    rig.passwork.forbid_api(true);
    rig.passwork.end_sessions();
    assert_eq!(rig.ask(rig.api.vaults()).err(), Some(PassworkFault::ApiForbidden));

    let mut rig = Rig::connect(Era::RawMaster);
    rig.passwork.change_master_password("another one").unwrap();
    assert_eq!(rig.ask(rig.api.vaults()).err(), Some(PassworkFault::MasterKeyRefused));

    let mut rig = Rig::connect(Era::V7Off);
    rig.passwork.end_sessions();
    assert_eq!(rig.ask(rig.api.vaults()).err(), Some(PassworkFault::TokenExpired));
}

fn opens_a_shortcut(rig: &mut Rig) {
    let vaults = rig.vaults();
    let shortcut = rig.passwork.put_shortcut(SAMPLE_DEEP, vaults[1].id.as_str(), None).unwrap();
    let answer = rig.ask(rig.api.item(&id(&shortcut), true)).ok().unwrap();
    let entry = rig.api.read_item(&answer, Some(&id(&shortcut))).ok().unwrap();
    assert_eq!((entry.vault.clone(), entry.id.as_str()), (vaults[1].id.clone(), SAMPLE_DEEP));
    let vault = rig.vault_key(&entry.vault);
    let body = entry.body.unwrap();
    let full = FullItem::parse(body.expose(), rig.api.generation()).unwrap();
    let key = full.key(&vault).ok().unwrap();
    assert_eq!(full.password(&key).ok().unwrap().expose(), "пароль-😀-\"tide\"");
}

#[test]
fn a_large_vault_is_a_call_or_two() {
    let mut rig = Rig::connect_to(PassworkConfig {
        sample: false,
        base_path: "/team".into(),
        ..PassworkConfig::of(Era::OffNew)
    });
    let vault = rig.vaults().remove(0);
    rig.passwork.fill_vault(vault.id.as_str(), 1_000).unwrap();
    rig.passwork
        .put_item(vault.id.as_str(), &NewItem { name: "<b>last</b>".into(), ..NewItem::default() })
        .unwrap();
    rig.sent.clear();
    let vault = rig.vaults().into_iter().find(|other| other.id == vault.id).unwrap();
    let content = rig.list(vault);
    assert_eq!((content.entries.len(), content.complete), (1_001, true));
    assert!(rig.sent.len() <= 3, "{:?}", rig.sent);
}

fn changes_in_clear(rig: &mut Rig) {
    let none = SealedChange { password: None, custom: None, snapshot: None };
    let name = PlainChange { name: Some("New name".into()), ..PlainChange::default() };
    rig.ask(rig.api.update(&id(SAMPLE_DEEP), false, &name, &none)).ok().unwrap();
    assert_eq!(password(rig, SAMPLE_DEEP).as_deref(), Ok("пароль-😀-\"tide\""));
}
