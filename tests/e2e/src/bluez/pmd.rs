//! The commands of Polar's service of raw measurements, as an H10 answers them.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use super::{AccFrames, Device, EcgFrames, Firmware, uuids};

const SETTINGS: u8 = 1;
const START: u8 = 2;
const STOP: u8 = 3;

const OK: u8 = 0;
const BAD_COMMAND: u8 = 1;
const BAD_KIND: u8 = 2;
const NOT_SUPPORTED: u8 = 3;
const BAD_LENGTH: u8 = 4;
const BAD_PARAMETER: u8 = 5;
const ALREADY_SO: u8 = 6;

/// The rate, the resolution and (of acceleration) the range that an H10 can be told.
const ECG_SETTINGS: &[u8] = &[0, 1, 0x82, 0, 1, 1, 14, 0];
const ACC_SETTINGS: &[u8] = &[0, 4, 25, 0, 50, 0, 100, 0, 200, 0, 1, 1, 16, 0, 2, 3, 2, 0, 4, 0, 8, 0];

/// What an H10 can stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// Type 0.
    Ecg = 0,
    /// Type 2.
    Acc = 2,
}

/// The part of an H10 that streams.
pub struct PolarH10 {
    rate_per_min: f64,
    woken: Instant,
    /// What streams: set to end it.
    running: Mutex<BTreeMap<Stream, Arc<AtomicBool>>>,
    to_lose: Arc<AtomicUsize>,
    /// Frames of ECG that left.
    sent: Arc<AtomicUsize>,
}

impl PolarH10 {
    /// What its control point says when it is read: ECG and acceleration.
    pub const FEATURES: [u8; 17] = [0x0f, 0b101, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    pub(super) fn new(rate_per_min: f64) -> Self {
        let (running, to_lose, sent) = Default::default();
        Self { rate_per_min, woken: Instant::now(), running, to_lose, sent }
    }

    /// Whether it streams now. An H10 that was not told to stop goes on until its battery is empty.
    pub fn is_streaming(&self, stream: Stream) -> bool {
        self.running().contains_key(&stream)
    }

    /// So many frames of ECG from now on are lost on their way: the next one that arrives is later by their length.
    pub fn lose(&self, frames: usize) {
        self.to_lose.store(frames, Ordering::SeqCst);
    }

    /// Frames of ECG that it has sent, without those that were lost.
    pub fn ecg_frames(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }

    fn running(&self) -> MutexGuard<'_, BTreeMap<Stream, Arc<AtomicBool>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The parameters to answer with, or the status that refuses.
    fn obey(&self, device: &Device, command: u8, kind: u8, rest: &[u8]) -> Result<Vec<u8>, u8> {
        if !matches!(command, SETTINGS | START | STOP) {
            return Err(BAD_COMMAND);
        }
        let stream = match kind {
            0 => Stream::Ecg,
            2 => Stream::Acc,
            1 | 3..=7 => return Err(NOT_SUPPORTED),
            _ => return Err(BAD_KIND),
        };
        let offered = if stream == Stream::Ecg { ECG_SETTINGS } else { ACC_SETTINGS };
        match command {
            SETTINGS if rest.is_empty() => Ok(offered.to_vec()),
            START => {
                let wished = settings(rest).ok_or(BAD_LENGTH)?;
                let offered = settings(offered).ok_or(BAD_LENGTH)?;
                let fits = |(kind, values): (&u8, &Vec<u16>)| {
                    values.len() == 1 && offered.get(kind).is_some_and(|known| known.contains(&values[0]))
                };
                if wished.len() != offered.len() || !wished.iter().all(fits) {
                    return Err(BAD_PARAMETER);
                }
                self.start(device, stream, &wished)?;
                Ok(vec![u8::from(stream == Stream::Acc)])
            }
            STOP if rest.is_empty() => {
                let ended = self.running().remove(&stream).ok_or(ALREADY_SO)?;
                ended.store(true, Ordering::SeqCst);
                Ok(vec![])
            }
            _ => Err(BAD_LENGTH),
        }
    }

    fn start(&self, device: &Device, stream: Stream, wished: &BTreeMap<u8, Vec<u16>>) -> Result<(), u8> {
        let mut running = self.running();
        if running.contains_key(&stream) {
            return Err(ALREADY_SO);
        }
        let awake_ns = self.woken.elapsed().as_nanos() as u64;
        let (frames, period_s): (Box<dyn Iterator<Item = Vec<u8>> + Send>, f64) = match stream {
            Stream::Ecg => (Box::new(EcgFrames::new(self.rate_per_min, awake_ns)), EcgFrames::period_s()),
            Stream::Acc => {
                let rate = wished.get(&0).and_then(|rates| rates.first()).ok_or(BAD_PARAMETER)?;
                let frames = AccFrames::new(*rate, awake_ns);
                let period_s = frames.period_s();
                (Box::new(frames), period_s)
            }
        };
        let ended = Arc::new(AtomicBool::new(false));
        running.insert(stream, Arc::clone(&ended));
        drop(running);
        let (to_lose, sent) = if stream == Stream::Ecg {
            (Arc::clone(&self.to_lose), Arc::clone(&self.sent))
        } else {
            Default::default()
        };
        tokio::spawn(send(device.clone(), frames, period_s, to_lose, sent, ended));
        Ok(())
    }
}

impl Firmware for PolarH10 {
    fn written(&self, device: &Device, uuid: &str, bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
        if uuid != uuids::PMD_CONTROL {
            return vec![];
        }
        let (command, kind, rest) = match bytes {
            [command, kind, rest @ ..] => (*command, *kind, rest),
            [command] => (*command, 0, &[][..]),
            [] => return vec![],
        };
        let outcome = if bytes.len() < 2 { Err(BAD_LENGTH) } else { self.obey(device, command, kind, rest) };
        let mut answer = vec![0xf0, command, kind];
        match outcome {
            // No more parts of the answer follow.
            Ok(parameters) => answer.extend([OK, 0].into_iter().chain(parameters)),
            Err(status) => answer.extend([status, 0]),
        }
        vec![(uuids::PMD_CONTROL, answer)]
    }

    fn disconnected(&self) {
        for ended in std::mem::take(&mut *self.running()).into_values() {
            ended.store(true, Ordering::SeqCst);
        }
    }
}

/// Sends each frame when its last sample was taken, until it is ended.
async fn send(
    device: Device,
    frames: Box<dyn Iterator<Item = Vec<u8>> + Send>,
    period_s: f64,
    to_lose: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
    ended: Arc<AtomicBool>,
) {
    let begun = tokio::time::Instant::now();
    for (frame, number) in frames.zip(1_u32..) {
        tokio::time::sleep_until(begun + Duration::from_secs_f64(period_s * f64::from(number))).await;
        if ended.load(Ordering::SeqCst) {
            return;
        }
        let one_less = |left: usize| left.checked_sub(1);
        let lost = to_lose.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok();
        // Where nobody listens a frame is lost as well, as on a real device.
        if !lost && device.notify(uuids::PMD_DATA, &frame).await.is_ok() {
            sent.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// The values of each setting (0 rate, 1 resolution, 2 range; two bytes each), or none when the bytes do not add up.
/// Other settings are kept without values, since an H10 knows none.
fn settings(mut bytes: &[u8]) -> Option<BTreeMap<u8, Vec<u16>>> {
    let mut found = BTreeMap::new();
    while let [kind, count, rest @ ..] = bytes {
        if *kind > 2 {
            found.insert(*kind, vec![]);
            return Some(found);
        }
        let length = usize::from(*count) * 2;
        let values = rest.get(..length)?;
        found.insert(*kind, values.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect());
        bytes = &rest[length..];
    }
    bytes.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Outcome;

    #[test]
    fn settings_are_read_to_the_last_byte() -> Outcome {
        let ecg = settings(ECG_SETTINGS).ok_or("known bytes")?;
        assert_eq!(ecg, BTreeMap::from([(0, vec![130]), (1, vec![14])]));
        let acc = settings(ACC_SETTINGS).ok_or("known bytes")?;
        assert_eq!(acc[&0], [25, 50, 100, 200]);
        assert_eq!(acc[&2], [2, 4, 8]);
        for length in [1, 3, 5, 7] {
            assert_eq!(settings(&ECG_SETTINGS[..length]), None, "{length} bytes");
        }
        let channels = settings(&[0, 1, 200, 0, 4, 1, 3]).ok_or("known kinds")?;
        assert!(channels.contains_key(&4), "a field that an H10 does not know");
        Ok(())
    }
}
