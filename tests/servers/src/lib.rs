//! Built-in servers.
