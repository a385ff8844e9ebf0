//! Passman, the password manager of Nextcloud: what its servers say and how its items are sealed (docs/passman.md).
//!
//! | file | what |
//! |---|---|
//! | `address` | where a server is |
//! | `call`, `calls` | the login, and each call that is made |
//! | `answer` | what an answer says at first sight, and why it is none |
//! | `sign_in`, `vaults` | readers of answers |
//! | `credential` | an item as it came, with its plain columns |
//! | `field`, `details`, `one_time` | what is sealed in it |
//! | `change` | items changed and made |
//! | `vault_password` | whether a password opens a vault |
//! | `container` | one sealed field |

mod address;
mod answer;
mod call;
pub mod calls;
mod change;
mod container;
mod credential;
mod details;
mod field;
mod one_time;
mod sign_in;
mod vault_password;
mod vaults;

pub use address::read_address;
pub use answer::{CallFault, read_done};
pub use call::{Api, Login};
pub use change::{Change, CustomChange};
pub use container::{Container, ContainerError, seal};
pub use credential::Credential;
pub use details::{CustomField, Details, FileInfo};
pub use field::{Field, FieldFault};
pub use sign_in::{
    Granted, LoginStart, NextcloudStatus, read_login_poll, read_login_start, read_status, read_version,
};
pub use vault_password::{VaultPasswordFault, open_file, prove};
pub use vaults::{
    Revision, VaultContent, VaultInfo, read_credential, read_file, read_revisions, read_shared, read_vault,
    read_vaults,
};
