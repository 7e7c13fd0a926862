//! The digest of a statutory sheet, by which a session knows the sheets that it embeds.
//!
//! It is the BLAKE3 hash, in hexadecimal, of the line `ocop-council sheet 1`, a line feed, and the
//! compact JSON of `[set, bands]` with fields in the order of the model and absent optional fields
//! left out. Equal facts and words give the same digest, however the pack was laid out.

use crate::model::criteria::{Band, EmbeddedForm, ProductSet};

/// Returns the digest of a sheet's facts and words, 64 hexadecimal digits.
pub fn digest(set: &ProductSet, bands: &[Band]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"ocop-council sheet 1\n");
    serde_json::to_writer(&mut hasher, &(set, bands))
        .expect("plain data, and a hasher never fails");
    hasher.finalize().to_hex().to_string()
}

/// Tells whether an embedded sheet is what its digest says.
pub fn digest_fits(form: &EmbeddedForm) -> bool {
    form.digest == digest(&form.set, &form.bands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[test]
    fn a_sheet_has_the_same_digest_after_a_trip_through_a_file() {
        let form = fixtures::form();
        let text = ron::ser::to_string_pretty(&form, ron::ser::PrettyConfig::new()).expect("RON");
        let back: EmbeddedForm = ron::from_str(&text).expect("the same form");
        assert_eq!(
            digest(&back.set, &back.bands),
            digest(&form.set, &form.bands)
        );
        assert_eq!(digest(&form.set, &form.bands).len(), 64);
    }

    #[test]
    fn any_change_of_facts_or_words_changes_the_digest() {
        let form = fixtures::form();
        let original = digest(&form.set, &form.bands);
        let mut reworded = form.set.clone();
        reworded.parts[0].sections[0].criteria[0].options[0]
            .text
            .push('.');
        let mut fewer_points = form.set.clone();
        fewer_points.parts[0].sections[0].criteria[0].options[0].points =
            crate::model::points::Points::whole(4);
        let changed = [
            digest(&reworded, &form.bands),
            digest(&fewer_points, &form.bands),
            digest(&form.set, &form.bands[1..]),
        ];
        assert!(!changed.contains(&original));
        let embedded = EmbeddedForm {
            digest: original,
            ..form
        };
        assert!(digest_fits(&embedded));
        assert!(!digest_fits(&EmbeddedForm {
            set: reworded,
            ..embedded
        }));
    }
}
