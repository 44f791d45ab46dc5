use std::{cell::RefCell, sync::Arc};

use leptos::prelude::GetUntracked;

use super::LiveBed;
use crate::{
    model::{Channel, Origin, Quality, Ring, Span, Time},
    monitor::Wave,
    platform::WaveSource,
    processing::QualityReason,
    sources::Clock,
};

/// What stands beside one wave.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Strip {
    /// Which waveform.
    pub channel: Channel,
    /// What its source calls it.
    pub label: Arc<str>,
    /// Where it comes from.
    pub origin: Origin,
    /// How far it can be trusted.
    pub quality: Quality,
    /// Why no further.
    pub reason: Option<QualityReason>,
    /// What an ECG is shown through, and how much later it is shown for that.
    pub filter: Option<(Arc<str>, Span)>,
}

impl Strip {
    pub(super) fn of(wave: &Wave) -> Self {
        let (quality, reason) = wave.quality();
        Self {
            channel: wave.channel(),
            label: Arc::clone(wave.label()),
            origin: wave.origin(),
            quality,
            reason,
            filter: wave.filter().map(|filter| (Arc::clone(filter.text()), filter.delay())),
        }
    }
}

/// The bed's waves for the sweeps: which channel each strip shows.
pub struct StripWaves {
    bed: LiveBed,
    channels: RefCell<Vec<Channel>>,
}

impl StripWaves {
    /// Of `bed`; no strips yet.
    pub const fn new(bed: LiveBed) -> Self {
        Self { bed, channels: RefCell::new(Vec::new()) }
    }

    /// Which channel each strip shows from now on.
    pub fn choose(&self, channels: Vec<Channel>) {
        *self.channels.borrow_mut() = channels;
    }

    fn wave<T>(&self, strip: usize, see: impl FnOnce(&Wave) -> T) -> Option<T> {
        let channel = *self.channels.borrow().get(strip)?;
        self.bed.with_bed(|bed| bed.monitor.wave(channel).map(see))
    }
}

impl WaveSource for StripWaves {
    fn now(&self) -> Time {
        self.bed.clock().now() - self.bed.wave_delay.get_untracked()
    }

    fn pace(&self) -> f64 {
        let clock = self.bed.clock();
        if clock.is_paused() { 0.0 } else { clock.speed().factor() }
    }

    fn strip(&self, strip: usize, see: &mut dyn FnMut(&Ring)) {
        self.wave(strip, |wave| see(wave.ring()));
    }

    fn marks(&self, strip: usize, from: Time, to: Time, see: &mut dyn FnMut(Time, &str)) {
        self.wave(strip, |wave| wave.marks(from, to).for_each(|mark| see(mark.at, &mark.code)));
    }
}

impl LiveBed {
    /// Lowest and highest sample of the last seconds of a channel.
    pub fn recent_range(self, channel: Channel, seconds: f64) -> Option<(f64, f64)> {
        self.with_bed(|bed| {
            let range = bed.monitor.wave(channel)?.range(Span::from_secs(seconds))?;
            Some((f64::from(range.0), f64::from(range.1)))
        })
    }

    /// Reads the bed's trend.
    pub fn with_trend<T>(self, see: impl FnOnce(&crate::monitor::Trend) -> T) -> T {
        self.with_bed(|bed| see(bed.monitor.trend()))
    }
}
