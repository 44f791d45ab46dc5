use super::{
    Light, Targets, Truth,
    breath::{self, Breath},
    circulation,
    course::{Course, Quantity},
    cuff, ecg,
    heart::{HeartStep, Surroundings},
    individual::Individual,
    noise::{Noise, Stream},
    optical,
    pulse::Pulse,
    timeline::{Cursor, Event, Timeline},
};
use crate::model::{Span, Time};

/// How far behind the latest question another one may lie.
const REACH: Span = Span::from_millis(10 * 60_000);
/// How long events are kept; more than [`REACH`], so that what still rings on at its far end is there.
const KEPT: Span = Span::from_millis(15 * 60_000);
/// How far ahead of the latest question the next one may lie: living through a year of beats takes a
/// minute at most, and nothing sensible asks for more.
const LEAP: Span = Span::from_millis(366 * 86_400_000);
/// The patient has lived so long before [`Time::ZERO`] that all waves have settled.
const BEFORE: Span = Span::from_millis(30_000);

/// Where one sensor stands in each row of events.
#[derive(Clone, Debug, Default)]
struct Reader {
    course: Cursor,
    heart: Cursor,
    breath: Cursor,
    pulse: Cursor,
}

/// A simulated patient. See the [module](super) for what holds for every question.
///
/// ```
/// use bedside::{model::Time, physiology::{Scenario, VirtualPatient}};
/// let mut patient = VirtualPatient::new(7);
/// patient.set_targets(Scenario::Tachycardia.targets(), Time::from_secs(5.0));
/// let millivolts = patient.ecg(Time::from_secs(6.0));
/// assert!(millivolts.abs() < 3.0);
/// ```
#[derive(Clone, Debug)]
pub struct VirtualPatient {
    noise: Noise,
    person: Individual,
    targets: Targets,
    latest: Time,
    course: Course,
    heart: Timeline<HeartStep>,
    breaths: Timeline<Breath>,
    arm: Timeline<Pulse>,
    finger: Timeline<Pulse>,
    readers: Readers,
}

#[derive(Clone, Debug, Default)]
struct Readers {
    maker: Reader,
    ecg: Reader,
    light: Reader,
    breath: Reader,
    arterial: Reader,
    cuff: Reader,
    temperature: Reader,
}

impl VirtualPatient {
    /// A healthy adult at rest, settled at [`Time::ZERO`]. The seed makes the person: wave shapes,
    /// variability, transit times and noise differ, the vitals do not.
    pub fn new(seed: u64) -> Self {
        Self::with_targets(seed, Targets::default())
    }

    /// A patient already settled at `targets` at [`Time::ZERO`]. What is out of range becomes the
    /// nearest possible value.
    pub fn with_targets(seed: u64, targets: Targets) -> Self {
        let noise = Noise::new(seed);
        let person = Individual::new(noise);
        let targets = targets.nearest(&Targets::default());
        let start = Time::ZERO - BEFORE;
        let mut heart = Timeline::new();
        heart.push(HeartStep::first(start));
        let mut breaths = Timeline::new();
        breaths.push(Breath::first(start, targets.resp_rate, &person, noise));
        Self {
            course: Course::new(&targets, start),
            noise,
            person,
            targets,
            latest: Time::ZERO,
            heart,
            breaths,
            arm: Timeline::new(),
            finger: Timeline::new(),
            readers: Readers::default(),
        }
    }

    /// What the patient heads for.
    pub fn targets(&self) -> &Targets {
        &self.targets
    }

    /// From `at` on the patient heads for `targets`; whatever was set for `at` or later is given up.
    ///
    /// Heart rate goes with a time constant of 5 s, pressures 8 s, saturation 12 s, temperature 60 s;
    /// breathing changes with the next breath, a rhythm with the next beat or the one after. What was
    /// seen before `at` stays as it was. An `at` more than ten minutes before the latest question
    /// counts as ten minutes before it, one before [`Time::ZERO`] as zero. Values out of range become
    /// the nearest possible ones, `NaN` leaves a value as it was.
    pub fn set_targets(&mut self, targets: Targets, at: Time) {
        let at = at.max(self.latest - REACH).max(Time::ZERO);
        self.targets = targets.nearest(&self.targets);
        self.course.turn(&self.targets, at);
        self.heart.roll_back(at);
        self.breaths.roll_back(at);
        self.arm.roll_back(at);
        self.finger.roll_back(at);
    }

    /// Lead II, mV. An R wave is 1.0 to 1.3 mV high.
    pub fn ecg(&mut self, at: Time) -> f32 {
        if !self.live_to(at) {
            return f32::NAN;
        }
        let reader = &mut self.readers.ecg;
        let breath = self.breaths.find(at, &mut reader.breath);
        let mut sum = ecg::baseline(at, breath.map_or(0.0, |breath| breath.volume(at)), self.noise);
        if let Some(here) = self.heart.index_at(at, &mut reader.heart) {
            // From the beat to come back to the oldest one that may still ring on.
            for index in (0..=here + 1).rev() {
                let Some(step) = self.heart.get(index) else { continue };
                if at - step.at() > ecg::LONGEST {
                    break;
                }
                sum += step.voltage(at);
            }
        }
        let change = self.course.at(at, &mut reader.course);
        let atrial = change.value(Quantity::AtrialWaves, at);
        if atrial > 1e-4 {
            sum += atrial * ecg::atrial_fibrillation(at, &self.person, self.noise);
        }
        let ventricular = change.value(Quantity::VentricularWaves, at);
        if ventricular > 1e-4 {
            sum += ventricular * ecg::ventricular_fibrillation(at, self.noise);
        }
        sum as f32
    }

    /// Light through the fingertip, a.u. near 1.
    pub fn light(&mut self, at: Time) -> Light {
        if !self.live_to(at) {
            return Light::NONE;
        }
        let reader = &mut self.readers.light;
        let change = self.course.at(at, &mut reader.course);
        let pulsating = self.finger.find(at, &mut reader.pulse).map_or(0.0, |pulse| pulse.value(at));
        // Breathing in draws blood out of the finger (RIIV); it needs a circulation to do so.
        let sway = self.breaths.find(at, &mut reader.breath).map_or(0.0, |breath| breath.sway(at));
        let breathing = -0.1 * self.person.perfusion * sway * change.value(Quantity::Pulsation, at);
        let spo2 = change.value(Quantity::Saturation, at);
        optical::transmitted(at, pulsating + breathing, spo2, self.person.light, self.noise)
    }

    /// Thoracic impedance, ohm above an arbitrary zero; breathing in goes up.
    pub fn breath(&mut self, at: Time) -> f32 {
        if !self.live_to(at) {
            return f32::NAN;
        }
        let reader = &mut self.readers.breath;
        let air = self.breaths.find(at, &mut reader.breath).map_or(0.0, |breath| breath.impedance(at));
        let pressure = pressure(&self.arm, at, &mut reader.pulse);
        (self.person.rest_ohm + air + breath::disturbance(at, pressure, self.noise)) as f32
    }

    /// Pressure in the brachial artery as the transducer of a line measures it, mmHg, with a noise of a
    /// few hundredths, so that a pressure that stands still does not look like a line that is shut.
    pub fn arterial_pressure(&mut self, at: Time) -> f32 {
        if !self.live_to(at) {
            return f32::NAN;
        }
        let hiss = 0.05 * self.noise.rough(Stream::Transducer, at, 8_000);
        (pressure(&self.arm, at, &mut self.readers.arterial.pulse) + hiss) as f32
    }

    /// What the pulse adds to the pressure of a cuff around the upper arm that holds `cuff_mmhg`, mmHg.
    pub fn cuff_pulsation(&mut self, at: Time, cuff_mmhg: f32) -> f32 {
        if !self.live_to(at) || !cuff_mmhg.is_finite() {
            return f32::NAN;
        }
        let reader = &mut self.readers.cuff;
        let pressure = pressure(&self.arm, at, &mut reader.pulse);
        let diastolic = self.course.at(at, &mut reader.course).value(Quantity::Diastolic, at);
        (self.person.arm * cuff::oscillation(pressure, diastolic, f64::from(cuff_mmhg))) as f32
    }

    /// Core temperature, °C.
    pub fn temperature(&mut self, at: Time) -> f32 {
        if !self.live_to(at) {
            return f32::NAN;
        }
        let change = self.course.at(at, &mut self.readers.temperature.course);
        let sway = 0.02 * self.noise.smooth(Stream::Thermal, at, 120_000_000);
        (change.value(Quantity::Temperature, at) + sway) as f32
    }

    /// What really happened from `from` up to and including `until`, as far as it is remembered.
    pub fn truth(&mut self, from: Time, until: Time) -> Truth {
        if !self.live_to(until) {
            return Truth::default();
        }
        let beats = self.heart.between(from, until);
        Truth {
            beats: beats.filter_map(|step| Some((step.at(), step.beat.as_ref()?.kind))).collect(),
            arm_feet: self.arm.between(from, until).map(Event::at).collect(),
            finger_feet: self.finger.between(from, until).map(Event::at).collect(),
            breaths: self
                .breaths
                .between(from, until)
                .filter(|breath| breath.is_breath())
                .map(Event::at)
                .collect(),
        }
    }

    /// Lives on until everything seen at `at` is settled; `false` when `at` is out of reach.
    fn live_to(&mut self, at: Time) -> bool {
        if at < Time::ZERO || at < self.latest - REACH || at > self.latest + LEAP {
            return false;
        }
        if at > self.latest {
            self.latest = at;
        }
        while self.heart.last().is_some_and(|step| step.at() <= at) {
            self.beat();
        }
        self.breathe_to(at);
        true
    }

    /// Breaths up to and including the one at `at`.
    fn breathe_to(&mut self, at: Time) {
        while let Some(last) = self.breaths.last()
            && last.end() <= at
        {
            let start = last.end();
            let change = self.course.at(start, &mut self.readers.maker.course);
            let next = last.next(change.resp_rate(), &self.person, self.noise);
            self.breaths.push(next);
        }
    }

    /// The next step of the heart, settled at the one before, and the pulses that come of it.
    fn beat(&mut self) {
        let Some(decided) = self.heart.last().map(Event::at) else { return };
        self.breathe_to(decided);
        let reader = &mut self.readers.maker;
        let change = self.course.at(decided, &mut reader.course);
        let (Some(last), Some(breath)) = (self.heart.last(), self.breaths.find(decided, &mut reader.breath))
        else {
            return;
        };
        let person = &self.person;
        let step = last.next(Surroundings { change, breath, person, noise: self.noise });
        if let Some(beat) = &step.beat {
            let sent = circulation::send(
                beat,
                (step.at(), decided),
                (&self.arm, &self.finger),
                (change, breath, person),
            );
            self.arm.push(sent.arm);
            self.finger.push(sent.finger);
        }
        let horizon = step.at() - KEPT;
        self.heart.push(step);
        self.heart.forget(horizon);
        self.breaths.forget(horizon);
        self.arm.forget(horizon);
        self.finger.forget(horizon);
        self.course.forget(horizon);
    }

    #[cfg(test)]
    pub(super) const fn latest(&self) -> Time {
        self.latest
    }

    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        self.heart.len() + self.breaths.len() + self.arm.len() + self.finger.len() + self.course.len()
    }
}

/// Arterial pressure; without any pulse so far, that of a circulation at rest.
fn pressure(arm: &Timeline<Pulse>, at: Time, cursor: &mut Cursor) -> f64 {
    /// Mean circulatory filling pressure with the heart stopped, mmHg.
    const FILLING: f64 = 15.0;
    arm.find(at, cursor).map_or(FILLING, |pulse| pulse.value(at))
}
