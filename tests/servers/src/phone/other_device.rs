//! Another device that got the phone's address: the phone hears nothing, something else answers.

use serde::{Deserialize, Serialize};

use super::http::Parcel;

/// What answers at the address in place of the phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherDevice {
    /// A server that knows nothing: 404.
    #[default]
    NotFound,
    /// A server that takes everything and never gives anything: 202.
    Accepts,
    /// A printer or router with one page for all: 200 and HTML.
    Page,
    /// A captive portal: 302 to its login page.
    Portal,
}

/// The page of the printer.
const PAGE: &str = "<!doctype html><title>Printer</title><h1>Printer ready</h1><p>Toner: 62 %</p>";

impl OtherDevice {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::NotFound, Self::Accepts, Self::Page, Self::Portal];

    /// Its answer to whatever is asked.
    pub(super) fn answer(self) -> Parcel {
        let page = |status, body| Parcel::new(status, "text/html", body);
        match self {
            Self::NotFound => page(404, "<h1>Not Found</h1>"),
            Self::Accepts => Parcel::new(202, "application/json", "{}"),
            Self::Page => page(200, PAGE),
            Self::Portal => {
                Parcel { extra: Some(("Location", "http://portal.example/login")), ..page(302, "") }
            }
        }
    }
}
