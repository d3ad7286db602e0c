//! What the plan of a picture holds for any pairs.

use hustings_wire::FlowPair;

use super::plan::Plan;

fn pair(before: &str, after: &str, readers: u64) -> FlowPair {
    FlowPair { before: before.to_owned(), after: after.to_owned(), readers }
}

fn options() -> Vec<(String, String)> {
    ["a", "b", "c"].map(|id| (id.to_owned(), format!("Option {id}"))).to_vec()
}

#[test]
fn bands_fill_their_columns_and_stand_in_no_others_place() {
    let pairs = [pair("a", "a", 40), pair("a", "b", 10), pair("b", "a", 25), pair("c", "b", 12)];
    let plan = Plan::of(&options(), &pairs, 30);
    assert_eq!((plan.before.len(), plan.after.len()), (3, 2), "what nobody chose has no column");
    for (side, columns) in [(0, &plan.before), (1, &plan.after)] {
        for column in columns {
            let within = |top: u32| (column.top..column.top + column.height).contains(&top);
            let mut here: Vec<_> = plan.bands.iter().filter(|band| within(band.tops[side])).collect();
            here.sort_by_key(|band| band.tops[side]);
            let mut y = column.top;
            for band in here {
                assert_eq!(band.tops[side], y);
                y += band.thickness;
            }
            assert_eq!(y, column.top + column.height);
        }
        for pair in columns.windows(2) {
            assert!(pair[0].top + pair[0].height < pair[1].top);
        }
    }
    assert!(plan.bands.iter().all(|band| band.thickness >= super::NUMBERED), "{plan:?}");
    assert_eq!(plan.bands.iter().filter(|band| band.stayed).count(), 1);
}

#[test]
fn a_picture_stays_of_a_size_however_many_readers_there_are() {
    for pairs in
        [vec![pair("a", "b", 10), pair("b", "b", u64::MAX)], vec![pair("a", "b", 10)], vec![pair("a", "a", 1_000_000)]]
    {
        let plan = Plan::of(&options(), &pairs, 0);
        assert!((120..700).contains(&plan.height), "{plan:?}");
        assert!(plan.bands.iter().all(|band| band.thickness > 0), "{plan:?}");
    }
}
