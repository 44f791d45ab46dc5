use super::{lead::Lead, levels::Levels, patterns::Patterns};

/// What one lead has to say about where beats are: by its envelope, which any complex raises, and by
/// the patterns of the patient's beats; and how much to believe of either.
#[derive(Clone, Debug, Default)]
pub(super) struct Witness {
    envelope: Measure,
    pattern: Measure,
    patterns: Patterns,
    /// The lowest envelope since the last beat, and what it was between the last beats.
    lowest: f32,
    quiet: Levels,
    /// What an envelope of 1 is of a usual beat's, and what the sum is at a usual beat.
    per_beat: f32,
    whole: f32,
}

/// One measure of how much it looks like a beat.
#[derive(Clone, Copy, Debug, Default)]
struct Measure {
    /// What it is at beats, and at other peaks.
    beats: Levels,
    noise: Levels,
    weight: f32,
}

/// What a witness says of one peak.
#[derive(Clone, Copy, Debug)]
pub(super) struct Testimony {
    envelope: f32,
    pattern: f32,
    /// Where the pattern fits best.
    place: u64,
}

/// Share of the level of beats from which other peaks count as noise.
const NOISY: f32 = 0.35;
/// The same from which a waveform is not calm any more (own choice).
pub(super) const CALM: f32 = 0.18;
/// Share of the level of beats below which there is none, of any kind (own choice).
const NOTHING: f32 = 0.15;
/// Share of the level of beats that the slope between beats never falls below in noise.
const RESTLESS: f32 = 0.16;
/// What counts of that by which one lead is above a usual beat (own choice).
const ABOVE: f32 = 0.1;
/// Places by which a peak may lie elsewhere in one measure than in their sum.
const AROUND: u64 = 3;
/// Share of a usual beat's envelope from which a peak may be a beat of a new kind (own choice).
const AS_LARGE: f32 = 0.5;
/// Keeps a measure that never varied from outweighing everything (own choice).
const DOUBT: f32 = 0.02;
/// The least that the envelope's beats stand out: something must be listened to.
const LEAST: f32 = 0.05;
/// Noise of the envelope, as a share of its beats, from which patterns have their full say: in a clean
/// waveform a beat of any look is a beat (own choice, on DS1 and `nstdb`).
const NEED: f32 = 0.5;

impl Witness {
    /// Begins with the highest envelope heard in the first seconds.
    pub(super) fn begin(&mut self, highest: f32) {
        *self = Self::default();
        self.envelope.beats.fill(highest.max(f32::MIN_POSITIVE));
        self.weigh();
        self.lowest = f32::MAX;
    }

    /// What this lead adds to the sum at `place`, and to what the sum is at a beat. What is larger than a
    /// beat counts hardly more than one when `capped`: then another lead has a say.
    #[inline]
    pub(super) fn say(&mut self, lead: &Lead, place: u64, capped: bool) -> (f32, f32) {
        let height = lead.height(place);
        self.lowest = if height < self.lowest { height } else { self.lowest };
        let cap = |x: f32| if capped && x > 1.0 { 1.0 + ABOVE * (x - 1.0) } else { x };
        let mut sum = self.envelope.weight * cap(height * self.per_beat);
        if self.pattern.weight > 0.0 {
            sum += self.pattern.weight * cap(self.patterns.fit(lead.bends(place)));
        }
        (sum, self.whole)
    }

    /// What it says of the peak at `place`; `now` is the last place that can be looked at.
    pub(super) fn testify(&self, lead: &Lead, place: u64, now: u64) -> Testimony {
        let mut testimony = Testimony { envelope: 0.0, pattern: 0.0, place };
        for at in place.saturating_sub(AROUND)..=(place + AROUND).min(now) {
            testimony.envelope = testimony.envelope.max(lead.height(at));
            let fit = self.patterns.fit(lead.bends(at));
            if fit > testimony.pattern {
                (testimony.pattern, testimony.place) = (fit, at);
            }
        }
        testimony
    }

    /// The peak was no beat; `strange` when it was not because it came where T waves do.
    pub(super) fn reject(&mut self, said: Testimony, lead: &Lead, strange: bool) {
        if strange && said.envelope > AS_LARGE * self.envelope.beats.level() {
            self.patterns.meet(lead.bends(said.place));
        }
        self.envelope.noise.push(said.envelope);
        self.pattern.noise.push(said.pattern);
        self.weigh();
    }

    /// The peak was a beat.
    pub(super) fn accept(&mut self, said: Testimony, lead: &Lead) {
        self.envelope.beats.push(said.envelope.max(f32::MIN_POSITIVE));
        self.quiet.push(self.lowest.min(said.envelope));
        self.lowest = f32::MAX;
        let knew = self.patterns.known();
        if knew {
            self.pattern.beats.push(said.pattern);
        }
        self.patterns.learn(lead.bends(said.place));
        if !knew && self.patterns.known() {
            self.pattern.beats.fill(1.0);
        }
        self.weigh();
    }

    /// Smaller beats are looked for.
    pub(super) fn fade(&mut self, factor: f32) {
        self.envelope.beats.scale(factor);
        self.envelope.noise.scale(factor);
        self.weigh();
    }

    /// Whether what is not beats comes near the height of beats, or the waveform is never quiet in
    /// between (noise that is itself taken for beats).
    pub(super) fn noisy(&self) -> bool {
        self.unrest() > NOISY
    }

    /// Whether hardly anything but beats is heard.
    pub(super) fn calm(&self) -> bool {
        self.unrest() < CALM
    }

    /// Whether there is next to nothing where another lead shows a peak.
    pub(super) fn shows_nothing(&self, said: Testimony) -> bool {
        said.envelope < NOTHING * self.envelope.beats.level()
    }

    /// How near what is not beats comes to the height of beats: 0 never, 1 all of it.
    pub(super) fn unrest(&self) -> f32 {
        self.as_unrest(self.quiet.level())
    }

    /// The same, and since the last beat: noise that has just begun.
    pub(super) fn unrest_now(&self) -> f32 {
        self.as_unrest(self.quiet.level().max(self.lowest))
    }

    fn as_unrest(&self, quiet: f32) -> f32 {
        let between = quiet * NOISY / RESTLESS;
        self.envelope.noise.level().max(between) / self.envelope.beats.level().max(f32::MIN_POSITIVE)
    }

    /// How much its envelope is believed.
    pub(super) const fn weight(&self) -> f32 {
        self.envelope.weight
    }

    /// Weights of a linear discriminant: by how much beats stand out, over how much they and the rest
    /// vary.
    fn weigh(&mut self) {
        let weight = |measure: &Measure, unit: f32, noise: f32, least: f32| {
            let (noise, spread) = (noise.min(1.0), measure.beats.spread() / unit);
            (measure.beats.level() / unit - noise).max(least) / (spread * spread + noise * noise + DOUBT)
        };
        let unit = self.envelope.beats.level().max(f32::MIN_POSITIVE);
        // Noise that was taken for beats is no noise any more, but it leaves no quiet between them.
        self.envelope.weight = weight(&self.envelope, unit, self.unrest(), LEAST);
        let need = (self.envelope.noise.level() + self.envelope.noise.spread()) / unit / NEED;
        self.pattern.weight = if self.patterns.known() {
            weight(&self.pattern, 1.0, self.pattern.noise.level(), 0.0) * (need * need).min(1.0)
        } else {
            0.0
        };
        self.per_beat = 1.0 / unit;
        self.whole = self.envelope.weight + self.pattern.weight * self.pattern.beats.level();
    }
}

impl Testimony {
    /// The most of the envelope.
    pub(super) const fn envelope(self) -> f32 {
        self.envelope
    }
}
