//! Everything that can happen to the background.

use crate::app::clipboard::Cleared;
use crate::app::gesture::Command;
use crate::message::{FillReport, Intent, Note, PointReport, Snapshot};
use crate::phone::{Reply, RequestId};
use crate::secret::SecretBytes;

/// One attached view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ViewId(pub u32);

/// Which of our pages a view is; told by its address, never by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ViewKind {
    Popup,
    Link,
    Options,
    Doctor,
    Connect,
}

impl ViewKind {
    /// By the path of the page inside the extension.
    pub fn of_path(path: &str) -> Option<Self> {
        match path {
            "/popup/popup.html" => Some(Self::Popup),
            "/link/link.html" => Some(Self::Link),
            "/options/options.html" => Some(Self::Options),
            "/doctor/doctor.html" => Some(Self::Doctor),
            "/connect/connect.html" => Some(Self::Connect),
            _ => None,
        }
    }
}

/// A tab, by the browser's number.
pub type TabId = i32;
/// A frame of a tab, by the browser's number; 0 is the top. Firefox gives numbers beyond 32 bits.
pub type FrameId = i64;

/// What one frame reported when it was looked at.
#[derive(Clone, Debug)]
pub struct FrameScan {
    /// The frame, from the browser.
    pub frame: FrameId,
    /// The document, from the browser, where it has such ids.
    pub document_id: Option<String>,
    /// What the content script saw; `None` if it is not a snapshot at all.
    pub snapshot: Option<Snapshot>,
}

/// Who told a note, as the browser says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The tab it is in.
    pub tab: TabId,
    /// The frame of the tab.
    pub frame: FrameId,
    /// The document, where the browser has such ids.
    pub document_id: Option<String>,
    /// Origin of the document.
    pub origin: String,
    /// Address of the tab's page.
    pub top: String,
}

/// What an effect was for; comes back with its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ticket {
    /// A popup wants to know its page.
    Look(ViewId),
    /// A fill: look at the page again, load, fill.
    Fill(u32),
    /// A command looks at its page.
    Gesture(u32),
    /// The user points at fields.
    Point(u32),
    /// A poll of the request, by its number.
    Poll(RequestId, u32),
    /// The base key for the request.
    BaseKey(RequestId),
    /// Telling the phone that a request is given up.
    Cancel(RequestId),
    /// A post while linking, counted.
    Link(u32),
    /// Whether something answers at the address while linking.
    LinkProbe,
    /// The key pair of a new link.
    LinkKeys,
    /// The base key of a new link is sealed.
    LinkSeal,
    /// The new link is stored.
    LinkSave,
    /// Items are put away.
    Save(u32),
    /// A value for the clipboard: view, number of its message.
    Copy(ViewId, u32),
    /// The clipboard is emptied.
    Clipboard,
    /// A wrong passphrase is counted before it is known to be wrong.
    Factor,
    /// New keys for a cache.
    Rotate,
    /// Something was removed for good.
    Removed,
    /// The account name that stands in a page's form.
    Create(ViewId),
    /// A backup is fetched.
    Backup,
    /// A probe of a search, counted.
    Find(u32),
    /// A step of the doctor, for the examination with this number.
    Doctor(u32),
    /// What the generator made is read (0) or stored, by the number of the storing.
    Generated(u32),
    /// What was typed into a page, by its number.
    Offer(u32),
    /// A call to a server, by its number.
    Server(u32),
    /// The record of an item that is changed at its server, by the number of the change.
    Change(u32),
    /// A master password is stretched, by the number of the try.
    Master(u32),
    /// Nobody waits for it.
    Forget,
}

/// Result of a post to the phone.
pub enum Fetched {
    /// The whole answer.
    Answer {
        /// HTTP status.
        status: u16,
        /// Body; empty unless the status is 200.
        body: Vec<u8>,
    },
    /// Refused, reset, timed out, blocked, redirected: the browser does not say.
    Unreachable,
    /// More bytes than allowed.
    TooLarge,
}

impl Fetched {
    /// In the words of the channel.
    pub fn into_reply(self) -> Reply {
        match self {
            Self::Answer { status, body } => Reply::Answer { status, body },
            Self::Unreachable => Reply::Unreachable,
            Self::TooLarge => Reply::TooLarge,
        }
    }
}

/// Result of a plain `GET`, without credentials, or of a call to a server.
pub enum Got {
    /// An answer.
    Answer {
        /// HTTP status.
        status: u16,
        /// The header, if there is one.
        content_type: Option<String>,
        /// The header `Retry-After`, if it is there and says seconds.
        retry_after: Option<u32>,
        /// Body.
        body: Vec<u8>,
        /// Milliseconds from the start to the head of the answer.
        elapsed_ms: u64,
    },
    /// Sent elsewhere, which was not followed.
    Redirected {
        /// Milliseconds.
        elapsed_ms: u64,
    },
    /// Refused, reset, timed out or blocked.
    Unreachable {
        /// Milliseconds until it failed.
        elapsed_ms: u64,
    },
    /// More bytes than allowed.
    TooLarge,
}

/// What the browser knows of the person at the computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Somebody is there.
    Active,
    /// Nobody for a while.
    Idle,
    /// The screen is locked.
    ScreenLocked,
}

/// Result of a key operation.
pub enum Custody {
    /// The public modulus of a new key pair, as JWK text.
    KeysMade(String),
    /// Bytes that were opened or sealed.
    Bytes(SecretBytes),
    /// Done.
    Done,
    /// It cannot be done: wrong ciphertext, key gone.
    Failed,
}

impl Custody {
    /// The bytes, if it gave any.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Some(bytes.expose().to_vec()),
            Self::KeysMade(_) | Self::Done | Self::Failed => None,
        }
    }
}

/// Something that happened. A ticket says what a result is for.
#[allow(missing_docs)]
pub enum Event {
    /// The page in front of a popup: tab and address, if the browser tells.
    Front { view: ViewId, page: Option<(TabId, String)> },
    /// A view attached.
    ViewOpened { view: ViewId, kind: ViewKind },
    /// A view is gone.
    ViewClosed { view: ViewId },
    /// The user did something in a view; `None` if the message makes no sense.
    Said { view: ViewId, seq: u32, intent: Option<Intent> },
    /// A post came back.
    Fetched { ticket: Ticket, outcome: Fetched },
    /// Whether an address answers at all.
    Probed { ticket: Ticket, answers: bool },
    /// A key operation came back.
    Custody { ticket: Ticket, outcome: Custody },
    /// A write was done, or not.
    Saved { ticket: Ticket, ok: bool },
    /// A read came back.
    Loaded { ticket: Ticket, bytes: Option<Vec<u8>> },
    /// A page was looked at; `None` if the browser did not let us.
    Scanned { ticket: Ticket, frames: Option<Vec<FrameScan>> },
    /// A fill came back; `None` if the browser did not deliver it.
    Filled { ticket: Ticket, report: Option<FillReport> },
    /// A plain `GET` came back.
    Got { ticket: Ticket, outcome: Got },
    /// Whether the browser permits an address.
    Permitted { ticket: Ticket, granted: bool },
    /// All names that start so, with their bytes.
    LoadedAll { ticket: Ticket, records: Vec<(String, Vec<u8>)> },
    /// The text in a field of a page; nothing if it is gone or a password field.
    UserRead { ticket: Ticket, text: Option<String> },
    /// The clipboard was emptied, or not.
    ClipboardCleared { ticket: Ticket, outcome: Cleared },
    /// A content script that stays told something; `None` if the message makes no sense.
    Noted { from: Sender, note: Option<Note> },
    /// Whether the user permits us to stay in pages.
    PagesPermitted(bool),
    /// Somebody came, went, or locked the screen.
    Presence(Presence),
    /// A key or an entry of the menu of the right mouse button, and the page in front, if the browser tells.
    Command { command: Command, page: Option<(TabId, String)> },
    /// The user pointed at fields; `None` if the page is gone.
    Pointed { ticket: Ticket, report: Option<PointReport> },
    /// A new version of the extension waits.
    UpdateReady,
    /// A timer, an alarm, or a wake.
    Tick,
    /// A tab went to another address or loaded again; the address, where the browser lets us see it.
    TabChanged { tab: TabId, url: Option<String> },
    /// A tab is gone.
    TabRemoved { tab: TabId },
}
