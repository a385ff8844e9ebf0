//! Everything that the background can want from the browser.

use serde::{Deserialize, Serialize};

use crate::app::clipboard::Copied;
use crate::app::event::{FrameId, TabId, Ticket, ViewId};
use crate::app::surface::Menu;
use crate::message::{FillOrder, PointOrder, ToPage, ToView};
use crate::passwork::Accepted;
use crate::secret::{SecretBytes, SecretText};

/// A name under which a key pair is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySlot {
    /// Of the link that is being made; wiped at the next start of linking.
    Pending,
    /// Of a link, by its id.
    Link(String),
    /// The key of this browser profile, which seals base keys.
    Local,
}

/// A key operation for the browser's own cryptography. No private key ever leaves it.
#[allow(missing_docs)]
pub enum KeyTask {
    /// Make a 4096-bit key pair that cannot be exported.
    Make(KeySlot),
    /// Open an RSA-OAEP (SHA-256) ciphertext.
    Open { slot: KeySlot, ciphertext: Vec<u8> },
    /// Move a key pair; done as well if it was moved before.
    Move { from: KeySlot, to: KeySlot },
    /// Delete a key pair.
    Drop(KeySlot),
    /// Seal bytes under the key of this browser profile.
    SealLocal(SecretBytes),
    /// Open bytes sealed that way.
    OpenLocal(Vec<u8>),
    /// Stretch a master password by PBKDF2: hundreds of thousands of rounds, which would hold up everything here.
    Stretch(SecretText, Accepted),
}

/// One change of what is stored; a list of them happens whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Store bytes under a name.
    Put(String, Vec<u8>),
    /// Remove a name.
    Delete(String),
    /// Remove every name that starts so.
    DeleteAll(String),
}

/// A post to the phone.
pub struct Post {
    /// Whole address.
    pub url: String,
    /// Header `X-WebClientId`.
    pub web_client_id: String,
    /// JSON text.
    pub body: String,
    /// Milliseconds until it counts as unreachable.
    pub timeout_ms: u64,
    /// Bytes at most.
    pub cap: usize,
}

/// A plain `GET`: no credentials, no headers, no redirects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// Whole address.
    pub url: String,
    /// Milliseconds until it counts as unreachable.
    pub timeout_ms: u64,
    /// Bytes at most.
    pub cap: usize,
}

/// A call to a server: no cookies, no referrer, no redirects (T-101). Secret.
pub struct ServerCall {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// Whole address; some servers want a key in it.
    pub url: SecretText,
    /// Names and values.
    pub headers: Vec<(&'static str, SecretText)>,
    /// Body, as its header says.
    pub body: Option<SecretText>,
    /// Milliseconds until it counts as unreachable.
    pub timeout_ms: u64,
    /// Bytes of the answer at most.
    pub cap: usize,
}

/// Something to be done by the browser.
// A handful at a time; boxing the largest would only make them harder to read.
#[allow(clippy::large_enum_variant)]
pub enum Effect {
    /// Post to the phone.
    Fetch(Ticket, Post),
    /// Stop a post.
    Abort(Ticket),
    /// Find out whether anything answers at an address.
    Probe(Ticket, String),
    /// Use a key.
    Key(Ticket, KeyTask),
    /// Store.
    Save(Ticket, Vec<Write>),
    /// Read one name.
    Load(Ticket, String),
    /// Read all names that start so.
    LoadAll(Ticket, String),
    /// Get something without credentials.
    Get(Ticket, Get),
    /// Call a server; comes back as what was got.
    Call(Ticket, ServerCall),
    /// Does the browser permit this pattern of addresses?
    Permission(Ticket, String),
    /// Read the text of one field, which is not for passwords: document, our mark in it, key of the field.
    ReadUser(Ticket, FillTarget, String, u32),
    /// Empty the clipboard, unless it holds something else by now.
    ClearClipboard(Ticket, Copied),
    /// Tell when nobody was there for so many seconds; or no more.
    WatchIdle(Option<u32>),
    /// Start anew with the version that waits.
    Reload,
    /// Which page is in front of this popup?
    Look(ViewId),
    /// Look at all frames of a tab.
    Scan(Ticket, TabId),
    /// Fill one document. Carries a secret.
    Fill(Ticket, FillTarget, FillOrder),
    /// Call back after so many milliseconds, if the worker lives.
    Timer(u32),
    /// Call back after so many milliseconds, even if the worker is stopped meanwhile.
    Alarm(AlarmName, u32),
    /// No more.
    ClearAlarm(AlarmName),
    /// Post to one view.
    Post(ViewId, ToView),
    /// Mark the toolbar button.
    Badge(Badge),
    /// Show this number at the button while this tab is in front and shows a page of this origin (as browsers write
    /// origins); 0 is nothing.
    Count(TabId, u32, String),
    /// Offer this in the menu of the right mouse button.
    Menu(Menu),
    /// Have the user point at fields in one document.
    Point(Ticket, FillTarget, PointOrder),
    /// Does the user permit us to stay in pages?
    PagesPermission,
    /// Stay in pages from now on, or no more.
    StayInPages(bool),
    /// Tell the content script that stays in one document.
    Tell(FillTarget, ToPage),
    /// Tell all that stay anywhere.
    TellAll(ToPage),
    /// Show the popup over this tab; as a window of its own where the browser does not let us.
    OpenPopup(TabId),
}

/// The document a fill goes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillTarget {
    /// Tab.
    pub tab: TabId,
    /// Frame.
    pub frame: FrameId,
    /// Document, where the browser has such ids.
    pub document_id: Option<String>,
}

/// Alarms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmName {
    /// A request runs: come back even if the worker was stopped.
    Request,
    /// Time to lock.
    Lock,
    /// Time to empty the clipboard.
    Clipboard,
    /// Time to forget what was typed into a page.
    Offer,
}

impl AlarmName {
    /// Every one there is.
    pub const ALL: [Self; 4] = [Self::Request, Self::Lock, Self::Clipboard, Self::Offer];

    /// As the browser knows it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Lock => "lock",
            Self::Clipboard => "clipboard",
            Self::Offer => "offer",
        }
    }
}

/// What the toolbar button says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Badge {
    /// Nothing.
    #[default]
    None,
    /// A request waits for the phone.
    Waiting,
    /// Something that was typed could be kept.
    Offer,
    /// Something wants the user's eye: a question, a failed request.
    Attention,
}
