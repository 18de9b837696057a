//! Trees that are lists of nodes with the node above each: roles and territories.

use std::collections::BTreeSet;

/// A node and the one above it.
pub(super) type Node<Id> = (Id, Option<Id>);

/// Everything below a node, without it. Ends also where damaged data runs in a circle.
pub(super) fn below<Id: Copy + Ord>(nodes: &[Node<Id>], top: Id) -> BTreeSet<Id> {
    let mut found = BTreeSet::new();
    let mut open = vec![top];
    while let Some(next) = open.pop() {
        let children = nodes.iter().filter(|(_, parent)| *parent == Some(next)).map(|(id, _)| *id);
        open.extend(children.filter(|child| *child != top && found.insert(*child)));
    }
    found
}

/// The circle that the node above leads into, from one node back to itself; `None` where there is none.
pub(super) fn circle<Id: Copy + Ord>(nodes: &[Node<Id>]) -> Option<Vec<Id>> {
    let above = |id: Id| nodes.iter().find(|(node, _)| *node == id).and_then(|(_, parent)| *parent);
    nodes.iter().find_map(|(start, _)| {
        let mut path = vec![*start];
        while let Some(next) = above(*path.last()?) {
            path.push(next);
            if next == *start {
                return Some(path);
            }
            if path.len() > nodes.len() {
                return None;
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_below_is_found_and_a_circle_ends() {
        let nodes = [(1, None), (2, Some(1)), (3, Some(2)), (4, Some(1)), (5, None)];
        assert_eq!(below(&nodes, 1), BTreeSet::from([2, 3, 4]));
        assert_eq!(below(&nodes, 3), BTreeSet::new());
        assert_eq!(circle(&nodes), None);
        let round = [(1, Some(3)), (2, Some(1)), (3, Some(2)), (4, Some(3))];
        assert_eq!(below(&round, 1), BTreeSet::from([2, 3, 4]));
        assert_eq!(circle(&round), Some(vec![1, 3, 2, 1]));
    }
}
