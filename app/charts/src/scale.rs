//! The numbers and days that stand at the axes.

/// So many steps an axis of numbers has, at most.
const STEPS: i64 = 4;
/// So many days are named, at most.
const NAMED: usize = 6;

/// Round numbers at even steps, the first not above `low` and the last not below `high`; two at least.
pub(crate) fn numbers(low: i64, high: i64) -> Vec<i64> {
    let step = step(high.saturating_sub(low));
    let first = low.div_euclid(step).saturating_mul(step);
    let mut numbers = vec![first];
    let mut next = first.saturating_add(step);
    while numbers.len() < 2 || next.saturating_sub(step) < high {
        numbers.push(next);
        if next == i64::MAX {
            break;
        }
        next = next.saturating_add(step);
    }
    numbers
}

/// The smallest of 1, 2, 5, 10, 20, 50 … that covers `span` in the fewest steps allowed.
fn step(span: i64) -> i64 {
    let mut ten: i64 = 1;
    loop {
        for digit in [1, 2, 5] {
            let step = ten.saturating_mul(digit);
            if span / step < STEPS || step == i64::MAX {
                return step;
            }
        }
        ten = ten.saturating_mul(10);
    }
}

/// The days to be named, counted from 0: the last one, and others at even distances from it, whole weeks where there are many.
pub(crate) fn days(count: usize) -> Vec<usize> {
    let step = if count <= NAMED + 1 { 1 } else { 7 * count.div_ceil(7 * NAMED) };
    let mut days: Vec<_> = (0..count).rev().step_by(step).collect();
    days.reverse();
    days
}

/// Heights of words that shall stand at `wanted`, moved apart to be `gap` from each other and none above `top` or below
/// `bottom`, in the same order.
pub(crate) fn apart(wanted: &[i32], gap: i32, top: i32, bottom: i32) -> Vec<i32> {
    let mut order: Vec<(usize, i32)> = wanted.iter().copied().enumerate().collect();
    order.sort_by_key(|(place, at)| (*at, *place));
    let mut free = top;
    for (_, at) in &mut order {
        *at = free.max(*at);
        free = at.saturating_add(gap);
    }
    let mut free = bottom;
    for (_, at) in order.iter_mut().rev() {
        *at = free.min(*at);
        free = at.saturating_sub(gap);
    }
    order.sort_by_key(|(place, _)| *place);
    order.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_a_few_round_numbers_that_hold_everything() {
        for (low, high, expected) in [
            (0, 0, vec![0, 1]),
            (0, 3, vec![0, 1, 2, 3]),
            (0, 4, vec![0, 2, 4]),
            (0, 97, vec![0, 50, 100]),
            (0, 12_345, vec![0, 5_000, 10_000, 15_000]),
            (12_380, 12_431, vec![12_380, 12_400, 12_420, 12_440]),
            (7, 7, vec![7, 8]),
        ] {
            assert_eq!(numbers(low, high), expected, "{low} to {high}");
        }
        for high in [1, 9, 99, 12_345, i64::MAX] {
            let numbers = numbers(0, high);
            assert!(numbers.len() <= 6 && numbers.last() >= Some(&high), "{numbers:?}");
        }
    }

    #[test]
    fn a_few_days_are_named_and_always_the_last() {
        assert_eq!(days(7), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(days(28), [6, 13, 20, 27]);
        assert_eq!(days(90), [5, 26, 47, 68, 89]);
        assert_eq!(days(1), [0]);
        assert!(days(0).is_empty());
    }

    #[test]
    fn words_that_would_cover_each_other_move_apart() {
        assert_eq!(apart(&[50, 10, 52], 10, 0, 100), [50, 10, 60]);
        assert_eq!(apart(&[98, 99, 97], 10, 0, 100), [90, 100, 80]);
        assert_eq!(apart(&[], 10, 0, 100), Vec::<i32>::new());
    }
}
