//! The plain form of records and index: numbers in big-endian order, texts with their length before them.

use std::cmp::Ordering;

use zeroize::Zeroizing;

use super::{MAX_TEXT_LEN, VaultFault};

/// Writes plain bytes, which are wiped when dropped.
pub(super) struct Writer(Zeroizing<Vec<u8>>);

impl Writer {
    /// `capacity` in bytes: enough for all, so that growing leaves no copies behind.
    pub(super) fn new(capacity: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(capacity)))
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(super) fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    /// A length of eight bytes and the bytes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Reads what [`Writer`] wrote.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    what: &'static str,
}

impl<'a> Reader<'a> {
    /// `what` names the source in faults.
    pub(super) fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self { rest: bytes, what }
    }

    pub(super) fn byte(&mut self) -> Result<u8, VaultFault> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    /// The first byte of all that is stored: which form follows.
    pub(super) fn schema(&mut self, known: u8) -> Result<(), VaultFault> {
        match self.byte()?.cmp(&known) {
            Ordering::Less => Err(VaultFault::Damaged { what: self.what }),
            Ordering::Equal => Ok(()),
            Ordering::Greater => Err(VaultFault::NewerVersion),
        }
    }

    pub(super) fn number(&mut self) -> Result<u64, VaultFault> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], VaultFault> {
        let (head, rest) = self.rest.split_first_chunk().ok_or(VaultFault::Damaged { what: self.what })?;
        self.rest = rest;
        Ok(*head)
    }

    pub(super) fn text(&mut self) -> Result<String, VaultFault> {
        let damaged = VaultFault::Damaged { what: self.what };
        let len = usize::try_from(self.number()?).map_err(|_| damaged)?;
        if len > MAX_TEXT_LEN {
            return Err(damaged);
        }
        let (text, rest) = self.rest.split_at_checked(len).ok_or(damaged)?;
        self.rest = rest;
        Ok(std::str::from_utf8(text).map_err(|_| damaged)?.to_owned())
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Result<(), VaultFault> {
        if self.rest.is_empty() { Ok(()) } else { Err(VaultFault::Damaged { what: self.what }) }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}
