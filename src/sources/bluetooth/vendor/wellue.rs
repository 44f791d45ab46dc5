use serde::Serialize;

use super::super::{DecodeError, OximeterReading, Trust, reader::Reader};

/// The live values of a Wellue or Viatom oximeter: its answer to [`wellue_request`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WellueReply {
    /// Oxygen saturation, per cent.
    pub spo2: Option<u8>,
    /// Pulses per minute.
    pub pulse_per_min: Option<u16>,
    /// Perfusion index, per cent.
    pub perfusion: Option<f64>,
    /// Charge of its battery, per cent.
    pub battery_percent: u8,
    /// Whether it is being charged; true as well when it is full and still on its charger.
    pub charging: bool,
    /// Movement, without a unit.
    pub movement: u8,
    /// Whether it is worn.
    pub worn: bool,
}

const WHAT: &str = "Wellue reply";
/// The first byte of a reply and of a command.
const REPLY: u8 = 0x55;
const COMMAND: u8 = 0xAA;
/// Asks for the live values.
const LIVE: u8 = 0x17;
/// What is around the data of a frame: seven bytes before, the checksum behind.
const HEAD: usize = 7;
const AROUND: usize = HEAD + 1;
/// Longer frames are not waited for: the longest that is known, an O2Ring's description of itself, has about
/// 270 bytes. This project's choice.
const LONGEST: usize = 512;
/// The highest pulse rate that is taken: the device's own alarm goes to 200. This project's choice.
const HIGHEST_PULSE: u16 = 250;

/// The bytes to write to ask for the live values once; about once a second is as often as they change.
pub fn wellue_request() -> [u8; AROUND] {
    let mut frame = [COMMAND, LIVE, !LIVE, 0, 0, 0, 0, 0];
    frame[HEAD] = checksum(&frame[..HEAD]);
    frame
}

/// CRC-8 with the polynomial x⁸ + x² + x + 1, beginning with 0.
fn checksum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ byte, |sum, _| if sum & 0x80 == 0 { sum << 1 } else { sum << 1 ^ 0x07 })
    })
}

/// The length of the frame that begins with these bytes, at least [`HEAD`] of them; `None` when no frame does.
fn length(head: &[u8]) -> Option<usize> {
    let [REPLY, status, check, _, _, low, high, ..] = *head else { return None };
    let length = usize::from(u16::from_le_bytes([low, high])) + AROUND;
    (status == !check && length <= LONGEST).then_some(length)
}

impl WellueReply {
    /// Reads one whole frame with live values.
    ///
    /// # Errors
    /// When the frame is cut short or damaged, says that the command failed, or its data are no live values.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let malformed = |why| DecodeError::Malformed { what: WHAT, why };
        if bytes.len() < AROUND {
            return Err(DecodeError::TooShort { what: WHAT, need: AROUND, have: bytes.len() });
        }
        let need = length(bytes).ok_or_else(|| malformed("it does not begin as a reply does"))?;
        let have = bytes.len();
        if have < need {
            return Err(DecodeError::TooShort { what: WHAT, need, have });
        }
        if have > need {
            return Err(DecodeError::TooLong { what: WHAT, need, have });
        }
        if checksum(bytes) != 0 {
            return Err(malformed("the checksum does not fit"));
        }
        if bytes[1] != 0 {
            return Err(malformed("the device refused the command"));
        }
        Self::values(&bytes[HEAD..need - 1])
    }

    fn values(data: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("Wellue live values", data);
        let (spo2, pulse) = (reader.u8()?, reader.u16()?);
        reader.u32()?; // Steps.
        let (battery_percent, battery_state) = (reader.u8()?, reader.u8()?);
        let (movement, perfusion, state) = (reader.u8()?, reader.u8()?, reader.u8()?);
        if !reader.is_empty() {
            reader.u8()?; // Its own alarms, in newer firmware.
        }
        reader.finish()?;
        // Both ends of the range stand for "no value".
        let spo2 = Some(spo2).filter(|spo2| !matches!(spo2, 0 | 0xFF));
        let pulse_per_min = Some(pulse).filter(|pulse| !matches!(pulse, 0 | 0xFF | 0xFFFF));
        let possible = |what, value: Option<u16>, highest: u16| match value {
            Some(value) if value > highest => {
                let [value, highest] = [value, highest].map(f64::from);
                Err(DecodeError::Implausible { what, value, lowest: 0.0, highest })
            }
            _ => Ok(()),
        };
        possible("SpO2 in %", spo2.map(u16::from), 100)?;
        possible("pulse rate", pulse_per_min, HIGHEST_PULSE)?;
        possible("battery in %", Some(u16::from(battery_percent)), 100)?;
        Ok(Self {
            spo2,
            pulse_per_min,
            perfusion: Some(perfusion).filter(|&raw| raw != 0).map(|raw| f64::from(raw) / 10.0),
            battery_percent,
            charging: battery_state != 0,
            movement,
            worn: state & 1 != 0,
        })
    }

    /// The same in the form that all oximeters share.
    pub fn reading(&self) -> OximeterReading {
        OximeterReading {
            spo2: self.spo2.map(f64::from),
            pulse_per_min: self.pulse_per_min.map(f64::from),
            perfusion: self.perfusion,
            trust: if self.worn { Trust::Good } else { Trust::OffPatient },
            remarks: if self.worn { Vec::new() } else { vec!["Not worn"] },
        }
        .checked()
    }
}

/// Joins the pieces of replies.
#[derive(Clone, Debug, Default)]
pub struct WellueAssembler {
    /// The beginning of a frame, always less than the longest.
    held: Vec<u8>,
    dropped: u64,
}

impl WellueAssembler {
    /// Takes the next piece; what the replies say that are complete with it, oldest first. Bytes that belong
    /// to no frame are passed over; a frame that is whole and cannot be read gives its error.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Result<WellueReply, DecodeError>> {
        self.held.extend_from_slice(bytes);
        let mut replies = Vec::new();
        let mut at = 0;
        while let Some(first) = self.held.get(at) {
            let left = &self.held[at..];
            match length(left) {
                Some(length) if left.len() < length => break,
                // Only a checksum that fits proves that a frame begins here.
                Some(length) if checksum(&left[..length]) == 0 => {
                    replies.push(WellueReply::decode(&left[..length]));
                    at += length;
                }
                None if *first == REPLY && left.len() < HEAD => break,
                damaged => {
                    if damaged.is_some() {
                        let why = "the checksum does not fit";
                        replies.push(Err(DecodeError::Malformed { what: WHAT, why }));
                    }
                    self.dropped = self.dropped.saturating_add(1);
                    at += 1;
                }
            }
        }
        self.held.drain(..at);
        replies
    }

    /// Forgets a reply that has begun: to be called before a command is repeated because no answer came.
    pub fn restart(&mut self) {
        self.dropped = self.dropped.saturating_add(self.held.len() as u64);
        self.held.clear();
    }

    /// How many bytes were passed over because they belong to no frame.
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Around data that MackeyStingray/o2r shows: worn, and not worn.
    fn frame(status: u8, data: &[u8]) -> Vec<u8> {
        let mut frame = vec![REPLY, status, !status, 0, 0, data.len() as u8, 0];
        frame.extend(data);
        frame.push(checksum(&frame));
        frame
    }

    const WORN: [u8; 13] = [0x62, 0x42, 0, 0, 0, 0, 0, 0x61, 0, 0x92, 0x0A, 1, 0];
    const OFF: [u8; 13] = [0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0x60, 0, 5, 0, 0, 0];

    #[test]
    fn the_request_and_the_checksum() {
        assert_eq!(checksum(b"123456789"), 0xF4);
        assert_eq!(wellue_request(), [0xAA, 0x17, 0xE8, 0, 0, 0, 0, 0x1B]);
    }

    #[test]
    fn worn_and_not_worn() {
        let worn = WellueReply::decode(&frame(0, &WORN)).unwrap();
        assert_eq!((worn.spo2, worn.pulse_per_min, worn.perfusion), (Some(98), Some(66), Some(1.0)));
        assert_eq!((worn.battery_percent, worn.charging, worn.worn), (97, false, true));
        assert_eq!((worn.reading().trust, worn.reading().spo2), (Trust::Good, Some(98.0)));
        let off = WellueReply::decode(&frame(0, &OFF)).unwrap();
        assert_eq!((off.spo2, off.pulse_per_min, off.perfusion), (None, None, None));
        assert_eq!((off.reading().trust, off.reading().remarks), (Trust::OffPatient, vec!["Not worn"]));
        assert!(WellueReply::decode(&frame(0, &WORN[..12])).is_ok());
    }

    #[test]
    fn damaged_frames_are_refused() {
        let whole = frame(0, &WORN);
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                assert!(WellueReply::decode(&bytes).is_err(), "byte {at}, bit {bit}");
            }
        }
        assert!(WellueReply::decode(&[&whole[..], &[0]].concat()).is_err());
        assert!(WellueReply::decode(&frame(1, &WORN)).is_err());
        assert!(WellueReply::decode(&frame(0, &WORN[..11])).is_err());
        assert!(WellueReply::decode(&frame(0, b"{\"Region\":\"CE\"}")).is_err());
        let mut impossible = WORN;
        impossible[0] = 101;
        assert!(WellueReply::decode(&frame(0, &impossible)).is_err());
    }

    #[test]
    fn pieces_cut_anywhere_and_rubbish_between() {
        let stream =
            [&[0x55, 0x55, 1, 0xAA][..], &frame(0, &WORN), &[0], &frame(0, &OFF), &frame(0, &WORN)].concat();
        for size in 1..=stream.len() {
            let mut assembler = WellueAssembler::default();
            let replies: Vec<_> =
                stream.chunks(size).flat_map(|piece| assembler.push(piece)).flatten().collect();
            assert_eq!(replies.iter().filter(|reply| reply.worn).count(), 2, "pieces of {size}");
            assert_eq!((replies.len(), assembler.dropped()), (3, 5));
        }
    }

    #[test]
    fn a_damaged_frame_is_told_and_the_next_is_found() {
        let mut damaged = frame(0, &WORN);
        damaged[8] ^= 1;
        let mut assembler = WellueAssembler::default();
        let replies = assembler.push(&[damaged, frame(0, &OFF)].concat());
        assert!(replies[0].is_err() && replies[1].as_ref().is_ok_and(|reply| !reply.worn));
        assembler.push(&frame(0, &WORN)[..9]);
        assembler.restart();
        assert_eq!(assembler.push(&frame(0, &WORN)).len(), 1);
    }
}
