use crate::model::{Rate, Span, Time, WaveformPacket};
use crate::record::formats::wfdb::MISSING;

/// The ECG of a session, in whole microvolts, at one rate.
///
/// Samples stand at their own times. A packet that begins where another ended goes on; repeated samples are
/// left out; after lost samples, or when a device begins anew, there is a gap.
#[derive(Clone, Debug)]
pub(super) struct EcgRecord {
    start: Time,
    rate: Option<Rate>,
    pieces: Vec<Piece>,
    samples: usize,
    /// When the next sample is due.
    end: Time,
    full: bool,
    refused: usize,
}

/// Samples without a gap in their numbers.
#[derive(Clone, Debug)]
struct Piece {
    epoch: Time,
    rate: Rate,
    first: u64,
    codes: Vec<i16>,
}

impl Piece {
    fn time_of(&self, place: usize) -> Time {
        self.rate.time_of(self.epoch, self.first + place as u64)
    }

    fn end(&self) -> Time {
        self.time_of(self.codes.len())
    }
}

impl EcgRecord {
    /// What is kept, see `session`.
    pub(super) const LONGEST: Span = Span::from_millis(4 * 3_600_000);
    const MOST: usize = 7_200_000;
    const MOST_PIECES: usize = 10_000;
    /// A piece grows to this and no longer, so that memory is never doubled at once.
    const PIECE: usize = 65_536;
    /// How far a rate may be from the first one: two straps, or one strap's clock estimated twice.
    const SAME_RATE: f64 = 0.02;
    /// Steps a millivolt: whole microvolts, as straps tell them; ±32.767 mV is far beyond any ECG.
    pub(super) const PER_MV: f64 = 1_000.0;

    pub(super) const fn new(start: Time) -> Self {
        Self { start, rate: None, pieces: Vec::new(), samples: 0, end: start, full: false, refused: 0 }
    }

    pub(super) fn take(&mut self, packet: &WaveformPacket) {
        if packet.samples.is_empty() {
            return;
        }
        let rate = *self.rate.get_or_insert(packet.rate);
        if (packet.rate.hz() / rate.hz() - 1.0).abs() > Self::SAME_RATE {
            self.refused += packet.samples.len();
            return;
        }
        // Times are whole microseconds; half a sample decides which one is known.
        let known = ((self.end - packet.time_of(0)).secs() * packet.rate.hz()).round().max(0.0);
        let fresh = packet.samples.get(known as usize..).unwrap_or_default();
        let first = packet.index.saturating_add(known as u64);
        let longest = Self::LONGEST.min(Span::from_secs(Self::MOST as f64 / rate.hz()));
        let room = packet.rate.count_until(packet.epoch, self.start + longest).saturating_sub(first);
        let room = (room as usize).min(Self::MOST - self.samples);
        self.full |= fresh.len() > room;
        let fresh = &fresh[..fresh.len().min(room)];
        if fresh.is_empty() {
            return;
        }
        let goes_on = |piece: &&mut Piece| {
            piece.epoch == packet.epoch
                && piece.rate == packet.rate
                && piece.first + piece.codes.len() as u64 == first
                && piece.codes.len() + fresh.len() <= Self::PIECE
        };
        let codes = fresh.iter().map(|sample| code(*sample));
        if let Some(piece) = self.pieces.last_mut().filter(goes_on) {
            piece.codes.extend(codes);
        } else if self.pieces.len() == Self::MOST_PIECES {
            self.full = true;
            return;
        } else {
            let (epoch, rate) = (packet.epoch, packet.rate);
            self.pieces.push(Piece { epoch, rate, first, codes: codes.collect() });
        }
        self.samples += fresh.len();
        self.end = self.pieces.last().map_or(self.end, Piece::end);
    }

    /// Samples a second; `None` before the first packet.
    pub(super) const fn rate(&self) -> Option<Rate> {
        self.rate
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.samples == 0
    }

    /// Whether there was more than is kept.
    pub(super) const fn is_full(&self) -> bool {
        self.full
    }

    /// Samples that came at a rate of their own and are not kept.
    pub(super) const fn refused(&self) -> usize {
        self.refused
    }

    /// When the first sample was taken, and when the one after the last is due.
    pub(super) fn reach(&self) -> Option<(Time, Time)> {
        self.pieces.first().map(|piece| (piece.time_of(0), self.end))
    }

    /// Each sample with its time, in microvolts; `None` where it is missing. A gap is one sample that is
    /// missing, where it begins.
    pub(super) fn samples(&self) -> impl Iterator<Item = (Time, Option<i16>)> {
        let befores = std::iter::once(None).chain(self.pieces.iter().map(|piece| Some(piece.end())));
        self.pieces.iter().zip(befores).flat_map(|(piece, before)| {
            let half = Span::from_secs(0.5 / piece.rate.hz());
            let gap = before.filter(|before| piece.time_of(0) - *before > half).map(|at| (at, None));
            let told = piece.codes.iter().enumerate();
            let told = told.map(|(place, code)| (piece.time_of(place), (*code != MISSING).then_some(*code)));
            gap.into_iter().chain(told)
        })
    }

    /// All of it at even spacing from the first sample on, [`MISSING`] in gaps. Where a piece has a rate of its
    /// own, its samples stand at the nearest places.
    pub(super) fn even(&self) -> Vec<i16> {
        let (Some(rate), Some((begin, _))) = (self.rate, self.reach()) else { return Vec::new() };
        let place = |at: Time| ((at - begin).secs() * rate.hz()).round().max(0.0) as usize;
        let mut codes = Vec::new();
        for piece in &self.pieces {
            let (first, slower) = (place(piece.time_of(0)).max(codes.len()), rate.hz() / piece.rate.hz());
            for (n, code) in piece.codes.iter().enumerate() {
                let place = first + (n as f64 * slower).round() as usize;
                if place >= codes.len() {
                    codes.resize(place, MISSING);
                    codes.push(*code);
                }
            }
        }
        codes
    }
}

fn code(sample: f32) -> i16 {
    if !sample.is_finite() {
        return MISSING;
    }
    let most = f64::from(i16::MAX);
    (f64::from(sample) * EcgRecord::PER_MV).round().clamp(-most, most) as i16
}
