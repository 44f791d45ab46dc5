use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use crate::model::{Span, Time};

/// How a device's radio link is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Reached for, for the first time.
    Connecting,
    /// It answered; its services are read.
    Discovering,
    /// Its notifications are asked for.
    Subscribing,
    /// It delivers.
    Live,
    /// The link broke or could not be made; it is reached for again after a while.
    Lost,
    /// Reached for again.
    Reconnecting,
    /// The adapter is switched off or gone; reached for again once it is back.
    AdapterOff,
    /// A person ended it.
    Ended,
    /// It has nothing that could be used; only a person can try again.
    Failed,
}

impl LinkState {
    /// The name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Discovering => "discovering",
            Self::Subscribing => "subscribing",
            Self::Live => "live",
            Self::Lost => "lost",
            Self::Reconnecting => "reconnecting",
            Self::AdapterOff => "adapter off",
            Self::Ended => "ended",
            Self::Failed => "failed",
        }
    }
}

/// What happened to a link. Events of an attempt carry its number, so that an answer that comes after the
/// attempt was given up counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEvent {
    /// A person wants it connected.
    Wanted,
    /// The step that was asked for in this attempt is done.
    Done(u32),
    /// The step failed; trying again may help.
    Failed(u32),
    /// The step failed in a way that no trying again mends.
    Hopeless(u32),
    /// The device or the system let the link go.
    Dropped,
    /// The adapter is there, or not.
    Adapter(bool),
    /// A person ends it.
    Unwanted,
}

/// What must be done about a link, in order. Each step answers with an event that carries the attempt's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkAction {
    /// Reach for the device.
    Connect(u32),
    /// Read its services.
    Discover(u32),
    /// Ask for its notifications.
    Subscribe(u32),
    /// Let go of the link, or give up reaching for it.
    Disconnect,
    /// Tell the device to stop what it streams, then let go.
    StopAndDisconnect,
}

/// One device's link as a state machine, without a browser: events and time in, actions out.
///
/// - A step that takes longer than [`Connection::PATIENCE`] is given up: the link is let go, the answer of
///   the given-up step is awaited for up to [`Connection::GRACE`], and only then the device is reached for
///   again. There is never more than one attempt at a time.
/// - Pauses before the next attempt are 1, 2, 4, 8, 16 and then 30 s, each up to a fifth longer or shorter
///   by chance, so that several devices that lost their link together do not all come back at once. A link
///   that was live for [`Connection::STABLE`] had recovered: its next pause is the first.
/// - After a reconnect everything is built anew: services are read and notifications asked for again.
/// - Without an adapter nothing is tried.
#[derive(Clone, Debug)]
pub struct Connection {
    state: LinkState,
    /// The number of the attempt that runs or ran last.
    attempt: u32,
    /// Attempts that failed since the link was last stable.
    failures: u32,
    /// Whether it was ever live: what follows then is a reconnect.
    was_live: bool,
    since: Time,
    due: Option<Time>,
    /// A given-up step that has not answered yet.
    straggler: Option<u32>,
    adapter: bool,
    chance: Pcg32,
}

impl Connection {
    /// How long connecting, reading services and subscribing may take each (issue trackers of Web Bluetooth
    /// tell of connects that never end).
    pub const PATIENCE: Span = Span::from_millis(15_000);
    /// How long the answer of a given-up step is awaited.
    pub const GRACE: Span = Span::from_millis(3_000);
    /// A link that held for so long had recovered.
    pub const STABLE: Span = Span::from_millis(30_000);
    const LONGEST_PAUSE: Span = Span::from_millis(30_000);

    /// A device that nobody has reached for yet; `seed` decides the chance in its pauses.
    pub fn new(seed: u64) -> Self {
        Self {
            state: LinkState::Ended,
            attempt: 0,
            failures: 0,
            was_live: false,
            since: Time::ZERO,
            due: None,
            straggler: None,
            adapter: true,
            chance: Pcg32::seed_from_u64(seed),
        }
    }

    /// How it is doing.
    pub const fn state(&self) -> LinkState {
        self.state
    }

    /// Since when.
    pub const fn since(&self) -> Time {
        self.since
    }

    /// When [`Connection::tick`] has something to do.
    pub const fn due(&self) -> Option<Time> {
        self.due
    }

    /// Takes in what happened at `now`; what must be done.
    pub fn hear(&mut self, event: LinkEvent, now: Time) -> Vec<LinkAction> {
        let stands_still = matches!(self.state, LinkState::Ended | LinkState::Failed);
        match event {
            LinkEvent::Wanted if stands_still => {
                self.failures = 0;
                self.was_live = false;
                self.reach(now)
            }
            // A person who asks again does not want to wait for the pause to end.
            LinkEvent::Wanted if self.state == LinkState::Lost => self.reach(now),
            LinkEvent::Unwanted if !stands_still => {
                let live = self.state == LinkState::Live;
                self.give_up();
                self.enter(LinkState::Ended, now, None);
                vec![if live { LinkAction::StopAndDisconnect } else { LinkAction::Disconnect }]
            }
            LinkEvent::Done(attempt) if self.is_running(attempt) => self.next_step(attempt, now),
            LinkEvent::Failed(attempt) if self.is_running(attempt) => {
                self.lose(now);
                vec![LinkAction::Disconnect]
            }
            LinkEvent::Hopeless(attempt) if self.is_running(attempt) => {
                self.enter(LinkState::Failed, now, None);
                vec![LinkAction::Disconnect]
            }
            LinkEvent::Done(attempt) | LinkEvent::Failed(attempt) | LinkEvent::Hopeless(attempt)
                if self.straggler == Some(attempt) =>
            {
                self.straggler = None;
                // One that got through after all is let go: nobody waits for it any more.
                if matches!(event, LinkEvent::Done(_)) { vec![LinkAction::Disconnect] } else { Vec::new() }
            }
            LinkEvent::Dropped
                if matches!(
                    self.state,
                    LinkState::Live | LinkState::Discovering | LinkState::Subscribing
                ) =>
            {
                self.lose(now);
                Vec::new()
            }
            LinkEvent::Adapter(there) => self.adapter_changed(there, now),
            _ => Vec::new(),
        }
    }

    /// Time passes: a step is given up, or the next attempt begins.
    pub fn tick(&mut self, now: Time) -> Vec<LinkAction> {
        if self.due.is_none_or(|due| now < due) {
            return Vec::new();
        }
        match self.state {
            LinkState::Connecting
            | LinkState::Reconnecting
            | LinkState::Discovering
            | LinkState::Subscribing => {
                self.give_up();
                self.lose(now);
                vec![LinkAction::Disconnect]
            }
            LinkState::Lost => self.reach(now),
            _ => {
                self.due = None;
                Vec::new()
            }
        }
    }

    fn is_running(&self, attempt: u32) -> bool {
        attempt == self.attempt
            && matches!(
                self.state,
                LinkState::Connecting
                    | LinkState::Reconnecting
                    | LinkState::Discovering
                    | LinkState::Subscribing
            )
    }

    fn enter(&mut self, state: LinkState, now: Time, due: Option<Time>) {
        self.state = state;
        self.since = now;
        self.due = due;
    }

    fn reach(&mut self, now: Time) -> Vec<LinkAction> {
        if !self.adapter {
            self.enter(LinkState::AdapterOff, now, None);
            return Vec::new();
        }
        self.straggler = None;
        self.attempt += 1;
        let state = if self.was_live { LinkState::Reconnecting } else { LinkState::Connecting };
        self.enter(state, now, Some(now + Self::PATIENCE));
        vec![LinkAction::Connect(self.attempt)]
    }

    fn next_step(&mut self, attempt: u32, now: Time) -> Vec<LinkAction> {
        let patience = Some(now + Self::PATIENCE);
        match self.state {
            LinkState::Connecting | LinkState::Reconnecting => {
                self.enter(LinkState::Discovering, now, patience);
                vec![LinkAction::Discover(attempt)]
            }
            LinkState::Discovering => {
                self.enter(LinkState::Subscribing, now, patience);
                vec![LinkAction::Subscribe(attempt)]
            }
            _ => {
                self.was_live = true;
                self.enter(LinkState::Live, now, None);
                Vec::new()
            }
        }
    }

    /// The running step will not be listened to any more.
    fn give_up(&mut self) {
        if self.is_running(self.attempt) {
            self.straggler = Some(self.attempt);
        }
    }

    fn lose(&mut self, now: Time) {
        if self.state == LinkState::Live && now - self.since >= Self::STABLE {
            self.failures = 0;
        }
        let pause = Span::from_secs(f64::from(1_u32 << self.failures.min(5))).min(Self::LONGEST_PAUSE);
        let pause = Span::from_secs(pause.secs() * self.chance.random_range(0.8..1.2));
        self.failures += 1;
        let pause = if self.straggler.is_some() { pause.max(Self::GRACE) } else { pause };
        self.enter(LinkState::Lost, now, Some(now + pause));
    }

    fn adapter_changed(&mut self, there: bool, now: Time) -> Vec<LinkAction> {
        self.adapter = there;
        match (there, self.state) {
            (true, LinkState::AdapterOff) => {
                self.failures = 0;
                self.reach(now)
            }
            (false, LinkState::Lost) => {
                self.enter(LinkState::AdapterOff, now, None);
                Vec::new()
            }
            (false, LinkState::AdapterOff | LinkState::Ended | LinkState::Failed) | (true, _) => Vec::new(),
            (false, _) => {
                self.give_up();
                self.enter(LinkState::AdapterOff, now, None);
                vec![LinkAction::Disconnect]
            }
        }
    }
}

#[cfg(test)]
#[path = "connection_tests.rs"]
mod tests;
