use std::sync::Arc;

use super::{
    Finding,
    oscillometry::{self, Refusal},
};
use crate::model::{CuffPhase, CuffReport, Origin, Quality, Rate, Reading, Vital, WaveformPacket};

/// Gathers a deflation and evaluates it when the cuff says that it is done.
#[derive(Debug, Default)]
pub(super) struct Cuff {
    deflating: bool,
    rate: Option<Rate>,
    pressure: Vec<f32>,
}

/// A measurement lasts at most 180 s (IEC 80601-2-30); more is not kept.
const LONGEST_SECS: f64 = 180.0;

impl Cuff {
    pub(super) fn receive(&mut self, packet: &WaveformPacket) {
        if !self.deflating {
            return;
        }
        if self.rate != Some(packet.rate) {
            self.rate = Some(packet.rate);
            self.pressure.clear();
        }
        let room = ((LONGEST_SECS * packet.rate.hz()).min(1e6) as usize).saturating_sub(self.pressure.len());
        self.pressure.extend(packet.samples.iter().take(room));
    }

    pub(super) fn report(&mut self, report: &CuffReport, findings: &mut Vec<Finding>) {
        match &report.phase {
            // A device evaluates by itself, and tells too little of its pressure to do it again.
            CuffPhase::Deflating if report.origin == Origin::Device => {}
            CuffPhase::Deflating => {
                self.deflating = true;
                self.pressure.clear();
            }
            CuffPhase::Inflating | CuffPhase::Measured(_) | CuffPhase::Idle { .. } => self.deflating = false,
            CuffPhase::Failed(reason) => {
                self.deflating = false;
                findings.push(Finding::CuffRefused { at: report.at, reason: Arc::clone(reason) });
            }
            CuffPhase::Done => {
                if std::mem::take(&mut self.deflating) {
                    self.finish(report, findings);
                }
            }
        }
    }

    fn finish(&mut self, report: &CuffReport, findings: &mut Vec<Finding>) {
        let rate = self.rate.map_or(1.0, Rate::hz);
        let found = oscillometry::evaluate(&self.pressure, rate).and_then(|found| {
            let readings = [
                (Vital::Systolic, found.systolic),
                (Vital::Diastolic, found.diastolic),
                (Vital::MeanPressure, found.mean),
            ]
            .map(|(vital, value)| Reading::new(vital, value, report.at, Quality::Good, report.origin));
            let plausible = readings.iter().all(|reading| reading.value.is_some());
            if plausible { Ok(readings) } else { Err(Refusal::Implausible) }
        });
        match found {
            Ok(readings) => findings.extend(readings.map(Finding::Reading)),
            Err(refusal) => {
                let reason = refusal.to_string().into();
                findings.push(Finding::CuffRefused { at: report.at, reason });
            }
        }
    }
}
