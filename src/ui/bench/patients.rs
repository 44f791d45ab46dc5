use std::cell::RefCell;

use crate::model::{Channel, Origin, Rate, Ring, Span, Time, WaveformPacket};
use crate::physiology::VirtualPatient;
use crate::platform::WaveSource;

/// Samples of an ECG per second, as the bed's own sensor takes them.
const RATE: Rate = Rate::constant(500.0);

/// A ward of simulated patients, each with the ECG of its own heart.
pub struct Patients {
    clock: web_sys::Performance,
    beds: RefCell<Vec<Bed>>,
}

struct Bed {
    patient: VirtualPatient,
    ring: Ring,
    /// Taken again for every packet, so that feeding allocates nothing.
    packet: WaveformPacket,
}

impl Patients {
    /// `count` patients whose rings hold `shown` and a little more, full from the start: the clock
    /// begins where the first page ends.
    pub fn new(clock: web_sys::Performance, count: usize, shown: Span) -> Self {
        let bed = |seed: usize| Bed {
            patient: VirtualPatient::new(seed as u64 + 1),
            ring: Ring::new(RATE, shown + Span::from_secs(2.0)),
            packet: WaveformPacket {
                channel: Channel::Ecg,
                origin: Origin::Simulated,
                epoch: Time::ZERO,
                rate: RATE,
                index: 0,
                samples: Vec::new(),
            },
        };
        Self { clock, beds: RefCell::new((0..count).map(bed).collect()) }
    }

    /// Takes all samples up to now.
    pub fn feed(&self) {
        let now = self.now();
        for bed in &mut *self.beds.borrow_mut() {
            let Bed { patient, ring, packet } = bed;
            let end = RATE.count_until(Time::ZERO, now);
            let samples = packet.index..end;
            packet.samples.clear();
            packet.samples.extend(samples.map(|n| patient.ecg(RATE.time_of(Time::ZERO, n))));
            // Of the ring's own rate and in order, so never refused.
            let taken = ring.push(packet);
            debug_assert!(taken, "the ring refused a packet");
            packet.index = end;
        }
    }
}

impl WaveSource for Patients {
    fn now(&self) -> Time {
        Time::from_secs(self.clock.now() / 1e3)
    }

    fn pace(&self) -> f64 {
        1.0
    }

    fn strip(&self, strip: usize, see: &mut dyn FnMut(&Ring)) {
        if let Some(bed) = self.beds.borrow().get(strip) {
            see(&bed.ring);
        }
    }
}
