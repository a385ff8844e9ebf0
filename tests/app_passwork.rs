//! Accounts at a Passwork: connecting, fetching, using, changing and sharing, in all eras, and what servers do wrong.
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
use app_rig::account::PASSPHRASE;
use app_rig::office::*;
use nearkey::encoding::encode_base64;
use nearkey::{app::*, message::*};
use nearkey_servers::passwork::{
    COMPANY_VAULT, Era, Fault as ServerFault, FaultOrder, PRIVATE_VAULT, SAMPLE_DEEP, SAMPLE_LOCKED,
    SAMPLE_SITE,
};
use qrcodegen::{QrCode, QrCodeEcc};
use serde_json::json;

#[test]
fn each_era_is_connected_listed_filled_from_and_copied() {
    for era in Era::ALL {
        let (mut rig, _, popup, id) = connected(era);
        let site = item(&rig, popup, SAMPLE_SITE);
        assert_eq!(
            (site.name.as_str(), site.user.as_str(), site.source.as_str()),
            ("Sample sites", "mira@example.com", id.as_str()),
            "{era:?}"
        );
        assert!(rig.seen(popup).matches.iter().any(|item| item.id == site.id), "{era:?}");
        assert!(site.place.ends_with("Office"), "{era:?}: {}", site.place);
        // Items of 7.x come whole; those of 4.x to 6.x are known when they are used.
        assert_eq!(site.has_code, era.is_v7(), "{era:?}");
        rig.say(popup, Intent::Fill { item: site.id });
        rig.wait(1_000);
        assert_eq!(rig.tabs.filled[0].values, ["mira@example.com", PASSWORD], "{era:?}");
        assert_eq!(
            copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(),
            Ok(PASSWORD),
            "{era:?}"
        );
        assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Code).unwrap().len(), 6, "{era:?}");
        assert!(item(&rig, popup, SAMPLE_SITE).has_code, "{era:?}");
        assert_eq!(
            copied(&mut rig, popup, SAMPLE_DEEP, CopyField::Password).as_deref(),
            Ok("пароль-😀-\"tide\""),
            "{era:?}"
        );
        assert_eq!(
            copied(&mut rig, popup, SAMPLE_LOCKED, CopyField::Password),
            Err("itemUnreadable".into()),
            "{era:?}"
        );
    }
}

#[test]
fn an_item_shows_its_fields_files_and_the_way_to_its_folder() {
    for era in [Era::OffNew, Era::ItemKeys, Era::V7On] {
        let (mut rig, _, popup, _) = connected(era);
        let deep = detail(&mut rig, popup, SAMPLE_DEEP);
        assert!(deep.vault.ends_with("Infrastructure / Databases / Production"), "{era:?}: {}", deep.vault);
        assert_eq!(deep.tags, ["sample", "database"]);
        assert!(deep.has_note && deep.has_password && !deep.damaged);
        let fields: Vec<_> = deep
            .fields
            .iter()
            .map(|field| (field.label.as_str(), field.value.as_str(), field.hidden))
            .collect();
        assert_eq!(fields, [("Port", "5432", false), ("Second password", "", true)]);
        let id = deep.item.id.clone();
        let seq = rig.say(popup, Intent::Reveal { item: id.clone(), field: CopyField::Custom(1) });
        rig.wait(1_000);
        assert!(rig.posts.iter().any(
            |(_, post)| matches!(post, ToView::Revealed { seq: of, text } if *of == seq && text == "low tide")
        ));
        let seq = rig.say(popup, Intent::GetFile { item: id, file: 0 });
        rig.wait(1_000);
        let content = rig.posts.iter().find_map(|(_, post)| match post {
            ToView::File { seq: of, content, file_name } if *of == seq => {
                Some((content.clone(), file_name.clone()))
            }
            _ => None,
        });
        assert_eq!(
            content,
            Some((vec![0, 1, 2, 255, 128, 254, 127], "key.bin".into())),
            "{era:?}: {:?}",
            rig.refusal(seq)
        );
    }
}

#[test]
fn what_was_used_once_is_there_without_the_server_and_the_rest_says_so() {
    let (mut rig, _, popup, id) = connected(Era::ItemKeys);
    assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(), Ok(PASSWORD));
    rig.forbidden.push("localhost".into());
    assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(), Ok(PASSWORD));
    assert_eq!(copied(&mut rig, popup, SAMPLE_DEEP, CopyField::Password), Err("passworkUnreachable".into()));
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(1_000);
    assert_eq!(rig.sync_fault(popup).as_deref(), Some("serverNoPermission"));
    assert!(all(&rig, popup).len() > 3, "the list is there nevertheless");
    rig.forbidden.clear();
    assert!(copied(&mut rig, popup, SAMPLE_DEEP, CopyField::Password).is_ok());
}

#[test]
fn a_wrong_master_password_is_told_and_typed_again() {
    let (mut rig, passwork) = with_server(Era::RawMaster);
    let view = go(&mut rig, &passwork);
    rig.say(view, Intent::TypeMaster { password: "not the master password".into() });
    rig.wait(1_000);
    let ConnectStep::Master { fault: Some(fault), checking: false, .. } = step(&rig, view) else {
        panic!("{:?}", step(&rig, view))
    };
    assert_eq!(fault.key, "passworkMasterWrong");
    rig.say(view, Intent::TypeMaster { password: passwork.master_password().unwrap() });
    rig.wait(1_000);
    assert!(matches!(step(&rig, view), ConnectStep::Found { .. }), "{:?}", step(&rig, view));
}

#[test]
fn a_key_that_is_refused_or_forbidden_or_none_has_its_own_sentence() {
    let fault = |rig: &Rig, view| match step(rig, view) {
        ConnectStep::Key { fault, .. } => fault.map(|fault| fault.key),
        other => panic!("{other:?}"),
    };
    let (mut rig, passwork) = with_server(Era::OffNew);
    passwork.revoke_api_key(&passwork.api_key());
    let view = go(&mut rig, &passwork);
    assert_eq!(fault(&rig, view).as_deref(), Some("passworkKeyForm"));

    let (mut rig, passwork) = with_server(Era::OffNew);
    passwork.forbid_api(true);
    let view = go(&mut rig, &passwork);
    assert_eq!(fault(&rig, view).as_deref(), Some("passworkApiForbidden"));

    let (mut rig, passwork) = with_server(Era::OffNew);
    let view = rig.attach(ViewKind::Connect);
    rig.say(view, Intent::ChooseServerKind { kind: SourceKind::Passwork });
    rig.say(view, Intent::TypeHost { host: "http://localhost:9443/team".into() });
    assert_eq!(fault(&rig, view).as_deref(), Some("passworkNeedsHttps"));
    rig.say(view, Intent::TypeHost { host: passwork.url() });
    rig.say(view, Intent::TypeKey { key: "short".into(), refresh: None });
    assert_eq!(fault(&rig, view).as_deref(), Some("passworkKeyForm"));
    rig.say(view, Intent::ConnectServer { plain: false });
    assert!(passwork.log().is_empty(), "nothing is asked without a key");
}

#[test]
fn t100_a_code_says_where_it_leads_before_anything_is_asked() {
    let (mut rig, passwork) = with_server(Era::OffNew);
    let view = rig.attach(ViewKind::Connect);
    rig.say(view, Intent::ChooseServerKind { kind: SourceKind::Passwork });
    rig.say(view, Intent::ReadInvitation { text: passwork.qr_payload() });
    let ConnectStep::Key { server: Some(server), has_key: true, from_code: true, fault: None, .. } =
        step(&rig, view)
    else {
        panic!("{:?}", step(&rig, view))
    };
    assert_eq!((server.address.as_str(), server.registrable.as_str()), ("localhost:9443/team", "localhost"));
    assert!(passwork.log().is_empty());
    rig.say(view, Intent::ConnectServer { plain: false });
    rig.wait(1_000);
    assert!(matches!(step(&rig, view), ConnectStep::Found { .. }), "{:?}", step(&rig, view));

    // What stands in front of what its owner registered says nothing.
    let other = rig.attach(ViewKind::Connect);
    rig.say(other, Intent::ChooseServerKind { kind: SourceKind::Passwork });
    rig.say(other, Intent::TypeHost { host: "https://passwork.company.example.evil.co.uk".into() });
    let ConnectStep::Key { server: Some(server), .. } = step(&rig, other) else {
        panic!("{:?}", step(&rig, other))
    };
    assert_eq!(server.registrable, "evil.co.uk");
    rig.say(other, Intent::ReadInvitation { text: "WIFI:S:guest;P:12345678;;".into() });
    let ConnectStep::Key { fault: Some(fault), .. } = step(&rig, other) else {
        panic!("{:?}", step(&rig, other))
    };
    assert_eq!(fault.key, "passworkOtherCode");
}

/// A code of four points a module on white, as the popup sends a picture of the tab beneath it.
fn picture_of(text: &str) -> Intent {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
    let side = (code.size() + 8) * 4;
    let is_dark = |at: i32| code.get_module((at % side) / 4 - 4, (at / side) / 4 - 4);
    let luma: Vec<u8> = (0..side * side).map(|at| if is_dark(at) { 20 } else { 250 }).collect();
    let side = u32::try_from(side).unwrap();
    Intent::ReadCode { width: side, height: side, grey: encode_base64(&luma) }
}

#[test]
fn the_popup_reads_a_code_of_the_tab_beneath_it_only_while_connecting_waits_for_one() {
    let (mut rig, passwork) = with_server(Era::OffNew);
    let popup = rig.popup();
    assert!(!rig.seen(popup).wants_code);
    let seq = rig.say(popup, picture_of(&passwork.qr_payload()));
    assert_eq!(rig.refusal(seq), Some("badMessage"));

    let view = rig.attach(ViewKind::Connect);
    rig.say(view, Intent::ChooseServerKind { kind: SourceKind::Passwork });
    assert!(rig.seen(popup).wants_code);
    rig.say(popup, Intent::ReadCode { width: 40, height: 40, grey: encode_base64(&[200; 1_600]) });
    let ConnectStep::Key { fault: Some(fault), from_code: false, .. } = step(&rig, view) else {
        panic!("{:?}", step(&rig, view))
    };
    assert_eq!(fault.key, "passworkNoCode");
    rig.say(popup, picture_of(&passwork.qr_payload()));
    assert!(matches!(step(&rig, view), ConnectStep::Key { from_code: true, has_key: true, .. }));
    assert!(!rig.seen(popup).wants_code);
    assert!(passwork.log().is_empty());
    rig.say(view, Intent::ConnectServer { plain: false });
    rig.wait(1_000);
    assert!(matches!(step(&rig, view), ConnectStep::Found { .. }), "{:?}", step(&rig, view));
}

#[test]
fn a_change_an_item_and_the_bin_reach_the_server_in_all_forms_of_sealing() {
    for era in [Era::OffOld, Era::OffNew, Era::RawMaster, Era::ItemKeys, Era::V7Off, Era::V7On] {
        let (mut rig, passwork, popup, id) = connected(era);
        detail(&mut rig, popup, SAMPLE_DEEP);
        let change = ItemChange {
            user: Some("orders2".into()),
            password: Some("new tide 9".into()),
            ..ItemChange::default()
        };
        let deep = item(&rig, popup, SAMPLE_DEEP).id;
        rig.say(popup, Intent::ChangeItem { item: deep.clone(), change });
        rig.wait(2_000);
        assert_eq!(rig.seen(popup).change, None, "{era:?}");
        let stored = passwork.read_item(SAMPLE_DEEP).unwrap();
        assert_eq!(stored.password, "new tide 9", "{era:?}");
        assert_eq!(stored.custom.len(), 2, "{era:?}: nothing else was lost");
        assert_eq!(item(&rig, popup, SAMPLE_DEEP).user, "orders2", "{era:?}");
        assert_eq!(copied(&mut rig, popup, SAMPLE_DEEP, CopyField::Password).as_deref(), Ok("new tide 9"));

        let vault = passwork.vaults()[0].0.clone();
        let change = ItemChange {
            name: Some("Made here".into()),
            user: Some("me".into()),
            website: Some("https://made.example".into()),
            password: Some("made here 1".into()),
            otp: Some("JBSWY3DPEHPK3PXP".into()),
            ..ItemChange::default()
        };
        rig.say(popup, Intent::MakeItem { source: id.clone(), vault, change });
        rig.wait(2_000);
        assert_eq!(rig.seen(popup).change, None, "{era:?}");
        let made = all(&rig, popup).into_iter().find(|item| item.name == "Made here").expect("the new item");
        let number = made.id.rsplit('/').next().unwrap().to_owned();
        assert_eq!(passwork.read_item(&number).unwrap().password, "made here 1", "{era:?}");
        assert_eq!(copied(&mut rig, popup, &number, CopyField::Code).unwrap().len(), 6, "{era:?}");

        rig.say(popup, Intent::BinItem { item: made.id });
        rig.wait(2_000);
        assert!(passwork.bin().contains(&number), "{era:?}");
        assert!(all(&rig, popup).iter().all(|item| item.name != "Made here"), "{era:?}");
    }
}

#[test]
fn what_both_changed_is_asked_about_and_each_answer_loses_nothing() {
    for answer in [ConflictAnswer::Ours, ConflictAnswer::Theirs, ConflictAnswer::Both] {
        let (mut rig, passwork, popup, _) = connected(Era::ItemKeys);
        detail(&mut rig, popup, SAMPLE_SITE);
        passwork
            .change_item(SAMPLE_SITE, &json!({ "password": "theirs 5", "description": "by them" }))
            .unwrap();
        let site = item(&rig, popup, SAMPLE_SITE).id;
        let change = ItemChange { password: Some("ours 5".into()), ..ItemChange::default() };
        rig.say(popup, Intent::ChangeItem { item: site, change });
        rig.wait(2_000);
        let conflict = rig.seen(popup).change.and_then(|change| change.conflict).expect("a conflict");
        assert_eq!(conflict.fields.len(), 1);
        assert_eq!(conflict.fields[0].field, ChangedField::Password);
        rig.say(popup, Intent::AnswerConflict { answer });
        rig.wait(2_000);
        assert_eq!(rig.seen(popup).change, None);
        let there = passwork.read_item(SAMPLE_SITE).unwrap().password;
        assert_eq!(there, if answer == ConflictAnswer::Ours { "ours 5" } else { "theirs 5" });
        let both = all(&rig, popup).iter().filter(|item| item.name == "Sample sites").count();
        assert_eq!(both, if answer == ConflictAnswer::Both { 2 } else { 1 });
    }
}

#[test]
fn a_link_shares_an_item_and_its_code_is_known_to_nobody_else() {
    for era in [Era::OffOld, Era::OffNew, Era::RawMaster, Era::ItemKeys, Era::V7On] {
        let (mut rig, passwork, popup, _) = connected(era);
        let shown = detail(&mut rig, popup, SAMPLE_SITE);
        assert!(!shown.lives.is_empty(), "{era:?}");
        assert_eq!(shown.sealed, era.seals());
        let seq =
            rig.say(popup, Intent::ShareItem { item: shown.item.id, life: ShareLife::Week, once: true });
        rig.wait(1_000);
        let link = rig.value(seq).unwrap_or_else(|| panic!("{era:?}: {:?}", rig.refusal(seq))).to_owned();
        assert_eq!(link.contains("#code="), era.seals(), "{era:?}: {link}");
        let code = link.split_once("#code=").map(|(_, code)| code.to_owned());
        for entry in passwork.log() {
            let told = code.as_ref().is_some_and(|code| {
                entry.body.contains(code.as_str()) || entry.target.contains(code.as_str())
            });
            assert!(!told, "{era:?}: the server was told the code");
        }
        let shared = passwork.open_link(&link).unwrap();
        assert_eq!(shared.password, PASSWORD, "{era:?}");
    }
}

#[test]
fn t106_a_key_that_dies_says_so_and_everything_that_was_fetched_stays() {
    let (mut rig, passwork, popup, id) = connected(Era::OffNew);
    passwork.revoke_api_key(&passwork.api_key());
    passwork.end_sessions();
    rig.say(popup, Intent::Sync { source: id.clone() });
    rig.wait(2_000);
    assert_eq!(rig.sync_fault(popup).as_deref(), Some("passworkKeyRefused"));
    assert!(all(&rig, popup).len() > 3);
    let calls = passwork.log().len();
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(60_000);
    assert!(passwork.log().len() <= calls + 1, "a refused key is not tried again and again");
}

#[test]
fn what_moved_or_was_renamed_meanwhile_is_found_again() {
    let (mut rig, passwork, popup, id) = connected(Era::ItemKeys);
    passwork.change_item(SAMPLE_SITE, &json!({ "name": "Renamed" })).unwrap();
    passwork.move_item(SAMPLE_SITE, PRIVATE_VAULT, None).unwrap();
    passwork.delete_item(SAMPLE_DEEP);
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(2_000);
    let site = item(&rig, popup, SAMPLE_SITE);
    assert_eq!(site.name, "Renamed");
    assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(), Ok(PASSWORD));
    assert!(item(&rig, popup, SAMPLE_DEEP).gone);
}

#[test]
fn an_item_moves_to_another_vault_and_opens_there() {
    for era in [Era::OffNew, Era::RawMaster, Era::ItemKeys] {
        let (mut rig, passwork, popup, _) = connected(era);
        let other = passwork.vaults()[1].0.clone();
        let site = item(&rig, popup, SAMPLE_SITE).id;
        rig.say(popup, Intent::MoveItem { item: site, place: other.clone() });
        rig.wait(2_000);
        assert_eq!(rig.seen(popup).change, None, "{era:?}");
        let moved = all(&rig, popup).into_iter().find(|item| item.name == "Sample sites").expect("the item");
        let number = moved.id.rsplit('/').next().unwrap().to_owned();
        assert!(passwork.items(&other).contains(&number), "{era:?}");
        assert_eq!(copied(&mut rig, popup, &number, CopyField::Password).as_deref(), Ok(PASSWORD), "{era:?}");
    }
}

#[test]
fn html_redirects_and_cut_off_answers_change_nothing() {
    for fault in [ServerFault::Portal, ServerFault::TruncatedJson, ServerFault::DropBefore] {
        let (mut rig, passwork, popup, id) = connected(Era::OffNew);
        let before = all(&rig, popup).len();
        passwork.fault(FaultOrder::always(fault.clone()));
        rig.say(popup, Intent::Sync { source: id.clone() });
        rig.wait(5_000);
        assert!(rig.sync_fault(popup).is_some(), "{fault:?}");
        assert_eq!(all(&rig, popup).len(), before, "{fault:?}");
        passwork.clear_faults();
        rig.say(popup, Intent::Sync { source: id });
        rig.wait(90_000);
        rig.wait(2_000);
        assert_eq!(rig.sync_fault(popup), None, "{fault:?}");
    }
}

#[test]
fn a_worker_that_is_stopped_goes_on_and_a_lock_ends_all() {
    let (mut rig, _, popup, _) = connected(Era::Pbkdf2);
    assert!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).is_ok());
    rig.kill();
    let popup = rig.popup();
    rig.wait(1_000);
    assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(), Ok(PASSWORD));
    rig.say(popup, Intent::Lock);
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
    rig.wait(1_000);
    assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(), Ok(PASSWORD));
}

#[test]
fn five_thousand_items_are_listed_and_found() {
    let (mut rig, passwork, popup, id) = connected(Era::OffNew);
    passwork.fill_vault(COMPANY_VAULT, 5_000).unwrap();
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(5_000);
    assert!(rig.seen(popup).total >= 5_000, "{}", rig.seen(popup).total);
}
