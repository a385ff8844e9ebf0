//! The channel to the app on the phone: everything on the wire, as pure functions and state machines.
//!
//! | file | what it knows |
//! |---|---|
//! | `keys`, `phone_key`, `weak_modulus` | the keys, one type each, and what makes one unsound |
//! | `envelope` | one sealed message |
//! | `fingerprint`, `full_compare` | letters that people compare, and hashes |
//! | `handle`, `address`, `address_book` | where the phone is |
//! | `finder` | looking for it where it may be now |
//! | `status_probe`, `diagnosis` | why it is not reached, and what helps |
//! | `route` | which of its addresses one request asks next |
//! | `reply` | what came back from an address, before anything is believed |
//! | `link_offer`, `link`, `new_link` | the first meeting: offer, attempts, answer |
//! | `command`, `request`, `poll`, `answer`, `backup` | asking for logins: what is asked, the way through, what came |
//!
//! Linking and linked traffic have separate types and separate keys, so neither can be taken for the other. Nothing
//! here touches clock, network or randomness; the client's private RSA key stays with the browser, which is asked to
//! open one-time keys ([`Next::Open`], [`LinkNext::Open`]).
//!
//! Source: docs/phone-protocol.md and the server API of the app.

mod address;
mod address_book;
mod answer;
mod backup;
mod command;
pub mod diagnosis;
mod envelope;
mod finder;
mod fingerprint;
mod full_compare;
mod handle;
mod keys;
mod link;
mod link_offer;
mod member;
mod new_link;
mod phone_key;
mod poll;
mod reply;
mod request;
mod request_id;
mod route;
mod status_probe;
mod weak_modulus;
mod web_client_id;
mod website;

pub use address::{Address, AddressFault, DEFAULT_PORT, Host, Reach};
pub use address_book::{AddressBook, BookFault};
pub use answer::{Answer, AnswerFault, Backup, Credential, MAX_CREDENTIALS, MAX_TEXT_LEN};
pub use backup::{BACKUP_CAP, BackupFacts, BackupFault, check_backup};
pub use command::{Command, Expected};
pub use envelope::{Envelope, EnvelopeKey, OpenError, open, seal};
pub use finder::{
    Finder, Finding, MAX_NETWORKS, MAX_PROBES, PROBE_BODY_CAP, PROBE_TIMEOUT_MS, Probe, ProbeAnswer,
    SEARCH_LIMIT_MS, looks_like_phone,
};
pub use fingerprint::{Fingerprint, hex};
pub use full_compare::FullCompare;
pub use handle::{address_of_handle, handle_of_address};
pub use keys::{BaseKey, ClientKey, OneTimeKey, SessionKey, TransportKey};
pub use link::{LINK_LIMIT_MS, LinkFault, LinkNext, LinkPost, LinkSealed, LinkStage, Linking};
pub use link_offer::LinkOffer;
pub use new_link::NewLink;
pub use phone_key::{KeyFault, PhoneKey};
pub use poll::{CancelPoll, Next, Opened, Poll, Sealed, Stage, Stop};
pub use reply::{BODY_CAP, BODY_CAP_ALL, MAX_OPENS, POLL_TIMEOUT_MS, Reply, body_cap};
pub use request::{
    CANCEL_TIMEOUT_MS, DEADLINE_MS, EXTENSION_MS, HARD_STOP_MS, Request, UNLINKED_TOLERANCE_MS,
};
pub use request_id::RequestId;
pub use route::{Heard, MAX_ADDRESSES, Route};
pub use status_probe::StatusProbe;
pub use web_client_id::WebClientId;
pub use website::{Website, WebsiteFault};
