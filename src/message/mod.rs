//! Every message that crosses a border between the background and the rest.
//!
//! TypeScript types are generated from here into `extension/generated/` (`cargo xtask types`). Three borders, three
//! directions of trust:
//! - a view of ours sends an [`Intent`] and gets [`ToView`]; the background knows by the sender's address that it is
//!   a view, and takes nothing else as one;
//! - a page's content script returns a [`Snapshot`] or a [`FillReport`] when asked, and is never believed about who
//!   it is: tab, frame and origin come from the browser;
//! - a content script that stays tells a [`Note`] unasked and hears [`ToPage`];
//! - a page gets one [`FillOrder`] at most for each fill.
//!
//! | file | what |
//! |---|---|
//! | `intent` | what people do in our views |
//! | `view` | what all views share: screens, faults, phones, requests, notices |
//! | `popup`, `link`, `options`, `doctor` | one screen each |
//! | `item` | one item: details, changes, conflicts |
//! | `source` | phones and accounts; the page that connects a server |
//! | `generator`, `why` | parts of the popup |
//! | `page` | what pages report and what they are given |
//! | `note` | what content scripts that stay tell unasked, and what they are told |

mod doctor;
mod generator;
mod intent;
mod item;
mod link;
mod note;
mod options;
mod page;
mod popup;
mod source;
mod view;
mod why;

pub use doctor::*;
pub use generator::*;
pub use intent::*;
pub use item::*;
pub use link::*;
pub use note::*;
pub use options::*;
pub use page::*;
pub use popup::*;
pub use source::*;
pub use view::*;
pub use why::*;

/// Marks what TypeScript sees too.
// Messages are made one at a time and sent at once; a box in them would only make them harder to read.
macro_rules! shared {
    () => {};
    ($(#[$meta:meta])* pub struct $name:ident $body:tt $($rest:tt)*) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "messages.ts"))]
        $(#[$meta])*
        #[serde(rename_all = "camelCase")]
        pub struct $name $body
        shared! { $($rest)* }
    };
    ($(#[$meta:meta])* pub enum $name:ident $body:tt $($rest:tt)*) => {
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS), ts(export, export_to = "messages.ts"))]
        $(#[$meta])*
        #[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
        #[allow(clippy::large_enum_variant)]
        pub enum $name $body
        shared! { $($rest)* }
    };
}
use shared;
