use super::{filter::Biquad, grid::PLACES};

/// How much one lead looks like any QRS complex, place by place of the grid: its slope between 5 and
/// 15 Hz (J. Pan and W. Tompkins, IEEE TBME 32:230, 1985), averaged over 96 ms.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    band: [Biquad; 2],
    before: f64,
    slopes: [f32; AVERAGED],
    place: usize,
    sum: f32,
    settled: bool,
}

/// Places that are averaged.
const AVERAGED: usize = 12;
/// Corners of the band that holds most of a complex and little else, in hertz.
const BAND: (f64, f64) = (5.0, 15.0);

impl Envelope {
    pub(super) fn new() -> Self {
        Self {
            band: [Biquad::high_pass(PLACES, BAND.0), Biquad::low_pass(PLACES, BAND.1)],
            before: 0.0,
            slopes: [0.0; AVERAGED],
            place: 0,
            sum: 0.0,
            settled: false,
        }
    }

    /// The waveform is interrupted.
    pub(super) fn interrupt(&mut self) {
        self.settled = false;
    }

    /// Takes the value of the next place.
    #[inline]
    pub(super) fn step(&mut self, x: f32) -> f32 {
        let x = f64::from(x);
        if !self.settled {
            let y = self.band[0].settle(x);
            self.before = self.band[1].settle(y);
            self.slopes = [0.0; AVERAGED];
            self.sum = 0.0;
            self.settled = true;
        }
        let y = self.band[0].step(x);
        let y = self.band[1].step(y);
        let slope = (y - self.before).abs() as f32;
        self.before = y;
        self.sum += slope - self.slopes[self.place];
        self.slopes[self.place] = slope;
        self.place += 1;
        if self.place == AVERAGED {
            self.place = 0;
            // Summed anew once a round, so that rounding never builds up.
            self.sum = self.slopes.iter().sum();
        }
        self.sum / AVERAGED as f32
    }
}
