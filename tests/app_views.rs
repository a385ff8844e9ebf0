//! What views may say.
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
use nearkey::{app::*, message::*};

const ASK: Intent = Intent::AskSite { fill: true, keep: false };

#[test]
fn t04_a_view_may_only_say_what_belongs_to_it() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    let (link, options) = (rig.attach(ViewKind::Link), rig.attach(ViewKind::Options));
    let item = Rig::uid(0);
    let of_popup = [
        ASK,
        Intent::AskAll,
        Intent::Unlock,
        Intent::Fill { item: item.clone() },
        Intent::Copy { item: item.clone(), field: CopyField::Password },
        Intent::Forget { item },
        Intent::AnswerQuestion { yes: true },
        Intent::UnlockPasskey { output: vec![0; 32] },
        Intent::AskCreate { user: String::new() },
    ];
    for intent in of_popup {
        for view in [link, options] {
            let seq = rig.say(view, intent.clone());
            assert_eq!(rig.refusal(seq), Some("badMessage"), "{intent:?}");
            assert_eq!(rig.value(seq), None);
        }
    }
    for intent in [Intent::StartLink { again: None }, Intent::AbandonLink, Intent::CompareLink { same: true }]
    {
        for view in [popup, options] {
            let seq = rig.say(view, intent.clone());
            assert_eq!(rig.refusal(seq), Some("badMessage"), "{intent:?}");
        }
    }
    for view in [popup, link] {
        let seq = rig.say(view, Intent::Unlink { phone: "ABC-DEF".into() });
        assert_eq!(rig.refusal(seq), Some("badMessage"));
    }
    let seq = rig.say(link, Intent::Lock);
    assert_eq!(rig.refusal(seq), Some("badMessage"));
    assert_eq!(rig.seen(popup).total, 4);
    assert!(rig.tabs.filled.is_empty());
}

#[test]
fn t10_messages_without_sense_are_refused_and_nothing_else() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.tell(Event::Said { view: popup, seq: 9_000, intent: None });
    rig.tell(Event::Said { view: ViewId(99), seq: 9_001, intent: Some(ASK) });
    rig.settle();
    assert_eq!(rig.refusal(9_000), Some("badMessage"));
    assert!(rig.seen(popup).request.is_none());
    assert!(rig.phone.seen.is_empty());
    let long = "x".repeat(10_000_000);
    rig.say(popup, Intent::Search { text: long.clone() });
    assert_eq!(rig.seen(popup).search.len(), 200);
    for intent in [
        Intent::Fill { item: long.clone() },
        Intent::Copy { item: "__proto__".into(), field: CopyField::Password },
        Intent::Copy { item: "held".into(), field: CopyField::Password },
        Intent::Forget { item: "../links".into() },
    ] {
        let seq = rig.say(popup, intent);
        assert!(rig.refusal(seq).is_some());
    }
}
