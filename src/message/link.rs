//! The linking page.

use serde::{Deserialize, Serialize};

use super::{FaultView, PhoneDetail, PhoneView, shared};

shared! {
    /// The linking page.
    pub struct LinkScreen {
        /// Where linking stands.
        pub step: LinkStep,
        /// What the typed address means.
        pub address: AddressView,
        /// Phones that are linked: a new one comes beside them, or one of them is linked again.
        pub phones: Vec<PhoneView>,
        /// The phone that is being linked again; its cache is kept.
        pub again: Option<PhoneView>,
    }

    /// The steps of linking.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum LinkStep {
        /// Nothing yet.
        Start,
        /// The key pair is being made.
        MakingKeys,
        /// The code is there to be scanned; waiting for an address.
        Code { code: LinkCode },
        /// Reaching the phone.
        Connecting { code: LinkCode, stage: LinkStage, needs_permission: Option<String>, waiting_ms: f64 },
        /// Compare.
        Compare { fingerprint: String, address: String },
        /// Linked.
        Done { phone: PhoneDetail, fingerprint: String },
        /// Over; nothing was kept.
        Failed { fault: FaultView },
    }

    /// What the phone scans.
    pub struct LinkCode {
        /// `ABC-DEF`.
        pub web_client_id: String,
        /// The text of the QR code, for those who cannot scan.
        pub text: String,
        /// Modules per side, without the quiet zone.
        pub size: u32,
        /// SVG path data of the dark modules, one unit each.
        pub path: String,
        /// Milliseconds until a new code is needed.
        pub expires_in_ms: f64,
    }

    /// Where reaching the phone stands.
    #[allow(missing_docs)]
    pub enum LinkStage {
        Reaching,
        /// The phone does not know the id yet: scan the code.
        NotScanned,
        /// The phone is locked.
        PhoneLocked,
        /// No linking screen is open on the phone.
        NotWaiting,
        /// No answer from the address; still trying.
        Unreachable,
        /// Something answers, and it is not a linking phone.
        SomeoneElse,
        /// The answer came; checking it.
        Checking,
    }

    /// What a typed address means.
    pub struct AddressView {
        /// What was typed.
        pub text: String,
        /// The port that was typed, or 8787.
        pub port: String,
        /// What it means, e.g. `http://192.168.0.20:8787`, when it is good.
        pub url: Option<String>,
        /// The handle of the address, e.g. `@iu`, when there is one.
        pub handle: Option<String>,
        /// What is wrong with it.
        pub fault: Option<FaultView>,
    }
}
