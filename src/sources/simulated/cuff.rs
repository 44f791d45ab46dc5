use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64Mcg;

use super::{
    CuffControl, Fault, FaultSwitch, SharedPatient,
    cuff_control::Wish,
    cuff_measurement::{FIRST_TARGET, Measurement, RATE, Turn},
    schedule::MEMORY,
};
use crate::{
    model::{Channel, CuffPhase, CuffReport, Origin, Packet, SensorId, Span, Time, WaveformPacket},
    sources::{Sensor, SensorError},
};

/// How often the cuff looks for wishes while it is idle, and delivers while it measures.
const IDLE_READS: Span = Span::from_millis(250);
const MEASURING_READS: Span = Span::from_millis(100);

/// How often it says that it is idle, so that idleness is told from silence.
const IDLE_REPORTS: Span = Span::from_millis(2_000);

/// Noise of the pressure sensor, standard deviation in mmHg.
const NOISE_MMHG: f32 = 0.04;

/// The cuff: about 30 s of inflation and stepwise deflation, on demand and at an interval.
///
/// Each measurement is a stream of its own ([`Channel::CuffPressure`], 100 Hz) between the reports
/// `Inflating` and `Done` or `Failed`. What the pressure tells about the patient is for processing to
/// find. While its fault is [`Fault::SensorOff`] the cuff leaks.
pub struct Cuff {
    control: CuffControl,
    patient: SharedPatient,
    fault: FaultSwitch,
    noise: Pcg64Mcg,
    target: f32,
    /// The measurement that runs and when it began.
    measurement: Option<(Time, Measurement)>,
    /// Until when everything has happened.
    reached: Time,
    idle_since: Time,
    idle_told: Option<Time>,
    out: Vec<Packet>,
}

impl Cuff {
    /// An idle cuff at `now`. A measurement that an earlier cuff on the same `control` left
    /// unfinished is reported as failed, and what was wished since is forgotten.
    pub fn new(
        patient: SharedPatient,
        control: CuffControl,
        fault: FaultSwitch,
        seed: u64,
        now: Time,
    ) -> Self {
        control.attach();
        let mut cuff = Self {
            control,
            patient,
            fault,
            noise: Pcg64Mcg::seed_from_u64(seed),
            target: FIRST_TARGET,
            measurement: None,
            reached: now,
            idle_since: now,
            idle_told: None,
            out: Vec::new(),
        };
        if cuff.control.is_measuring() {
            cuff.report(CuffPhase::Failed("interrupted".into()), now);
        }
        cuff.keep_next_after(now);
        cuff
    }

    fn report(&mut self, phase: CuffPhase, at: Time) {
        self.out.push(Packet::Cuff(CuffReport { at, phase, origin: Origin::Simulated }));
    }

    fn begin(&mut self, at: Time) {
        self.measurement = Some((at, Measurement::new(self.target)));
        self.report(CuffPhase::Inflating, at);
    }

    fn end(&mut self, phase: CuffPhase, at: Time) {
        if let Some((_, measurement)) = self.measurement.take() {
            if phase == CuffPhase::Done {
                self.target = measurement.next_target();
            }
            self.report(phase, at);
            (self.reached, self.idle_since, self.idle_told) = (at, at, None);
            // What fell due meanwhile is left out, not made up for.
            self.keep_next_after(at);
        }
    }

    /// Moves the next automatic measurement on, in whole intervals, until it lies after `at`.
    fn keep_next_after(&self, at: Time) {
        let (Some(mut next), Some(interval)) = (self.control.next(), self.control.interval()) else { return };
        if next <= at {
            let behind = (at - next).micros() / interval.micros();
            next += interval * (behind + 1);
            self.control.set_next(Some(next));
        }
    }

    /// Takes the samples of the running measurement up to `now` or to its end.
    fn measure(&mut self, now: Time) {
        let Some((epoch, mut measurement)) = self.measurement.take() else { return };
        let leak = self.fault.get() == Fault::SensorOff;
        let mut samples = Vec::new();
        let mut turn = Turn::None;
        let index = measurement.taken();
        let mut at = RATE.time_of(epoch, index);
        while turn == Turn::None && at <= now {
            let noise: f32 = StandardNormal.sample(&mut self.noise);
            let mut patient = self.patient.borrow_mut();
            let (sample, next_turn) =
                measurement.take(leak, |pressure| patient.cuff_pulsation(at, pressure) + noise * NOISE_MMHG);
            samples.push(sample);
            (turn, self.reached) = (next_turn, at);
            at = RATE.time_of(epoch, measurement.taken());
        }
        if !samples.is_empty() {
            self.out.push(Packet::Waveform(WaveformPacket {
                channel: Channel::CuffPressure,
                origin: Origin::Simulated,
                epoch,
                rate: RATE,
                index,
                samples,
            }));
        }
        self.measurement = Some((epoch, measurement));
        match turn {
            Turn::None => self.reached = now,
            Turn::Inflating => self.report(CuffPhase::Inflating, self.reached),
            Turn::Deflating => self.report(CuffPhase::Deflating, self.reached),
            Turn::Done => self.end(CuffPhase::Done, self.reached),
            Turn::Failed(reason) => self.end(CuffPhase::Failed(reason.into()), self.reached),
        }
    }

    /// Lets everything happen up to `now`, whenever it was due.
    fn catch_up(&mut self, now: Time) {
        if self.reached < now - MEMORY {
            self.end(CuffPhase::Failed("interrupted".into()), now - MEMORY);
            self.reached = now - MEMORY;
            self.keep_next_after(self.reached);
        }
        while self.reached < now {
            if self.measurement.is_some() {
                self.measure(now);
            } else if let Some(next) = self.control.next().filter(|next| *next <= now) {
                self.begin(next);
                self.keep_next_after(next);
                self.measure(now);
            } else {
                self.reached = now;
            }
        }
    }

    fn obey(&mut self, now: Time) {
        if self.control.take_new_interval() {
            self.control.set_next(self.control.interval().map(|interval| now + interval));
            self.idle_told = None;
        }
        match self.control.take_wish() {
            Some(Wish::Start) if self.measurement.is_none() => self.begin(now),
            Some(Wish::Stop) => self.end(CuffPhase::Failed("stopped".into()), now),
            Some(Wish::Start) | None => {}
        }
    }
}

impl Sensor for Cuff {
    fn id(&self) -> SensorId {
        SensorId::Cuff
    }

    fn due(&self) -> Option<Time> {
        Some(self.reached + if self.measurement.is_some() { MEASURING_READS } else { IDLE_READS })
    }

    fn patience(&self) -> Span {
        Span::from_millis(5_000)
    }

    async fn read(&mut self, now: Time) -> Result<Vec<Packet>, SensorError> {
        self.catch_up(now);
        self.obey(now);
        let told_lately = self.idle_told.is_some_and(|told| now < told + IDLE_REPORTS);
        if self.measurement.is_none() && !told_lately {
            self.idle_told = Some(now);
            self.report(CuffPhase::Idle { next: self.control.next() }, self.idle_since);
        }
        let out = std::mem::take(&mut self.out);
        // Only what is handed over was told: should this cuff be lost before, the next one tells.
        for packet in &out {
            if let Packet::Cuff(report) = packet {
                self.control.set_phase(report.phase.clone());
            }
        }
        Ok(out)
    }
}
