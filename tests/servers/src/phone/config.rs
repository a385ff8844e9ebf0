//! How a built-in phone starts.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::credential::{Credential, samples};
use super::keys::KeyOrigin;

/// How a built-in phone starts. The default is right for tests: free ports, test keys, no waiting, samples inside.
#[derive(Clone, Debug)]
pub struct PhoneConfig {
    /// Where it is: 127.0.0.1 or another address of this computer.
    pub host: Ipv4Addr,
    /// Port of the protocol there; 0 for a free one.
    pub port: u16,
    /// Port of screen and control interface on 127.0.0.1; 0 for a free one.
    pub control_port: u16,
    /// Length of the base key `BK` in bytes: 16 or 32.
    pub base_key_len: usize,
    /// Where key pairs come from.
    pub keys: KeyOrigin,
    /// How long the phone "computes" for every request.
    pub work_time: Duration,
    /// How long the phone "searches primes" while linking.
    pub link_time: Duration,
    /// What is in the vault at first.
    pub credentials: Vec<Credential>,
    /// Keeps vault and links from run to run.
    pub state_file: Option<PathBuf>,
    /// Chaos mode from the start, with this seed.
    pub chaos: Option<u64>,
    /// Name that it gives its backups, in place of its own.
    pub backup_name: Option<String>,
    /// Keep no more than about so many entries of the log; all if absent.
    pub log_limit: Option<usize>,
}

impl Default for PhoneConfig {
    fn default() -> Self {
        Self {
            host: Ipv4Addr::LOCALHOST,
            port: 0,
            control_port: 0,
            base_key_len: 32,
            keys: KeyOrigin::TestPool,
            work_time: Duration::ZERO,
            link_time: Duration::ZERO,
            credentials: samples(),
            state_file: None,
            chaos: None,
            backup_name: None,
            log_limit: None,
        }
    }
}

impl PhoneConfig {
    /// Address of the protocol.
    pub(super) fn address(&self) -> SocketAddr {
        SocketAddr::from((self.host, self.port))
    }
}
