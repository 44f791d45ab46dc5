use std::{collections::VecDeque, sync::Arc};

use crate::{
    model::{Channel, Mark, Origin, Quality, Ring, Span, Time, WaveformPacket},
    processing::{DisplayFilter, EcgFilter, QualityReason},
};

/// How much of a wave is kept for the screen: the freeze buffer of bedside monitors.
const KEPT: Span = Span::from_millis(120_000);

/// One waveform as the screen shows it.
#[derive(Clone, Debug)]
pub struct Wave {
    channel: Channel,
    ring: Ring,
    filtered: Option<Filtered>,
    /// Light through the finger falls with each pulse; the screen shows pulses upright.
    inverted: bool,
    label: Arc<str>,
    origin: Origin,
    pub(super) quality: (Quality, Option<QualityReason>),
    marks: VecDeque<Mark>,
}

/// What a wave is shown through, and the samples as they came, for another choice.
#[derive(Clone, Debug)]
struct Filtered {
    filter: DisplayFilter,
    raw: Ring,
}

impl Wave {
    /// A wave that begins with `packet`, called `label`; an ECG is shown through `filter`.
    pub(super) fn new(packet: &WaveformPacket, label: Arc<str>, inverted: bool, filter: EcgFilter) -> Self {
        let ring = Ring::new(packet.rate, KEPT);
        let filtered = matches!(packet.channel, Channel::Ecg | Channel::EcgSecond)
            .then(|| Filtered { filter: DisplayFilter::new(packet.rate, filter), raw: ring.clone() });
        let mut wave = Self {
            channel: packet.channel,
            ring,
            filtered,
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
            if let Some(Filtered { filter, .. }) = &mut self.filtered {
                *sample = filter.step(*sample);
            }
            if self.inverted {
                *sample = -*sample;
            }
        }
        self.origin = packet.origin;
        self.ring.push(&shown) && self.filtered.as_mut().is_none_or(|filtered| filtered.raw.push(packet))
    }

    /// Shows an ECG through another filter, what it holds already too; other waves stay as they are.
    pub(super) fn show_through(&mut self, filter: EcgFilter) {
        let Some(Filtered { filter: worn, raw }) = &mut self.filtered else { return };
        *worn = DisplayFilter::new(raw.rate(), filter);
        self.ring = raw.clone();
        self.ring.change(|sample| worn.step(sample));
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

    /// What it is shown through, if it is an ECG.
    pub fn filter(&self) -> Option<&DisplayFilter> {
        self.filtered.as_ref().map(|filtered| &filtered.filter)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Rate,
        processing::{Band, Notch},
    };

    const RATE: Rate = Rate::constant(250.0);

    /// Second `n` of an ECG whose level wanders; half a second is missing at the start of each tenth.
    fn second(channel: Channel, n: u64) -> WaveformPacket {
        let sample = |place: u64| {
            let t = place as f64 / RATE.hz();
            let missing = n.is_multiple_of(10) && t.fract() < 0.5;
            let value = 2.0 + 0.3 * t.sin() + (-((t.fract() - 0.7) / 0.02).powi(2)).exp();
            if missing { f32::NAN } else { value as f32 }
        };
        WaveformPacket {
            channel,
            origin: Origin::Simulated,
            epoch: Time::ZERO,
            rate: RATE,
            index: n * 250,
            samples: (n * 250..(n + 1) * 250).map(sample).collect(),
        }
    }

    fn play(channel: Channel, filters: impl Fn(u64) -> EcgFilter) -> Wave {
        let mut wave = Wave::new(&second(channel, 0), "II".into(), false, filters(0));
        for n in 1..40 {
            if filters(n) != filters(n - 1) {
                wave.show_through(filters(n));
            }
            assert!(wave.take(&second(channel, n)));
        }
        wave
    }

    #[test]
    fn another_filter_leaves_the_strip_as_if_it_had_always_been_there() {
        let all = Band::ALL.into_iter().flat_map(|band| Notch::ALL.map(|notch| EcgFilter { band, notch }));
        for filter in all {
            let changed = play(Channel::Ecg, |n| if n < 25 { EcgFilter::default() } else { filter });
            let always = play(Channel::Ecg, |_| filter);
            let samples = |wave: &Wave| (0..10_000).map(|n| wave.ring().get(n).to_bits()).collect::<Vec<_>>();
            assert_eq!(samples(&changed), samples(&always), "{filter:?}");
            assert_eq!(changed.filter().map(DisplayFilter::text), always.filter().map(DisplayFilter::text));
        }
    }

    #[test]
    fn only_an_ecg_is_filtered() {
        let surgery = EcgFilter { band: Band::Surgery, notch: Notch::Hz50 };
        let wave = play(Channel::Resp, |n| if n < 25 { EcgFilter::default() } else { surgery });
        assert!(wave.filter().is_none());
        assert_eq!(
            wave.ring().get(30 * 250 + 200).to_bits(),
            second(Channel::Resp, 30).samples[200].to_bits()
        );
    }
}
