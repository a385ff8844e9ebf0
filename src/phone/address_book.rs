//! All addresses that are known of one phone, the one that last gave a true answer first.

use serde::{Deserialize, Serialize};

use super::{address::Address, route::MAX_ADDRESSES};

/// Why the list of addresses stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookFault {
    /// The address is in it already.
    #[error("known already")]
    Known,
    /// It has eight addresses.
    #[error("full")]
    Full,
    /// The address is not in it.
    #[error("not known")]
    Unknown,
    /// A phone without an address could not be reached at all.
    #[error("the last address")]
    Last,
    /// A stored list has no address.
    #[error("empty")]
    Empty,
}

/// One to eight addresses of one phone, none twice. Stored as a list of texts, `["192.168.0.20:8787"]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Address>", into = "Vec<Address>")]
pub struct AddressBook {
    first: Address,
    others: Vec<Address>,
}

impl AddressBook {
    /// The list with this one address.
    pub fn new(address: Address) -> Self {
        Self { first: address, others: Vec::new() }
    }

    /// The address that last gave a true answer, or else the one that was entered first.
    pub fn first(&self) -> &Address {
        &self.first
    }

    /// All of them, in the order in which they are asked.
    pub fn iter(&self) -> impl Iterator<Item = &Address> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The same, to make a [`Route`](super::Route) of.
    pub fn to_vec(&self) -> Vec<Address> {
        self.iter().cloned().collect()
    }

    /// How many there are, from 1 to 8.
    pub fn len(&self) -> usize {
        self.others.len() + 1
    }

    /// Never.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Whether it is in the list.
    pub fn contains(&self, address: &Address) -> bool {
        self.iter().any(|known| known == address)
    }

    /// Puts one at the end.
    pub fn add(&mut self, address: Address) -> Result<(), BookFault> {
        if self.contains(&address) {
            return Err(BookFault::Known);
        }
        if self.len() >= MAX_ADDRESSES {
            return Err(BookFault::Full);
        }
        self.others.push(address);
        Ok(())
    }

    /// It gave a true answer: puts it in front. One that is new may push the last of eight out.
    pub fn promote(&mut self, address: &Address) {
        if self.first == *address {
            return;
        }
        self.others.retain(|known| known != address);
        self.others.insert(0, std::mem::replace(&mut self.first, address.clone()));
        self.others.truncate(MAX_ADDRESSES - 1);
    }

    /// Takes one out, but never the last.
    pub fn remove(&mut self, address: &Address) -> Result<(), BookFault> {
        if !self.contains(address) {
            return Err(BookFault::Unknown);
        }
        if self.first != *address {
            self.others.retain(|known| known != address);
            return Ok(());
        }
        if self.others.is_empty() {
            return Err(BookFault::Last);
        }
        self.first = self.others.remove(0);
        Ok(())
    }
}

impl TryFrom<Vec<Address>> for AddressBook {
    type Error = BookFault;

    /// Reads a stored list. Doubles and those behind the eighth are left out.
    fn try_from(addresses: Vec<Address>) -> Result<Self, BookFault> {
        let mut addresses = addresses.into_iter();
        let mut book = Self::new(addresses.next().ok_or(BookFault::Empty)?);
        for address in addresses {
            let _ = book.add(address);
        }
        Ok(book)
    }
}

impl From<AddressBook> for Vec<Address> {
    fn from(book: AddressBook) -> Self {
        std::iter::once(book.first).chain(book.others).collect()
    }
}
