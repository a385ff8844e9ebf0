//! The connection doctor.

use serde::{Deserialize, Serialize};

use super::{PhoneView, RequestView, shared};

shared! {
    /// The page that examines the way to a phone.
    pub struct DoctorScreen {
        /// Linked phones.
        pub phones: Vec<PhoneView>,
        /// Link id of the one that is examined; empty if none.
        pub phone: String,
        /// Whether it is being examined.
        pub running: bool,
        /// One examination for each address of the phone.
        pub addresses: Vec<Examination>,
        /// The request of the last step.
        pub request: Option<RequestView>,
        /// The report as text; holds no secret and no full address.
        pub report: String,
    }

    /// What is known about one address.
    pub struct Examination {
        /// Address and port.
        pub address: String,
        /// What the browser must permit, e.g. `http://192.168.0.20/*`.
        pub permission: String,
        /// The steps, in their order.
        pub steps: Vec<StepView>,
    }

    /// One step of an examination.
    pub struct StepView {
        /// Which one.
        pub step: DoctorStep,
        /// How it went.
        pub state: StepState,
        /// What is wrong: the texts are `doctor_` + key (what) and `doctor_` + key + `_fix` (what to do).
        pub cause: Option<String>,
        /// Stable code of the cause, e.g. `DOC-03`.
        pub code: Option<String>,
    }

    /// The steps.
    #[derive(Copy, Eq)]
    pub enum DoctorStep {
        /// Is it an address that a phone can have?
        Address,
        /// May the browser go there?
        Permission,
        /// Does anything answer there?
        Reachable,
        /// Does the phone app answer there?
        Answering,
        /// Is the app ready to take a request?
        Status,
        /// Is it the phone that was linked?
        Key,
    }

    /// How a step went.
    #[derive(Copy, Eq)]
    pub enum StepState {
        /// Not examined yet, or not possible to know.
        Unknown,
        /// Being examined.
        Running,
        /// All is well.
        Good,
        /// Here it breaks.
        Bad,
        /// An earlier step broke.
        NotReached,
    }
}
