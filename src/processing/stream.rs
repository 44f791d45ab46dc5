use crate::model::{Origin, Rate, Time, WaveformPacket};

/// Where one channel's stream of samples has got to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stream {
    epoch: Time,
    rate: Rate,
    next: u64,
    origin: Origin,
}

/// How a packet joins what came before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// Nothing is missing in between.
    Seamless,
    /// Samples were lost, or the stream began anew at the same rate.
    Gap,
    /// First packet, or another rate: whatever was built for the old rate is of no use.
    Anew,
}

impl Stream {
    /// Takes note of `packet`. Returns how it joins `before`, and how many of its first samples are
    /// already known and must be left out.
    pub(super) fn follow(before: &mut Option<Self>, packet: &WaveformPacket) -> (Joint, usize) {
        let now = Self {
            epoch: packet.epoch,
            rate: packet.rate,
            next: packet.index.saturating_add(packet.samples.len() as u64),
            origin: packet.origin,
        };
        let Some(old) = before.replace(now) else { return (Joint::Anew, 0) };
        if old.rate != now.rate {
            return (Joint::Anew, 0);
        }
        if old.epoch != now.epoch || packet.index > old.next {
            return (Joint::Gap, 0);
        }
        let known = (old.next - packet.index).min(packet.samples.len() as u64);
        if let Some(kept) = before {
            kept.next = kept.next.max(old.next);
        }
        (Joint::Seamless, known as usize)
    }

    /// When the last sample was taken.
    pub(super) fn end(&self) -> Time {
        self.time_of(self.next.saturating_sub(1))
    }

    pub(super) fn time_of(&self, sample: u64) -> Time {
        self.rate.time_of(self.epoch, sample)
    }

    pub(super) const fn rate(&self) -> Rate {
        self.rate
    }

    /// Number of the sample nearest to `at`, 0 when it is from before the first.
    pub(super) fn sample_at(&self, at: Time) -> u64 {
        ((at - self.epoch).secs() * self.rate.hz()).round().max(0.0) as u64
    }

    pub(super) const fn origin(&self) -> Origin {
        self.origin
    }
}
