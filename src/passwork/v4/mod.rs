//! `/api/v4`, of Passwork 4.7 to 6.x (docs/passwork.md §1).
//!
//! | file | what |
//! |---|---|
//! | `calls` | what is asked |
//! | `change` | what is stored |
//! | `read` | answers that only v4 gives |

pub(super) mod calls;
pub(super) mod change;
pub(super) mod read;
