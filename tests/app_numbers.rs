//! The number at the toolbar button that scripts in pages bring.
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

/// The page was loaded anew, and nobody looked at it.
fn unseen() -> Rig {
    let mut rig = Rig::in_pages_open();
    rig.navigate(7, SITE);
    rig.settle();
    rig
}

/// The number at the button for the tab.
fn number(rig: &Rig, tab: TabId) -> u32 {
    rig.counts.get(&tab).copied().unwrap_or(0)
}

#[test]
fn the_number_stands_at_the_button_as_soon_as_a_page_with_fields_is_seen() {
    let mut rig = unseen();
    assert_eq!(number(&rig, 7), 0, "nobody told of it");
    rig.see(7, 0);
    assert_eq!(number(&rig, 7), 1);
    // Loaded again: the browser took it away by itself.
    rig.tabs.go(7, SITE);
    rig.counts.clear();
    rig.see(7, 0);
    assert_eq!(number(&rig, 7), 1);
    rig.tabs.go(8, "https://nothing.test/");
    rig.see(8, 0);
    assert_eq!((number(&rig, 7), number(&rig, 8)), (1, 0));
    // A popup over it says that the tab loaded to its end.
    let popup = rig.popup();
    rig.tell(Event::TabChanged { tab: 7, url: Some(SITE.into()) });
    rig.settle();
    assert_eq!(number(&rig, 7), 1, "it is the same page");
    rig.say(popup, Intent::Forget { item: Rig::uid(0) });
    assert_eq!(number(&rig, 7), 0, "it was forgotten");
}

#[test]
fn t37_a_frame_brings_no_number_whatever_its_origin() {
    for origin in ["https://evil.test/frame", SITE] {
        let mut rig = unseen();
        rig.tabs.add_frame(7, 3, origin);
        rig.see(7, 3);
        assert_eq!(number(&rig, 7), 0, "{origin}");
    }
    let mut rig = unseen();
    rig.tabs.go(7, "https://evil.test/");
    rig.tabs.add_frame(7, 3, SITE);
    rig.see(7, 3);
    assert_eq!(number(&rig, 7), 0);
}

#[test]
fn t81_the_number_of_a_page_goes_with_the_lock_and_comes_back_with_the_cache() {
    for killed in [false, true] {
        let mut rig = unseen();
        rig.see(7, 0);
        assert_eq!(number(&rig, 7), 1);
        if killed {
            rig.kill();
        }
        rig.tell(Event::Command { command: Command::Lock, page: None });
        rig.settle();
        assert_eq!(number(&rig, 7), 0, "killed {killed}");
        rig.tabs.go(8, SITE);
        rig.see(8, 0);
        assert_eq!(number(&rig, 8), 0, "seen while it is locked");
        // The first one went elsewhere meanwhile, and nobody said so.
        rig.tabs.go(7, "https://evil.test/");
        let popup = rig.popup();
        rig.say(popup, Intent::Unlock);
        rig.wait(200);
        rig.accept();
        rig.wait(2_000);
        assert_eq!((number(&rig, 7), number(&rig, 8)), (0, 1), "killed {killed}");
    }
}

#[test]
fn t81_the_number_goes_when_its_tab_goes_elsewhere_and_with_the_permission() {
    let mut rig = unseen();
    rig.see(7, 0);
    assert_eq!(number(&rig, 7), 1);
    rig.navigate(7, "https://evil.test/");
    rig.settle();
    assert_eq!(number(&rig, 7), 0);
    rig.navigate(7, SITE);
    rig.settle();
    assert_eq!(number(&rig, 7), 0, "it did not tell again");
    rig.see(7, 0);
    assert_eq!(number(&rig, 7), 1);
    rig.tell(Event::PagesPermitted(false));
    rig.settle();
    rig.navigate(7, SITE);
    rig.settle();
    assert_eq!(number(&rig, 7), 0);
}
