use crate::model::{Channel, Origin, Packet, Rate, Span, Time, WaveformPacket};

/// Where the samples of one frame belong on the bed's clock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub epoch: Time,
    pub rate: Rate,
    /// Number of the frame's first sample.
    pub index: u64,
    pub samples: Vec<f32>,
}

impl Placed {
    /// As samples of `channel`, for the bed.
    pub(super) fn on(self, channel: Channel) -> Packet {
        let Self { epoch, rate, index, samples } = self;
        Packet::Waveform(WaveformPacket { channel, origin: Origin::Device, epoch, rate, index, samples })
    }
}

/// Times the samples of a device that stamps its frames by a clock of its own.
///
/// - **Rate.** The one that the stamps of the first two neighbouring frames give, to a hundredth of a hertz:
///   a device's crystal is not its data sheet's, and a Polar H10 runs at 130.17 Hz where 130 is named. So
///   the first frame waits for the second.
/// - **Place.** A sample's number follows from its stamp, so lost frames leave a gap of just their length.
/// - **Clocks.** The device's clock and the bed's differ by some parts in a million, and the rounded rate by
///   some more. What arrives earliest within half a minute arrived with the least delay; by that the stream
///   is kept beside the bed's clock, one sample put in (the mean of its neighbours) or left out at a time.
/// - **Delay.** A frame that was held back (a frozen page) is put where it was true. One that would come from
///   the future, or that stays far behind, means that the device's clock was set: the stream begins anew.
#[derive(Clone, Debug)]
pub(super) struct StreamTimer {
    /// What the device says its rate is.
    nominal_hz: f64,
    waiting: Option<Frame>,
    stream: Option<Running>,
    /// Frames that the stamps show to be missing.
    lost: u64,
}

#[derive(Clone, Debug)]
struct Frame {
    last_ns: u64,
    arrived: Time,
    samples: Vec<f32>,
}

#[derive(Clone, Debug)]
struct Running {
    rate: Rate,
    epoch: Time,
    /// Stamp of sample 0.
    zero_ns: f64,
    /// Samples that the stamps' numbering is ahead of the stream's, by what was put in or left out for the
    /// bed's clock.
    shift: f64,
    next: u64,
    last_ns: u64,
    last_sample: f32,
    /// The least delay of this half minute and when it began; that of the first one is the measure.
    least: Option<Span>,
    window: Time,
    usual: Option<Span>,
}

/// How far the true rate may be from the nominal one.
const TOLERANCE: f64 = 0.03;
/// Over which the least delay is looked for.
const WINDOW: Span = Span::from_millis(30_000);
/// Samples by which the clocks may differ before one is put in or left out.
const SLACK: f64 = 2.0;
/// What comes from so far ahead was stamped by a clock that was set.
const FUTURE: Span = Span::from_millis(1_000);
/// A stream whose quickest frame of half a minute is so late was stamped by a clock that was set.
const BEHIND: Span = Span::from_millis(10_000);

impl StreamTimer {
    /// For a device that says it takes `nominal_hz` samples per second.
    pub(super) const fn new(nominal_hz: f64) -> Self {
        Self { nominal_hz, waiting: None, stream: None, lost: 0 }
    }

    /// Frames that the stamps show to be missing so far.
    pub(super) const fn lost(&self) -> u64 {
        self.lost
    }

    /// The bed's clock is another one from now on.
    pub(super) fn restart(&mut self) {
        self.waiting = None;
        self.stream = None;
    }

    /// Takes in a frame whose last sample was stamped `last_ns` (nanoseconds) and that arrived at `arrived`
    /// on the bed's clock; what can be placed now, in order.
    pub(super) fn frame(&mut self, last_ns: u64, samples: Vec<f32>, arrived: Time) -> Vec<Placed> {
        if samples.is_empty() {
            return Vec::new();
        }
        let frame = Frame { last_ns, arrived, samples };
        if self.stream.as_mut().is_some_and(|stream| !stream.accepts(&frame)) {
            self.restart();
        }
        if let Some(stream) = &mut self.stream {
            return stream.place(frame, &mut self.lost).into_iter().collect();
        }
        let Some(first) = self.waiting.take() else {
            self.waiting = Some(frame);
            return Vec::new();
        };
        let Some(rate) = self.rate_between(&first, &frame) else {
            // The second was not the next one.
            self.waiting = Some(frame);
            return Vec::new();
        };
        let mut stream = Running::new(&first, rate);
        let placed = [first, frame].map(|frame| stream.place(frame, &mut self.lost));
        self.stream = Some(stream);
        placed.into_iter().flatten().collect()
    }

    fn rate_between(&self, first: &Frame, second: &Frame) -> Option<Rate> {
        let nanos = second.last_ns.checked_sub(first.last_ns)? as f64;
        let hz = second.samples.len() as f64 * 1e9 / nanos;
        let near = (hz / self.nominal_hz - 1.0).abs() <= TOLERANCE;
        near.then(|| Rate::new((hz * 100.0).round() / 100.0))?
    }
}

impl Running {
    fn new(first: &Frame, rate: Rate) -> Self {
        let length = (first.samples.len() - 1) as f64;
        Self {
            rate,
            epoch: first.arrived - Span::from_secs(length / rate.hz()),
            zero_ns: first.last_ns as f64 - length * 1e9 / rate.hz(),
            shift: 0.0,
            next: 0,
            last_ns: 0,
            last_sample: f32::NAN,
            least: None,
            window: first.arrived,
            usual: None,
        }
    }

    /// The number, with its fraction, of the sample that was stamped `ns`.
    fn number(&self, ns: u64) -> f64 {
        (ns as f64 - self.zero_ns) * self.rate.hz() / 1e9 + self.shift
    }

    fn delay(&self, frame: &Frame) -> Span {
        let at = self.epoch + Span::from_secs(self.number(frame.last_ns) / self.rate.hz());
        frame.arrived - at
    }

    /// Whether the frame was stamped by the clock that stamped those before.
    fn accepts(&self, frame: &Frame) -> bool {
        let behind = self.least.is_some_and(|least| least > BEHIND) && frame.arrived - self.window > WINDOW;
        self.delay(frame) + FUTURE > Span::ZERO && !behind
    }

    fn place(&mut self, frame: Frame, lost: &mut u64) -> Option<Placed> {
        if frame.last_ns <= self.last_ns {
            // Sent twice, or overtaken.
            return None;
        }
        self.keep_beside_clock(&frame);
        let count = frame.samples.len();
        let first = self.number(frame.last_ns) - (count - 1) as f64;
        let off = first - self.next as f64;
        let mut samples = frame.samples;
        if self.next > 0 && off >= (count as f64 / 2.0).max(SLACK) {
            *lost += ((off / count as f64).round() as u64).max(1);
            self.next = first.round() as u64;
        } else if self.next > 0 && off > 1.0 {
            let between = f32::midpoint(self.last_sample, samples[0]);
            samples.insert(0, between);
        } else if off < -1.0 {
            samples.remove(0);
        }
        self.last_ns = frame.last_ns;
        let index = self.next;
        self.next += samples.len() as u64;
        self.last_sample = samples.last().copied().unwrap_or(self.last_sample);
        (!samples.is_empty()).then_some(Placed { epoch: self.epoch, rate: self.rate, index, samples })
    }

    /// Compares the clocks once in half a minute.
    fn keep_beside_clock(&mut self, frame: &Frame) {
        let delay = self.delay(frame);
        self.least = Some(self.least.map_or(delay, |least| least.min(delay)));
        if frame.arrived - self.window < WINDOW {
            return;
        }
        let least = self.least.take().unwrap_or(delay);
        self.window = frame.arrived;
        let usual = *self.usual.get_or_insert(least);
        let samples = (least - usual).secs() * self.rate.hz();
        if samples.abs() > SLACK {
            // Behind the bed's clock: numbers grow, so that the samples come later.
            self.shift += samples.signum();
        }
    }
}

#[cfg(test)]
#[path = "stream_timer_tests.rs"]
mod tests;
