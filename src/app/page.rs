//! What is in front of the user: the page behind a popup, looked at once and pinned to its document.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::app::ask::Ask;
use crate::app::cache::ItemId;
use crate::app::why::Fields;
use crate::app::{App, Effect, FillTarget, FrameId, FrameScan, TabId, Ticket, ViewId, ViewKind};
use crate::form;
use crate::message::{PageForm, Snapshot};
use crate::secret::SecretText;
use crate::site::{ItemSites, Match, Origin, matches};

/// Frames of other sites that are considered, at most.
const MOST_FRAMES: usize = 20;

/// One attached view and what it is about.
pub struct View {
    pub kind: ViewKind,
    pub search: String,
    /// Source and place that the list is narrowed to.
    pub browsed: Option<(String, String)>,
    pub page: Page,
    /// What takes the place of the list.
    pub panel: Option<Panel>,
    /// The password that the generator shows here, by its id.
    pub fresh: Option<String>,
    /// The item that was shown here last.
    pub shown: Option<Shown>,
}

/// What a view shows of an item, whatever is fetched meanwhile. Secret.
pub struct Shown {
    pub item: ItemId,
    /// What its own fields are called.
    pub labels: Vec<SecretText>,
    /// Its state, which the user changes; none if it was changed from here.
    pub body: Option<SecretText>,
}

/// What can take the place of a popup's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    Generator,
    WhyNot,
}

impl View {
    pub fn new(kind: ViewKind) -> Self {
        Self {
            kind,
            search: String::new(),
            browsed: None,
            page: Page::default(),
            panel: None,
            fresh: None,
            shown: None,
        }
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
    /// The tab did not change since it was looked at.
    pub fresh: bool,
}

/// What looking at it gave.
#[derive(Default)]
pub enum Seen {
    /// Not looked at yet.
    #[default]
    Not,
    /// The browser does not let us.
    NoAccess,
    /// One document to work with.
    Document(Front),
}

/// What is known of the page in front.
pub struct Front {
    /// The document that is filled.
    pub pin: Pin,
    pub form: PageForm,
    /// Its field for the account name.
    pub user: Option<u32>,
    /// The frame of another site that holds a login form, where the page itself has none.
    pub frame: Option<Origin>,
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
    /// The page around it, if the document is in a frame of another origin.
    #[serde(default)]
    pub top: Option<Origin>,
}

impl Pin {
    pub fn target(&self) -> FillTarget {
        FillTarget { tab: self.tab, frame: self.frame, document_id: self.document_id.clone() }
    }

    /// The very same document in a later look, if it is still there, in the same page.
    pub fn find<'a>(&self, frames: &'a [FrameScan]) -> Option<&'a Snapshot> {
        let origin = |scan: &FrameScan| Origin::parse(&scan.snapshot.as_ref()?.origin);
        let around = |scan: &FrameScan| scan.frame == 0 && origin(scan) == self.top;
        if self.top.is_some() && !frames.iter().any(around) {
            return None;
        }
        let scan = frames.iter().find(|scan| {
            scan.frame == self.frame
                && scan.document_id == self.document_id
                && origin(scan).as_ref() == Some(&self.origin)
        })?;
        scan.snapshot.as_ref().filter(|snapshot| snapshot.document == self.document)
    }

    /// Whether nobody on the way can change the page or what is around it.
    pub fn is_secure(&self) -> bool {
        self.origin.is_secure() && self.top.as_ref().is_none_or(Origin::is_secure)
    }

    fn of(tab: TabId, origin: &Origin, top: Option<Origin>, scan: &FrameScan, snapshot: &Snapshot) -> Self {
        Self {
            tab,
            frame: scan.frame,
            document_id: scan.document_id.clone(),
            document: snapshot.document.clone(),
            origin: origin.clone(),
            top,
        }
    }
}

impl<R: CryptoRng> App<R> {
    /// The browser told which page is in front of a popup.
    pub(super) fn front(&mut self, view: ViewId, page: Option<&(TabId, String)>) {
        let origin = page.and_then(|(_, address)| Origin::parse(address));
        self.withdraw_create(view, origin.as_ref());
        if let Some((tab, _)) = page {
            self.step_goes_on(*tab, origin.as_ref());
        }
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
        known.page.fresh = true;
        known.page.seen = choose(tab, &origin, &frames).map_or(Seen::NoAccess, Seen::Document);
        known.page.fields = Fields::of(&frames, &known.page.seen);
        let tab_origin = (tab, origin.clone());
        // A quick user asked the phone before the page was looked at: this is the document that was meant.
        if let Seen::Document(Front { pin, .. }) = &known.page.seen
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

    pub(super) fn tab_changed(&mut self, tab: TabId, url: Option<&str>) {
        self.number_is_over(tab, url.and_then(Origin::parse).as_ref());
        for view in self.views.values_mut().filter(|view| view.page.tab == Some(tab)) {
            view.page.fresh = false;
        }
        let affected: Vec<_> =
            self.views.iter().filter(|(_, view)| view.page.tab == Some(tab)).map(|(id, _)| *id).collect();
        self.out.extend(affected.into_iter().map(Effect::Look));
    }
}

/// The top document, unless only a frame of the very same origin holds a login form.
///
/// Frames of other origins are told apart: the person sees the top page's address and no other, so that nothing goes
/// there without a question that names both (T-36, T-37). Documents without an origin of their own (`srcdoc`, blank
/// pages) have that of the page that made them; sandboxed ones have none and are left out (T-38).
pub fn choose(tab: TabId, origin: &Origin, frames: &[FrameScan]) -> Option<Front> {
    let mut best: Option<Front> = None;
    for scan in frames {
        let Some(snapshot) = &scan.snapshot else { continue };
        if Origin::parse(&snapshot.origin).as_ref() != Some(origin) {
            continue;
        }
        let form = page_form(snapshot);
        let better = best.as_ref().is_none_or(|known| {
            (weight(&form), scan.frame == 0) > (weight(&known.form), known.pin.frame == 0)
        });
        if better {
            let pin = Pin::of(tab, origin, None, scan, snapshot);
            best = Some(Front { pin, form, user: form::account_field(snapshot), frame: None });
        }
    }
    let mut best = best?;
    if best.form == PageForm::None
        && let Some((pin, _)) = framed(tab, origin, frames, &ItemSites::parse(""))
    {
        best.form = PageForm::Framed;
        best.frame = Some(pin.origin);
    }
    Some(best)
}

/// A frame of another origin that has a login form: one that the item is for, or else the first.
pub fn framed<'a>(
    tab: TabId,
    top: &Origin,
    frames: &'a [FrameScan],
    sites: &ItemSites,
) -> Option<(Pin, &'a Snapshot)> {
    let others = frames.iter().filter_map(|scan| {
        let snapshot = scan.snapshot.as_ref()?;
        let origin = Origin::parse(&snapshot.origin).filter(|origin| origin != top)?;
        let fits = matches!(page_form(snapshot), PageForm::Login | PageForm::Code);
        fits.then(|| (Pin::of(tab, &origin, Some(top.clone()), scan, snapshot), snapshot))
    });
    let mut others: Vec<_> = others.take(MOST_FRAMES).collect();
    let meant = others.iter().position(|(pin, _)| matches(&pin.origin, sites) == Match::Exact);
    (!others.is_empty()).then(|| others.swap_remove(meant.unwrap_or(0)))
}

fn page_form(snapshot: &Snapshot) -> PageForm {
    let understanding = form::understand(snapshot);
    match understanding.page_form() {
        PageForm::None if understanding.groups.iter().any(|group| !group.codes.is_empty()) => PageForm::Code,
        form => form,
    }
}

fn weight(form: &PageForm) -> u8 {
    match form {
        PageForm::Login => 3,
        PageForm::Code => 2,
        PageForm::NewPassword => 1,
        PageForm::NotAPage | PageForm::Unknown | PageForm::None | PageForm::Framed => 0,
    }
}
