//! The track codec: points to bytes and back, exactly. Four columns (time, latitude, longitude, accuracy), each as the
//! differences that come out smallest, zigzag varints, zstd where that is shorter. The decoder is total: it takes bytes from
//! anywhere and never allocates beyond its caps.

/// Points in one track segment.
pub const MAX_TRACK_POINTS: usize = 20_000;
/// Four varints of at most ten bytes a point, and the count.
const MAX_COLUMN_BYTES: usize = MAX_TRACK_POINTS * 40 + 16;
const ZSTD_LEVEL: i32 = 19;

/// One position of a track. All of it is kept to the millisecond, the micro-degree and the metre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackPoint {
    /// Milliseconds since 1970, receiver clock.
    pub at_ms: i64,
    pub lat_e6: i32,
    pub lon_e6: i32,
    pub accuracy_m: u16,
}

/// What is wrong with the bytes of a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrackError {
    #[error("the track is written in a newer way than this program can read")]
    UnknownVersion,
    #[error("not a track")]
    Malformed,
    #[error("a track segment holds at most {MAX_TRACK_POINTS} points")]
    TooManyPoints,
}

/// Byte 0 of a packed track: version in the high four bits, then whether the rest is a zstd frame.
const VERSION: u8 = 1;
const ZSTD: u8 = 1;

/// # Errors
/// `TooManyPoints`.
pub fn pack_track(points: &[TrackPoint]) -> Result<Vec<u8>, TrackError> {
    if points.len() > MAX_TRACK_POINTS {
        return Err(TrackError::TooManyPoints);
    }
    let mut columns = Vec::with_capacity(points.len() * 4 + 16);
    put(&mut columns, points.len() as u64);
    for column in COLUMNS {
        let values: Vec<i64> = points.iter().map(column.read).collect();
        columns.extend(shortest(&values));
    }
    let packed = zstd::bulk::compress(&columns, ZSTD_LEVEL).ok().filter(|packed| packed.len() < columns.len());
    let (flag, body) = match packed {
        Some(packed) => (ZSTD, packed),
        None => (0, columns),
    };
    Ok(std::iter::once(VERSION << 4 | flag).chain(body).collect())
}

/// # Errors
/// `UnknownVersion`, `TooManyPoints`, `Malformed`.
pub fn unpack_track(bytes: &[u8]) -> Result<Vec<TrackPoint>, TrackError> {
    let (header, body) = bytes.split_first().ok_or(TrackError::Malformed)?;
    let columns = match (header >> 4, header & 0x0f) {
        (VERSION, 0) => body.to_vec(),
        (VERSION, ZSTD) => zstd::bulk::decompress(body, MAX_COLUMN_BYTES).map_err(|_| TrackError::Malformed)?,
        (VERSION, _) => return Err(TrackError::Malformed),
        _ => return Err(TrackError::UnknownVersion),
    };
    let mut rest = columns.as_slice();
    let count = usize::try_from(take(&mut rest)?).map_err(|_| TrackError::TooManyPoints)?;
    if count > MAX_TRACK_POINTS {
        return Err(TrackError::TooManyPoints);
    }
    // Every value takes a byte at least, so a small body cannot claim many points.
    if count > rest.len() {
        return Err(TrackError::Malformed);
    }
    let mut points = vec![TrackPoint { at_ms: 0, lat_e6: 0, lon_e6: 0, accuracy_m: 0 }; count];
    for column in COLUMNS {
        let (order, after) = rest.split_first().ok_or(TrackError::Malformed)?;
        rest = after;
        let mut sums = Sums::of_order(*order)?;
        for point in &mut points {
            let value = sums.add(unzigzag(take(&mut rest)?));
            (column.write)(point, value).ok_or(TrackError::Malformed)?;
        }
    }
    if rest.is_empty() { Ok(points) } else { Err(TrackError::Malformed) }
}

struct Column {
    read: fn(&TrackPoint) -> i64,
    write: fn(&mut TrackPoint, i64) -> Option<()>,
}

const COLUMNS: [Column; 4] = [
    Column {
        read: |point| point.at_ms,
        write: |point, value| {
            point.at_ms = value;
            Some(())
        },
    },
    Column {
        read: |point| point.lat_e6.into(),
        write: |point, value| i32::try_from(value).ok().map(|value| point.lat_e6 = value),
    },
    Column {
        read: |point| point.lon_e6.into(),
        write: |point, value| i32::try_from(value).ok().map(|value| point.lon_e6 = value),
    },
    Column {
        read: |point| point.accuracy_m.into(),
        write: |point, value| u16::try_from(value).ok().map(|value| point.accuracy_m = value),
    },
];

/// The column as values (order 0), differences (1) or differences of differences (2), whichever is smallest.
fn shortest(values: &[i64]) -> Vec<u8> {
    let mut best: Option<Vec<u8>> = None;
    let mut terms = values.to_vec();
    for order in 0..=2_u8 {
        if order > 0 {
            differences(&mut terms);
        }
        let mut bytes = vec![order];
        terms.iter().for_each(|term| put(&mut bytes, zigzag(*term)));
        if best.as_ref().is_none_or(|best| bytes.len() < best.len()) {
            best = Some(bytes);
        }
    }
    best.unwrap_or_default()
}

fn differences(terms: &mut [i64]) {
    let mut before = 0_i64;
    for term in terms {
        (before, *term) = (*term, term.wrapping_sub(before));
    }
}

/// Turns differences of some order back into values.
struct Sums([i64; 2], usize);

impl Sums {
    fn of_order(order: u8) -> Result<Self, TrackError> {
        if order > 2 { Err(TrackError::Malformed) } else { Ok(Self([0; 2], order.into())) }
    }

    fn add(&mut self, term: i64) -> i64 {
        self.0.iter_mut().take(self.1).fold(term, |term, sum| {
            *sum = sum.wrapping_add(term);
            *sum
        })
    }
}

fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
}

fn take(bytes: &mut &[u8]) -> Result<u64, TrackError> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(TrackError::Malformed)?;
        *bytes = rest;
        let part = u64::from(byte & 0x7f);
        if part << shift >> shift != part {
            return Err(TrackError::Malformed);
        }
        value |= part << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(TrackError::Malformed)
}

#[cfg(test)]
#[path = "track_tests.rs"]
mod tests;
