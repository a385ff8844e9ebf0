//! What can be broken, as people see it: a closed list, each with a stable code and one sentence in the locales.

use serde::{Deserialize, Serialize};

macro_rules! causes {
    ($($(#[$meta:meta])* $name:ident $key:literal $code:literal $fix:ident,)+) => {
        /// What is broken.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Cause { $($(#[$meta])* $name,)+ }

        impl Cause {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The locale text is `doctor_` and this.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// Stable, for reports.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What helps.
            pub fn fix(self) -> Fix {
                match self { $(Self::$name => Fix::$fix,)+ }
            }
        }
    };
}

/// What the user can do about it, one button each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fix {
    /// Enter an address, or another one.
    EnterAddress,
    /// Let the extension reach the phone.
    GrantPermission,
    /// Open the app on the phone, or bring it to the front, and try again.
    OpenApp,
    /// Wake or unlock the phone and try again.
    WakePhone,
    /// Look for the phone in the network.
    FindPhone,
    /// Sign in to the network with an ordinary page.
    SignIn,
    /// Wait, or end what the phone is busy with, and try again.
    TryAgain,
    /// Look at the link on the phone: accept it, allow it again.
    CheckLink,
    /// Look for the phone first; if it is the right one, link again.
    FindOrRelink,
}

causes! {
    /// No address is known.
    NoAddress "noAddress" "DOC-01" EnterAddress,
    /// The browser does not let the extension reach the address.
    NoPermission "noPermission" "DOC-02" GrantPermission,
    /// Refused at once: a device is there, and the app is closed or its server is off.
    Refused "refused" "DOC-03" OpenApp,
    /// Nothing for seconds, and the phone was here lately: it sleeps, or has just left.
    Asleep "asleep" "DOC-04" WakePhone,
    /// Nothing for seconds: the phone is in another network, or has another address now.
    NothingThere "nothingThere" "DOC-05" FindPhone,
    /// A name that nobody here knows, or a device of that name without the app.
    NameUnknown "nameUnknown" "DOC-06" EnterAddress,
    /// A name, and the browser wants HTTPS for names.
    HttpsOnly "httpsOnly" "DOC-07" EnterAddress,
    /// Something else answers at the address.
    OtherDevice "otherDevice" "DOC-08" FindPhone,
    /// The network wants a sign-in first.
    CaptivePortal "captivePortal" "DOC-09" SignIn,
    /// 401, and the server is closed or may be: the phone or the app is locked.
    PhoneLocked "phoneLocked" "DOC-10" WakePhone,
    /// 401, and the server stays: the app is not in front, or the screen is off.
    NotInFront "notInFront" "DOC-11" OpenApp,
    /// 404: the phone does not know the link, or it is another phone.
    LinkUnknown "linkUnknown" "DOC-12" FindOrRelink,
    /// 403 to everything: the link is blocked on the phone.
    LinkBlocked "linkBlocked" "DOC-13" CheckLink,
    /// 409: the phone is busy with another request.
    PhoneBusy "phoneBusy" "DOC-14" TryAgain,
    /// 400: the phone cannot read us; the link is not accepted there, or was made anew.
    NotUnderstood "notUnderstood" "DOC-15" CheckLink,
    /// 500: a fault of the app.
    PhoneError "phoneError" "DOC-16" OpenApp,
    /// The app was there and is not any more.
    WentAway "wentAway" "DOC-17" OpenApp,
    /// The app is there and does not answer in time.
    Slow "slow" "DOC-18" TryAgain,
    /// It answers, and not with the keys of this link: another phone, or somebody between.
    OtherKey "otherKey" "DOC-19" FindPhone,
}
