//! Passman, the password manager of Nextcloud: what its servers say and how its items are sealed.
//!
//! | file | what |
//! |---|---|
//! | `container` | one sealed field |

mod container;

pub use container::{Container, ContainerError, seal};
