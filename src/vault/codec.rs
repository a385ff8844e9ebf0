//! The plain form of all that is stored: numbers in big-endian order, texts with their length before them.

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

    /// Bytes whose number the reader knows.
    pub(super) fn array(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// A length of eight bytes and the bytes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.array(bytes);
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

    /// The first byte of all that is stored: which form follows. Forms count from 1; `newest` is the last one known.
    pub(super) fn schema(&mut self, newest: u8) -> Result<u8, VaultFault> {
        match self.byte()? {
            0 => Err(VaultFault::Damaged { what: self.what }),
            schema if schema > newest => Err(VaultFault::NewerVersion),
            schema => Ok(schema),
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
        self.long_text(MAX_TEXT_LEN)
    }

    /// A text of at most `longest` bytes.
    pub(super) fn long_text(&mut self, longest: usize) -> Result<String, VaultFault> {
        let text = self.bytes(longest)?;
        Ok(std::str::from_utf8(text).map_err(|_| VaultFault::Damaged { what: self.what })?.to_owned())
    }

    /// A length of eight bytes, at most `longest`, and the bytes.
    pub(super) fn bytes(&mut self, longest: usize) -> Result<&'a [u8], VaultFault> {
        let damaged = VaultFault::Damaged { what: self.what };
        let len = usize::try_from(self.number()?).map_err(|_| damaged)?;
        if len > longest {
            return Err(damaged);
        }
        let (bytes, rest) = self.rest.split_at_checked(len).ok_or(damaged)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Result<(), VaultFault> {
        if self.rest.is_empty() { Ok(()) } else { Err(VaultFault::Damaged { what: self.what }) }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}
