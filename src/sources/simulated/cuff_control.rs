use std::{cell::RefCell, rc::Rc};

use crate::{
    model::{CuffPhase, Span, Time},
    sources::SourceError,
};

/// The buttons of the cuff; clones work the same cuff.
///
/// Wishes reach the cuff at its next read, at most 0.25 s later.
#[derive(Clone, Debug)]
pub struct CuffControl(Rc<RefCell<State>>);

#[derive(Debug)]
struct State {
    wish: Option<Wish>,
    /// A cuff has been on these buttons before.
    used: bool,
    interval: Option<Span>,
    /// The interval was set and the cuff has not yet taken note.
    interval_is_new: bool,
    next: Option<Time>,
    phase: CuffPhase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Start,
    Stop,
}

impl Default for CuffControl {
    fn default() -> Self {
        Self(Rc::new(RefCell::new(State {
            wish: None,
            used: false,
            interval: None,
            interval_is_new: false,
            next: None,
            phase: CuffPhase::Idle { next: None },
        })))
    }
}

impl CuffControl {
    /// The shortest automatic interval.
    pub const SHORTEST: Span = Span::from_millis(60_000);

    /// The longest automatic interval.
    pub const LONGEST: Span = Span::from_millis(120 * 60_000);

    /// Begins a measurement, unless one runs.
    pub fn start(&self) {
        self.0.borrow_mut().wish = Some(Wish::Start);
    }

    /// Lets the air out at once, if a measurement runs. The automatic cycle goes on.
    pub fn stop(&self) {
        self.0.borrow_mut().wish = Some(Wish::Stop);
    }

    /// Measures by itself every `interval`, first after one interval; `None` only on demand.
    ///
    /// # Errors
    /// When the interval is not 1 to 120 minutes; nothing is changed then.
    pub fn set_interval(&self, interval: Option<Span>) -> Result<(), SourceError> {
        if let Some(asked) = interval.filter(|asked| !(Self::SHORTEST..=Self::LONGEST).contains(asked)) {
            return Err(SourceError::Interval { asked, shortest: Self::SHORTEST, longest: Self::LONGEST });
        }
        let mut state = self.0.borrow_mut();
        state.interval = interval;
        state.interval_is_new = true;
        Ok(())
    }

    /// The automatic interval, if the cycle is on.
    pub fn interval(&self) -> Option<Span> {
        self.0.borrow().interval
    }

    /// When the next automatic measurement begins.
    pub fn next(&self) -> Option<Time> {
        self.0.borrow().next
    }

    /// What the cuff does, as it last reported.
    pub fn phase(&self) -> CuffPhase {
        self.0.borrow().phase.clone()
    }

    /// Whether a measurement runs.
    pub fn is_measuring(&self) -> bool {
        matches!(self.0.borrow().phase, CuffPhase::Inflating | CuffPhase::Deflating)
    }

    /// A cuff is opened. What was wished while an earlier one was lost is forgotten: a cuff never
    /// inflates long after the button was pressed.
    pub(super) fn attach(&self) {
        let mut state = self.0.borrow_mut();
        if std::mem::replace(&mut state.used, true) {
            state.wish = None;
        }
    }

    pub(super) fn take_wish(&self) -> Option<Wish> {
        self.0.borrow_mut().wish.take()
    }

    pub(super) fn take_new_interval(&self) -> bool {
        std::mem::take(&mut self.0.borrow_mut().interval_is_new)
    }

    pub(super) fn set_next(&self, next: Option<Time>) {
        self.0.borrow_mut().next = next;
    }

    pub(super) fn set_phase(&self, phase: CuffPhase) {
        self.0.borrow_mut().phase = phase;
    }
}
