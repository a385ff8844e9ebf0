//! The caches in the app's hands: opened by a phone's key or a local factor, all together, and locked together.

mod closing;
mod copy;
mod import;
mod keep;
mod lock;
mod open;
mod ring;
mod rotate;

pub use closing::Closing;
pub use import::Import;
pub use keep::{Saving, ToSave, Unsealed, Work};
pub use open::{Cache, ItemId, Open, new_item};
pub use rotate::Rotation;

/// The item that was just received, before or beside the cache.
pub const HELD: &str = "held";
