use serde::Serialize;

use super::super::{DecodeError, OximeterReading, Trust};

/// One of the 100 packets that a BerryMed oximeter sends in a second.
#[expect(clippy::struct_excessive_bools, reason = "independent flags, as the packet has them")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BerryMedPacket {
    /// Oxygen saturation, per cent.
    pub spo2: Option<u8>,
    /// Pulses per minute.
    pub pulse_per_min: Option<u8>,
    /// The pulse wave, 0 to 100 without a unit; `None` when the oximeter has none.
    pub pleth: Option<u8>,
    /// Height of the pulse on its bar, 0 to 15.
    pub bar: u8,
    /// Strength of the pulse, 0 to 8.
    pub strength: u8,
    /// The sensor sees nothing.
    pub no_signal: bool,
    /// The probe is not plugged in.
    pub unplugged: bool,
    /// A pulse was just found.
    pub beat: bool,
    /// No finger is in the clip.
    pub no_finger: bool,
    /// It searches for pulses.
    pub searching: bool,
}

/// The packets of one value of the characteristic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BerryMedPackets {
    /// The packets, oldest first; at least one.
    pub packets: Vec<BerryMedPacket>,
}

/// The length of a packet.
const LENGTH: usize = 5;
const WHAT: &str = "BerryMed packet";
/// Codes for "no value".
const NO_SPO2: u8 = 0x7F;
const NO_PULSE: u8 = 0xFF;

impl BerryMedPacket {
    /// Packets in a second.
    pub const RATE_HZ: u32 = 100;

    /// Reads one packet. The uppermost bit is set in its first byte and in no other.
    ///
    /// # Errors
    /// When that is not so, or the saturation cannot be.
    pub const fn decode(bytes: [u8; LENGTH]) -> Result<Self, DecodeError> {
        let [first, pleth, third, pulse, spo2] = bytes;
        if first & 0x80 == 0 || (pleth | third | pulse | spo2) & 0x80 != 0 {
            return Err(DecodeError::Malformed {
                what: WHAT,
                why: "it does not begin where a packet begins",
            });
        }
        if spo2 > 100 && spo2 != NO_SPO2 {
            let value = spo2 as f64;
            return Err(DecodeError::Implausible { what: "SpO2 in %", value, lowest: 0.0, highest: 100.0 });
        }
        let pulse = pulse | (third & 0x40) << 1;
        Ok(Self {
            spo2: if spo2 == NO_SPO2 { None } else { Some(spo2) },
            pulse_per_min: if pulse == NO_PULSE { None } else { Some(pulse) },
            pleth: if pleth == 0 { None } else { Some(pleth) },
            bar: third & 0x0F,
            strength: first & 0x0F,
            no_signal: first & 0x10 != 0,
            unplugged: first & 0x20 != 0,
            beat: first & 0x40 != 0,
            no_finger: third & 0x10 != 0,
            searching: third & 0x20 != 0,
        })
    }

    /// The same in the form that all oximeters share.
    pub fn reading(&self) -> OximeterReading {
        let off = [
            (self.unplugged, "Probe not plugged in"),
            (self.no_finger, "No finger in the clip"),
            (self.no_signal, "No light on the sensor"),
        ];
        let doubts = [(self.searching, "Searching for the pulse")];
        let trust = if off.iter().any(|(is_so, _)| *is_so) {
            Trust::OffPatient
        } else if self.searching {
            Trust::Questionable
        } else {
            Trust::Good
        };
        OximeterReading {
            spo2: self.spo2.map(f64::from),
            pulse_per_min: self.pulse_per_min.map(f64::from),
            perfusion: None,
            trust,
            remarks: off
                .iter()
                .chain(&doubts)
                .filter(|(is_so, _)| *is_so)
                .map(|(_, remark)| *remark)
                .collect(),
        }
        .checked()
    }
}

impl BerryMedPackets {
    /// Reads a value that begins and ends with a packet.
    ///
    /// # Errors
    /// When it does not, or one of its packets cannot be read.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (packets, tail) = bytes.as_chunks::<LENGTH>();
        if packets.is_empty() {
            return Err(DecodeError::TooShort { what: WHAT, need: LENGTH, have: bytes.len() });
        }
        if !tail.is_empty() {
            return Err(DecodeError::OddTail { what: WHAT, item: LENGTH, tail: tail.len() });
        }
        let packets =
            packets.iter().map(|packet| BerryMedPacket::decode(*packet)).collect::<Result<_, _>>()?;
        Ok(Self { packets })
    }
}

/// Joins the pieces of the stream and finds the packets in it, also after bytes were lost.
///
/// At the beginning and after a loss, a packet counts only when another one begins right behind it: five bytes
/// that look like a packet by chance are not taken for one.
#[derive(Clone, Debug, Default)]
pub struct BerryMedAssembler {
    /// Less than a packet and the byte behind it.
    held: Vec<u8>,
    in_step: bool,
    dropped: u64,
}

impl BerryMedAssembler {
    /// Takes the next piece; the packets that are complete with it, oldest first.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<BerryMedPacket> {
        self.held.extend_from_slice(bytes);
        let mut packets = Vec::new();
        let mut at = 0;
        while let Some((packet, behind)) = self.held[at..].split_first_chunk::<LENGTH>() {
            match (BerryMedPacket::decode(*packet), behind.first()) {
                (Ok(_), None) if !self.in_step => break,
                (Ok(packet), next) if self.in_step || next.is_some_and(|next| next & 0x80 != 0) => {
                    packets.push(packet);
                    self.in_step = true;
                    at += LENGTH;
                }
                _ => {
                    self.in_step = false;
                    self.dropped = self.dropped.saturating_add(1);
                    at += 1;
                }
            }
        }
        self.held.drain(..at);
        packets
    }

    /// How many bytes were passed over because they belong to no packet.
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [u8; 5] = [0xC6, 42, 0x43, 0x05, 97];

    #[test]
    fn a_packet_and_its_flags() {
        let packet = BerryMedPacket::decode(GOOD);
        assert!(packet.as_ref().is_ok_and(|packet| packet.beat && packet.strength == 6 && packet.bar == 3));
        let packet = packet.map(|packet| (packet.spo2, packet.pulse_per_min, packet.pleth));
        assert_eq!(packet, Ok((Some(97), Some(133), Some(42))));
        let trust = |bytes| BerryMedPacket::decode(bytes).map(|packet| packet.reading().trust);
        assert_eq!(trust(GOOD), Ok(Trust::Good));
        assert_eq!(trust([0x80, 0, 0x50, 0x7F, 0x7F]), Ok(Trust::OffPatient));
        assert_eq!(trust([0xA0, 0, 0x00, 0x40, 97]), Ok(Trust::OffPatient));
        assert_eq!(trust([0x90, 0, 0x00, 0x40, 97]), Ok(Trust::OffPatient));
        assert_eq!(trust([0x81, 9, 0x20, 0x40, 97]), Ok(Trust::Questionable));
        assert_eq!(trust([0x81, 9, 0x40, 0x7F, 0x7F]), Ok(Trust::Invalid));
        assert!(trust([0x81, 9, 0, 0x40, 101]).is_err() && trust([0x01, 9, 0, 0x40, 97]).is_err());
        assert!(trust([0x81, 0x89, 0, 0x40, 97]).is_err());
    }

    #[test]
    fn pieces_cut_anywhere_give_the_same_packets() {
        let stream: Vec<u8> = (0..20).flat_map(|n| [0x86, n + 1, 3, 60, 97]).collect();
        for size in 1..=21 {
            let mut assembler = BerryMedAssembler::default();
            let packets: Vec<_> = stream.chunks(size).flat_map(|piece| assembler.push(piece)).collect();
            let pleth: Vec<_> = packets.iter().filter_map(|packet| packet.pleth).collect();
            assert_eq!(pleth, (1..=20).collect::<Vec<u8>>(), "pieces of {size}");
            assert_eq!(assembler.dropped(), 0);
        }
    }

    #[test]
    fn it_falls_into_step_again() {
        let mut stream: Vec<u8> = [GOOD; 6].concat();
        stream.drain(7..9);
        stream.insert(0, 0x55);
        let mut assembler = BerryMedAssembler::default();
        // Five packets are whole, and one is lost with its missing bytes; the last may wait for its neighbour.
        assert_eq!(assembler.push(&stream).len() + assembler.push(&GOOD).len(), 6);
        assert_eq!(assembler.dropped(), 4);
    }

    #[test]
    fn a_value_on_its_own_has_whole_packets() {
        assert_eq!(BerryMedPackets::decode(&[GOOD; 4].concat()).map(|value| value.packets.len()), Ok(4));
        assert!(matches!(BerryMedPackets::decode(&GOOD[..4]), Err(DecodeError::TooShort { .. })));
        assert!(matches!(
            BerryMedPackets::decode(&[&GOOD[..], &[0x80]].concat()),
            Err(DecodeError::OddTail { .. })
        ));
        assert!(BerryMedPackets::decode(&[0; 10]).is_err());
    }
}
