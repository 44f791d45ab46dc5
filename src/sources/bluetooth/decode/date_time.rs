use std::fmt;

use serde::{Serialize, Serializer};

use super::super::{DecodeError, reader::Reader};

/// A device's own date and time, without a time zone. It prints and is written in ISO form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime {
    /// 1582 to 9999, or 0 when the device does not know.
    pub year: u16,
    /// 1 to 12, or 0 when the device does not know.
    pub month: u8,
    /// 1 to 31, or 0 when the device does not know.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

impl DateTime {
    /// Reads seven bytes (Date Time, 0x2A08).
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let year = reader.u16()?;
        let [month, day, hour, minute, second] = [(); 5].map(|()| reader.u8());
        let time = Self { year, month: month?, day: day?, hour: hour?, minute: minute?, second: second? };
        let fits = |what, value: u16, lowest: u16, highest: u16| {
            if (lowest..=highest).contains(&value) || value == 0 {
                Ok(())
            } else {
                let [value, lowest, highest] = [value, lowest, highest].map(f64::from);
                Err(DecodeError::Implausible { what, value, lowest, highest })
            }
        };
        fits("year", year, 1582, 9999)?;
        fits("month", u16::from(time.month), 1, 12)?;
        fits("day of the month", u16::from(time.day), 1, u16::from(time.days_of_the_month()))?;
        fits("hour", u16::from(time.hour), 0, 23)?;
        fits("minute", u16::from(time.minute), 0, 59)?;
        fits("second", u16::from(time.second), 0, 59)?;
        Ok(time)
    }

    /// Whether the device knows the date at all.
    pub const fn is_complete(self) -> bool {
        self.year != 0 && self.month != 0 && self.day != 0
    }

    const fn days_of_the_month(self) -> u8 {
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if self.year == 0
                || (self.year.is_multiple_of(4)
                    && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400))) =>
            {
                29
            }
            2 => 28,
            _ => 31,
        }
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: [u8; 7]) -> Result<String, String> {
        let time = DateTime::read(&mut Reader::new("a time", &bytes));
        time.map(|time| time.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn it_reads_and_prints() {
        assert_eq!(read([0xE8, 0x07, 6, 15, 8, 30, 0]).as_deref(), Ok("2024-06-15T08:30:00"));
        assert_eq!(read([0xE8, 0x07, 2, 29, 23, 59, 59]).as_deref(), Ok("2024-02-29T23:59:59"));
        assert_eq!(read([0; 7]).as_deref(), Ok("0000-00-00T00:00:00"));
    }

    #[test]
    fn what_no_calendar_has_is_refused_by_name() {
        for (bytes, named) in [
            ([0x2D, 0x06, 1, 1, 0, 0, 0], "year"),
            ([0xFF, 0xFF, 1, 1, 0, 0, 0], "year"),
            ([0xE8, 0x07, 13, 1, 0, 0, 0], "month"),
            ([0xE8, 0x07, 4, 31, 0, 0, 0], "day"),
            ([0xE7, 0x07, 2, 29, 0, 0, 0], "day"),
            ([0xE8, 0x07, 1, 1, 24, 0, 0], "hour"),
            ([0xE8, 0x07, 1, 1, 0, 60, 0], "minute"),
            ([0xE8, 0x07, 1, 1, 0, 0, 60], "second"),
        ] {
            assert!(read(bytes).is_err_and(|error| error.starts_with(named)), "{bytes:?}");
        }
    }
}
