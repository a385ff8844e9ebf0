//! What any server speaks: where it is, what is sent to it, what comes back. Each kind of server has a room of its own,
//! which knows what its answers mean.
//!
//! | file | what |
//! |---|---|
//! | `address` | where a server is |
//! | `call` | what is sent |
//! | `reply` | what came back |
//! | `members` | JSON one level at a time |

mod address;
mod call;
pub(crate) mod members;
mod reply;

pub use address::{MAX_ADDRESS_LEN, Server, ServerFault};
pub use call::{Body, Call, Method};
pub use reply::Reply;
