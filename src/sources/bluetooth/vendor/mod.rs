//! Pulse oximeters with a format of their own.
//!
//! | device | how it speaks | read here |
//! |---|---|---|
//! | Nonin 3230 and its relatives | one value a second | [`NoninMeasurement`] |
//! | BerryMed BM1000 and its relatives | packets of 5 bytes, 100 a second, cut anywhere | [`BerryMedAssembler`] |
//! | Wellue O2Ring, Viatom Checkme O2 | answers to commands, each with a checksum | [`WellueAssembler`], [`wellue_request`] |
//!
//! Each gives an [`OximeterReading`](super::OximeterReading). Where a format could not be established from
//! public sources it is not read: the 20-byte packets of newer BerryMed devices, the O2Ring S, Wellue
//! devices that use the services FFE0 or 6E400001, and everything of these devices but live values.
//!
//! Sources, for the facts:
//! - Nonin: the sample app of Nonin Medical for iOS (November 2013), as several projects publish it; its bits
//!   agree with a decoder written after Nonin's specification 113142-000-02 Rev B; the numbers agree with
//!   `andreasdri/nonin-3230-ble`.
//! - BerryMed: "BCI Protocol V1.2" by the manufacturer, `zh2x/BCI_Protocol`; agrees with
//!   `adafruit/Adafruit_CircuitPython_BLE_BerryMed_Pulse_Oximeter`.
//! - Wellue: the manufacturer's lepu-blepro (frames, live values) and `viatom-develop/LepuDemo` (range of the
//!   perfusion index, invalid values); frames, checksum and captured values agree with `MackeyStingray/o2r`.

mod berrymed;
mod nonin;
mod wellue;

pub use berrymed::{BerryMedAssembler, BerryMedPacket, BerryMedPackets};
pub use nonin::NoninMeasurement;
pub use wellue::{WellueAssembler, WellueReply, wellue_request};
