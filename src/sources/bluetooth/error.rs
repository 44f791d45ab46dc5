use thiserror::Error;

use super::Uuid;

/// Why bytes from a device were refused. Nothing of a refused payload is used.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum DecodeError {
    /// It ends before what it announces.
    #[error("{what}: cut short after {have} of at least {need} bytes")]
    TooShort {
        /// What was read.
        what: &'static str,
        /// The bytes it takes at least.
        need: usize,
        /// The bytes there are.
        have: usize,
    },
    /// It goes on after what it announces.
    #[error("{what}: too long, {have} bytes instead of {need}")]
    TooLong {
        /// What was read.
        what: &'static str,
        /// The bytes that it announces.
        need: usize,
        /// The bytes there are.
        have: usize,
    },
    /// A list of items of equal size ends within an item.
    #[error("{what}: odd tail, {tail} of the {item} bytes of its last item")]
    OddTail {
        /// What was read.
        what: &'static str,
        /// The size of one item, bytes.
        item: usize,
        /// The bytes left over.
        tail: usize,
    },
    /// A value that the format reserves, where a value must mean something.
    #[error("{what}: {value} is reserved and means nothing")]
    Reserved {
        /// What was read.
        what: &'static str,
        /// The value.
        value: u32,
    },
    /// A value that cannot be.
    #[error("{what}: {value} is not possible, it must be {lowest} to {highest}")]
    Implausible {
        /// What was read.
        what: &'static str,
        /// The value.
        value: f64,
        /// The lowest that is taken.
        lowest: f64,
        /// The highest that is taken.
        highest: f64,
    },
    /// It contradicts itself or the rules of its format.
    #[error("{what}: {why}")]
    Malformed {
        /// What was read.
        what: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A form of the payload that is not read.
    #[error("{what}: form {form} is not read")]
    Unsupported {
        /// What was read.
        what: &'static str,
        /// The number of the form.
        form: u32,
    },
    /// No decoder for this characteristic.
    #[error("nothing is known about the values of characteristic {0}")]
    Unknown(Uuid),
}
