//! Order and identity, written once: each sort and each map of the standard library would be several kilobytes of the
//! engine for every type that is put into it.

/// The places of `count` things in their order; those of which none is before the other stay as they came.
pub(super) fn order(count: usize, before: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    let mut merged = places.clone();
    let mut width = 1;
    while width < count {
        for start in (0..count).step_by(2 * width) {
            let (middle, end) = ((start + width).min(count), (start + 2 * width).min(count));
            let (mut left, mut right) = (start, middle);
            for slot in &mut merged[start..end] {
                let from_right = right < end && (left == middle || before(places[right], places[left]));
                let from = if from_right { &mut right } else { &mut left };
                *slot = places[*from];
                *from += 1;
            }
        }
        std::mem::swap(&mut places, &mut merged);
        width *= 2;
    }
    places
}

/// Puts a few numbers in order.
pub(super) fn sort_few(numbers: &mut [u32]) {
    for end in 1..numbers.len() {
        let mut at = end;
        while at > 0 && numbers[at - 1] > numbers[at] {
            numbers.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// Puts numbers in the order of their upper halves; those with the same one stay as they came.
pub(super) fn sort_by_upper_half(numbers: &mut Vec<u64>) {
    let mut sorted = vec![0; numbers.len()];
    for shift in [32, 40, 48, 56] {
        let digit = |number: u64| (number >> shift & 0xff) as usize;
        let mut ends = [0_usize; 256];
        for number in &*numbers {
            ends[digit(*number)] += 1;
        }
        let mut start = 0;
        for end in &mut ends {
            (start, *end) = (start + *end, start);
        }
        for number in &*numbers {
            let place = &mut ends[digit(*number)];
            sorted[*place] = *number;
            *place += 1;
        }
        std::mem::swap(numbers, &mut sorted);
    }
}

/// Texts, each with a number: the first is 0.
#[derive(Default)]
pub(super) struct Numbers<'a> {
    pub texts: Vec<&'a [u8]>,
    /// Numbers plus one by their hashes, 0 where there is none; a power of two, at most half full.
    table: Vec<u32>,
}

impl<'a> Numbers<'a> {
    /// The number of a text, which gets the next one where it has none.
    pub(super) fn of(&mut self, text: &'a [u8]) -> u32 {
        if self.texts.len() * 2 >= self.table.len() {
            self.table = vec![0; (self.table.len() * 2).max(1_024)];
            for number in 0..self.texts.len() {
                let place = self.place(self.texts[number]);
                self.table[place] = u32::try_from(number + 1).unwrap_or(u32::MAX);
            }
        }
        let place = self.place(text);
        if self.table[place] == 0 {
            self.texts.push(text);
            self.table[place] = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        }
        self.table[place] - 1
    }

    /// Where a text is in the table, or would be.
    fn place(&self, text: &[u8]) -> usize {
        let hash = text
            .iter()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
        let last = self.table.len() - 1;
        let mut place = (hash ^ hash >> 15) as usize & last;
        while self.table[place] != 0 && self.texts[self.table[place] as usize - 1] != text {
            place = (place + 1) & last;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_put_in_order_and_equal_ones_stay() {
        for count in 0..40_usize {
            let value = |place: usize| place * 7 % 11;
            let places = order(count, &|one, other| value(one) < value(other));
            let mut expected: Vec<usize> = (0..count).collect();
            expected.sort_by_key(|place| value(*place));
            assert_eq!(places, expected);

            let mut few: Vec<u32> = (0..40).map(|number| number * 7 % 11).take(count).collect();
            let mut expected = few.clone();
            expected.sort_unstable();
            sort_few(&mut few);
            assert_eq!(few, expected);
        }
    }

    #[test]
    fn upper_halves_are_put_in_order() {
        let mut numbers: Vec<u64> =
            (0..1_000_u64).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        numbers.extend([u64::MAX, u64::MAX - 1, u64::MAX, 5, 3]);
        let mut expected = numbers.clone();
        expected.sort_by_key(|number| number >> 32);
        sort_by_upper_half(&mut numbers);
        assert_eq!(numbers, expected);
    }

    #[test]
    fn a_text_keeps_its_number() {
        let texts: Vec<String> = (0..5_000).map(|number| format!("text {number}")).collect();
        let mut numbers = Numbers::default();
        for _ in 0..2 {
            for (expected, text) in (0..).zip(&texts) {
                assert_eq!(numbers.of(text.as_bytes()), expected);
            }
        }
        assert_eq!(numbers.texts.len(), texts.len());
    }
}
