//! Things that happen at the same time, side by side.

/// Where something stands among what overlaps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its lane, from 0.
    pub lane: u16,
    /// How many lanes it shares the width with.
    pub lanes: u16,
}

/// A place for each span `(from, to)`, in the order in which they are given. Spans that only touch do not overlap. A
/// group of spans that hang together shares one number of lanes, so that their edges line up.
pub fn side_by_side(spans: &[(u32, u32)]) -> Vec<Place> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    // Of those that begin together the longer one stands first.
    order.sort_by_key(|&at| (spans[at].0, u32::MAX - spans[at].1, at));
    let mut places = vec![Place { lane: 0, lanes: 1 }; spans.len()];
    let mut group: Vec<usize> = Vec::new();
    let mut ends: Vec<u32> = Vec::new();
    for at in order {
        let (from, to) = spans[at];
        if ends.iter().all(|end| *end <= from) {
            close(&mut places, &group, ends.len());
            group.clear();
            ends.clear();
        }
        let free = ends.iter().position(|end| *end <= from);
        let lane = free.unwrap_or(ends.len());
        match free {
            Some(lane) => ends[lane] = to,
            None => ends.push(to),
        }
        places[at].lane = u16::try_from(lane).unwrap_or(u16::MAX);
        group.push(at);
    }
    close(&mut places, &group, ends.len());
    places
}

fn close(places: &mut [Place], group: &[usize], lanes: usize) {
    for &at in group {
        places[at].lanes = u16::try_from(lanes).unwrap_or(u16::MAX).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::side_by_side;

    fn laid(spans: &[(u32, u32)]) -> Vec<(u16, u16)> {
        side_by_side(spans).into_iter().map(|place| (place.lane, place.lanes)).collect()
    }

    #[test]
    fn what_overlaps_stands_side_by_side() {
        assert_eq!(laid(&[]), []);
        assert_eq!(laid(&[(60, 120)]), [(0, 1)]);
        // One after the other keeps the whole width.
        assert_eq!(laid(&[(60, 120), (120, 180)]), [(0, 1), (0, 1)]);
        assert_eq!(laid(&[(60, 120), (90, 180)]), [(0, 2), (1, 2)]);
        // The third finds the first lane free again; all three hang together.
        assert_eq!(laid(&[(60, 120), (90, 180), (120, 150)]), [(0, 2), (1, 2), (0, 2)]);
        assert_eq!(laid(&[(0, 300), (60, 90), (60, 90), (400, 430)]), [(0, 3), (1, 3), (2, 3), (0, 1)]);
        // The order of the input stays the order of the places; the longer stands first.
        assert_eq!(laid(&[(60, 90), (60, 240)]), [(1, 2), (0, 2)]);
    }

    #[test]
    fn nothing_in_a_lane_overlaps() {
        let spans: Vec<(u32, u32)> =
            (0..200).map(|at| (at * 37 % 1_400, at * 37 % 1_400 + 30 + at % 90)).collect();
        let places = side_by_side(&spans);
        for (one, a) in spans.iter().zip(&places) {
            assert!(a.lane < a.lanes);
            let same = spans
                .iter()
                .zip(&places)
                .filter(|(other, b)| a.lane == b.lane && one.0 < other.1 && other.0 < one.1);
            // Equal spans of the sample count themselves.
            assert_eq!(same.filter(|(other, _)| *other != one).count(), 0, "{one:?}");
        }
    }
}
