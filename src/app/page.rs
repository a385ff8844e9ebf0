//! What is in front of the user: the page behind a popup, looked at once and pinned to its document.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::app::ask::Ask;
use crate::app::why::Fields;
use crate::app::{App, Effect, FillTarget, FrameId, FrameScan, TabId, Ticket, ViewId, ViewKind};
use crate::form;
use crate::message::PageForm;
use crate::site::Origin;

/// One attached view and what it is about.
pub struct View {
    pub kind: ViewKind,
    pub search: String,
    pub page: Page,
    /// What takes the place of the list.
    pub panel: Option<Panel>,
    /// The password that the generator shows here, by its id.
    pub fresh: Option<String>,
}

/// What can take the place of a popup's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    Generator,
    WhyNot,
}

impl View {
    pub fn new(kind: ViewKind) -> Self {
        Self { kind, search: String::new(), page: Page::default(), panel: None, fresh: None }
    }
}

/// The page in front of a popup.
#[derive(Default)]
pub struct Page {
    pub tab: Option<TabId>,
    pub origin: Option<Origin>,
    pub seen: Seen,
    /// What is to be said about its fields.
    pub fields: Fields,
}

/// What looking at it gave.
#[derive(Default)]
pub enum Seen {
    /// Not looked at yet.
    #[default]
    Not,
    /// The browser does not let us.
    NoAccess,
    /// One document to work with, and its field for the account name.
    Document(Pin, PageForm, Option<u32>),
}

/// The one document that a fill may go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    pub tab: TabId,
    pub frame: FrameId,
    /// The browser's id of the document, where there is one.
    pub document_id: Option<String>,
    /// Our own mark in the document.
    pub document: String,
    /// Exact origin.
    pub origin: Origin,
}

impl Pin {
    pub fn target(&self) -> FillTarget {
        FillTarget { tab: self.tab, frame: self.frame, document_id: self.document_id.clone() }
    }

    /// Whether a later look found the very same document.
    pub fn is_same_document(&self, scan: &FrameScan) -> bool {
        scan.frame == self.frame
            && scan.document_id == self.document_id
            && scan.snapshot.as_ref().is_some_and(|snapshot| {
                snapshot.document == self.document
                    && Origin::parse(&snapshot.origin).as_ref() == Some(&self.origin)
            })
    }
}

impl<R: CryptoRng> App<R> {
    /// The browser told which page is in front of a popup.
    pub(super) fn front(&mut self, view: ViewId, page: Option<&(TabId, String)>) {
        let origin = page.and_then(|(_, address)| Origin::parse(address));
        self.withdraw_create(view, origin.as_ref());
        let Some(known) = self.views.get_mut(&view) else { return };
        known.page = Page::default();
        let Some((tab, _)) = page else { return };
        known.page.tab = Some(*tab);
        known.page.origin = origin;
        if known.page.origin.is_some() {
            self.out.push(Effect::Scan(Ticket::Look(view), *tab));
        }
    }

    /// All frames were looked at: choose the document to work with.
    pub(super) fn looked(&mut self, view: ViewId, frames: Option<Vec<FrameScan>>) {
        let Some(known) = self.views.get_mut(&view) else { return };
        let (Some(tab), Some(origin)) = (known.page.tab, known.page.origin.clone()) else { return };
        let frames = frames.unwrap_or_default();
        known.page.seen = choose(tab, &origin, &frames).unwrap_or(Seen::NoAccess);
        known.page.fields = Fields::of(&frames, &known.page.seen);
        let tab_origin = (tab, origin.clone());
        // A quick user asked the phone before the page was looked at: this is the document that was meant.
        if let Seen::Document(pin, ..) = &known.page.seen
            && self.awaits_look.take_if(|awaited| *awaited == (view, origin)).is_some()
            && self.ask.as_ref().is_some_and(Ask::is_running)
        {
            let pin = pin.clone();
            self.arm_fill(pin);
        }
        self.go_on_in(view, tab_origin.0, &tab_origin.1);
    }

    pub(super) fn open_panel(&mut self, view: ViewId, panel: Panel) {
        if let Some(view) = self.views.get_mut(&view) {
            view.panel = Some(panel);
        }
    }

    /// The list takes its place again.
    pub(super) fn close_panel(&mut self, view: ViewId) {
        if let Some(view) = self.views.get_mut(&view) {
            view.panel = None;
            view.fresh = None;
        }
    }

    pub(super) fn tab_changed(&mut self, tab: TabId) {
        let affected: Vec<_> =
            self.views.iter().filter(|(_, view)| view.page.tab == Some(tab)).map(|(id, _)| *id).collect();
        self.out.extend(affected.into_iter().map(Effect::Look));
    }
}

/// The top document, unless only a frame of the very same origin holds a login form.
///
/// Frames of other origins are not considered: the person sees the top page's address and no other (T-36).
fn choose(tab: TabId, origin: &Origin, frames: &[FrameScan]) -> Option<Seen> {
    let mut best: Option<(Pin, PageForm, Option<u32>)> = None;
    for scan in frames {
        let Some(snapshot) = &scan.snapshot else { continue };
        if Origin::parse(&snapshot.origin).as_ref() != Some(origin) {
            continue;
        }
        let form = form::understand(snapshot).page_form();
        let pin = Pin {
            tab,
            frame: scan.frame,
            document_id: scan.document_id.clone(),
            document: snapshot.document.clone(),
            origin: origin.clone(),
        };
        let rank = |form: &PageForm, frame: FrameId| (*form == PageForm::Login, frame == 0);
        let better =
            best.as_ref().is_none_or(|(known, of, _)| rank(&form, scan.frame) > rank(of, known.frame));
        if better {
            best = Some((pin, form, form::account_field(snapshot)));
        }
    }
    best.map(|(pin, form, user)| Seen::Document(pin, form, user))
}
