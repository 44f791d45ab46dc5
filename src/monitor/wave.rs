use std::{collections::VecDeque, sync::Arc};

use crate::{
    model::{Channel, Mark, Origin, Quality, Ring, Span, Time, WaveformPacket},
    processing::{Band, DisplayFilter, QualityReason},
};

/// How much of a wave is kept for the screen: the freeze buffer of bedside monitors.
const KEPT: Span = Span::from_millis(120_000);

/// One waveform as the screen shows it.
#[derive(Clone, Debug)]
pub struct Wave {
    channel: Channel,
    ring: Ring,
    filter: Option<DisplayFilter>,
    /// Light through the finger falls with each pulse; the screen shows pulses upright.
    inverted: bool,
    label: Arc<str>,
    origin: Origin,
    pub(super) quality: (Quality, Option<QualityReason>),
    marks: VecDeque<Mark>,
}

impl Wave {
    /// A wave that begins with `packet`, called `label`.
    pub(super) fn new(packet: &WaveformPacket, label: Arc<str>, inverted: bool) -> Self {
        let filter = matches!(packet.channel, Channel::Ecg | Channel::EcgSecond)
            .then(|| DisplayFilter::new(packet.rate, Band::MONITOR));
        let mut wave = Self {
            channel: packet.channel,
            ring: Ring::new(packet.rate, KEPT),
            filter,
            inverted,
            label,
            origin: packet.origin,
            quality: (Quality::Invalid, Some(QualityReason::Searching)),
            marks: VecDeque::new(),
        };
        wave.take(packet);
        wave
    }

    /// Takes samples in; `false` when they do not continue this wave, which then must be made anew.
    pub(super) fn take(&mut self, packet: &WaveformPacket) -> bool {
        if packet.rate != self.ring.rate() {
            return false;
        }
        let mut shown = packet.clone();
        for sample in &mut shown.samples {
            if let Some(filter) = &mut self.filter {
                *sample = filter.step(*sample);
            }
            if self.inverted {
                *sample = -*sample;
            }
        }
        self.origin = packet.origin;
        self.ring.push(&shown)
    }

    pub(super) fn rename(&mut self, label: Arc<str>) {
        self.label = label;
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        let oldest = mark.at - KEPT;
        while self.marks.front().is_some_and(|first| first.at < oldest) {
            self.marks.pop_front();
        }
        self.marks.push_back(mark);
    }

    /// Which channel.
    pub const fn channel(&self) -> Channel {
        self.channel
    }

    /// The samples as shown: filtered, upright.
    pub const fn ring(&self) -> &Ring {
        &self.ring
    }

    /// What the source calls it.
    pub const fn label(&self) -> &Arc<str> {
        &self.label
    }

    /// Where it comes from.
    pub const fn origin(&self) -> Origin {
        self.origin
    }

    /// Its quality and why it is not good.
    pub const fn quality(&self) -> (Quality, Option<QualityReason>) {
        self.quality
    }

    /// The source's own marks between two times, in order.
    pub fn marks(&self, from: Time, to: Time) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |mark| (from..to).contains(&mark.at))
    }

    /// Lowest and highest sample of the last `span`, `None` when there is none.
    pub fn range(&self, span: Span) -> Option<(f32, f32)> {
        let end = self.ring.end();
        let start = end.saturating_sub(self.ring.rate().samples_in(span) as u64).max(self.ring.start());
        (start..end).map(|index| self.ring.get(index)).filter(|sample| sample.is_finite()).fold(
            None,
            |range, sample| {
                Some(
                    range.map_or((sample, sample), |(low, high): (f32, f32)| {
                        (low.min(sample), high.max(sample))
                    }),
                )
            },
        )
    }
}
